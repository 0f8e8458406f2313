"""What single lines and odd issues become; whole forms are in test_forms.py."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.importing import grammar
from issues.importing.parsed import KINDS, Refused

A = "示例省发布公共数据目录"
A_SUMMARY = "目录涉及交通、气象两类数据。企业可在线申请。"
B = "港口试行无人集卡夜间作业"
B_SUMMARY = "一处港口开始夜间试行。系统全程留有记录。"
A_URL, B_URL = "https://a.example.com/1.html", "https://b.example.com/2.html"


def issue(*lines):
    return grammar.parse("\n".join(lines).split("\n"))


def item_with(*source):
    (item,) = issue("【政策资讯】", A, f"内容：{A_SUMMARY}", *source).items
    return item


def titles(parsed):
    return [item.title for item in parsed.items]


def codes(item):
    return [problem.code for problem in item.problems]


def test_it_works():
    parsed = issue("【政策资讯】", A, f"内容：{A_SUMMARY}", f"来源：{A_URL}")
    assert [(s.name, [i.title for i in s.items]) for s in parsed.sections] == [("政策资讯", [A])]
    (item,) = parsed.items
    assert (item.summary, item.source_url, item.line) == (A_SUMMARY, A_URL, 2)
    assert [(row.line, row.kind, row.item) for row in parsed.lines] == [
        (1, "heading", None),
        (2, "title", 0),
        (3, "summary", 0),
        (4, "source", 0),
    ]


@pytest.mark.parametrize(
    ("line", "urls", "name"),
    [
        ("来源：人民示例报", (), "人民示例报"),
        (f"来源：人民示例报 {A_URL}", (A_URL,), "人民示例报"),
        (f"来源：人民示例报（{A_URL}）", (A_URL,), "人民示例报"),
        (f"来源：{A_URL} {B_URL}", (A_URL, B_URL), ""),
        (f"来源：{A_URL}；{B_URL}。", (A_URL, B_URL), ""),
        (f"来源：甲网 {A_URL} 乙网 {B_URL}", (A_URL, B_URL), "甲网 乙网"),
        (f"来源：[人民示例报]({A_URL})", (A_URL,), "人民示例报"),
        ("来源：https：//a.example.com/1.html", (A_URL,), ""),
        (f"来源：{A_URL}\n{B_URL}", (A_URL, B_URL), ""),
        (
            "来源：https://a.example.com/s? id=1& from=app",
            ("https://a.example.com/s?id=1&from=app",),
            "",
        ),
        (f"来源：人民示例报\n链接：{A_URL}", (A_URL,), "人民示例报"),
        ("来源：https://a.example.com/\n1.html", (A_URL,), ""),
        ("来源：https://a.example.com/s?\nid=17&x=1", ("https://a.example.com/s?id=17&x=1",), ""),
        ("来\n源\n：\n" + A_URL, (A_URL,), ""),
        (f"（来源：{A_URL}）", (A_URL,), ""),
    ],
)
def test_a_source_is_read(line, urls, name):
    item = item_with(line)
    assert (item.source_urls, item.source_name) == (urls, name)
    assert item.summary == A_SUMMARY


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://x.example.com/a",
        "file:///a",
        "https://user@example.com/a",
    ],
)
def test_a_refused_source_is_kept_as_a_problem(text):
    item = item_with(f"来源：{text}")
    assert item.source_url is None
    assert [(p.code, p.value) for p in item.problems] == [("source_refused", text)]


def test_an_item_without_source_ends_before_the_next_title():
    parsed = issue(
        "【政策资讯】", A, f"内容：{A_SUMMARY}", B, f"内容：{B_SUMMARY}", f"来源：{B_URL}"
    )
    assert titles(parsed) == [A, B]
    assert [item.summary for item in parsed.items] == [A_SUMMARY, B_SUMMARY]
    assert codes(parsed.items[0]) == ["no_source"]


def test_an_item_without_source_ends_before_a_wrapped_title():
    parsed = issue(
        "【政策资讯】",
        A,
        "内容：目录涉及交通、气象两类数据，企业可在线申请，主管部门每季",
        "度公开一次使用情况。",
        "示例市公开征求《示例市公共数据授权运营管理办法》及《示例市公共数",
        "据产品登记指引》意见",
        "内容：两份文件把授权分为整体和分领域两种，要求运营单位每半年公开一",
        "次收益分配情况。",
        f"来源：{B_URL}",
    )
    assert titles(parsed)[1].startswith("示例市公开征求")
    assert parsed.items[0].summary.endswith("使用情况。")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_title_of_three_lines_with_two_names_of_papers(gap):
    title = (
        "示例市工信局印发《示例市港口夜间作业试点牵引单",
        "位管理工作规程》及《示例市港口夜间作业试点产品",
        "和服务目录》",
    )
    lines = (A, f"内容：{A_SUMMARY}", f"来源：{A_URL}", *title, f"内容：{B_SUMMARY}")
    text = gap.join(["【政策资讯】", *lines, f"来源：{B_URL}"])
    assert titles(grammar.parse(text.split("\n"))) == [A, "".join(title)]


@pytest.mark.parametrize("label", ["标题：", "【标题】", "1. "])
def test_a_title_told_by_a_mark_may_wrap(label):
    title = ("示例市港口与物流企业联合发布夜间作业的倡议书并邀请各地", "同行参加")
    entry = (label + title[0], title[1], f"内容：{A_SUMMARY}", f"来源：{A_URL}")
    other = (label.replace("1", "2") + B, f"内容：{B_SUMMARY}", f"来源：{B_URL}")
    parsed = issue("【政策资讯】", *entry, *other)
    assert titles(parsed) == ["".join(title), B]
    assert parsed.unplaced == ()


@pytest.mark.parametrize("parts", [" ", "\n"])
def test_labels_in_the_first_column_of_a_table(parts):
    def entry(title, summary, url):
        return [f"标题{parts}{title}", f"内容{parts}{summary}", f"来源{parts}{url}"]

    first = entry(f"{A}，各港口均可\n在线申请", A_SUMMARY, A_URL.replace("/1", "/\n1"))
    parsed = issue("【政策资讯】", *first, *entry(B, B_SUMMARY, B_URL))
    assert titles(parsed) == [f"{A}，各港口均可在线申请", B]
    assert [item.summary for item in parsed.items] == [A_SUMMARY, B_SUMMARY]
    assert [item.source_url for item in parsed.items] == [A_URL, B_URL]
    assert parsed.unplaced == ()


def test_labels_in_the_middle_of_their_cells_are_not_taken_for_their_beginning():
    lines = (
        "标题 " + A,
        "目录涉及两类数据。企业可",
        "内容 在线申请，也可",
        "当面申请。",
        f"来源 {A_URL}",
    )
    parsed = issue("【政策资讯】", *lines, *lines)
    assert all("企业可" not in title for title in titles(parsed))


def test_lines_that_came_out_short_within_a_sentence_open_no_item():
    full = "港口的调度平台为司机、货主与船公司提供同一份计划"  # 48 columns
    short = ["接入AI与5G设备的试点单位有A1港、B2港", "与C3港，其中A1港的岸桥由AI与5G调度，"]
    summary = [f"近日，{full}", f"该系统，{full}", *short, f"又{full}，"]
    summary += [f"且{full}。"]
    parsed = issue("【政策资讯】", A, *summary, f"来源：{A_URL}", B, *summary, f"来源：{B_URL}")
    assert titles(parsed) == [A, B]
    assert [item.summary for item in parsed.items] == ["".join(summary)] * 2


FULL = "调度平台为司机、货主与船公司提供了同一份作业计划"  # 48 columns, as pages of this width
LONG = ["示例市的港口与物流企业联合发布夜间作业倡议书并邀", "请各地同行参加"]


def unlabelled(*lines, gap="\n"):
    """The lines as an item without 内容：, below one whose title fills its line."""
    first = [*LONG, f"近日，{FULL[:-3]}", f"且{FULL[1:]}", f"并{FULL[2:]}。", f"来源：{A_URL}"]
    return grammar.parse(gap.join(["【政策资讯】", *first, *lines, f"来源：{B_URL}"]).split("\n"))


def test_a_title_that_left_room_for_more_does_not_go_on():
    title = "港口试行无人集卡夜间作业并向同行们开放预约"  # 42 columns
    summary = [FULL[:-2], f"计划{FULL[2:]}", f"并{FULL[2:]}。"]
    parsed = unlabelled(title, *summary)
    assert titles(parsed) == ["".join(LONG), title]
    assert parsed.items[1].summary == "".join(summary)


def test_a_title_of_two_full_lines():
    title = [
        "示例市工信局印发《示例市港口作业试点管理规程》及",
        "《示例市港口夜间作业产品与服务管理指引》配套文件",
    ]
    summary = [f"为加快试点，{FULL[6:]}", FULL, f"并{FULL[2:]}。"]
    parsed = unlabelled(*title, *summary)
    assert titles(parsed) == ["".join(LONG), "".join(title)]
    assert parsed.items[1].summary == "".join(summary)


def test_a_gap_within_a_sentence_ends_no_summary():
    lines = [B, "", FULL, "", "且接入AI与5G的试点单位均可申请，", f"{FULL[:-6]}。", ""]
    parsed = unlabelled(*lines)
    assert titles(parsed) == ["".join(LONG), B]
    assert parsed.items[1].summary == "".join(lines[2:])


@pytest.mark.parametrize("below", [["第12期（总第88期）", "2025年1月17日"], []])
def test_a_first_line_above_the_sections_names_the_issue(below):
    item = (A, f"内容：{A_SUMMARY}", f"来源：{A_URL}")
    parsed = issue("示例产业资讯", *below, "政策资讯", *item)
    assert [section.name for section in parsed.sections] == ["政策资讯"]
    assert parsed.title == "示例产业资讯"


def test_lone_bullets_are_no_text():
    parsed = issue("【政策资讯】", "•", A, f"内容：{A_SUMMARY}", "•", f"来源：{A_URL}", "•", "●")
    assert (titles(parsed), parsed.items[0].summary) == ([A], A_SUMMARY)
    assert parsed.ledger["header_footer"] == 4


def test_the_same_last_line_of_many_addresses_is_no_running_head():
    urls = [f"https://a.example.com/s?id=77{n}&wfr=spider&for=pc" for n in range(4)]
    entries = [
        (f"{A}{n}", f"内容：{A_SUMMARY}{n}。", f"来源：{url[:26]}", url[26:41], url[41:])
        for n, url in enumerate(urls)
    ]
    parsed = issue("【政策资讯】", *(line for entry in entries for line in entry))
    assert [item.source_url for item in parsed.items] == urls


def test_a_hyphen_that_a_line_end_took_comes_back_from_the_links():
    entries = [
        ("【政策资讯】", A, f"内容：{A_SUMMARY}", f"来源：https://a.example.com/docx{n}.html")
        for n in (1, 2)
    ]
    links = ("https://a.example.com/doc-x1.html", "https://a.example.com/docx2.html")
    parsed = issue(*entries[0], *entries[1], *links)
    assert [item.source_url for item in parsed.items] == list(links)
    assert parsed.ledger["link_block"] == 2
    both = ("https://a.example.com/do-cx2.html", "https://a.example.com/doc-x2.html")
    parsed = issue(*entries[0], *entries[1], *links[:1], *both, "https://a.example.com/docx1.html")
    assert parsed.items[1].source_url == "https://a.example.com/docx2.html"


def test_an_item_without_summary():
    parsed = issue("【政策资讯】", A, f"来源：{A_URL}", B, f"内容：{B_SUMMARY}", f"来源：{B_URL}")
    assert titles(parsed) == [A, B]
    assert codes(parsed.items[0]) == ["no_summary"]


def test_an_item_without_summary_after_one_without_source():
    parsed = issue("【政策资讯】", A, f"内容：{A_SUMMARY}", B, f"来源：{B_URL}")
    assert titles(parsed) == [A, B]
    assert parsed.items[1].source_url == B_URL


def test_a_repeated_item_is_kept_and_said():
    lines = [A, f"内容：{A_SUMMARY}", f"来源：{A_URL}"]
    parsed = issue("【政策资讯】", *lines, *lines)
    assert titles(parsed) == [A, A]
    assert codes(parsed.items[1]) == ["repeated_title", "repeated_url"]
    assert parsed.items[1].problems[0].value == "2"


def test_an_empty_section_is_kept():
    parsed = issue(
        "【政策资讯】", "【行业资讯】", A, f"内容：{A_SUMMARY}", f"来源：{A_URL}", "【企业资讯】"
    )
    assert [(s.name, len(s.items)) for s in parsed.sections] == [
        ("政策资讯", 0),
        ("行业资讯", 1),
        ("企业资讯", 0),
    ]


@pytest.mark.parametrize("heading", ["【国际观察】", "国际资讯", "技术前沿", "二、会议与展览"])
def test_an_unknown_section_is_recognised(heading):
    first = "一、政策资讯" if heading.startswith("二") else "政策资讯"
    parsed = issue(
        first,
        A,
        f"内容：{A_SUMMARY}",
        f"来源：{A_URL}",
        heading,
        B,
        f"内容：{B_SUMMARY}",
        f"来源：{B_URL}",
    )
    assert [s.name for s in parsed.sections] == [
        "政策资讯",
        heading.strip("【】").removeprefix("二、"),
    ]


def test_labels_beside_the_usual_ones():
    parsed = issue(
        "编者按：本期关注数据。",
        "【政策资讯】",
        A,
        f"内容：{A_SUMMARY}",
        f"来源：{A_URL}",
        "地区：深圳",
        "标签：公共数据、AI for Science；数据要素",
    )
    (item,) = parsed.items
    assert (item.region, item.tags) == ("深圳", ("公共数据", "AI for Science", "数据要素"))
    assert parsed.note == "本期关注数据。"
    assert [parsed.ledger[kind] for kind in ("tags", "region", "note")] == [1, 1, 1]


def test_a_topic_word_within_a_summary_is_no_label():
    parsed = issue(
        "【政策资讯】",
        A,
        "内容：大会召开，会议",
        "主题是开放。会上",
        "标签化的做法受到批评。",
        f"来源：{A_URL}",
    )
    (item,) = parsed.items
    assert item.tags == ()
    assert item.summary == "大会召开，会议主题是开放。会上标签化的做法受到批评。"


def test_a_number_that_belongs_to_the_title_stays():
    lines = ["【政策资讯】"]
    for title in ("2025年试点名单公布", "5G建设提速", "3.0版本发布"):
        lines += [title, f"内容：{A_SUMMARY}", f"来源：{A_URL}?{title}"]
    assert titles(issue(*lines)) == ["2025年试点名单公布", "5G建设提速", "3.0版本发布"]


def test_a_number_before_a_digit_goes_when_it_counts():
    lines = ["【政策资讯】"]
    for title in ("1.5G建设提速", "2.6G试验完成", "3.省内算力扩容"):
        lines += [title, f"内容：{A_SUMMARY}", f"来源：{A_URL}"]
    assert titles(issue(*lines)) == ["5G建设提速", "6G试验完成", "省内算力扩容"]


def test_a_numbered_list_within_a_summary_is_no_item():
    parsed = issue(
        "【政策资讯】",
        A,
        "内容：办法提出三点要求：",
        "1. 摸清底数。",
        "2. 公布清单。",
        "3. 接受监督。",
        f"来源：{A_URL}",
        B,
        f"内容：{B_SUMMARY}",
        f"来源：{B_URL}",
    )
    assert titles(parsed) == [A, B]
    assert parsed.items[0].summary == "办法提出三点要求：1. 摸清底数。2. 公布清单。3. 接受监督。"


@pytest.mark.parametrize(
    ("lines", "number", "total", "day"),
    [
        (["数智示例 第12期（总第88期） 2024年12月20日"], 12, 88, date(2024, 12, 20)),
        (["2024年第12期", "二〇二四年十二月二十日"], 12, None, date(2024, 12, 20)),
        (["总第88期", "2024-12-20"], None, 88, date(2024, 12, 20)),
        (["第十二期", "2024/12/20"], 12, None, date(2024, 12, 20)),
        (["第 12 期 总第 一百零五 期", "2024.12.20"], 12, 105, date(2024, 12, 20)),
        (["（总第八十八期）第12期", "2024 年 12 月 20 日 星期五"], 12, 88, date(2024, 12, 20)),
        (["2024年12月16日—12月20日", "第３期"], 3, None, date(2024, 12, 20)),
        (["No. 12", "2024年12月16-20日"], 12, None, date(2024, 12, 20)),
        (["2024年13月45日", "第期"], None, None, None),
    ],
)
def test_a_masthead_is_read(lines, number, total, day):
    parsed = issue(*lines, "【政策资讯】", A, f"内容：{A_SUMMARY}", f"来源：{A_URL}")
    assert (parsed.number, parsed.total_number, parsed.date) == (number, total, day)
    assert titles(parsed) == [A]
    assert parsed.ledger["masthead"] == len(lines)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["数智示例", "第3期 2024年12月20日", "数据走向市场"], "数据走向市场"),
        (["数智示例 第3期", "2024年12月20日"], "数智示例"),
        (["第3期", "2024年12月20日"], None),
    ],
)
def test_the_title_of_the_issue(lines, title):
    assert issue(*lines, "【政策资讯】", A, f"内容：{A_SUMMARY}", f"来源：{A_URL}").title == title


def test_an_issue_without_sections():
    parsed = issue(
        "第3期",
        A,
        f"内容：{A_SUMMARY}",
        f"来源：{A_URL}",
        B,
        f"内容：{B_SUMMARY}",
        f"来源：{B_URL}",
    )
    assert [s.name for s in parsed.sections] == [""]
    assert titles(parsed) == [A, B]


def test_a_line_without_a_place_is_shown():
    parsed = issue(
        "【政策资讯】", A, f"内容：{A_SUMMARY}", f"来源：{A_URL}", "发布时间：2024-12-20", "（完）"
    )
    assert [(row.line, row.text) for row in parsed.unplaced] == [
        (5, "发布时间：2024-12-20"),
        (6, "（完）"),
    ]


@pytest.mark.parametrize(
    "lines", [[], [""], ["随便一句话。"], ["第3期", "2024年12月20日"], ["【政策资讯】"]]
)
def test_no_item_is_refused(lines):
    with pytest.raises(Refused) as refused:
        grammar.require_items(grammar.parse(lines))
    assert refused.value.code == "no_item"


PIECES = [
    "【政策资讯】",
    "政策资讯",
    "## 行业资讯",
    "内容：",
    "来源：",
    "标签：甲",
    "地区：广东",
    "编者按：注",
    A,
    B,
    A_SUMMARY,
    A_URL,
    "1.",
    "（一）",
    "目录",
    "第3期",
    "\f",
    " ",
    "——",
    "- [甲](https://a.example.com/)：乙",
    "**甲**",
    "3",
    "- 3 -",
    "来",
    "源",
    "：",
    "《",
    "。",
    "https://",
    "javascript:x",
    "html",
    "\u200b",
    "\ud800",
    "> 引",
    "|",
    "2024年12月20日",
]
LINES = st.lists(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=4).map("".join)),
    max_size=30,
)


@given(LINES)
def test_any_lines_are_read_and_none_is_lost(lines):
    parsed = grammar.parse(lines)
    assert set(parsed.ledger) == {"lines", *KINDS}
    assert sum(parsed.ledger[kind] for kind in KINDS) == parsed.ledger["lines"]
    assert len(parsed.lines) == parsed.ledger["lines"]
    numbers = [row.line for row in parsed.lines]
    assert numbers == sorted(set(numbers))
    assert all(
        not lines[no - 1].strip()
        for no in set(range(1, len(lines) + 1)) - set(numbers)
        if lines[no - 1].isprintable()
    )
    count = len(parsed.items)
    assert all(row.item is None or 0 <= row.item < count for row in parsed.lines)
    assert all(item.title for item in parsed.items)


def test_long_runs_without_spaces_take_linear_time():
    """A backtracking pattern would not come to an end on these."""
    for run in ("。来源：", "[", "[](", "#", "*", "-", "（", "第", "1.", "https://", "…", "内容："):
        assert grammar.parse([run * 20_000]).ledger["lines"] == 1
    assert grammar.parse(["3"] * 20_000).ledger["lines"] == 20_000


WEEKLY = """# 示例爱好者周刊（第 301 期）：离线优先

这里记录每周值得分享的内容。

## 科技动态

1、[海水电池](https://example.org/battery)（英文）

![](https://cdn.example.org/b.jpg)

一家公司宣布，做出了海水电池。

## 工具

- [TinyDB](https://example.org/tinydb)：一个很小的数据库。

## 订阅

这个周刊每周五发布，同步更新在[网络日志](https://example.org/blog)。

微信搜索“示例周刊”，即可订阅。
"""


def test_a_markdown_weekly():
    parsed = grammar.parse(WEEKLY.split("\n"))
    assert (parsed.number, parsed.title) == (301, "示例爱好者周刊：离线优先")
    battery, database, notice = parsed.items
    assert (battery.title, battery.summary) == (
        "海水电池（英文）",
        "一家公司宣布，做出了海水电池。",
    )
    assert battery.source_urls == ("https://example.org/battery",)  # not that of the picture
    assert database.problems == ()
    assert {found.code for found in notice.problems} >= {"house_matter", "odd_title"}
    assert [row.line for row in parsed.unplaced] == [3]


@pytest.mark.parametrize(
    ("lines", "number", "date"),
    [
        ("2024年第51周", 51, None),
        ("2024年第51期\n12月20日出版", 51, "2024-12-20"),
        ("[2024] 12期", 12, None),
        ("期号：12　日期：2024年12月20日", 12, "2024-12-20"),
        ("Dec 20, 2024  No. 12", 12, "2024-12-20"),
        ("二〇二四年十二月二十日 第十二期", 12, "2024-12-20"),
    ],
)
def test_more_mastheads(lines, number, date):
    item = "【政策资讯】\n甲市发布目录\n内容：目录已发布。\n来源：https://a.example.com/1"
    parsed = grammar.parse(f"{lines}\n{item}".split("\n"))
    assert (parsed.number, parsed.date and str(parsed.date)) == (number, date)
    assert parsed.unplaced == ()
