"""Pages of a PDF as their characters stand on them: columns, running heads, wrapped addresses."""

import pytest

from issues.importing import grammar
from issues.importing.readers import bare_tables, layout, pdf_pages, pdf_setting

SENTENCES = "示例城市公布新的算力规划并说明各区的分工与时限"  # one line of a column


def chars(text, x, top, *, size=10.0, bold=False):
    """The text set from x on; Latin letters are half as wide as ideographs."""
    out = []
    for char in text:
        wide = size / 2 if char.isascii() else size
        out.append(layout.Char(char, x, x + wide, top, top + size, size, bold))
        x += wide
    return out


def column(name, x, *, top, leading, count, size=10.0):
    return [
        char
        for number in range(count)
        for char in chars(f"{name}{number:02}{SENTENCES}", x, top + number * leading, size=size)
    ]


def read(page):
    return [line.text for line in layout.lines_of(page)[0]]


@pytest.mark.parametrize("shift", [0, 3, 7.5, 11])
@pytest.mark.parametrize("names", ["甲乙", "甲乙丙"])
def test_columns_whose_lines_do_not_stand_side_by_side(names, shift):
    page = [
        char
        for place, name in enumerate(names)
        for char in column(
            name, 40 + place * 270, top=60 + place * shift, leading=16 + place * 1.7, count=20
        )
    ]
    found = read(page)
    assert [line[:3] for line in found] == [f"{name}{n:02}" for name in names for n in range(20)]


def test_columns_that_one_letter_parts():
    right = 40 + 10 * (1 + 1 + len(SENTENCES)) + 10
    page = column("甲", 40, top=60, leading=16, count=8)
    page += column("乙", right, top=60, leading=16, count=8)
    assert [line[:3] for line in read(page)] == [
        f"{name}{n:02}" for name in "甲乙" for n in range(8)
    ]
    short = chars("甲的末尾一行文字到此", 40, 60) + chars("乙的末尾", right, 60)
    gutters = layout.lines_of(page)[1]
    assert [line.text for line in layout.lines_of(short, gutters)[0]] == [
        "甲的末尾一行文字到此",
        "乙的末尾",
    ]


def test_a_large_heading_at_a_narrow_gutter_stays_in_its_column():
    page = column("甲", 40, top=60, leading=16, count=20)
    right = 40 + 10 * (1 + 1 + len(SENTENCES)) + 16
    page += chars("企业资讯", right, 58, size=14)
    page += column("乙", right, top=90, leading=17, count=16)
    found = read(page)
    assert found.index("企业资讯") == 20


@pytest.mark.parametrize("leading", [16, 17.7])
def test_a_heading_over_both_columns_parts_what_is_above_from_what_is_below(leading):
    page = column("甲", 40, top=60, leading=16, count=8)
    page += column("乙", 310, top=60, leading=leading, count=7)
    page += chars("行业资讯", 40, 220, size=15)
    page += column("丙", 40, top=260, leading=16, count=8)
    page += column("丁", 310, top=260, leading=leading, count=7)
    marks = [line[0] for line in read(page)]
    assert "".join(dict.fromkeys(marks)) == "甲乙行丙丁"


def test_a_list_is_no_column():
    page = [
        char
        for number in range(12)
        for char in [
            *chars("•", 40, 60 + number * 16),
            *chars(SENTENCES, 70, 60 + number * 16),
        ]
    ]
    assert read(page) == [f"• {SENTENCES}"] * 12


def piece(text, top, page, *, size=10.0, links=()):
    line = layout.TextLine([layout.Segment(chars(text, 40, top * 800, size=size))], 300)
    return pdf_pages.Piece(page, top, [line], links=list(links))


def test_a_running_head_in_larger_type_is_no_heading():
    pieces = [
        part
        for page in (1, 2, 3)
        for part in [
            piece(f"示例简报 第{page}页", 0.03, page, size=12),
            *(piece(SENTENCES, 0.2 + n / 50, page) for n in range(9)),
        ]
    ]
    assert pdf_setting.written(pieces).outline == ()


def test_an_address_that_wraps_is_whole_over_a_column_end():
    url = "https://example.org/2025/01/index_20250117.html"
    shown, rest = url[:28], url[28:]
    first = piece("来源：" + shown, 0.9, 1, links=[(url, shown)])
    second = piece(rest, 0.1, 1, links=[(url, rest)])
    source = pdf_setting.written([piece(SENTENCES, 0.5, 1), first, second])
    assert source.texts[-1] == "来源：" + url


def test_a_glyph_for_two_dots():
    assert read(chars("2025·大会", 40, 60)) == read(chars("2025•大会", 40, 60)) == ["2025·大会"]


@pytest.mark.parametrize("bullet", ["•", "\uf0b7"])
def test_entries_of_a_list_are_items_with_their_bold_words_as_title(bullet):
    def line(text, top, page=1, bold=0, x=58, links=()):
        start = [*chars(bullet, 40, top * 800)] if x == 40 else []
        text_chars = chars(text[:bold], 58, top * 800, bold=True)
        text_chars += chars(text[bold:], 58 + 10 * bold, top * 800)
        line = layout.TextLine([layout.Segment([*start, *text_chars])], 400)
        return pdf_pages.Piece(page, top, [line], links=list(links))

    url = "https://example.org/1.html"
    pieces = [
        piece("政策资讯", 0.1, 1, size=16),
        line("示例市印发算力设施绿色发", 0.2, bold=12, x=40),
        line("展行动方案：方案提出，", 0.22, bold=5),
        line("全市分三批改造机房。［原文］", 0.24, links=[(url, "［原文］")]),
        line("三部门部署备案改革：备案", 0.26, bold=9, x=40),
        line("材料由十一份减为四份。", 0.1, page=2),
    ]
    parsed = grammar.parse(pdf_setting.written(pieces))
    assert [(item.title, item.summary, item.source_url) for item in parsed.items] == [
        ("示例市印发算力设施绿色发展行动方案", "方案提出，全市分三批改造机房。", url),
        ("三部门部署备案改革", "备案材料由十一份减为四份。", None),
    ]


def table(*lines):
    """Lines of a table with columns of ten letters, without rules."""
    return [
        char
        for number, cells in enumerate(lines)
        for place, text in enumerate(cells)
        for char in chars(text, 40 + place * 120, 60 + number * 16)
    ]


def cells(row):
    return ["".join(layout.text_of(line) for line in cell) for cell in row.cells]


HEADS = ("序号", "标题", "内容", "来源")
FIRST = [
    ("1", "示例市发布开放数据", "目录收录三百项数据", "https://data.exam"),
    ("", "目录", "集。每季度更新一次", "ple.org/1.html"),
    ("", "", "。", ""),
]
SECOND = [
    ("2", "示例公司开源引擎", "引擎可以离线使用。", "https://maps.exam"),
    ("", "", "", "ple.org/2"),
]


def test_a_table_without_rules_has_its_columns_from_its_heads():
    found, outside = bare_tables.find(table(("【政策资讯】",), HEADS, *FIRST, *SECOND), [])
    assert [cells(row) for row in found[0]] == [
        list(HEADS),
        [
            "1",
            "示例市发布开放数据目录",
            "目录收录三百项数据集。每季度更新一次。",
            "https://data.example.org/1.html",
        ],
        ["2", "示例公司开源引擎", "引擎可以离线使用。", "https://maps.example.org/2"],
    ]
    assert "".join(char.text for char in outside) == "【政策资讯】"


def test_rows_without_numbers_begin_where_all_columns_have_text():
    lines = [line[1:] for line in (HEADS, *FIRST, *SECOND)]
    found, _outside = bare_tables.find(table(*lines), [])
    assert [cells(row)[0] for row in found[0]] == [
        "标题",
        "示例市发布开放数据目录",
        "示例公司开源引擎",
    ]


def test_a_table_without_rules_goes_on_over_the_page_end():
    columns = []
    bare_tables.find(table(HEADS, *FIRST[:2]), columns)
    found, outside = bare_tables.find(
        table(*FIRST[2:], *SECOND, ("末尾的一段话横过各栏的位置不是表格",)), columns
    )
    assert [cells(row)[2] for row in found[0]] == ["。", "引擎可以离线使用。"]
    assert (len(outside), columns) == (17, [])


def test_lines_that_keep_to_no_columns_are_no_table():
    page = table(HEADS) + column("甲", 40, top=90, leading=16, count=3)
    assert bare_tables.find(page, []) == ([], page)


THREE = ("标题", "内容", "来源")
ONE_LINE = [
    ("示例公司发布新芯片", "芯片可以离线使用。", "示例日报"),
    ("示例大学发布新芯片", "芯片下月开始量产。", "示例晚报"),
]


def titles(found):
    return [cells(row)[0] for row in found]


def text(outside):
    return "".join(char.text for char in outside)


def test_rows_of_one_line_stay_apart():
    found, _outside = bare_tables.find(table(THREE, *ONE_LINE), [])
    assert [cells(row) for row in found[0]] == [list(THREE), *map(list, ONE_LINE)]


def test_a_row_whose_address_takes_the_most_lines_stays_whole():
    lines = [
        ("示例市发布开放数据", "目录收录三百项数据", "https://"),
        ("目录并说明各区的分", "集。每季度更新一次", "www.example.org/"),
        ("工", "。", "2025/1.html"),
        ("示例公司开源引擎", "引擎可以离线使用。", "https://example.net"),
    ]
    found, _outside = bare_tables.find(table(THREE, *lines), [])
    assert [cells(row)[::2] for row in found[0][1:]] == [
        ["示例市发布开放数据目录并说明各区的分工", "https://www.example.org/2025/1.html"],
        ["示例公司开源引擎", "https://example.net"],
    ]


def test_a_row_whose_columns_all_wrap_stays_whole():
    lines = [
        ("示例市发布开放数据目", "目录收录三百项数据集", "示例城市日报社记"),
        ("录", "。每季度更新一次。", "者"),
        ("示例学会年会", "年会在示例市举行。", "示例晚报"),
    ]
    found, _outside = bare_tables.find(table(THREE, *lines), [])
    assert titles(found[0])[1:] == ["示例市发布开放数据目录", "示例学会年会"]


def test_the_last_digits_of_an_address_are_no_page_number():
    lines = [("示例市发布开放数据", "目录收录三百项数据", "https://example.org/"), ("", "", "123")]
    found, _outside = bare_tables.find(table(THREE, *lines, ONE_LINE[0]), [])
    assert [cells(row)[2] for row in found[0][1:]] == ["https://example.org/123", "示例日报"]


@pytest.mark.parametrize("top", [108, 300])
@pytest.mark.parametrize(("number", "x"), [("3", 295), ("3", 165), ("— 3 —", 160), ("第3页", 280)])
def test_a_page_number_below_a_table_is_not_of_it(number, x, top):
    page = table(THREE, *ONE_LINE) + chars(number, x, top)
    columns = []
    found, outside = bare_tables.find(page, columns)
    assert [cells(row) for row in found[0]] == [list(THREE), *map(list, ONE_LINE)]
    assert text(outside) == number
    assert columns  # the table may go on over the page end


@pytest.mark.parametrize("heads", [THREE, HEADS])
@pytest.mark.parametrize("below", [["【企业资讯】", "示例学院开源引擎"], ["企业资讯"]])
def test_a_heading_below_a_table_ends_it(heads, below):
    numbers = [(str(n),) if heads is HEADS else () for n in (1, 2)]
    rows = [(*number, *row) for number, row in zip(numbers, ONE_LINE, strict=True)]
    columns = []
    found, outside = bare_tables.find(table(heads, *rows, *((line,) for line in below)), columns)
    assert [cells(row) for row in found[0]] == [list(heads), *map(list, rows)]
    assert (text(outside), columns) == ("".join(below), [])


def test_a_line_far_below_a_table_ends_it():
    page = table(THREE, *ONE_LINE) + chars("示例学院开源引擎", 40, 60 + 3 * 16 + 10)
    found, outside = bare_tables.find(page, [])
    assert titles(found[0]) == ["标题", "示例公司发布新芯片", "示例大学发布新芯片"]
    assert text(outside) == "示例学院开源引擎"


def test_a_title_does_not_go_on_below_its_empty_place():
    rows = [("示例市发布开放数据", "目录收录三百项数据", "示例日报"), ("", "集。", "")]
    found, outside = bare_tables.find(table(THREE, *rows, ("示例学院开源引擎",)), [])
    assert titles(found[0]) == ["标题", "示例市发布开放数据"]
    assert text(outside) == "示例学院开源引擎"


def test_rows_that_stand_apart_are_one_table():
    page = [
        char
        for number, line in enumerate([THREE, *ONE_LINE, ONE_LINE[0]])
        for place, cell in enumerate(line)
        for char in chars(cell, 40 + place * 120, 60 + number * number * 20)
    ]
    found, outside = bare_tables.find(page, [])
    assert (len(found[0]), outside) == (4, [])


@pytest.mark.parametrize("first", ["【企业资讯】", "企业资讯", "示例学会年会"])
@pytest.mark.parametrize("heads", [THREE, HEADS])
def test_a_heading_and_a_title_on_the_next_page_are_no_table(heads, first):
    columns = []
    bare_tables.find(
        table(heads, *([("1", *ONE_LINE[0])] if heads is HEADS else ONE_LINE)), columns
    )
    assert columns
    page = table((first,), ("示例学院开源引擎",))
    assert bare_tables.find(page, columns) == ([], page)
    assert columns == []


def test_a_table_goes_on_below_the_number_of_the_next_page():
    columns = []
    bare_tables.find(table(THREE, *ONE_LINE), columns)
    page = chars("2", 295, 30) + table(*ONE_LINE)
    found, outside = bare_tables.find(page, columns)
    assert titles(found[0]) == ["示例公司发布新芯片", "示例大学发布新芯片"]
    assert text(outside) == "2"
