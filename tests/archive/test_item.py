import json
from datetime import UTC, date, datetime

import pytest
import time_machine

from issues.models import Item
from tests.archive.pages import links, parsed, texts
from tests.factories import fill, make_issue, make_item

# 1 the item  2 its topics  3 the story  4 the items around it
# 5 names of the regions above it  6 items of each region  7 items of each topic
# 8 corrections
QUERIES = 8


def test_it_shows_the_item(reader):
    issue = make_issue(12, date=date(2025, 1, 3))
    make_item(issue, "前一条")
    item = make_item(
        issue,
        "题目",
        section="行业资讯",
        summary="摘要全文",
        region="深圳",
        tags=["机器人", "C++"],
        source_name="示例日报",
        source_url="https://www.example.com/a",
        other_sources="http://b.example.org/x\nhttps://example.net/y",
    )
    make_item(issue, "后一条", section="企业资讯")
    response = reader.get(f"/items/{item.pk}/")
    assert texts(response, ".//h1") == ["题目"]
    assert texts(response, ".//article/p[@class='text']") == ["摘要全文"]
    assert links(response, ".//article/p[@class='chips']/a") == [
        "https://www.example.com/a",
        "http://b.example.org/x",
        "https://example.net/y",
    ]
    assert links(response, ".//p[@class='kicker']/a") == [
        "/issues/12/#i2",
        "/issues/12/#s-industry",
    ]
    assert texts(response, ".//aside//li") == ["广东 1", "深圳 1", "机器人 1", "C++ 1"]
    assert links(response, ".//aside//a") == [
        "/regions/440000/",
        "/regions/440300/",
        "/topics/机器人/",
        "/topics/c-plus-plus/",
    ]
    pager = texts(response, ".//nav[@class='pager']/a/span")
    assert pager == ["前一条", "后一条"]
    for source in parsed(response).findall(".//article/p[@class='chips']/a"):
        assert source.get("rel") == "noopener nofollow"


def test_counts_beside_it_are_those_of_published_items(reader):
    item = make_item(make_issue(12), region="深圳", tags=["机器人"])
    make_item(make_issue(11), region="广东", tags=["机器人"])
    make_item(make_issue(13, published=False), region="深圳", tags=["机器人"])
    response = reader.get(f"/items/{item.pk}/")
    assert texts(response, ".//aside//li") == ["广东 2", "深圳 1", "机器人 2"]


@pytest.mark.parametrize("region", ["全国", "中国", "美国", "国际"])
def test_a_region_at_any_level_is_shown(reader, region):
    item = make_item(make_issue(12), region=region)
    assert texts(reader.get(f"/items/{item.pk}/"), ".//aside//li") == [f"{region} 1"]


def test_an_item_of_a_draft_or_of_the_pool_does_not_exist(reader):
    missing = reader.get("/items/999999/").content
    draft = make_item(make_issue(12, published=False))
    waiting = make_item(None, "素材")
    for item in (draft, waiting):
        response = reader.get(f"/items/{item.pk}/")
        assert response.status_code == 404
        assert response.content == missing


def test_an_item_appears_with_its_issue(reader):
    item = make_item(make_issue(12, publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC)))
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert reader.get(f"/items/{item.pk}/").status_code == 404
    with time_machine.travel(datetime(2025, 2, 7, 2, tzinfo=UTC), tick=False):
        assert reader.get(f"/items/{item.pk}/").status_code == 200


def story(reader, item):
    response = reader.get(f"/items/{item.pk}/")
    current = texts(response, ".//section[@class='story sec']//li[@aria-current='true']")
    return links(response, ".//section[@class='story sec']//a"), len(current)


def test_the_story_runs_both_ways_through_published_items(reader):
    first = make_item(make_issue(1, date=date(2024, 1, 5)), "一")
    hidden = make_item(
        make_issue(2, date=date(2024, 1, 12), published=False), "草稿里的一步", follows=first
    )
    third = make_item(make_issue(3, date=date(2024, 1, 19)), "三", follows=hidden)
    fourth = make_item(make_issue(4, date=date(2024, 1, 26)), "四", follows=third)
    side = make_item(make_issue(5, date=date(2024, 2, 2)), "五", follows=first)
    everyone = [first, third, fourth, side]
    for item in everyone:
        others = [f"/items/{other.pk}/" for other in everyone if other != item]
        assert story(reader, item) == (others, 1)
    assert story(reader, make_item(make_issue(6), "独立")) == ([], 0)


def test_a_circle_of_stories_ends(reader):
    issue = make_issue(12)
    first = make_item(issue, "一")
    second = make_item(issue, "二", follows=first)
    Item.objects.filter(pk=first.pk).update(follows=second)
    assert story(reader, first) == ([f"/items/{second.pk}/"], 1)


def test_unsafe_further_sources_are_text(reader):
    item = make_item(make_issue(12), source_url="", other_sources="javascript:alert(1)")
    response = reader.get(f"/items/{item.pk}/")
    assert links(response, ".//article/p[@class='chips']/a") == []
    item.source_url = "https://example.com/"
    item.save()
    response = reader.get(f"/items/{item.pk}/")
    assert links(response, ".//article/p[@class='chips']/a") == ["https://example.com/"]
    assert texts(response, ".//article/p[@class='chips']/span") == ["javascript:alert(1)"]


def test_machines_learn_what_the_page_is(reader):
    item = make_item(
        make_issue(12, date=date(2025, 1, 3)),
        "</script>题目",
        summary="摘要" * 100,
        region="深圳",
        tags=["机器人"],
        source_url="https://example.com/a",
    )
    tree = parsed(reader.get(f"/items/{item.pk}/"))
    data = json.loads(tree.find(".//script").text)
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "</script>题目"
    assert data["isBasedOn"] == ["https://example.com/a"]
    assert data["keywords"] == ["机器人"]
    assert data["contentLocation"]["name"] == "深圳市"
    assert data["url"] == f"https://news.example.org/items/{item.pk}/"
    description = tree.find("head/meta[@name='description']").get("content")
    assert len(description) == 120
    assert description.endswith("…")


def test_the_citation_names_the_item_and_its_address(reader):
    item = make_item(make_issue(12, date=date(2025, 1, 3)), "题目")
    assert texts(reader.get(f"/items/{item.pk}/"), ".//p[@class='cite']/span") == [
        "数智要览编辑部. 题目[EB/OL]. 数智要览, 第12期. (2025-01-03). "
        f"https://news.example.org/items/{item.pk}/"
    ]


def test_queries_do_not_grow(reader, django_assert_num_queries):
    items = fill(make_issue(12), 10)
    last = items[0]
    with django_assert_num_queries(QUERIES):
        reader.get(f"/items/{last.pk}/")
    for number in range(13, 18):
        issue = make_issue(number)
        fill(issue, 10)
        last = make_item(
            issue, "后续", follows=last, region="广东", tags=["人工智能", f"别的{number}"]
        )
    with django_assert_num_queries(QUERIES):
        reader.get(f"/items/{last.pk}/")
