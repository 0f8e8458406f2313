"""Polling: each entry once, politely, and never in silence."""

import io
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from issues import search, tick
from issues.gathering import feeds as parsing
from issues.gathering import sources
from issues.gathering.refusals import Refused
from issues.models import Item, Region, SeenEntry, Source, Topic
from issues.search import upkeep
from tests.factories import make_issue, make_item
from tests.gathering.feeds import Server, item, many, rss
from tests.gathering.servers import answer, endless, site


def make_source(name="示例日报", url="https://feed.example.com/rss.xml", **fields):
    return Source.objects.create(name=name, url=url, **fields)


def poll(source, server):
    source.refresh_from_db()
    return sources.poll(source, server.get)


def titles():
    return list(Item.objects.order_by("-pk").values_list("title", flat=True))


def test_it_works(db):
    Topic.objects.create(name="人工智能")
    source = make_source()
    server = Server(
        rss(
            item("深圳发布人工智能措施", "https://feed.example.com/2.html", "<p>摘要。</p>"),
            item("早一些的消息", "https://feed.example.com/1.html"),
        )
    )
    polled = poll(source, server)
    assert (polled.new, polled.known, polled.error) == (2, 0, "")
    assert titles() == ["深圳发布人工智能措施", "早一些的消息"]
    made = Item.objects.pool().with_topics().latest("pk")
    assert (made.source, made.source_name, made.summary) == (source, "示例日报", "摘要。")
    assert made.source_url == "https://feed.example.com/2.html"
    assert made.source_time.isoformat() == "2026-11-25T02:00:00+00:00"
    assert made.region.short_name == "深圳"
    assert [topic.name for topic in made.topics] == ["人工智能"]
    assert search.find("人工智能", audience=search.DESK).ids == [made.pk]
    assert list(upkeep.differences()) == []
    source.refresh_from_db()
    assert (source.last_new, source.failures, source.last_error) == (2, 0, "")
    assert source.next_poll - source.last_success == sources.INTERVAL


def test_each_entry_comes_once_in_five_runs(db):
    source = make_source()
    for _run in range(5):
        poll(source, Server(many(30)))
    assert Item.objects.count() == 30
    assert poll(source, Server(many(31))).new == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("https://x.example.com/1.html", "a"), ("https://x.example.com/1.html", "b")),
        (("https://x.example.com/1.html", "a"), ("http://www.x.example.com/1.html?utm_x=1", "b")),
        (("https://x.example.com/1.html", "a"), ("https://x.example.com/moved.html", "a")),
        (("", ""), ("", "")),
    ],
)
def test_a_changed_guid_or_address_is_no_other_entry(db, first, second):
    source = make_source()
    for link, guid in (first, second, first, second):
        poll(source, Server(rss(item("同一条", link, "字", guid=guid))))
    assert Item.objects.count() == 1


def test_guids_and_addresses_that_tell_nothing_do_not_swallow_entries(db):
    front = "https://x.example.com/"
    entries = [item(f"第{n}条", front, guid=f"g{n}") for n in range(3)]
    entries += [item(f"又{n}条", f"{front}{n}.html", guid="all the same") for n in range(3)]
    for _run in range(2):
        poll(make_source() if not _run else Source.objects.get(), Server(rss(*entries)))
    assert Item.objects.count() == 6


def test_what_was_deleted_or_rejected_does_not_come_back(db):
    source = make_source()
    poll(source, Server(many(2)))
    Item.objects.filter(title__contains="第1条").update(rejected_at=timezone.now())
    Item.objects.filter(title__contains="第2条").delete()
    assert poll(source, Server(many(2))).new == 0
    source.delete()
    assert poll(make_source(), Server(many(2))).new == 0


def test_a_page_that_two_feeds_carry_or_an_item_has_already_comes_once(db):
    make_item(make_issue(), source_url="https://feed.example.com/1.html")
    poll(make_source(), Server(many(3)))
    polled = poll(make_source("又一个", "https://other.example.com/rss"), Server(many(4)))
    assert (polled.new, polled.known) == (1, 3)
    assert Item.objects.pool().count() == 3


def test_the_region_is_the_source_s_or_lies_within_it(db):
    guangdong = Region.objects.get(short_name="广东")
    source = make_source(region=guangdong)
    texts = ["深圳发布措施", "北京发布措施", "没有地名的消息"]
    entries = [item(text, f"https://x.example.com/{n}.html") for n, text in enumerate(texts)]
    poll(source, Server(rss(*entries)))
    found = dict(Item.objects.values_list("title", "region__short_name"))
    assert [found[text] for text in texts] == ["深圳", "广东", "广东"]


def test_a_conditional_request_and_an_answer_that_nothing_changed(db):
    source = make_source()
    first = Server(many(2), etag='"abc"', last_modified="Wed, 25 Nov 2026 10:00:00 GMT")
    poll(source, first)
    assert "If-None-Match" not in first.asked[0]
    second = Server(status=304)
    polled = poll(source, second)
    assert second.asked[0]["If-None-Match"] == '"abc"'
    assert second.asked[0]["If-Modified-Since"] == "Wed, 25 Nov 2026 10:00:00 GMT"
    assert polled.unchanged
    source.refresh_from_db()
    assert source.etag == '"abc"'
    assert source.last_new == 0


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (Server(Refused("slow"), None), "太慢"),
        (Server(status=503), "503"),
        (Server("<!DOCTYPE html><html></html>"), "网页"),
        (Server("<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>"), "实体"),
        (Server(ValueError("strange"), None), "ValueError: strange"),
    ],
)
def test_what_goes_wrong_is_kept_and_tried_again_ever_later(db, server, said, caplog):
    source = make_source()
    poll(source, Server(many(1)))
    success = source.last_success
    rests = []
    for failures in range(1, 9):
        polled = poll(source, server)
        assert said in polled.error
        assert source.failures == failures
        rests.append(source.next_poll - source.last_error_at)
    assert rests[0] == 2 * sources.INTERVAL
    assert rests == sorted(rests)
    assert rests[-1] == sources.LONGEST_REST
    source.refresh_from_db()
    assert source.last_success == success
    assert said in source.last_error
    poll(source, Server(many(2)))
    assert (source.failures, source.last_error) == (0, "")


def test_a_failed_poll_stops_no_other_source(db, monkeypatch):
    for n in range(3):
        make_source(f"来源{n}", f"https://feed{n}.example.com/rss")

    def get(url, **options):
        if "feed1" in url:
            raise RecursionError("a parser gave up")
        return Server(many(2, site=url.split("/")[2])).get(url, **options)

    monkeypatch.setattr(sources, "poll", lambda source, once=sources.poll: once(source, get))
    report = tick.run(jobs=[job for job in tick.JOBS if job.name == "sources"])
    assert [o.said for o in report.outcomes] == ["抓取 3 个来源，新到 4 条，1 个出错"]
    assert Source.objects.get(name="来源1").last_error == "RecursionError: a parser gave up"
    assert tick.run(jobs=tick.JOBS).outcomes[0].said == ""


def test_only_what_is_due_and_switched_on_is_polled(db):
    now = timezone.now()
    make_source("停用", "https://a.example.com/", active=False)
    make_source("未到", "https://b.example.com/", next_poll=now + timedelta(minutes=1))
    make_source("已到", "https://c.example.com/", next_poll=now - timedelta(minutes=1))
    make_source("新的", "https://d.example.com/")
    assert [s.name for s in Source.objects.due(now)] == ["新的", "已到"]


def test_too_many_entries_come_in_turns(db, monkeypatch):
    monkeypatch.setattr(sources, "MOST_NEW", 4)
    source = make_source()
    server = Server(many(9), etag='"x"')
    left = [poll(source, server).left for _run in range(3)]
    assert left == [5, 1, 0]
    assert Item.objects.count() == 9
    assert ["If-None-Match" in asked for asked in server.asked] == [False, False, False]
    assert source.etag == '"x"'


def test_two_polls_at_once_bring_each_entry_once(transactional_db):
    source = make_source()
    barrier = threading.Barrier(2)

    def work():
        mine = Source.objects.get(pk=source.pk)

        def get(url, **options):
            barrier.wait(20)
            return Server(many(40)).get(url, **options)

        sources.poll(mine, get)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Item.objects.count() == 40
    assert not Source.objects.exclude(last_error="").exists()


def test_no_connection_is_open_while_a_transaction_is(transactional_db):
    def get(url, **options):
        assert not connection.in_atomic_block
        return Server(many(1)).get(url, **options)

    assert sources.poll(make_source(), get).new == 1


def test_storing_takes_the_same_queries_for_the_first_batch_whatever_its_size(
    db, django_assert_num_queries
):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for start, size in ((1, 50), (101, 100)):
        with CaptureQueriesContext(connection) as captured:
            poll(Source.objects.first() or make_source(), Server(many(size, start)))
        counts.append(len(captured))
    assert counts[1] <= counts[0]


def test_three_feeds_of_2500_entries_one_of_them_in_gbk(db):
    feeds = {
        f"https://{name}.example.com/rss": many(count, site=f"{name}.example.com")
        for name, count in (("a", 1500), ("b", 600), ("c", 400))
    }
    feeds["https://b.example.com/rss"] = feeds["https://b.example.com/rss"].encode("gbk")
    feeds["https://c.example.com/rss"] = feeds["https://c.example.com/rss"][:-20]
    for name, url in zip("abc", feeds, strict=True):
        make_source(name, url)
    for _run in range(2):
        for source in Source.objects.order_by("pk"):
            assert poll(source, Server(feeds[source.url])).error == ""
    assert Item.objects.count() == 2500
    assert set(Item.objects.values_list("title", flat=True).filter(source__name="b")[:1]) == {
        "b.example.com 第1条：深圳人工智能产业"
    }
    assert SeenEntry.objects.count() == 5000


def test_five_ticks_over_the_wire_with_feeds_of_every_kind(db, settings):
    """As it runs in the newsroom: the command, the lease, the fetcher, servers on loopback."""
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + many(3)
    pages = {
        "/good.xml": answer(many(40, site="good.example.com").encode(), ETag='"1"'),
        "/gbk.xml": answer(
            many(30, site="gbk.example.com").encode("gbk"), Content_Type="text/xml; charset=utf-8"
        ),
        "/broken.xml": answer(many(20, site="broken.example.com").encode()[:-30]),
        "/bomb.xml": answer(bomb.encode()),
        "/endless.xml": endless(answer(Content_Length=None), b"<rss>" * 10_000),
    }
    with site(pages) as server:
        settings.FETCH_TEST_HOSTS = {"feeds.example.com": ("127.0.0.1", server.port)}
        for path in pages:
            make_source(path, f"http://feeds.example.com{path}")
        for _run in range(5):
            call_command("tick", stdout=io.StringIO())
            Source.objects.update(next_poll=None)
    assert Item.objects.count() == 90
    errors = dict(Source.objects.values_list("name", "last_error"))
    assert [name for name, error in errors.items() if error] == ["/bomb.xml", "/endless.xml"]
    assert "实体" in errors["/bomb.xml"]
    assert any("If-None-Match" in request for request in server.asked)


def test_the_limit_of_bytes_is_asked_of_the_fetcher(db):
    asked = []

    def get(url, *, headers, most):
        asked.append(most)
        return Server(many(1)).get(url)

    sources.poll(make_source(), get)
    assert asked == [parsing.MOST_BYTES]
