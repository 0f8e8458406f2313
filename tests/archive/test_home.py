from datetime import UTC, date, datetime

import time_machine

from tests.archive.pages import assert_good_page, links, text_of, texts
from tests.factories import fill, make_issue, make_item

# 1 issues a year  2 newest issues  3 items of the latest  4 topics of the first item
QUERIES = 4


def test_it_shows_the_latest_issue_and_earlier_ones(reader):
    make_issue(10, date=date(2024, 12, 20), title="十")
    make_issue(11, date=date(2025, 1, 3), title="十一")
    issue = make_issue(12, date=date(2025, 1, 10), title="十二", note="编者的话")
    make_item(issue, "头一条", region="深圳", tags=["机器人"], summary="头条摘要")
    make_item(issue, "第二条", section="省内资讯", summary="不在首页")
    response = reader.get("/")
    assert texts(response, ".//h2")[0] == "十二"
    assert "编者的话" in text_of(response)
    assert "头条摘要" in text_of(response)
    assert "不在首页" not in text_of(response)
    assert "第一二期" in text_of(response)
    issues = [href for href in links(response, ".//ol//a") if href.startswith("/issues/")]
    assert issues == ["/issues/11/", "/issues/10/"]
    assert texts(response, ".//section[@class='years sec wide']/h3") == ["2025", "2024"]


def test_the_latest_goes_by_date_then_number(reader):
    make_issue(30, date=date(2024, 1, 5), title="旧")
    make_issue(12, date=date(2025, 1, 3), title="甲")
    make_issue(13, date=date(2025, 1, 3), title="乙")
    assert texts(reader.get("/"), ".//h2")[0] == "乙"


def test_an_issue_without_items_or_title_is_shown(reader):
    make_issue(12, title="")
    response = reader.get("/")
    assert response.status_code == 200
    assert_good_page(response)


def test_an_empty_archive_says_so(reader):
    make_issue(12, published=False)
    response = reader.get("/")
    assert response.status_code == 200
    assert_good_page(response)
    assert "/issues/12/" not in text_of(response)
    assert reader.get("/issues/latest/").status_code == 404


def test_a_draft_and_a_scheduled_issue_stay_out_until_their_time(reader):
    make_issue(11, title="已发")
    make_issue(12, title="草稿", published=False, date=date(2026, 1, 1))
    make_issue(
        13, title="定时", date=date(2025, 2, 7), publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC)
    )
    with time_machine.travel(datetime(2025, 2, 7, 0, 59, tzinfo=UTC), tick=False):
        assert texts(reader.get("/"), ".//h2") == ["已发"]
        assert reader.get("/issues/latest/").headers["Location"] == "/issues/11/"
    with time_machine.travel(datetime(2025, 2, 7, 1, tzinfo=UTC), tick=False):
        assert texts(reader.get("/"), ".//h2")[0] == "定时"
        assert reader.get("/issues/latest/").headers["Location"] == "/issues/13/"


def test_older_years_are_named_with_their_number_of_issues(reader):
    make_issue(1, date=date(2022, 5, 6))
    make_issue(2, date=date(2022, 5, 13))
    for number in range(3, 15):
        make_issue(number, date=date(2025, 1, number))
    response = reader.get("/")
    assert len(texts(response, ".//ol/li")) == 11  # ten issues and the way to all of the year
    assert "/issues/?year=2025" in links(response)
    assert "/issues/?year=2022" in links(response)


def test_the_latest_address_answers_302(reader):
    make_issue(12)
    response = reader.get("/issues/latest/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/issues/12/"
    assert reader.get("/en/issues/latest/").headers["Location"] == "/en/issues/12/"


def test_queries_do_not_grow(reader, django_assert_num_queries):
    fill(make_issue(12), 10)
    make_issue(11)
    with django_assert_num_queries(QUERIES):
        reader.get("/")
    for number in range(1, 9):
        make_issue(number, date=date(2023, 1, number))
    fill(make_issue(13, date=date(2025, 2, 7)), 25)
    with django_assert_num_queries(QUERIES):
        reader.get("/")
