"""What looks like a neighbouring form and is something else, and forms made to take long."""

import pytest

from issues.importing import grammar
from issues.importing.source import Source
from tests.importing.regrouped import assert_lines_read_alike

TEXT = "示例公司近日发布了新产品，性能提升一倍，获得了各界好评。"
A, B, C = "示例大学发布新一代芯片", "示例公司建成新工厂并投产", "示例研究院公布了新成果"


def url(number):
    return f"https://news.example.com/{number}"


def labelled(*titles):
    return [
        line
        for number, title in enumerate(titles, start=1)
        for line in (title, f"内容：{TEXT}", f"来源：{url(number)}")
    ]


def told(lines):
    """[(section, title, address)]; every line is in one place."""
    source = Source.of_text(lines)
    parsed = grammar.parse(source)
    assert_lines_read_alike(source, parsed)
    counts = dict(parsed.ledger)
    assert counts.pop("lines") == sum(counts.values())
    assert all(line.kind for line in parsed.lines)
    return [
        (section.name, item.title, item.source_url)
        for section in parsed.sections
        for item in section.items
    ]


def test_a_mark_of_a_footnote_is_no_source_where_items_have_theirs():
    lines = [
        "【国内资讯】",
        *labelled(A, "示例公司发布芯片[1]"),
        "[1]：https://cited.example.org/x",
    ]
    assert told(lines) == [
        ("国内资讯", A, url(1)),
        ("国内资讯", "示例公司发布芯片[1]", url(2)),
    ]


def test_each_item_has_a_reference_of_the_same_number():
    lines = [A, f"内容：{TEXT}[1]", f"[1] {url(1)}", B, f"内容：{TEXT}[1]", f"[1] {url(2)}"]
    assert told(lines) == [("", A, url(1)), ("", B, url(2))]


def test_a_numbered_title_keeps_its_reference():
    lines = [f"1. {A}[1]", TEXT, f"2. {B}[2]", TEXT, f"[1]: {url(1)}", f"[2]: {url(2)}"]
    assert told(lines) == [("", A, url(1)), ("", B, url(2))]


def test_rules_between_items_are_no_front_matter():
    one, two = (
        [title, f"内容：{TEXT}", f"source: {url(number)}", "---"]
        for number, title in enumerate((A, B), start=1)
    )
    assert told(["---", *one, *two]) == [("", A, url(1)), ("", B, url(2))]


@pytest.mark.parametrize(
    ("beside", "name"),
    [(["示例日报", "示例日报", "示例晚报"], "示例日报"), (["2024-12-20"] * 3, "")],
)
def test_a_column_of_publishers_or_days_is_no_section(beside, name):
    rows = zip((A, B, C), beside, strict=True)
    lines = [f"{title}\t{cell}\t{url(number)}" for number, (title, cell) in enumerate(rows)]
    assert told(lines) == [("", title, url(number)) for number, title in enumerate((A, B, C))]
    assert grammar.parse(lines).items[0].source_name == name


@pytest.mark.parametrize(
    "titles",
    [
        ("一、二线城市新房价格环比上涨", "三、四线城市加快布局算力中心"),
        ("第一条示例高速铁路今日开通", "第一条示例海底隧道今日开通"),
    ],
)
def test_numbers_that_count_nothing_are_words(titles):
    lines = ["【行业资讯】", *labelled(*titles), "【企业资讯】", *labelled(A, B)]
    assert [title for _section, title, _url in told(lines)] == [*titles, A, B]


def test_a_word_above_some_titles_is_no_section():
    lines = [*labelled(A), "重磅", *labelled(B), "独家", *labelled(C), *labelled(f"{C}之二")]
    assert {section for section, _title, _url in told(lines)} == {""}


def test_parts_of_a_label_before_any_item_are_unplaced():
    lines = ["来", "源", "：", "https://a.example/0", *labelled(A)]
    assert told(lines) == [("", A, url(1))]
    assert [line.text for line in grammar.parse(lines).unplaced] == lines[:4]


def test_a_table_of_contents_may_end_inside_a_wrapped_title():
    first = "【示例公司发布新一代人工智能芯片并在全国各地二十座城市同时建成生产线和实验"
    second = f"室及研究机构的报告】{TEXT}"
    told(["目录", "室及研究机构的报告", first, second, TEXT, first, second, TEXT, "别的"])


@pytest.mark.parametrize(
    "part",
    [
        ["【甲乙丙丁】戊己"],
        ["甲" * 30],
        ["内容 甲", "来源 乙"],
        ["<!--" * 20],
        [f"{A}[1]", "[1]: https://a.example/1"],
    ],
)
def test_many_lines_take_linear_time(part):
    """Where each line looks at all the others, these would not come to an end."""
    lines = [*["内容 甲", "来源 乙"] * 2, *part * 4_000]
    assert grammar.parse(lines).ledger["lines"] == len(lines)
