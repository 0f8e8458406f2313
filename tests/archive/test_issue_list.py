from datetime import UTC, date, datetime

import time_machine

from tests.archive.pages import links, texts
from tests.factories import make_issue

QUERIES = 2  # 1 issues a year  2 the issues


def numbers(response):
    return [
        int(href.strip("/").split("/")[1])
        for href in links(response, ".//ol/li/a")
        if href.startswith("/issues/") and "?" not in href
    ]


def test_it_lists_all_issues_by_year_newest_first(reader):
    make_issue(2, date=date(2024, 12, 27))
    make_issue(3, date=date(2025, 1, 3))
    make_issue(1, date=date(2024, 12, 20))
    response = reader.get("/issues/")
    assert numbers(response) == [3, 2, 1]
    assert texts(response, ".//section/h3") == ["2025", "2024"]
    assert texts(response, ".//nav[@class='aside']//li") == ["2025 1", "2024 2"]


def test_a_year_shows_its_issues_only(reader):
    make_issue(2, date=date(2024, 12, 27))
    make_issue(3, date=date(2025, 1, 3))
    response = reader.get("/issues/?year=2024")
    assert numbers(response) == [2]
    assert texts(response, ".//nav[@class='aside']//a[@aria-current='true']") == ["2024 1"]


def test_drafts_and_scheduled_issues_count_nowhere(reader):
    make_issue(1, date=date(2024, 12, 27))
    make_issue(2, date=date(2026, 1, 2), published=False)
    make_issue(3, date=date(2025, 2, 7), publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert numbers(reader.get("/issues/")) == [1]
        assert reader.get("/issues/?year=2025").status_code == 404
    with time_machine.travel(datetime(2025, 2, 7, 2, tzinfo=UTC), tick=False):
        assert numbers(reader.get("/issues/")) == [3, 1]
        assert reader.get("/issues/?year=2025").status_code == 200
        assert reader.get("/issues/?year=2026").status_code == 404


def test_an_empty_archive_has_the_page_too(reader):
    response = reader.get("/issues/")
    assert response.status_code == 200
    assert numbers(response) == []


def test_a_long_archive_comes_in_pages(reader, monkeypatch):
    monkeypatch.setattr("issues.archive.views.ISSUES_A_PAGE", 3)
    for number in range(1, 8):
        make_issue(number, date=date(2024, 1, number))
    assert numbers(reader.get("/issues/")) == [7, 6, 5]
    second = reader.get("/issues/?year=2024&page=2")
    assert numbers(second) == [4, 3, 2]
    pager = links(second, ".//nav[@class='pager']/a")
    assert pager == ["?year=2024&page=1", "?year=2024&page=3"]
    canonical = parsed_canonical(second)
    assert canonical == "https://news.example.org/issues/?year=2024&page=2"
    assert numbers(reader.get("/issues/?page=3")) == [1]
    assert reader.get("/issues/?page=4").status_code == 404


def parsed_canonical(response):
    return links(response, "head/link[@rel='canonical']")[0]


def test_queries_do_not_grow(reader, django_assert_num_queries):
    for number in range(1, 4):
        make_issue(number, date=date(2020 + number, 1, 3))
    with django_assert_num_queries(QUERIES):
        reader.get("/issues/")
    for number in range(4, 7):
        make_issue(number, date=date(2010 + number, 1, 3))
    with django_assert_num_queries(QUERIES):
        reader.get("/issues/")
