"""Days in a text: no such day, and a day that does not fit the issue."""

from datetime import date

import pytest

from issues.text import days

ISSUE = date(2025, 1, 3)


@pytest.mark.parametrize(
    "text",
    ["2月30日", "13月", "2023年2月29日", "2月30号", "2024-13-05", "0月5日", "6月31日至7月2日"],
)
def test_no_such_day(text):
    assert list(days.impossible(f"截至{text}。"))


@pytest.mark.parametrize(
    "text", ["2月29日", "2024年2月29日", "12月31号", "2月30号线", "2024-12-05"]
)
def test_a_day(text):
    assert list(days.impossible(f"截至{text}。")) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026年12月30日，部门宣布完成升级。",
        "1月20日，部门印发通知。",
        "农业部门2024年1月2日发布监测结果。",
        "2024年1月3日，部门印发通知。",
    ],
)
def test_a_day_that_does_not_fit(text):
    assert len(list(days.unlikely(text, ISSUE))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "12月28日，部门印发通知。",
        "1月3日，部门印发通知。",
        "2024年12月28日，部门印发通知。",
        "部门将于1月20日公布名单。",
        "展会1月7日至10日举行。",
        "办法自2025年3月1日起施行。",
        "公众可在1月31日前提出意见。",
        "2020年5月1日，部门印发通知。",
        "部门印发通知。2026年5月1日全面完成。",
        "5月1日，部门印发通知。",
        "9999年99月99日。",
    ],
)
def test_a_day_that_may_well_be(text):
    assert list(days.unlikely(text, ISSUE)) == []
