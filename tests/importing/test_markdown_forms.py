"""Entries of Markdown weeklies in the forms that they give title, text and source."""

import pytest

from issues.importing import grammar, readers
from issues.importing.source import Source

TITLE = "示例市发布开放数据目录"
TEXT = "目录收录三百项数据集。每季度更新一次。"
URL = "https://example.org/data/2025.html"


def told(parsed):
    return [
        (section.name, item.title, item.summary, item.source_url)
        for section in parsed.sections
        for item in section.items
    ]


@pytest.mark.parametrize(
    "entry",
    [
        f"- **{TITLE}：** {TEXT} {URL}",
        f"- **{TITLE}**。{TEXT}（via [示例网]({URL})）",
        f"### {TITLE}\n\n{TEXT}\n\nvia [示例网]({URL})",
        f"### {TITLE}\n\n{TEXT} via: {URL}",
        f"### {TITLE}\n\n> {TEXT}\n\n🔗 [原文链接]({URL})",
        f"### {TITLE}\n\n{TEXT} 👉 [阅读原文]({URL})",
        f"| 标题 | 内容 | 来源 |\n|---|:-:|---|\n| {TITLE} | {TEXT} | [原文]({URL}) |",
        f"| 序号 | 项目 | 简介 |\n| --- | --- | --- |\n| 1 | [{TITLE}]({URL}) | {TEXT} |",
        f"标题 | 摘要 | 链接\n--- | --- | ---\n{TITLE} | {TEXT} | {URL}",
    ],
)
def test_an_entry(entry):
    lines = f"# 示例周刊 第12期\n\n## 数据\n\n{entry}\n\n## 结语\n".split("\n")
    parsed = grammar.parse(Source.of_text(lines, "markdown"))
    assert told(parsed) == [("数据", TITLE, TEXT, URL)]
    assert parsed.unplaced == ()


def test_a_link_in_brackets_of_its_own_is_no_part_of_the_summary():
    page = f"<h2>数据</h2><ul><li><b>{TITLE}</b>：{TEXT} <a href='{URL}'>[原文]</a></li></ul>"
    parsed = grammar.parse(readers.read(f"<html><body>{page}</body></html>".encode(), "a.html"))
    assert told(parsed) == [("数据", TITLE, TEXT, URL)]
