"""Neighbouring forms that outside issues come in, each with two sections of items."""

import pytest
from lxml import html

from issues.importing import grammar, readers
from issues.importing.readers import docx
from issues.importing.source import Source
from tests.importing.regrouped import assert_lines_read_alike

A, A_TEXT = "示例市发布开放数据目录", "目录收录三百项数据集。每季度更新一次。"
B, B_TEXT = "3D打印假肢进入示例省医院", "首批二十家医院参加试点，费用由基金承担。"
C, C_TEXT = "示例公司开源地图引擎", "引擎可以离线使用。许可允许商用。"
A_URL = "https://data.example.org/2025/1.html"
B_URL = "https://hospital.example.org/b"
C_URL = "https://maps.example.com/c"
ISSUE = [
    ("政策资讯", A, A_TEXT, A_URL),
    ("政策资讯", B, B_TEXT, B_URL),
    ("企业资讯", C, C_TEXT, C_URL),
]
ITEMS = [(A, A_TEXT, A_URL), (B, B_TEXT, B_URL), (C, C_TEXT, C_URL)]


def read(text, kind="text"):
    source = Source.of_text(text.strip("\n").split("\n"), kind)
    parsed = grammar.parse(source)
    assert_lines_read_alike(source, parsed)
    return parsed


def told(parsed):
    return [
        (section.name, item.title, item.summary, item.source_url)
        for section in parsed.sections
        for item in section.items
    ]


def issue(heading, item):
    """`heading` and `item` are templates; `{n}` counts within the section."""
    first, second, third = [
        item.format(n=n, title=title, text=text, url=url)
        for n, (title, text, url) in zip((1, 2, 1), ITEMS, strict=True)
    ]
    heads = [heading.format(n=n, name=name) for n, name in ((1, "政策资讯"), (2, "企业资讯"))]
    return "\n".join([heads[0], first, second, heads[1], third])


@pytest.mark.parametrize(
    ("heading", "item"),
    [
        ("【{name}】", "{title}\n內容：{text}\n來源：{url}"),
        ("📌{name}", "🔹{title}\n📝内容：{text}\n🔗来源：{url}\n"),
        ("PART 0{n} {name}", "0{n} {title}\n内容：{text}\n来源：{url}\n"),
        ("【{name}】", "{title} | {text} | {url}"),
        ("【{name}】", "{title}\t{text}\t{url}"),
        ("【{name}】", "{n}、{title}。{text}{url}"),
        ("【{name}】\n（一）示例层面", "{n}. {title}\n内容：{text}\n来源：{url}"),
        ("【{name}】", "{title}\n内容：{text}\n详情：{url}"),
    ],
)
def test_the_form_is_read(heading, item):
    assert told(read(issue(heading, item))) == ISSUE


@pytest.mark.parametrize("sign", ["\t", "|", ","])
def test_a_table_with_heads_and_a_column_of_sections(sign):
    rows = [("栏目", "标题", "摘要", "链接"), *ISSUE]
    assert told(read("\n".join(map(sign.join, rows)))) == ISSUE


def test_a_text_with_bars_or_commas_is_no_table():
    text = f"【政策资讯】\n{A}\n内容：面向A|B|C三类，共1,200,300项。\n来源：{A_URL}"
    assert [item.summary for item in read(text).items] == ["面向A|B|C三类，共1,200,300项。"]


def test_unlabelled_items_that_only_blank_lines_part():
    text = issue("【{name}】", "{title}\n{text}\n")
    assert told(read(text)) == [(*entry[:3], None) for entry in ISSUE]


def test_bare_headings_of_any_name_above_labelled_items():
    text = issue("{name}", "{title}\n内容：{text}\n来源：{url}")
    text = text.replace("政策资讯", "芯片与算力").replace("企业资讯", "机器人")
    names = [section.name for section in read(text).sections]
    assert names == ["芯片与算力", "机器人"]


def test_one_short_line_above_a_title_is_no_heading():
    text = f"{A}\n内容：{A_TEXT}\n来源：{A_URL}\n重磅\n{C}\n内容：{C_TEXT}\n来源：{C_URL}"
    parsed = read(text)
    assert [section.name for section in parsed.sections] == [""]
    assert [line.text for line in parsed.unplaced] == ["重磅"]


def test_sections_that_stand_in_the_contents_alone_are_none():
    text = (
        f"目录\n一、政策资讯（1条）\n二、企业资讯（1条）\n\n1. {A}\n内容：{A_TEXT}\n来源：{A_URL}"
    )
    assert told(read(text)) == [("", A, A_TEXT, A_URL)]


def test_titles_in_brackets_that_a_line_end_has_cut():
    text = (
        "一、政策资讯\n【示例市发布全市的开放数据和公共模型\n目录】目录收录三百项数据集和模型，可以申请\n"
        f"使用。每季度更新一次。\n来源：{A_URL}\n【示例公司在示例大会开源了地图引擎】\n"
        f"引擎可以离线使用，许可允许商用，文档齐全。\n来源：{C_URL}"
    )
    assert told(read(text)) == [
        (
            "政策资讯",
            "示例市发布全市的开放数据和公共模型目录",
            "目录收录三百项数据集和模型，可以申请使用。每季度更新一次。",
            A_URL,
        ),
        (
            "政策资讯",
            "示例公司在示例大会开源了地图引擎",
            "引擎可以离线使用，许可允许商用，文档齐全。",
            C_URL,
        ),
    ]


def test_a_list_that_comes_again_in_each_summary_is_no_running_head():
    steps = "任务包括：\n- 建设平台\n- 培育企业\n- 完善补贴"
    item = "{title}\n内容：{text}" + steps + "\n来源：{url}"
    parsed = read(issue("【{name}】", item))
    assert parsed.items[2].summary == f"{C_TEXT}任务包括：- 建设平台- 培育企业- 完善补贴"
    assert parsed.ledger["header_footer"] == 0


def test_a_number_that_a_line_end_has_cut_is_one():
    text = (
        f"【政策资讯】\n{A}\n内容：桥长每段6\n2.7米，共20\n25段，由AI 2\n5组设计。\n来源：{A_URL}"
    )
    assert read(text).items[0].summary == "桥长每段62.7米，共2025段，由AI 2 5组设计。"


def test_a_day_beside_the_publisher_is_no_part_of_its_name():
    text = f"【政策资讯】\n{A}\n内容：{A_TEXT}\n来源：示例日报 2025-03-12 {A_URL}"
    assert read(text).items[0].source_name == "示例日报"


@pytest.mark.parametrize(
    "text",
    [
        '## 政策资讯\n\n### [{0}][a]\n\n{1}\n\n### [{2}][b]\n\n{3}\n\n[a]: {4}\n[b]: <{5}> "x"',
        "## 政策资讯\n\n### {0}[1]\n\n{1}\n\n### {2}[2]\n\n{3}\n\n参考链接\n[1] {4}\n[2] {5}",
        "## 政策资讯\n\n### {0}\n\n{1}[^1]\n\n### {2}\n\n{3}[^2]\n\n[^1]: {4}\n[^2]: {5}",
        "## 政策资讯\n\n### 1、[{0}]({4})\n\n{1}\n\n### 2、[{2}]({5})\n\n{3}",
        "政策资讯\n----\n\n- [{0}]({4})：{1}\n- [{2}]({5})：{3}",
    ],
)
def test_links_of_markdown(text):
    parsed = read(text.format(A, A_TEXT, C, C_TEXT, A_URL, C_URL), "markdown")
    assert told(parsed) == [("政策资讯", A, A_TEXT, A_URL), ("政策资讯", C, C_TEXT, C_URL)]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_gives_title_and_date(fence):
    pair = ": " if fence == "---" else " = "
    head = [
        f'title{pair}"示例周刊 第7期"',
        f"date{pair}2025-03-14",
        "tags:",
        "  - 数据",
        "draft: no",
    ]
    text = "\n".join([fence, *head, fence, "", "## 数据", "", f"- [{A}]({A_URL})：{A_TEXT}"])
    parsed = read(text, "markdown")
    assert told(parsed) == [("数据", A, A_TEXT, A_URL)]
    assert (parsed.number, str(parsed.date), parsed.title) == (7, "2025-03-14", "示例周刊")
    assert parsed.ledger["masthead"] == 7


def test_what_markdown_has_beside_its_text_is_unplaced():
    aside = [
        *(
            "<!-- 编者 -->",
            "<!-- 不发",
            "- [假的](https://x.example.com/) -->",
            "{% include a.html %}",
        ),
        *(
            "```python",
            "# 一段代码",
            "```",
            '<p align="center"><img src="a.png"></p>',
            "- [数据](#数据)",
        ),
    ]
    text = "\n".join(["# 示例周刊", *aside, "## 数据", f"- [{A}]({A_URL})：{A_TEXT}<br>"])
    parsed = read(text, "markdown")
    assert told(parsed) == [("数据", A, A_TEXT, A_URL)]
    assert [line.text for line in parsed.unplaced] == aside


def test_entities_and_tags_of_markdown_are_read():
    text = f"## R&amp;D\n\n- [A &lt;B&gt;]({A_URL}?a=1&amp;b=2)：见<b>全文</b>，&copy=1不变。"
    parsed = read(text, "markdown")
    assert told(parsed) == [("R&D", "A <B>", "见全文，&copy=1不变。", f"{A_URL}?a=1&b=2")]


def test_short_linked_entries_of_a_list_are_items():
    text = f"## 工具\n\n- [小灯]({A_URL})\n- [风筝地图]({C_URL})\n\n  {C_TEXT}"
    assert told(read(text, "markdown")) == [
        ("工具", "小灯", "", A_URL),
        ("工具", "风筝地图", C_TEXT, C_URL),
    ]


def test_headings_above_numbered_entries_are_sections_of_their_own():
    lines = ["# 示例", "## 内容", "### C 项目", f"1、[{A}]({A_URL})：{A_TEXT}"]
    lines += ["### Go 项目", f"2、[{C}]({C_URL})：{C_TEXT}", "## 最后"]
    text = "\n\n".join(lines)
    assert told(read(text, "markdown")) == [
        ("C 项目", A, A_TEXT, A_URL),
        ("Go 项目", C, C_TEXT, C_URL),
    ]


def test_a_notice_at_the_end_is_no_part_of_the_last_summary():
    text = f"【政策资讯】\n{A}\n{A_TEXT}\n\n{C}\n{C_TEXT}\n退订请点击这里"
    parsed = read(text)
    assert [item.summary for item in parsed.items] == [A_TEXT, C_TEXT]
    assert [line.text for line in parsed.unplaced] == ["退订请点击这里"]


def page(*paragraphs):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return readers.read(f"<html><body>{text}</body></html>".encode(), "a.html")


def test_bold_first_sentences_are_titles_where_all_texts_have_one():
    lead = "<b>{}。</b>{} <a href='{}'>原文</a>"
    source = page("<b>【政策资讯】</b>", *(lead.format(*item) for item in ITEMS))
    assert told(grammar.parse(source)) == [("政策资讯", *item) for item in ITEMS]


def test_a_bold_first_sentence_of_one_text_is_no_title():
    text = "<b>目录收录三百项数据集。</b>每季度更新一次。"
    source = page("【政策资讯】", f"<b>{A}</b>", text, f"来源：{A_URL}", "另有一段。", "再有一段。")
    assert [item.title for item in grammar.parse(source).items] == [A]


def test_the_title_of_a_word_file_is_no_section():
    tree = html.fragment_fromstring(
        "<div><h1 class='title'>示例周报</h1><h1>政策资讯</h1><h2>示例</h2></div>"
    )
    docx.lower_title(tree)
    assert [element.tag for element in tree] == ["p", "h1", "h2"]


@pytest.mark.parametrize(
    ("heading", "item"),
    [
        ("/ {name} /", "0{n}丨{title}\n{text}\n{url}\n"),
        ("【{name}】", "第{n}条 {title}\n内容：{text}\n来源：{url}"),
        ("【{name}】", "{n}\ufe0f\u20e3 {title}\n👉 {text}\n🔗 {url}\n"),
        ("【{name}】", "{n}. {title}：{text} {url}"),
        ("", "> 【政策资讯】{title}\n> {text}\n> {url}\n>"),
    ],
)
def test_more_marks_before_titles(heading, item):
    expected = [("政策资讯" if not heading else entry[0], *entry[1:]) for entry in ISSUE]
    assert told(read(issue(heading, item))) == expected


def test_numbered_headings_of_any_name_above_numbered_titles():
    text = issue("{name}", "{n}. {title}\n内容：{text}\n来源：{url}")
    text = text.replace("政策资讯", "一、低空经济").replace("企业资讯", "二、机器人")
    assert [section.name for section in read(text).sections] == ["低空经济", "机器人"]


def test_a_publisher_in_brackets_behind_each_summary():
    text = issue("【{name}】", "{title}\n内容：{text}（示例日报）")
    assert [(item.summary, item.source_name) for item in read(text).items] == [
        (text, "示例日报") for _title, text, _url in ITEMS
    ]


def test_brackets_behind_some_summaries_belong_to_them():
    text = issue("【{name}】", "{title}\n内容：{text}").replace(C_TEXT, f"{C_TEXT}（含附件）")
    assert read(text).items[2].summary == f"{C_TEXT}（含附件）"


@pytest.mark.parametrize(
    "address", ["www.example.com/a", "www.example.com", "news.example.cn/1.html"]
)
def test_an_address_without_scheme_is_completed_and_said(address):
    item = read(f"【政策资讯】\n{A}\n内容：{A_TEXT}\n来源：示例网 {address}").items[0]
    assert (item.source_url, item.source_name) == (f"https://{address}", "示例网")
    assert [(found.code, found.value) for found in item.problems] == [("scheme_added", address)]


def test_a_bare_host_is_a_name():
    item = read(f"【政策资讯】\n{A}\n内容：{A_TEXT}\n来源：example.com").items[0]
    assert (item.source_url, item.source_name) == (None, "example.com")


def test_the_head_of_a_mail_is_a_masthead():
    head = "发件人: 张三\n发送时间: 2025年3月14日 9:00\n收件人: 全体\n主题: 示例周报第9期\n\n"
    parsed = read(head + issue("【{name}】", "{title}\n内容：{text}\n来源：{url}"))
    assert told(parsed) == ISSUE
    assert (parsed.number, str(parsed.date)) == (9, "2025-03-14")


def test_a_heading_above_the_sections_is_none():
    text = "# 示例周报\n\n## 本期内容\n\n" + issue(
        "### {name}\n", "#### [{title}]({url})\n\n{text}\n"
    )
    parsed = read(text, "markdown")
    assert told(parsed) == ISSUE
    assert len(parsed.sections) == 2


def test_terms_of_a_list_are_titles():
    entries = "".join(f"<dt>{t}</dt><dd>{x} <a href='{u}'>详情</a></dd>" for t, x, u in ITEMS[:2])
    source = readers.read(f"<html><h2>政策资讯</h2><dl>{entries}</dl></html>".encode(), "a.html")
    assert told(grammar.parse(source)) == ISSUE[:2]


@pytest.mark.parametrize("source", ["示例日报 {url}", "示例日报（{url}）", "《示例日报》 {url}"])
def test_a_publisher_and_an_address_below_unlabelled_items(source):
    parsed = read(issue("【{name}】", "{title}\n{text}\n" + source))
    assert told(parsed) == ISSUE
    assert {item.source_name for item in parsed.items} == {"示例日报"}


def test_the_rest_of_an_address_with_its_closing_bracket():
    item = "{title}\n内容：{text}\n来源：示例网（https://data.example.org/2025/\n1_a.html）"
    assert {found.source_url for found in read(issue("【{name}】", item)).items} == {
        "https://data.example.org/2025/1_a.html"
    }


def test_lines_cut_by_count_are_full_whatever_their_width():
    title = "▶ 示例公司开源引擎2"
    words = "OpenMap 2引擎可以离线使用，参数32亿，可在手机上运行。官方称，其在多语种理解测试"
    words += "中的成绩比上一代提高18%。许可允许商用，文档齐全，用户可以自行编译，并且提交修改意见。"
    lines = [words[start : start + 20] for start in range(0, len(words), 20)]
    parsed = read("\n\n".join(["【企业资讯】", title, *lines, C_URL]))
    assert [(item.title, item.summary) for item in parsed.items] == [(title[2:], words)]


def test_one_section_of_numbered_items_loses_its_numbers():
    lines = ["# 示例", "## 动态", f"**1、[{A}]({A_URL})**", A_TEXT]
    lines += [f"**2、[{C}]({C_URL})**", C_TEXT, "## 文章"]
    lines += [f"- [{title}]({url})：{text}" for title, text, url in ITEMS]
    parsed = read("\n\n".join(lines), "markdown")
    assert [item.title for item in parsed.sections[0].items] == [A, C]


def test_headings_above_numbered_bold_titles_are_sections():
    lines = ["# 示例", "## 漏洞", f"1. **{A}**", f"   {A_TEXT}"]
    lines += ["## 事件", f"1. **{C}**", f"   {C_TEXT}", "## 工具", "无"]
    assert told(read("\n\n".join(lines), "markdown")) == [
        ("漏洞", A, A_TEXT, None),
        ("事件", C, C_TEXT, None),
    ]


def test_a_table_of_two_columns_has_its_labels_in_the_first():
    rows = "".join(
        f"<tr><td>標題</td><td>{title}</td></tr><tr><td>內容：</td><td>{text}</td></tr>"
        f"<tr><td>來源</td><td>{url}</td></tr>"
        for title, text, url in ITEMS
    )
    page = f"<html><body><h2>政策资讯</h2><table>{rows}</table></body></html>"
    parsed = grammar.parse(readers.read(page.encode(), "a.html"))
    assert told(parsed) == [("政策资讯", *item) for item in ITEMS]
