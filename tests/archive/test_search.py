"""/search/: what is shown, what narrows it, and that nothing breaks it."""

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.hostile import TEXTS
from tests.archive.pages import (
    assert_good_page,
    links,
    parsed,
    search_queries,
    text_of,
    texts,
    titles,
)
from tests.factories import fill, make_issue, make_item

# 1 issues whose time has not come  2 counts that are kept  3 the page from the index
# 4 topics of the facets  5 sections  6 hosts  7 publishers  8 the items  9 their topics
QUERIES = 9


@pytest.fixture
def archive(db):
    old = make_issue(11, date=date(2024, 11, 1))
    new = make_issue(12, date=date(2025, 1, 3))
    make_item(
        old,
        "具身智能机器人",
        region="深圳",
        tags=["机器人"],
        source_url="https://news.example.org/1",
    )
    make_item(old, "芯片5G", region="北京", section="企业资讯", summary="人工智能与芯片。")
    make_item(
        new, "智能政务", region="广东", tags=["政务", "机器人"], source_name="示例日报", summary=""
    )
    make_item(new, "Agent与AI", region="美国", tags=["AI Agent", "C++"], section="行业资讯")
    draft = make_issue(13, published=False, date=date(2025, 2, 1))
    make_item(draft, "智能草稿", region="西藏", tags=["机器人", "只在草稿里"])
    make_item(None, "智能素材")
    return new


def facet(response, head):
    """{name: number} of the facet under the heading."""
    nav = parsed(response).find(".//details/nav")
    if nav is None:
        return {}
    heads = [" ".join(each.itertext()) for each in nav.findall("h2")]
    if head not in heads:
        return {}
    found = nav.findall("ul")[heads.index(head)]
    rows = [" ".join("".join(link.itertext()).split()) for link in found.iter("a")]
    return {name: int(number) for name, _, number in (row.rpartition(" ") for row in rows)}


def chips(response):
    nodes = parsed(response).findall(".//div[@class='top ask']/p[@class='chips']/a")
    return [(node.text, node.get("href")) for node in nodes]


def heading(response):
    return texts(response, ".//h1")[0]


def test_it_works(reader, archive):
    response = reader.get("/search/?q=智能")
    assert response.status_code == 200
    assert_good_page(response)
    assert titles(response) == ["智能政务", "具身智能机器人", "芯片5G"]
    assert heading(response) == "“智能”：3条"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["智能政务", "Agent与AI", "具身智能机器人", "芯片5G"]),
        ("q=", ["智能政务", "Agent与AI", "具身智能机器人", "芯片5G"]),
        ("q=智能+机器人", ["智能政务", "具身智能机器人"]),
        ("q=人工智慧", []),
        ("q=人工智能", ["芯片5G"]),
        ("q=ＡＧＥＮＴ", ["Agent与AI"]),
        ("q=芯片5G", ["芯片5G"]),
        ("q=智能+-机器人", ["芯片5G"]),
        ("q=芯片+OR+Agent", ["Agent与AI", "芯片5G"]),
        ("q=标签:机器人", ["智能政务", "具身智能机器人"]),
        ("q=after:2025", ["智能政务", "Agent与AI"]),
        ("q=草稿", []),
        ("region=440000", ["智能政务", "具身智能机器人"]),
        ("region=CN&q=智能&year=2024", ["具身智能机器人", "芯片5G"]),
        ("topic=机器人", ["智能政务", "具身智能机器人"]),
        ("topic=机器人&year=2025", ["智能政务"]),
        ("topic=c-plus-plus", ["Agent与AI"]),
        ("section=company", ["芯片5G"]),
        ("site=example.com", ["智能政务", "Agent与AI", "芯片5G"]),
        ("site=news.example.org", ["具身智能机器人"]),
        ("q=智能&sort=relevance", ["智能政务", "具身智能机器人", "芯片5G"]),
        ("q=机器人&sort=relevance", ["具身智能机器人", "智能政务"]),
        ("q=智能&page=1&sort=date", ["智能政务", "具身智能机器人", "芯片5G"]),
    ],
)
def test_what_is_found(reader, archive, query, expected):
    response = reader.get(f"/search/?{query}")
    assert response.status_code == 200
    assert titles(response) == expected
    assert heading(response).endswith(f"：{len(expected)}条")


def test_what_was_looked_for_is_marked(reader, archive):
    response = reader.get("/search/?q=智能+ａｇｅｎｔ+OR+芯片")
    tree = parsed(response)
    assert {mark.text for mark in tree.iter("mark")} == {"智能", "芯片"}
    assert texts(response, ".//article/h2//mark") == ["芯片"]


def test_markup_is_escaped_before_it_is_marked(reader, db):
    evil = "<img src=x onerror=alert(1)>智能<b>"
    make_item(make_issue(12), evil, summary=evil, source_name=evil, tags=["<i>&'\""])
    for query in ("智能", "img", "<img src=x onerror=alert(1)>", "b", "标签:<i>", '"><script>'):
        response = reader.get("/search/", {"q": query})
        assert_good_page(response)
        main = parsed(response).find("body/main")
        assert not [node.tag for node in main.iter() if node.tag in ("img", "i", "script")]


def test_facets_count_the_whole_result_and_no_draft(reader, archive):
    response = reader.get("/search/")
    assert facet(response, "地区") == {
        "中国": 3,
        "广东": 2,
        "深圳": 1,
        "北京": 1,
        "国际": 1,
        "美国": 1,
    }
    assert facet(response, "主题") == {"机器人": 2, "AI Agent": 1, "C++": 1, "政务": 1}
    assert facet(response, "栏目") == {"政策资讯": 2, "行业资讯": 1, "企业资讯": 1}
    assert facet(response, "年份") == {"2025": 2, "2024": 2}
    assert list(facet(response, "来源").values()) == [3, 1]
    assert facet(reader.get("/search/?q=草稿"), "主题") == {}


def test_each_number_is_what_its_link_finds(reader, archive):
    for start in ("/search/", "/search/?q=智能", "/search/?region=440000", "/search/?topic=机器人"):
        for link in parsed(reader.get(start)).findall(".//details/nav//a"):
            if link.get("aria-current"):
                continue
            number = int(link.find("small").text)
            address = link.get("href")
            assert heading(reader.get(f"/search/{address}")).endswith(f"：{number}条"), address


def test_a_long_facet_says_how_many_it_leaves_out(reader, db):
    make_item(make_issue(12), tags=[f"主题{number}" for number in range(53)])
    response = reader.get("/search/")
    assert texts(response, ".//nav/details/p") == ["另有3个未列出"]
    assert len(texts(response, ".//nav/details/ul/li")) == 40


def test_a_filter_in_use_is_marked_and_can_be_taken_away(reader, archive):
    response = reader.get("/search/?q=智能&year=2024")
    current = links(response, ".//details//*[@aria-current='true']")
    assert current == ["?q=智能"]


def test_chips_take_one_condition_away(reader, archive):
    response = reader.get(
        "/search/?q=智能+-草稿&region=440000&topic=机器人&section=policy&year=2025&site=news.example.com"
    )
    assert heading(response) == "“智能 -草稿” · 广东 · 机器人 · 政策资讯 · 2025年 · 示例日报：1条"
    rest = "region=440000&topic=机器人&section=policy&year=2025&site=news.example.com"
    assert chips(response) == [
        ("智能", f"?q=-草稿&{rest}"),
        ("-草稿", f"?q=智能&{rest}"),
        ("广东", f"?q=智能+-草稿&{rest.replace('region=440000&', '')}"),
        ("机器人", f"?q=智能+-草稿&{rest.replace('topic=机器人&', '')}"),
        ("政策资讯", f"?q=智能+-草稿&{rest.replace('section=policy&', '')}"),
        ("2025年", f"?q=智能+-草稿&{rest.replace('year=2025&', '')}"),
        ("示例日报", f"?q=智能+-草稿&{rest.replace('&site=news.example.com', '')}"),
        ("全部清除", "/search/"),
    ]
    for _text, href in chips(response)[:-1]:
        assert reader.get(f"/search/{href}").status_code == 200


def test_the_form_keeps_the_filters(reader, archive):
    tree = parsed(reader.get("/search/?q=智能&region=440000&sort=relevance&page=1"))
    fields = {node.get("name"): node.get("value") for node in tree.iter("input")}
    assert fields == {"q": "智能", "region": "440000", "sort": "relevance"}


def test_a_former_code_of_a_region_still_filters(reader, archive):
    assert titles(reader.get("/search/?region=110100")) == ["芯片5G"]


def test_paging_yields_each_hit_once(reader, db):
    for number in (11, 12):
        fill(make_issue(number, date=date(2025, 1, number)), 22)
    found = []
    for page in (1, 2, 3):
        response = reader.get(f"/search/?q=第&page={page}")
        assert heading(response) == "“第”：44条"
        found += links(response, ".//article/h2/a")
    assert len(found) == len(set(found)) == 44
    middle = reader.get("/search/?q=第&page=2")
    assert links(middle, ".//nav[@class='pager']/a") == ["?q=第", "?q=第&page=3"]
    assert texts(middle, ".//nav[@class='pager']/a")[1] == "下一页 第41–44条"


def test_a_page_past_the_end_says_so(reader, archive):
    response = reader.get("/search/?q=智能&page=500")
    assert response.status_code == 200
    assert_good_page(response)
    assert titles(response) == []
    assert "没有第500页；最后一页是第1页。" in text_of(response)
    assert links(response, ".//nav[@class='pager']/a") == ["?q=智能"]
    assert "第500页，共" not in text_of(response)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("region=ZZ", "没有“ZZ”这个地区。"),
        ("topic=没有", "没有“没有”这个主题。"),
        ("topic=只在草稿里", "没有“只在草稿里”这个主题。"),
        ("section=none", "没有“none”这个栏目。"),
        ("year=24", "“24”不是年份"),
        ("year=" + "9" * 4301, "不是年份"),
        ("sort=title", "没有“title”这种排序"),
        ("sort=__class__", "没有“__class__”这种排序"),
        ("page=0", "“0”不是页码。"),
        ("page=x", "“x”不是页码。"),
        ("page=１", "“１”不是页码。"),
        ("page=" + "9" * 4301, "不是页码。"),
        ("region=%22%3E%3Cscript%3E", "这个地区"),
    ],
)
def test_a_filter_of_no_meaning_is_refused_with_a_sentence(reader, archive, query, sentence):
    response = reader.get(f"/search/?q=智能&{query}")
    assert response.status_code == 400
    assert_good_page(response)
    assert sentence in text_of(response)
    assert "noindex" in text_of(response)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("地区:火星", "没有“地区:火星”这个地区。"),
        ("标签:没有", "没有“标签:没有”这个主题。"),
        ("-tag:只在草稿里", "没有“tag:只在草稿里”这个主题。"),
        ("after:昨天", "“after:昨天”不是日期"),
        ("期:x", "“期:x”不是期号"),
        ("数" * 201, "检索词超过200个字符"),
        (" ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"), "“戌”及以后的没有计入"),
    ],
)
def test_a_query_that_means_less_than_it_says_is_told(reader, archive, query, sentence):
    response = reader.get("/search/", {"q": query})
    assert response.status_code == 200
    assert sentence in " ".join(texts(response, ".//p[@class='told']"))


def test_nothing_found_shows_ways_on(reader, archive):
    response = reader.get("/search/?q=具身智能+机器人&region=110000&year=2024")
    assert heading(response).endswith("：0条")
    ways = parsed(response).findall(".//div[@class='nothing']//a")
    assert [way.get("href") for way in ways] == ["?q=具身智能+机器人&year=2024", "/topics/机器人/"]
    assert "1条" in texts(response, ".//div[@class='nothing']//li")[0]
    typo = reader.get("/search/?q=Agnet")
    assert links(typo, ".//div[@class='nothing']//a")[0] == "?q=agent"
    assert titles(reader.get("/search/?q=agent")) == ["Agent与AI"]


def test_a_word_of_drafts_is_as_unknown_as_any(reader, archive):
    for query in ("topic={}", "q=标签:{}", "q=-标签:{}", "q={}", "q={}&sort=relevance"):
        secret = reader.get("/search/?" + query.format("只在草稿里"))
        unknown = reader.get("/search/?" + query.format("从来没有过"))
        assert secret.status_code == unknown.status_code
        assert without(secret, "只在草稿里") == without(unknown, "从来没有过")


def without(response, word):
    return text_of(response).replace(word, "").replace(quote(word), "")


def test_an_issue_appears_by_the_clock_alone(reader, archive):
    due = datetime(2025, 2, 7, 1, tzinfo=UTC)
    make_item(make_issue(14, publish_at=due), "到点智能", tags=["定时"], region="上海")
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        before = reader.get("/search/?q=智能")
        assert reader.get("/search/?topic=定时").status_code == 400
    with time_machine.travel(due, tick=False):
        after = reader.get("/search/?q=智能")
        assert titles(reader.get("/search/?topic=定时")) == ["到点智能"]
    assert "到点智能" not in titles(before)
    assert "上海" not in facet(before, "地区")
    assert heading(before) == "“智能”：3条"
    assert "到点智能" in titles(after)
    assert facet(after, "地区")["上海"] == 1


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:24]))
def test_any_text_is_a_query(reader, archive, text):
    for sort in ("date", "relevance"):
        response = reader.get("/search/", {"q": text, "sort": sort, "region": "CN"})
        assert response.status_code == 200
        assert_good_page(response)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%00智能%00", "q=%ED%A0%80", "q=%B9%E3%B6%AB", "q=a&q=b", "q[]=a", "%00=1"]
)
def test_bytes_that_are_no_text_break_nothing(reader, archive, query):
    response = reader.get(f"/search/?{query}")
    assert response.status_code == 200
    assert_good_page(response)


NAMES = ("q", "region", "topic", "section", "year", "site", "sort", "page")


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=4))
def test_any_address_is_answered(reader, params):
    params = {name: text.encode("utf-8", "replace").decode() for name, text in params.items()}
    for path in ("/search/", "/feeds/search.atom", "/api/v1/items/", "/api/v1/facets/"):
        allowed = (200, 400, 404) if path == "/api/v1/items/" else (200, 400)
        assert reader.get(path, params).status_code in allowed


def test_a_page_names_itself_in_one_order_and_is_not_indexed(reader, archive):
    tree = parsed(reader.get("/search/?page=1&sort=date&year=2024&q=芯片 5G&x=y"))
    canonical = tree.find("head/link[@rel='canonical']").get("href")
    assert canonical == "https://news.example.org/search/?q=%E8%8A%AF%E7%89%87+5G&year=2024"
    robots = tree.find("head/meta[@name='robots']").get("content")
    assert robots == "noindex, follow"


def test_the_results_are_a_feed_and_json_too(reader, archive):
    response = reader.get("/search/?q=智能&region=CN&sort=relevance")
    ways = links(response, ".//p[@class='sort chips']/span/a")
    assert ways == [
        "/feeds/search.atom?q=智能&region=CN",
        "/api/v1/items/?q=智能&region=CN&sort=relevance",
    ]
    for way in ways:
        assert reader.get(way).status_code == 200


def test_english_marks_what_is_chinese(reader, archive):
    response = reader.get("/en/search/?q=智能&year=2025&topic=机器人")
    assert_good_page(response)
    assert heading(response) == "“智能” · 机器人 · 2025: 1 item"
    assert parsed(response).find(".//h1/span").get("lang") == "zh-Hans-CN"


@pytest.mark.parametrize(
    "page", ["/", "/issues/", "/issues/12/", "/regions/", "/search/", "/none/"]
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_has_one_search_box(reader, archive, page, language):
    tree = parsed(reader.get(language + page))
    forms = tree.findall(".//form[@role='search']")
    assert [form.get("action") for form in forms] == [f"{language}/search/"]
    assert forms[0].find("input").get("accesskey") == "/"


def test_an_issue_needs_no_script(reader, archive):
    scripts = parsed(reader.get("/issues/12/")).iter("script")
    assert [node.get("src") for node in scripts] == [None]
    scripts = parsed(reader.get("/issues/")).iter("script")
    assert [node.get("src") for node in scripts] == ["/static/js/search.js"]


def test_queries_do_not_grow(reader):
    fill(make_issue(12), 10)
    reader.get("/search/?q=第")
    with search_queries(QUERIES):
        reader.get("/search/?q=第")
    with search_queries(QUERIES + 1):  # the region and the section; such counts are not kept
        reader.get("/search/?q=第&region=CN&section=policy")
    fill(make_issue(13), 20)
    with search_queries(QUERIES):
        reader.get("/search/?q=第")
    with search_queries(QUERIES + 1):  # the titles that are compared
        reader.get("/search/?q=第&page=2&sort=relevance")


def test_a_long_query_is_shortened_beside_the_box(reader, archive):
    response = reader.get("/search/", {"q": "智" * 120})
    assert parsed(response).find(".//input[@name='q']").get("value") == "智" * 120
    assert f"“{'智' * 39}…”" in text_of(response)
