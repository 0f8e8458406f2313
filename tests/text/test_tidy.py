import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.text import tidy


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲\n乙", ["甲", "乙"]),
        ("甲\r\n乙\r丙\u2028丁\u2029戊", ["甲", "乙", "丙", "丁", "戊"]),
        ("甲\v乙\x85丙", ["甲", "乙", "丙"]),
        ("甲\n\f乙", ["甲", "\f乙"]),
        ("甲\f乙", ["甲", "\f乙"]),
        ("", [""]),
    ],
)
def test_lines_end_in_many_ways(text, lines):
    assert tidy.split_lines(text) == lines


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("\u3000\u3000标题\xa0二 ", "标题 二"),
        ("标\u200b题\ufeff", "标题"),
        ("两  个   空格", "两 个 空格"),
        ("⼴州⼈⼯智能⻓期⽤⼾", "广州人工智能长期用户"),
        ("⻋联⽹与⻛电", "车联网与风电"),
        ("ofﬁce.ﬂow", "office.flow"),
        ("模型⸺系列", "模型——系列"),
        ("\uf0b7 条目", "• 条目"),
        ("（全角：不变）ＡＢ", "（全角：不变）ＡＢ"),
        ("\x07\ud800", ""),
    ],
)
def test_a_line_is_cleaned(line, clean):
    assert tidy.clean(line) == clean


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["推进数字", "化转型"], "推进数字化转型"),
        (["共有 3", "个城市"], "共有3个城市"),
        (["PaliGemma", "2 发布"], "PaliGemma 2 发布"),
        (["（2026-", "2030年）"], "（2026-2030年）"),
        (["前半 后半"], "前半 后半"),
        (["使用 AI 技术"], "使用AI 技术"),
        ([], ""),
    ],
)
def test_wrapped_lines_are_joined(lines, text):
    assert tidy.join(lines) == text


def test_width_counts_columns_of_a_chinese_font():
    assert tidy.width("AI“大模型”2025") == 2 + 10 + 4


@pytest.mark.parametrize(
    ("lines", "is_open"),
    [(["印发《若干"], True), (["印发《若干", "措施》"], False), (["“甲"], True), (["甲"], False)],
)
def test_open_brackets(lines, is_open):
    assert tidy.open_brackets(lines) is is_open


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = tidy.clean(text)
    assert tidy.clean(once) == once
    assert "\n" not in once


def test_spaces_behind_latin_runs_go_where_all_have_them():
    lines = ["示例 12 条，AI 模型 3 个"] * 10
    assert tidy.without_even_spaces(lines) == ["示例 12条，AI模型 3个"] * 10
    some = ["示例 12条，AI 模型 3个"] * 30
    assert tidy.without_even_spaces(some) == some


def test_spaces_go_where_an_extractor_puts_them_at_every_other_run():
    lines = ["示例 12条，AI 模型3 个", "全部 30 条，新AI模型"] * 15
    assert tidy.without_even_spaces(lines) == ["示例 12条，AI模型3个", "全部 30条，新AI模型"] * 15
    typed = ["示例12条，AI 模型3 个"] * 30  # nobody widens one side only
    assert tidy.without_even_spaces(typed) == typed
