from datetime import UTC, datetime

import pytest
import time_machine

from issues.models import Issue
from tests.factories import fill, make_issue, make_item

from .pages import ISSUES, XHTML, by_id, text

NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


def rows(response):
    table = by_id(response, "result_list")
    cells = [list(row) for row in table.iter(f"{XHTML}tr")]
    return [
        [text(cell) for cell in row if "action-checkbox" not in cell.get("class")]
        for row in cells[1:]
    ]


def test_it_works(browse, editor):
    make_item(make_issue(1), region="深圳", tags=["芯片"])
    draft = make_issue(2, published=False)
    make_item(draft, "一")
    make_item(draft, "二", region="深圳")
    make_issue(3, publish_at=datetime(2025, 3, 2, 1, 0, tzinfo=UTC))
    with time_machine.travel(NOW, tick=False):
        page = browse(editor).get(ISSUES)
    assert rows(page) == [
        ["第3期", "第3期的题目", "2025年1月3日", "定于2025年3月2日 09:00发布", "0", "-", "编排"],
        ["第2期", "第2期的题目", "2025年1月3日", "草稿", "2", "无地区 1 无主题 2", "编排"],
        ["第1期", "第1期的题目", "2025年1月3日", "已发布", "1", "-", "编排"],
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft", ["第2期"]),
        ("state=scheduled", ["第3期"]),
        ("state=published", ["第1期"]),
        ("q=第3", ["第3期"]),
        ("q=1", ["第1期"]),
    ],
)
def test_filters_and_search(browse, editor, query, expected):
    make_issue(1)
    make_issue(2, published=False)
    make_issue(3, publish_at=datetime(2025, 3, 2, tzinfo=UTC))
    with time_machine.travel(NOW, tick=False):
        page = browse(editor).get(f"{ISSUES}?{query}")
    assert [row[0] for row in rows(page)] == expected


def test_the_pool_is_no_state_of_an_issue(browse, editor):
    assert browse(editor).get(f"{ISSUES}?state=pool").status_code == 302


def test_as_many_queries_for_more_issues(browse, editor, django_assert_num_queries):
    browser = browse(editor)
    for number in range(1, 3):
        fill(make_issue(number), 5)
        # Session, user, two of rights; the number of issues, the issues, what they lack.
        with django_assert_num_queries(7):
            browser.get(ISSUES)


def test_publish_and_take_back_several(browse, chief):
    issues = [make_issue(number, published=False) for number in (1, 2)]
    make_item(issues[0])
    chosen = [issue.pk for issue in issues]
    data = {"action": "publish", "_selected_action": chosen}
    page = browse(chief).post(ISSUES, data, follow=True).content.decode()
    assert list(Issue.objects.order_by("pk").values_list("status", flat=True)) == [
        "published",
        "draft",
    ]
    assert "第1期的题目”已发布。" in page
    assert "第2期的题目：" in page  # without items: refused, and said
    data = {"action": "take_back", "_selected_action": chosen}
    page = browse(chief).post(ISSUES, data, follow=True).content.decode()
    assert "读者已经看过这一期" in page
    assert Issue.objects.filter(status="published").count() == 1
    later = make_issue(3, publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    browse(chief).post(ISSUES, data | {"_selected_action": [later.pk]})
    later.refresh_from_db()
    assert later.status == "draft"


def test_the_actions_are_offered_to_a_chief_only(browse, editor, chief):
    make_issue()
    assert 'value="publish"' in browse(chief).get(ISSUES).content.decode()
    assert 'value="publish"' not in browse(editor).get(ISSUES).content.decode()
