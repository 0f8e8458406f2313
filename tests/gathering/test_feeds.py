"""Feeds as they really come: wrong encodings, broken XML, relative links, bombs."""

import codecs
from datetime import UTC, datetime, timedelta

import pytest

from issues.gathering import feeds
from issues.gathering.feeds import Unreadable
from issues.gathering.times import when
from issues.text import markup
from tests.gathering.feeds import ATOM, item, rss

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
BASE = "https://feed.example.com/news/rss.xml"


def read(body, **options):
    body = body if isinstance(body, bytes) else body.encode()
    return feeds.read(body, url=BASE, now=NOW, **options)


def one(body, **options):
    feed = read(body, **options)
    assert len(feed.entries) == 1
    return feed.entries[0]


def test_it_works():
    entry = one(rss(item("深圳发布措施", "/a/1.html?x=1&amp;y=2", "<p>第一段。</p><p>第二段</p>")))
    assert entry.title == "深圳发布措施"
    assert entry.url == "https://feed.example.com/a/1.html?x=1&y=2"
    assert entry.summary == "第一段。\n第二段"
    assert entry.time == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def test_atom_with_a_base_of_its_own():
    entry = one(ATOM)
    assert (entry.title, entry.url) == ("a < b", "https://other.example.com/x/p/1")
    assert entry.summary == "摘要"


TEXT = rss(item("广东省数字经济", "/1", "人工智能产业发展的摘要。"))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TEXT.encode("gbk"), ""),
        (TEXT.encode("gbk"), "text/xml; charset=utf-8"),
        (TEXT.encode("gb18030"), "text/xml; charset=iso-8859-1"),
        (TEXT.replace("utf-8", "gb2312").encode(), ""),
        (TEXT.replace("utf-8", "no-such-code").encode(), "text/xml; charset=zip"),
        (TEXT.replace("utf-8", "big5").encode("gbk"), ""),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/xml; charset=gbk"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-16-le"), ""),
        ("\n  " + TEXT, ""),
        (TEXT.replace("广东省", "广\x08东\x00省"), ""),
    ],
)
def test_it_is_read_by_what_it_is_and_not_by_what_it_says(body, content_type):
    entry = one(body, content_type=content_type)
    assert (entry.title, entry.summary) == ("广东省数字经济", "人工智能产业发展的摘要。")


def test_a_spoilt_byte_does_not_make_it_another_encoding():
    entry = one(TEXT.encode().replace("摘要".encode(), "摘".encode() + b"\xe8\xa6"))
    assert entry.title == "广东省数字经济"


def test_traditional_chinese_in_big5():
    body = rss(item("臺灣產業動態", "/1")).replace("utf-8", "big5").encode("big5")
    assert one(body).title == "臺灣產業動態"


def test_broken_xml_gives_what_can_be_read():
    whole = rss(item("甲", "http://x.example.com/?a=1&b=2"), item("乙&nbsp;AT&T &copy;", "/2"))
    feed = read(whole[: whole.rindex("</item>")])
    assert [entry.title for entry in feed.entries] == ["甲", "乙 AT&T ©"]
    assert feed.entries[0].url == "http://x.example.com/?a=1&b=2"


def test_a_prefix_that_is_not_declared():
    text = rss("<item><title>甲</title><content:encoded>正文</content:encoded></item>")
    assert one(text).summary == "正文"


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (BOMB + TEXT, "entities"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + TEXT, "entities"),
        ((BOMB + TEXT).encode("utf-16"), "entities"),
        ('<?x <a ?><!-- <b> --><!DOCTYPE r SYSTEM "<c" [<!entity x "y">]>' + TEXT, "entities"),
        (b"<rss>" + b" " * feeds.MOST_BYTES, "large"),
        (rss("<item/>" * (feeds.MOST_ENTRIES + 1)), "many"),
        ("<!DOCTYPE html><html><body>hello</body></html>", "page"),
        ("[]", "broken"),
        (" \n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "broken"),
        ("<a>" * 100_000, "broken"),
        ("<" * 100_000, "broken"),
        ("<![CDATA[" * 50_000, "broken"),
    ],
)
def test_what_is_no_feed_or_means_harm_is_refused(body, code):
    with pytest.raises(Unreadable) as refused:
        read(body)
    assert refused.value.code == code


def test_an_external_entity_is_not_looked_for():
    text = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">' + rss(item("甲 &x; 乙", "/1"))
    assert one(text).title == "甲 &x; 乙"


def test_a_feed_without_entries_is_a_feed():
    assert read(rss()).entries == ()


def test_only_addresses_of_the_web_are_linked():
    feed = read(rss(item("甲", "javascript:alert(1)"), item("乙", "ftp://x/"), item("丙", "")))
    assert [entry.url for entry in feed.entries] == ["", "", ""]


def test_an_entry_without_a_title_is_named_by_its_text_and_one_without_text_is_counted():
    feed = read(rss(item("", "/1", "第一句话。第二句话。"), item("", "/2", "")))
    assert [entry.title for entry in feed.entries] == ["第一句话"]
    assert feed.empty == 1


def test_long_texts_are_cut_at_a_sentence():
    entry = one(rss(item("题" * 400, "/1", "一句十个字的话在此。" * 200)))
    assert len(entry.title) == 300
    assert len(entry.summary) == 990
    assert entry.summary.endswith("。")


def test_a_summary_that_repeats_the_title_is_none():
    assert one(rss(item("同一句话", "/1", "<b>同一 句话</b>"))).summary == ""


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-12-20 10:00:00", 2),
        ("2024/12/20 10:00", 2),
        ("2024-12-20T10:00:00Z", 10),
        ("2024-12-20T10:00:00+08:00", 2),
        ("2024-12-20T10:00:00.123-0500", 15),
        ("2024年12月20日 10时00分", 2),
        ("Fri, 20 Dec 2024 10:00:00 +0800", 2),
        ("Fri, 20 Dec 2024 10:00:00 GMT", 10),
        ("Fri, 20 Dec 2024 10:00:00", 2),
        ("Fri Dec 20 10:00:00 CST 2024", 2),
        ("Fri, 20 Dec 2024 10:00:00 CST", 2),
        ("Fri, 20 Dec 2024 10:00:00 -0000", 10),
        ("Fri, 20 Dec 2024 10:00:00 EST", 15),
        ("20 Dec 2024 10:00:00 BJT", 2),
    ],
)
def test_a_time_without_a_zone_is_that_of_shanghai(text, hours):
    assert when(text, now=NOW) == datetime(2024, 12, 20, hours, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-40", "0001-01-01", "9999-12-31", "20日"])
def test_what_is_no_time_is_none(text):
    assert when(text, now=NOW) is None


def test_a_time_far_ahead_is_none_and_a_day_alone_is_its_beginning():
    assert when((NOW + timedelta(days=2)).isoformat(), now=NOW) is None
    assert when("2024-12-20", now=NOW) == datetime(2024, 12, 19, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>甲</p><script>alert(1)</script><style>p{}</style><p>乙</p>", "甲\n乙"),
        ("甲<br>乙<br/>丙", "甲\n乙\n丙"),
        ("&lt;script&gt; &amp;&nbsp;&#20013;", "<script> & 中"),
        ("<svg><script>x</script></svg>甲", "甲"),
        ("甲<script>乙", "甲"),
        ("<img src=x onerror=alert(1)>甲<!-- 乙 -->", "甲"),
        ("", ""),
    ],
)
def test_markup_is_taken_out(html, text):
    assert markup.plain(html) == text
