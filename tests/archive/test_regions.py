from datetime import UTC, date, datetime

import pytest
import time_machine

from issues.archive import atlas, counts
from issues.models import Region
from tests.archive.pages import links, parsed, search_queries, texts, titles
from tests.factories import fill, make_issue, make_item

LIST_QUERIES = 2  # 1 items of each region  2 names of the regions
# 1 the region  2 items of each region  3 names of the regions  4 issues it is in
# 5 the region as a filter  6 issues whose time has not come  7 counts that are kept
# 8 the page from the index  9 its items  10 their topics  11 topics of the facets
# 12 sections  13 hosts  14 publishers
PAGE_QUERIES = 14


def tiles(response):
    """{province: number} of the map."""
    return {
        link.find("text").text: int(link.findall("text")[1].text)
        for link in parsed(response).findall(".//svg[@class='map']/a")
    }


def tally(response, path):
    return dict(text.rsplit(" ", 1) for text in texts(response, f"{path}/a"))


@pytest.fixture
def archive(db):
    issue = make_issue(12)
    make_item(issue, "粤", region="广东")
    make_item(issue, "深", region="深圳")
    make_item(issue, "福田", region="福田")
    make_item(issue, "京", region="北京")
    make_item(issue, "美", region="美国")
    make_item(issue, "全", region="全国")
    make_item(issue, "无地区")
    draft = make_issue(13, published=False)
    make_item(draft, "稿", region="广东")
    make_item(draft, "稿藏", region="西藏")
    return issue


def test_the_map_counts_what_lies_within_and_no_draft(reader, archive):
    response = reader.get("/regions/")
    shown = tiles(response)
    assert len(shown) == 34
    assert {name: number for name, number in shown.items() if number} == {"广东": 3, "北京": 1}


def test_the_table_says_the_same_as_the_map(reader, archive):
    response = reader.get("/regions/")
    cells = tally(response, ".//table//td")
    outside = {name: int(cells.pop(name)) for name in ("全国", "国际")}
    assert {name: int(number) for name, number in cells.items()} == tiles(response)
    assert outside == {"全国": 1, "国际": 1}


def test_cities_and_countries_are_listed(reader, archive):
    response = reader.get("/regions/")
    lists = parsed(response).findall(".//div[@class='places']/ul")
    assert len(lists) == 2
    assert texts(response, ".//div[@class='places']/ul/li/a") == ["广东 3", "美国 1"]
    assert texts(response, ".//div[@class='places']/ul/li/ul/li/a") == ["深圳 2"]


def test_a_region_shows_its_items_with_all_within(reader, archive):
    response = reader.get("/regions/440000/")
    assert titles(response) == ["粤", "深", "福田"]
    assert links(response, ".//p[@class='kicker']/a") == ["/regions/", "/regions/CN/"]
    assert texts(response, ".//nav[@class='aside']/ul[1]//a") == ["深圳 2", "福田 1"]
    assert titles(reader.get("/regions/440300/")) == ["深", "福田"]
    assert titles(reader.get("/regions/440304/")) == ["福田"]
    assert titles(reader.get("/regions/001/")) == ["美"]
    assert titles(reader.get("/regions/100000/")) == ["全"]
    assert titles(reader.get("/regions/CN/")) == ["粤", "深", "福田", "京", "全"]


def test_the_other_facets_stand_beside_it_and_lead_into_the_search(reader, archive):
    response = reader.get("/regions/440000/")
    assert texts(response, ".//nav[@class='aside']/h2") == ["下辖"]
    assert texts(response, ".//details[@class='facets']/h2") == ["栏目", "年份", "来源"]
    assert texts(response, ".//details[@class='facets']/ul[2]/li") == ["2025 3"]
    links_in = links(response, ".//details[@class='facets']/ul[2]/li/a")
    assert links_in == ["/search/?region=440000&year=2025"]
    assert titles(reader.get(links_in[0])) == ["粤", "深", "福田"]
    assert links(response, ".//p[@class='chips ways']/a") == [
        "/search/?region=440000",
        "/feeds/search.atom?region=440000",
    ]


def test_the_region_is_marked_on_the_map_and_in_the_table(reader, archive):
    response = reader.get("/regions/440000/")
    marked = links(response, ".//*[@aria-current='page']")
    assert marked == ["/regions/440000/", "/regions/440000/"]


def test_a_region_seen_in_drafts_only_looks_like_an_empty_one(reader, archive):
    with_draft = reader.get("/regions/540000/")
    assert with_draft.status_code == 200
    assert titles(with_draft) == []
    empty = reader.get("/regions/630000/")
    assert texts(with_draft, ".//header[@class='top']/p") == [
        text.replace("青海", "西藏") for text in texts(empty, ".//header[@class='top']/p")
    ]


def test_items_appear_with_their_issue(reader):
    issue = make_issue(12, publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC))
    make_item(issue, "定时", region="广东")
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert titles(reader.get("/regions/440000/")) == []
        assert tiles(reader.get("/regions/"))["广东"] == 0
    with time_machine.travel(datetime(2025, 2, 7, 1, tzinfo=UTC), tick=False):
        assert titles(reader.get("/regions/440000/")) == ["定时"]
        assert tiles(reader.get("/regions/"))["广东"] == 1


def test_a_former_code_leads_to_the_region_of_today(reader):
    for prefix in ("", "/en"):
        response = reader.get(f"{prefix}/regions/110100/")
        assert response.status_code == 301
        assert response.headers["Location"] == f"{prefix}/regions/110000/"


def test_newest_come_first_in_pages_of_twenty(reader):
    for number in (11, 12):
        issue = make_issue(number, date=date(2025, 1, number))
        for place in range(1, 16):
            make_item(issue, f"{number}之{place}", region="深圳")
    first = reader.get("/regions/440000/")
    assert titles(first) == [
        *(f"12之{place}" for place in range(1, 16)),
        *(f"11之{place}" for place in range(1, 6)),
    ]
    assert links(first, ".//nav[@class='pager']/a") == ["?page=2"]
    second = reader.get("/regions/440000/?page=2")
    assert titles(second) == [f"11之{place}" for place in range(6, 16)]
    assert links(second, "head/link[@rel='canonical']") == [
        "https://news.example.org/regions/440000/?page=2"
    ]
    assert reader.get("/regions/440000/?page=3").status_code == 404


def test_lists_do_not_load_summaries(reader, archive):
    with search_queries(PAGE_QUERIES - 1) as seen:  # none of its items has a topic
        reader.get("/regions/440000/")
    assert not [query for query in seen.captured_queries if '"summary"' in query["sql"]]


def test_queries_do_not_grow(reader, django_assert_num_queries):
    fill(make_issue(12), 10)
    with django_assert_num_queries(LIST_QUERIES):
        reader.get("/regions/")
    with search_queries(PAGE_QUERIES):
        reader.get("/regions/440000/")
    fill(make_issue(13), 20)
    make_item(make_issue(14), region="福田", tags=["别的"])
    with django_assert_num_queries(LIST_QUERIES):
        reader.get("/regions/")
    with search_queries(PAGE_QUERIES):
        reader.get("/regions/440000/")


def test_numbers_roll_up_to_the_root():
    places = counts.roll_up([("CN/440000/440300/", 2), ("CN/440000/", 1), ("001/US/", 4)])
    assert places.total == {"440300": 2, "440000": 3, "CN": 3, "US": 4, "001": 4}
    assert places.own == {"440300": 2, "440000": 1, "US": 4}
    assert places.children == {"CN": {"440000"}, "440000": {"440300"}, "001": {"US"}}
    assert places.below("CN") == {"440000", "440300"}
    assert places.below("440300") == set()


def test_the_map_has_every_province_once(db):
    provinces = set(Region.objects.filter(level="province").values_list("pk", flat=True))
    assert set(atlas.PLACES) == provinces
    assert len(set(atlas.PLACES.values())) == len(provinces) == 34
    in_table = [code for _name, codes in atlas.AREAS for code in codes]
    assert sorted(in_table) == sorted([*provinces, "100000", "001"])
    assert max(x for x, _y in atlas.PLACES.values()) + atlas.TILE == atlas.WIDTH
    assert max(y for _x, y in atlas.PLACES.values()) + atlas.TILE == atlas.HEIGHT


@pytest.mark.parametrize(
    ("number", "most", "step"),
    [(0, 0, 0), (0, 9, 0), (1, 1, 4), (1, 1000, 1), (30, 1000, 2), (100, 1000, 3), (1000, 1000, 4)],
)
def test_shades_go_by_magnitude(number, most, step):
    assert atlas.step(number, most) == step
