from datetime import UTC, datetime

import pytest
import time_machine

from issues.models import Item
from tests.factories import fill, make_issue, make_item

from .pages import ITEMS, XHTML, by_id, text, tree

NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


def titles(response):
    assert response.status_code == 200
    return [
        text(cell.find(f"{XHTML}a"))
        for cell in by_id(response, "result_list").iter(f"{XHTML}th")
        if "field-title" in cell.get("class", "")
    ]


@pytest.fixture
def items(db):
    """One item of each kind, by name."""
    published = make_issue(11)
    draft = make_issue(13, published=False)
    later = make_issue(12, publish_at=datetime(2025, 3, 2, tzinfo=UTC))
    make_item(published, "深圳的", region="深圳", tags=["芯片"], source_name="示例日报")
    make_item(published, "没有主题的", region="美国", section="企业资讯")
    make_item(draft, "没有地区的", tags=["芯片"])
    make_item(later, "没有来源的", region="广东", tags=["算力"], source_url="")
    make_item(None, "没有摘要的", region="宝安", tags=["算力"], summary="")


def test_it_works(browse, editor, items):
    page = browse(editor).get(ITEMS)
    expected = ["没有摘要的", "没有来源的", "没有地区的", "没有主题的", "深圳的"]
    assert titles(page) == expected
    rows = [
        [text(cell) for cell in row][1:] for row in by_id(page, "result_list").iter(f"{XHTML}tr")
    ]
    assert rows[1] == ["没有摘要的", "素材库", "宝安", "-", "算力", "无摘要"]
    assert rows[5] == ["深圳的", "第11期 政策资讯 1", "深圳", "示例日报", "芯片", "-"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=pool", ["没有摘要的"]),
        ("state=draft", ["没有地区的"]),
        ("state=scheduled", ["没有来源的"]),
        ("state=published", ["没有主题的", "深圳的"]),
        ("missing=summary", ["没有摘要的"]),
        ("missing=source", ["没有来源的"]),
        ("missing=region", ["没有地区的"]),
        ("missing=topic", ["没有主题的"]),
        ("issue=11", ["深圳的", "没有主题的"]),  # in the order of the issue
        ("section=company", ["没有主题的"]),
        ("region=440000", ["没有摘要的", "没有来源的", "深圳的"]),
        ("region=440300", ["没有摘要的", "深圳的"]),
        ("region=001", ["没有主题的"]),
        ("topic=芯片", ["没有地区的", "深圳的"]),
        ("topic=芯片&region=440300", ["深圳的"]),
    ],
)
def test_filters(browse, editor, items, query, expected):
    with time_machine.travel(NOW, tick=False):
        assert titles(browse(editor).get(f"{ITEMS}?{query}")) == expected


@pytest.mark.parametrize("query", ["issue=abc", "issue=9999999999", "region=xx", "state=x"])
def test_a_filter_of_no_meaning_gives_the_whole_list(browse, editor, items, query):
    page = browse(editor).get(f"{ITEMS}?{query}", follow=True)
    assert page.redirect_chain == [(f"{ITEMS}?e=1", 302)]
    assert len(titles(page)) == 5


def test_the_region_filter_offers_what_is_used(browse, editor, items):
    page = browse(editor).get(ITEMS)
    offered = [
        element.get("href")
        for element in by_id(page, "changelist-filter").iter(f"{XHTML}a")
        if "region=" in element.get("href")
    ]
    assert offered == [f"?region={code}" for code in ("CN", "440000", "440300", "001", "US")]


def test_a_chosen_issue_is_offered_though_it_is_old(browse, editor):
    for number in range(1, 15):
        make_item(make_issue(number), f"第{number}期的一条")
    page = browse(editor).get(f"{ITEMS}?issue=1")
    assert titles(page) == ["第1期的一条"]
    chosen = [
        text(element)
        for element in by_id(page, "changelist-filter").iter(f"{XHTML}li")
        if "selected" in element.get("class", "")
    ]
    assert "第1期" in chosen


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("地区", ["没有地区的"]),
        ("来源:示例日报", ["深圳的"]),
        ("示例日报", []),
        ("-算力 没有", ["没有地区的", "没有主题的"]),
        ("期:13", ["没有地区的"]),
        ("算力", ["没有摘要的", "没有来源的"]),
        ("没有 算力", ["没有摘要的", "没有来源的"]),
        ("没有这样的词", []),
        ("%", ["没有摘要的", "没有来源的", "没有地区的", "没有主题的", "深圳的"]),
        ("字" * 5000, []),
        ("鑫 " * 5000, []),
    ],
)
def test_search(browse, editor, items, words, expected):
    page = browse(editor).get(ITEMS, {"q": words})
    assert page.status_code == 200
    assert ("result_list" in page.content.decode()) == bool(expected)
    if expected:
        assert titles(page) == expected


def test_an_item_with_two_matching_topics_is_listed_once(browse, editor):
    make_item(None, "一条", tags=["算力", "算力网"])
    assert titles(browse(editor).get(ITEMS, {"q": "算力"})) == ["一条"]


def test_as_many_queries_for_more_items(browse, editor, django_assert_num_queries):
    issue = make_issue()
    browser = browse(editor)
    for _half in range(2):
        fill(issue, 12)
        # Session, user, two of rights; issues, sections, regions, topics and sources for
        # the filters; the number of items, the items, their topics.
        with django_assert_num_queries(12):
            browser.get(ITEMS)


def test_deleting_several_closes_the_gaps(browse, editor):
    issue = make_issue(published=False)
    items = [make_item(issue, title) for title in "一二三四"]
    data = {
        "action": "delete_selected",
        "_selected_action": [items[0].pk, items[2].pk],
        "post": "yes",
    }
    assert browse(editor).post(ITEMS, data).status_code == 302
    assert list(issue.items.in_order().values_list("title", "position")) == [("二", 1), ("四", 2)]


def test_only_a_chief_deletes_from_a_published_issue(browse, editor, chief):
    item = make_item(make_issue())
    data = {"action": "delete_selected", "_selected_action": [item.pk], "post": "yes"}
    browse(editor).post(ITEMS, data)
    assert Item.objects.count() == 1
    browse(chief).post(ITEMS, data)
    assert Item.objects.count() == 0


def test_every_column_has_a_name(browse, editor, items):
    page = browse(editor).get(ITEMS)
    heads = [text(head) for head in tree(page).iter(f"{XHTML}th") if head.get("scope") == "col"]
    assert heads[1:] == ["标题", "期次", "地区", "来源名称", "主题", "缺什么"]
