"""采编统计: one cohort of items, four tables, each also as a file."""

from datetime import UTC, date, datetime

import pytest

from issues.models import Item
from tests.factories import fill, make_issue, make_item

from .pages import XHTML, text, tree

PAGE = "/admin/statistics/?year=2025"
JANUARY, MARCH = datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 3, 31, 17, tzinfo=UTC)


def gathered(item, at, by=None):
    Item.objects.filter(pk=item.pk).update(created_at=at, added_by=by)


@pytest.fixture
def newsroom(editor, chief):
    """Four items of 2025 and one that was gathered in 2024."""
    issue = make_issue(12)
    gathered(make_item(issue, "刊发的", source_url="https://a.example.com/1"), JANUARY, editor)
    draft = make_issue(13, published=False, date=date(2025, 4, 4))
    gathered(make_item(draft, "草稿里的", section="行业资讯"), MARCH, editor)
    gathered(make_item(title="素材", source_url="https://b.example.com/2"), MARCH, chief)
    gathered(make_item(title="无链接的", source_url=""), MARCH)
    gathered(make_item(title="去年的"), datetime(2024, 5, 1, tzinfo=UTC), chief)


def tables(response):
    found = {}
    for section in tree(response).iter(f"{XHTML}section"):
        if section.get("class") == "figures":
            rows = [[text(cell) for cell in row] for row in section.iter(f"{XHTML}tr")]
            found[section.get("aria-labelledby")] = rows[1:]
    return found


def test_what_was_gathered_used_and_published(browse, editor, newsroom):
    found = tables(browse(editor).get(PAGE))
    # The last second of March in UTC is April in Shanghai.
    assert found["by-month"] == [
        ["2025-01", "1", "1", "1", "100%"],
        ["2025-04", "3", "1", "0", "0%"],
    ]
    assert found["by-section"] == [
        ["政策资讯", "1", "1", "1", "100%"],
        ["行业资讯", "1", "1", "0", "0%"],
        ["在素材库", "2", "0", "0", "0%"],
    ]
    assert found["by-editor"] == [
        ["bianji", "2", "2", "1", "50%"],
        ["zhubian", "1", "0", "0", "0%"],
        ["由订阅源或命令带入", "1", "0", "0", "0%"],
    ]
    assert found["by-source"] == [
        ["a.example.com", "1", "1", "1", "100%"],
        ["b.example.com", "1", "0", "0", "0%"],
        ["news.example.com", "1", "1", "0", "0%"],
        ["无链接", "1", "0", "0", "0%"],
    ]


def test_an_imported_back_issue_counts_when_it_came_out(browse, editor):
    gathered(make_item(make_issue(1, date=date(2025, 2, 7))), datetime(2026, 5, 1, tzinfo=UTC))
    assert tables(browse(editor).get(PAGE))["by-month"] == [["2025-02", "1", "1", "1", "100%"]]


def test_a_table_as_a_file(browse, editor, newsroom):
    response = browse(editor).get("/admin/statistics/month.csv?year=2025")
    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="month-202501-202512.csv"'
    )
    assert response.content.decode() == (
        "\ufeff月份,采集,入刊,刊发,刊发率（%）\r\n2025-01,1,1,1,100\r\n2025-04,3,1,0,0\r\n"
    )


def test_the_admin_form_says_who_gathered_an_item(browse, editor):
    data = {"title": "新条目", "summary": "", "version": "", "source_url": "", "topics": ""}
    browse(editor).post("/admin/issues/item/add/", data)
    assert Item.objects.get().added_by == editor


def test_nothing_in_the_period(browse, editor):
    assert "这段时间没有采集条目" in browse(editor).get("/admin/statistics/").content.decode()


@pytest.mark.parametrize("year", ["x", "99999", "２０２５", "-1"])
def test_a_year_that_is_none(browse, editor, year):
    assert browse(editor).get("/admin/statistics/", {"year": year}).status_code == 404


def test_as_many_queries_for_twice_the_items(browse, editor, django_assert_num_queries):
    browser = browse(editor)
    for number in (12, 13):
        fill(make_issue(number), 25)
        Item.objects.filter(issue__number=number).update(created_at=JANUARY)
        # Session, user, two of rights; months; sections, their names; editors; sources,
        # their names; years.
        with django_assert_num_queries(11):
            browser.get(PAGE)
