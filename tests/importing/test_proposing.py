"""Number and date as a table: masthead, file name, neighbours."""

from datetime import date

import pytest

from issues.importing import grammar, proposing
from issues.importing.proposing import Near, Proposal, completed, stated

ISSUES = [Near(11, date(2024, 12, 6)), Near(13, date(2024, 12, 20))]
BODY = ["【政策资讯】", "题目甲", "内容：摘要。", "来源：https://news.example.com/"]


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (
            ["第12期 2024年12月13日"],
            "x.pdf",
            Proposal(12, date(2024, 12, 13), "masthead", "masthead"),
        ),
        (["第12期"], "第13期.pdf", Proposal(12, None, "masthead", "")),
        ([], "第13期 2024-12-20.pdf", Proposal(13, date(2024, 12, 20), "name", "name")),
        ([], "简报_20241220_第13期_终稿.docx", Proposal(13, date(2024, 12, 20), "name", "name")),
        ([], "012.txt", Proposal(12, None, "name", "")),
        ([], "简报12.txt", Proposal(12, None, "name", "")),
        ([], "2023年合订.pdf", Proposal()),
        ([], "终稿(1)(2).pdf", Proposal()),
        ([], "", Proposal()),
    ],
)
def test_what_masthead_and_name_say(head, name, expected):
    assert stated(grammar.parse([*head, *BODY]), name) == expected


@pytest.mark.parametrize(
    ("told", "issues", "expected"),
    [
        (
            Proposal(12, None, "name"),
            ISSUES,
            Proposal(12, date(2024, 12, 13), "name", "neighbours"),
        ),
        (
            Proposal(14, None, "name"),
            ISSUES,
            Proposal(14, date(2024, 12, 27), "name", "neighbours"),
        ),
        (
            Proposal(10, None, "name"),
            ISSUES,
            Proposal(10, date(2024, 11, 29), "name", "neighbours"),
        ),
        (Proposal(99, None, "name"), ISSUES, Proposal(99, None, "name")),
        (
            Proposal(None, date(2024, 12, 14)),
            ISSUES,
            Proposal(12, date(2024, 12, 14), "neighbours"),
        ),
        (
            Proposal(None, date(2024, 12, 28)),
            ISSUES,
            Proposal(14, date(2024, 12, 28), "neighbours"),
        ),
        (
            Proposal(None, date(2024, 12, 20)),
            ISSUES,
            Proposal(13, date(2024, 12, 20), "neighbours"),
        ),
        (
            Proposal(None, date(2024, 11, 29)),
            ISSUES,
            Proposal(10, date(2024, 11, 29), "neighbours"),
        ),
        (Proposal(None, date(2020, 1, 1)), ISSUES, Proposal(None, date(2020, 1, 1))),
        (Proposal(), ISSUES, Proposal()),
        (Proposal(12, None, "name"), [], Proposal(12, None, "name")),
    ],
)
def test_neighbours_complete_it(told, issues, expected):
    assert completed(told, issues) == expected


def test_a_full_house_leaves_no_date():
    close = [Near(11, date(2024, 12, 6)), Near(13, date(2024, 12, 8))]
    assert proposing.date_between(12, close) is None
