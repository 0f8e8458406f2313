"""What pages give an item. Most of it needs no database: `read` is asked directly."""

from contextlib import suppress
from datetime import date
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues import topics
from issues.gathering import markup, pages, telling
from issues.gathering.refusals import SENTENCES, Refused

from .articles import LEAD, MORE, TITLE, article, response


def read(page, **options):
    return pages.read(response(page, **options))


def refused(page, **options):
    with pytest.raises(Refused) as caught:
        read(page, **options)
    assert str(caught.value.sentence)
    return caught.value.code


def test_it_works():
    told = read(article(info="2024-12-19 10:20 来源：示例日报 字号：大 中 小"))
    assert told.title == TITLE
    assert told.lead == LEAD if len(LEAD) >= telling.ENOUGH else LEAD + MORE
    assert told.source == "示例日报"
    assert told.date == date(2024, 12, 19)
    assert told.canonical == ""


# --- title ---


@pytest.mark.parametrize(
    "head",
    [
        "<title>{}_示例新闻网</title>",
        "<title>{}-示例新闻网</title>",
        "<title>{} - 示例新闻网</title>",
        "<title>{}|示例新闻网</title>",
        "<title>{}｜要闻</title>",
        "<title>{}_科技频道_示例新闻网</title>",
        "<title>{}--示例日报</title>",
        "<title>{}—示例市人民政府门户网站</title>",
        "<title>{} | news.example.com</title>",
        '<title>示例</title><meta name="ArticleTitle" content="{}">',
        '<meta property="og:title" content="{}_某站"><meta property="og:site_name" content="某站">',
        '<title>x</title><script type="application/ld+json">{{"headline": "{}"}}</script>',
        "<title>{}</title>",
    ],
)
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "", "<h1>示例新闻网</h1>"])
def test_the_title_stands_without_the_name_of_the_site(head, heading):
    page = article(head=head.format(TITLE)).replace(f"<h1>{TITLE}</h1>", heading.format(TITLE))
    assert read(page).title == TITLE


def test_a_title_that_was_cut_is_taken_whole_from_its_heading():
    """A quotation mark ends the attribute; other heads end with dots."""
    title = '深圳市近日发布"算力"示例行动计划，提出到2027年的目标'
    for head in (
        f'<meta property="og:title" content="{title}">',
        f"<title>{title[:18]}...</title>",
    ):
        assert read(article(title, head=head)).title == title
    spaced = "<title>深圳发布算力基础设施示例行动计划 示例附属医院</title>"
    assert read(article(head=spaced)).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "工信部部署5G-A网络建设",
        "《数据要素×行动计划（2024—2026年）》发布",
        "华为-示例联合创新中心揭牌",
        "粤港澳大湾区 - 下一站：算力",
        "A-Level 与 AI｜教育观察之三",
        "500亿元算力基金落地",
        "404家企业获评专精特新",
        "登录港交所首日，示例科技涨两成",
        "验证码短信诈骗有了新变种",
    ],
)
def test_a_mark_inside_a_title_stays(title):
    assert read(article(title)).title == title


# --- date ---


@pytest.mark.parametrize(
    ("meta", "info"),
    [
        ('<meta name="PubDate" content="2024-12-19 08:00">', "2023-01-01"),
        ('<meta property="article:published_time" content="2024-12-19T23:30:00+08:00">', ""),
        ('<meta property="article:published_time" content="2024-12-18T16:30:00Z">', ""),
        ('<meta property="article:published_time" content="2024-12-19T00:10:00">', ""),
        ('<meta name="publishdate" content="20241219">', ""),
        ('<script type="application/ld+json">[{"datePublished": "2024-12-19"}]</script>', ""),
        ("", '<time datetime="2024-12-19T01:00:00+08:00">昨天</time>'),
        ("", "发布时间：2024年12月19日"),
        ("", "2024/12/19 12:00 来源：示例"),
        ("", "时间： 2024-12-19"),
        ('<script>var ct = "1734537700";</script>', ""),
        ("", "<p>栏目之一二三四五六七八</p>" * 90 + "<b>2024年12月19日</b><i>10:20</i>"),
    ],
)
def test_the_date_is_that_of_shanghai(meta, info):
    assert read(article(meta=meta, info=info)).date == date(2024, 12, 19)


@pytest.mark.parametrize(
    "path", ["/2024/12/19/a.html", "/202412/t20241219_123.html", "/2024-12/19/c.htm", "/20241219/a"]
)
def test_the_address_may_have_the_date(path):
    assert read(article(), url=f"https://news.example.com{path}").date == date(2024, 12, 19)


@pytest.mark.parametrize("info", ["", "2024-13-40", "1024-12-19", "电话 2024-1234-56"])
def test_no_date_is_made_up(info):
    assert read(article(info=info)).date is None


# --- source ---


@pytest.mark.parametrize(
    ("meta", "info", "name"),
    [
        ('<meta name="ContentSource" content="示例市工信局">', "来源：别处", "示例市工信局"),
        ('<meta name="source" content="来源：示例日报">', "", "示例日报"),
        ("", "来源：示例日报 作者：甲", "示例日报"),
        ("", "信息来源 ： 示例日报", "示例日报"),
        ("", "来源：<a>示例日报</a><b>1032人参与</b><b>308评论</b>", "示例日报"),
        ('<meta name="source" content="示例日报 原创稿">', "", "示例日报"),
        ('<meta name="author" content="张三">', "来源：本站原创", ""),
        ('<meta property="og:site_name" content="示例网">', "来源：本网", "示例网"),
        ('<meta name="author" content="示例社">', "", "示例社"),
        ("", "", ""),
        ("", "数据来源：示例统计局", ""),
        ("", '<a id="js_name"> 示例公众号 </a>', "示例公众号"),
    ],
)
def test_the_source_is_whom_the_page_names(meta, info, name):
    assert read(article(meta=meta, info=info)).source == name


# --- lead ---


@pytest.mark.parametrize(
    "dateline",
    [
        "本报讯 ",
        "本报讯（记者 张三）",
        "新华社广州12月19日电（记者张三、李四）",
        "中新网深圳12月19日电 (张三) ",
        "（新华社深圳12月19日电）",
        "示例京报讯（记者 张三）",
        "示例科技讯 ",
        "（原标题：深圳发布“算力”计划）",
        "最后更新: 2024-12-19 15:14:21 ",
    ],
)
def test_the_lead_begins_with_the_news(dateline):
    assert read(article(lead=dateline + LEAD)).lead.startswith(LEAD)


@pytest.mark.parametrize(
    "beginning",
    [
        "互联网通讯行业",
        "记者从发布会上获悉，",
        "图像识别技术",
        "分享经济加快发展，",
        "版权保护",
        "物联网电子标签",
    ],
)
def test_a_beginning_that_belongs_to_the_news_stays(beginning):
    assert read(article(lead=beginning + LEAD)).lead.startswith(beginning + LEAD)


def test_a_long_lead_ends_with_a_sentence():
    lead = read(article(lead=LEAD * 9)).lead
    assert 100 < len(lead) <= telling.LONGEST
    assert lead.endswith("。")
    assert len(telling.cut("字" * 999)) == telling.LONGEST


def test_a_page_without_paragraphs_gives_its_description():
    meta = f'<meta name="Description" content="{LEAD}">'
    page = f"<html><head><title>{TITLE}</title>{meta}</head><body><h1>{TITLE}</h1></body></html>"
    assert read(page).lead == LEAD


# --- pages that are no article ---

REFUSED = {
    "环境异常": (
        "<title></title><p>环境异常</p><p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a>",
        "verify",
    ),
    "验证": ("<title>百度安全验证</title><p>请完成下方验证后继续操作</p>", "verify"),
    "频繁": ("<title>提示</title><h1>访问过于频繁，请稍后再试</h1>", "busy"),
    "登录": (
        "<title>用户登录 - 示例网</title><form><input name=u></form>" + "<p>说明</p>" * 200,
        "login",
    ),
    "登录后": ("<title>示例报告全文</title><p>登录后查看全部内容</p>", "login"),
    "404": ("<title>404 Not Found</title><center>nginx</center>", "gone"),
    "404号": ("<title>404</title>", "gone"),
    "404中": ("<title>404 - 页面不存在</title>", "gone"),
    "删除": ("<title></title><h2>该内容已被发布者删除</h2>", "gone"),
    "拦截": ("<title>网站防火墙</title><p>您的请求被拦截</p>", "blocked"),
    "script": ("<title>示例</title><noscript></noscript><p>请开启JavaScript后访问</p>", "script"),
    "空": ("<html><head></head><body></body></html>", "empty"),
    "no text": ("   ", "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_words_of_a_refusal_are_no_title(name):
    page, code = REFUSED[name]
    assert refused(page) == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((404, "gone"), (410, "gone"), (401, "login"), (403, "blocked"), (412, "blocked")),
        *((429, "busy"), (500, "error"), (302, "error"), (304, "error")),
    ],
)
def test_a_status_is_believed_more_than_the_page(status, code):
    assert refused(article(), status=status) == code


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"%PDF-1.7", ""), (b"%PDF-1.7", "text/html"), (b"x", "application/pdf"), (b"x", "image/png")],
)
def test_a_file_is_no_page(body, content_type):
    assert refused(body, content_type=content_type) == "kind"


# --- the whole ---


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/a/2.html", "https://news.example.com/a/2.html"),
        ("https://www.news.example.com/b", "https://www.news.example.com/b"),
        ("https://evil.example.org/b", ""),
        ("/", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
    ],
)
def test_the_canonical_address_is_of_the_same_site(href, canonical):
    assert read(article(meta=f'<link rel="canonical" href="{href}">')).canonical == canonical


@pytest.mark.django_db
def test_a_draft_has_what_the_newsroom_knows(django_assert_num_queries):
    topics.ensure(["算力", "深圳", "无关"])
    page = article(info="来源：示例日报")
    with django_assert_num_queries(2):
        draft = pages.draft(response(page, url="https://www.sznews.com/1.html"))
    assert (draft.title, draft.problem) == (TITLE, "")
    assert draft.source_name == "深圳新闻网"
    assert draft.credited == "示例日报"
    assert draft.publisher.section.name == "省内资讯"
    assert draft.region == draft.regions[0] == "440300"
    assert "算力" in draft.topics
    assert "无关" not in draft.topics
    assert not set(draft.topics) & set(draft.proposed)


@pytest.mark.django_db
def test_the_usual_region_stands_where_the_text_names_none():
    page = article(
        "一项示例技术取得进展",
        "研究人员提出了一种示例方法，能够提高效率。",
        "实验还在继续，结果有待检验。",
    )
    assert pages.draft(response(page, url="https://www.dayoo.com/1")).region == "440100"
    assert pages.draft(response(page, url="https://news.example.com/1")).region == ""


@pytest.mark.django_db
def test_a_refused_page_leaves_what_the_address_says():
    page = REFUSED["环境异常"][0]
    draft = pages.draft(response(page, url="https://www.sznews.com/1.html"))
    assert draft.problem == "verify"
    assert draft.problem in SENTENCES
    assert (draft.title, draft.summary, draft.source_date) == ("", "", None)
    assert (draft.source_name, draft.region) == ("深圳新闻网", "440300")


def test_a_page_of_very_many_elements_is_not_given_to_the_library():
    for more in ("<ul><li>a<li>b</ul>" * 10_000, "<p>" + MORE * (1 + 60_000 // len(MORE))):
        with mock.patch.object(markup, "bare_extraction", side_effect=AssertionError):
            assert read(article(more=MORE + more)).lead.startswith(LEAD)


def test_a_page_of_a_hundred_thousand_pieces_is_not_read():
    assert refused(article(more="<br>字" * 60_000)) == "large"


@pytest.mark.parametrize("nest", ["<div class=title>", "<h2><div>", "<p><object>", "<p><span>"])
def test_what_stands_within_many_elements_is_not_read_for_each_of_them(nest):
    """Half a minute went into 100 headings one within the other, each with all the text."""
    text = LEAD * 3000
    page = article(more=MORE + nest * 100 + text)
    with mock.patch.object(markup.tidy, "clean", wraps=markup.tidy.clean) as clean:
        assert read(page).lead.startswith(LEAD)
    assert sum(len(call.args[0]) for call in clean.mock_calls if call.args) < 6 * len(text)


@pytest.mark.parametrize("sign", ["\x01", "\x1f", "\ufffe", "\0", "&#2;", "&#xfffe;", "&#xd800;"])
def test_signs_that_no_text_may_have_are_left_out(sign):
    page = article(lead=f"{LEAD}{sign}<nav>导航</nav>{sign}", info=f"{sign}<!-- -->来源：示例日报")
    told = read(page)
    assert (told.source, told.lead[: len(LEAD)]) == ("示例日报", LEAD)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_page_is_too_strange(data):
    pieces = [
        "<p>",
        "</p>",
        "<div>",
        "<h1>",
        "<title>",
        "<meta name=pubdate content=",
        ">",
        '"',
        "&#0;",
    ]
    pieces += [
        "<!--",
        "<![CDATA[",
        "<?xml version='1.0' encoding='gbk'?>",
        "<svg>",
        "<table>",
        "\0",
    ]
    pieces += [
        "<script type=application/ld+json>",
        '{"headline": []}',
        "</script>",
        LEAD,
        "<a href=//[>",
    ]
    pieces += [
        "<link rel=canonical href=//[>",
        "2024-99-99",
        "<form>",
        "<ul><li>",
        "<nav>",
        "</nav>",
        "\x01",
        "&#1;",
        "\ud7ff",
        "来源：",
    ]
    drawn = data.draw(st.lists(st.sampled_from(pieces), max_size=30))
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"]))
    with suppress(Refused):
        told = read("".join(drawn), encoding=encoding)
        assert told.title or told.lead


def test_what_is_no_news_is_no_lead():
    page = article(
        lead="【免责声明】本文仅代表作者本人观点，与示例网无关，请读者仅作参考，并请自行承担责任。",
        more=LEAD + MORE,
    )
    assert read(page).lead.startswith(LEAD)
