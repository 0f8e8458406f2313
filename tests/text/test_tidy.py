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
        ("a\ufffeb.html", "a-b.html"),
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
        (["（ 2025年）“ AI 港”"], "（2025年）“AI 港”"),
        ([], ""),
    ],
)
def test_wrapped_lines_are_joined(lines, text):
    assert tidy.join(lines) == text


def test_width_counts_columns_of_a_chinese_font():
    assert tidy.width("AI“大模型”2025") == 2 + 10 + 4


@pytest.mark.parametrize(
    ("lines", "is_open"),
    [
        (["印发《若干"], True),
        (["印发《若干", "措施》"], False),
        (["规程》及《若干"], True),
        (["规程》及《办法》"], False),
        (["“甲"], True),
        (["甲"], False),
    ],
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


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("港 口 夜 间 试 运 行 ， 作 业 12.5 万 箱", "港口夜间试运行，作业 12.5万箱"),
        (
            "在港 口夜 间的 作业 由 2024 年的 5 万 箱， 增加",
            "在港口夜间的作业由 2024年的 5万箱，增加",
        ),
        ("超过 全年 (63 箱) ；作 业量", "超过全年(63箱)；作业量"),
        ("示例工具—— 港口”", "示例工具——港口”"),
        ("示例系列—— Port 2", "示例系列——Port 2"),
        ("打造“港口 +”和“港口 +城市”", "打造“港口+”和“港口+城市”"),
        # What somebody may well have typed stays.
        ("港口试运行 夜间作业 箱量上升", "港口试运行 夜间作业 箱量上升"),
        ("一、 港口 试运行", "一、 港口 试运行"),
        ("港 口 简 报", "港 口 简 报"),
        ("港口 + 城市 —— 试运行", "港口 + 城市 —— 试运行"),
        ("+ 港口 AI 试运行", "+ 港口 AI 试运行"),
        ("试运行 ，AI 港口", "试运行 ，AI 港口"),
    ],
)
def test_a_stretched_line_is_closed_up(line, closed):
    assert tidy.closed_up(line) == closed


def test_spaces_behind_latin_runs_go_in_the_lines_that_were_widened():
    even = ["港口作业12箱，用AI调度"] * 20
    widened, typed = "港口作业 12 箱，用 AI调度", "港口作业12 箱，用AI调度"
    assert tidy.without_widening([*even, widened, typed]) == [
        *even,
        "港口作业 12箱，用 AI调度",
        typed,
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["港口作业 12 箱，用 AI调度"],  # too few to tell
        ["港口作业 12箱，用 AI调度"] * 20 + ["港口作业 12 箱"],  # spaces before Latin everywhere
        ["港口作业12箱，用AI调度"] * 60 + ["港口作业 12 箱" + "夜间试运行" * 20],  # a paragraph
    ],
)
def test_other_spaces_behind_latin_runs_stay(lines):
    assert tidy.without_widening(lines) == lines
