from datetime import UTC, date, datetime

import pytest
import time_machine

from issues.archive.trend import trend
from tests.archive.pages import links, parsed, search_queries, texts, titles
from tests.factories import fill, make_issue, make_item

LIST_QUERIES = 2  # 1 how many topics  2 the topics
# 1 the topic  2 its items a month  3 related topics  4 the topic as a filter
# 5 issues whose time has not come  6 counts that are kept  7 the page from the index
# 8 its items  9 their topics  10 topics of the facets  11 sections  12 hosts  13 publishers
PAGE_QUERIES = 13


def test_topics_are_listed_most_used_first(reader):
    issue = make_issue(12)
    make_item(issue, tags=["机器人", "C++"])
    make_item(issue, tags=["机器人"])
    make_item(make_issue(13, published=False), tags=["草稿主题", "C++", "C++ 草稿"])
    response = reader.get("/topics/")
    assert texts(response, ".//ul[@class='tally']/li") == ["机器人 2", "C++ 1"]
    assert links(response, ".//ul[@class='tally']/li/a") == [
        "/topics/机器人/",
        "/topics/c-plus-plus/",
    ]


def test_addresses_hold_the_characters_themselves(reader):
    make_item(make_issue(12), tags=["机器人"])
    assert 'href="/topics/机器人/"'.encode() in reader.get("/topics/").content


def test_a_long_list_comes_in_pages(reader, monkeypatch):
    monkeypatch.setattr("issues.archive.views.TOPICS_A_PAGE", 2)
    make_item(make_issue(12), tags=["甲", "乙", "丙"])
    assert len(texts(reader.get("/topics/"), ".//ul[@class='tally']/li")) == 2
    assert len(texts(reader.get("/topics/?page=2"), ".//ul[@class='tally']/li")) == 1
    assert reader.get("/topics/?page=3").status_code == 404


def test_a_topic_shows_its_items_newest_first(reader):
    old = make_issue(11, date=date(2024, 11, 1))
    new = make_issue(12, date=date(2025, 1, 3))
    make_item(old, "旧", tags=["机器人"])
    make_item(new, "新", tags=["机器人", "算力"], region="深圳")
    make_item(new, "无关", tags=["算力"])
    make_item(make_issue(13, published=False), "草稿", tags=["机器人", "秘密"])
    response = reader.get("/topics/机器人/")
    assert texts(response, ".//h1") == ["机器人"]
    assert titles(response) == ["新", "旧"]
    assert texts(response, ".//nav[@class='aside']/ul[1]/li") == ["算力 1"]
    bars = texts(response, ".//svg//rect/title")
    assert [text.rsplit(" ", 1)[1] for text in bars] == ["1", "1"]


def test_the_other_facets_stand_beside_it_and_lead_into_the_search(reader):
    make_item(make_issue(12), tags=["机器人"], region="深圳", source_name="示例日报")
    make_item(make_issue(13, published=False), tags=["机器人"], region="北京")
    response = reader.get("/topics/机器人/")
    facets = ".//nav[@class='aside']/details[@class='facets']"
    assert texts(response, f"{facets}/h2") == ["地区", "栏目", "年份", "来源"]
    assert links(response, f"{facets}//a")[:3] == [
        "/search/?region=CN&topic=机器人",
        "/search/?region=440000&topic=机器人",
        "/search/?region=440300&topic=机器人",
    ]
    ways = links(response, ".//p[@class='chips ways']/a")
    assert ways == ["/search/?topic=机器人", "/feeds/search.atom?topic=机器人"]
    for way in [*ways, *links(response, ".//nav[@class='aside']//a")]:
        assert reader.get(way).status_code == 200


def test_a_topic_of_drafts_is_as_unknown_as_any(reader):
    make_item(make_issue(12, published=False), tags=["草稿主题"])
    response = reader.get("/topics/草稿主题/")
    assert response.status_code == 404
    assert response.content == reader.get("/topics/从未用过/").content


def test_a_topic_appears_with_its_issue(reader):
    make_item(make_issue(12, publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC)), tags=["定时"])
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert reader.get("/topics/定时/").status_code == 404
        assert texts(reader.get("/topics/"), ".//ul[@class='tally']/li") == []
    with time_machine.travel(datetime(2025, 2, 7, 1, tzinfo=UTC), tick=False):
        assert reader.get("/topics/定时/").status_code == 200


def test_items_come_in_pages_of_twenty(reader):
    issue = make_issue(12)
    for place in range(1, 42):
        make_item(issue, f"第{place}条", tags=["机器人"])
    assert titles(reader.get("/topics/机器人/")) == [f"第{n}条" for n in range(1, 21)]
    last = reader.get("/topics/机器人/?page=3")
    assert titles(last) == ["第41条"]
    assert links(last, ".//nav[@class='pager']/a") == ["?page=2"]
    assert reader.get("/topics/机器人/?page=4").status_code == 404


def test_queries_do_not_grow(reader, django_assert_num_queries):
    fill(make_issue(12, date=date(2024, 5, 3)), 10)
    with django_assert_num_queries(LIST_QUERIES):
        reader.get("/topics/")
    with search_queries(PAGE_QUERIES):
        reader.get("/topics/人工智能/")
    fill(make_issue(13), 20)
    make_item(make_issue(14), tags=["人工智能", *"甲乙丙丁"])
    with django_assert_num_queries(LIST_QUERIES):
        reader.get("/topics/")
    with search_queries(PAGE_QUERIES) as seen:
        reader.get("/topics/人工智能/")
    assert not [query for query in seen.captured_queries if '"summary"' in query["sql"]]


@pytest.mark.parametrize("bad", ["", "人工智能/x", "人 工", "<b>", "a" * 101])
def test_what_is_no_slug_is_no_page(reader, bad):
    response = reader.get(f"/topics/{bad}/" if bad else "/topics//")
    assert response.status_code == 404


def test_the_trend_runs_over_whole_years():
    drawn = trend({(2023, 11): 2, (2024, 2): 8})
    assert [(bar.year, bar.month) for bar in drawn.bars] == [
        *((2023, month) for month in range(1, 13)),
        (2024, 1),
        (2024, 2),
    ]
    assert (drawn.first.year, drawn.first.month) == (2023, 1)
    assert (drawn.last.count, drawn.last.last) == (8, True)
    assert drawn.highest == drawn.last
    assert [year for year, _x in drawn.years] == [2023, 2024]
    assert drawn.table[1] == (2, (0, 8))
    assert drawn.sums == (2, 8)
    assert drawn.earlier == 0


def test_the_trend_leaves_out_what_is_older_than_three_years_and_says_how_much():
    drawn = trend({(1990, 5): 3, (2021, 12): 4, (2022, 1): 1, (2024, 12): 2})
    assert len(drawn.bars) == 36
    assert drawn.earlier == 7
    assert drawn.sums == (1, 0, 2)
    assert all(bar.x + 4 <= 442 for bar in drawn.bars)


def test_bars_stand_on_the_line_and_fill_the_drawing():
    drawn = trend({(2024, 1): 1, (2024, 2): 2})
    low, high = drawn.bars
    assert (high.y, high.height) == (15, 105)
    assert low.y + low.height == 120
    assert trend({(2024, 6): 1}).highest.height == 105


def test_the_numbers_of_the_trend_can_be_read(reader):
    make_item(make_issue(11, date=date(2024, 11, 1)), tags=["机器人"])
    make_item(make_issue(12, date=date(2025, 1, 3)), tags=["机器人"])
    response = reader.get("/en/topics/机器人/")
    rows = texts(response, ".//figure//tr")
    assert rows[0] == "Month20242025"
    assert rows[1] == "January01"
    assert rows[-1] == "Whole year11"
    drawing = parsed(response).find(".//figure/svg")
    assert drawing.get("aria-label") == "1 in January 2025; the most, 1, in January 2025"
