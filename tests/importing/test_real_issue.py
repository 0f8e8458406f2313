"""The team's real issue, read where it lies; its sentences are not kept here."""

from pathlib import Path

import pytest

from issues.importing import grammar, readers
from issues.text import tidy

from . import corpus

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "newsletters"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the folder ../shared/newsletters is not on this machine"
)


@pytest.fixture
def data():
    return next(FOLDER.glob("*.txt")).read_bytes()


@pytest.fixture
def parsed(data):
    return grammar.parse(readers.read(data))


def test_every_line_is_where_it_belongs(parsed):
    assert {kind: count for kind, count in parsed.ledger.items() if count} == {
        "lines": 186,
        "heading": 5,
        "title": 27,
        "summary": 104,
        "source": 25,
        "link_block": 25,
    }


def test_sections_and_items(parsed):
    assert [(section.name, len(section.items)) for section in parsed.sections] == [
        ("政策资讯", 4),
        ("行业资讯", 4),
        ("国内资讯", 8),
        ("省内资讯", 4),
        ("企业资讯", 5),
    ]
    assert [item.problems for item in parsed.items] == [()] * 25
    assert all(item.summary.endswith("。") for item in parsed.items)
    assert (parsed.number, parsed.date, parsed.title) == (None, None, None)


def test_titles_summaries_and_addresses_are_those_of_the_file(data, parsed):
    """Every text stands in the file in one piece, once page ends and line ends are gone."""
    lines = data.decode("utf-8").split("\n")
    blocks = {row.line for row in parsed.lines if row.kind == "link_block"}
    whole = tidy.squeeze("".join(line for no, line in enumerate(lines, 1) if no not in blocks))
    for item in parsed.items:
        part = f"{item.title}内容：{item.summary}来源：{item.source_url}"
        assert tidy.squeeze(part) in whole
    total = "".join(
        f"【{section.name}】"
        + "".join(f"{i.title}内容：{i.summary}来源：{i.source_url}" for i in section.items)
        for section in parsed.sections
    )
    assert tidy.squeeze(total) == whole


@pytest.mark.parametrize(
    "form",
    [
        lambda issue: corpus.render(corpus.labelled("摘要:", "链接:"), issue=issue),
        lambda issue: corpus.render(
            corpus.numbered("{n}、"), corpus.sections("{c}、{name}"), issue=issue
        ),
        lambda issue: corpus.render(
            lambda e, n, t: f"{t}. {e.title}\n{e.summary}\n来源：{e.url}\n", issue=issue
        ),
        lambda issue: (
            "# 周报\n\n"
            + corpus.render(corpus.markdown_entry, corpus.sections("## {name}\n"), issue=issue)
        ),
    ],
)
def test_the_real_issue_in_another_form(parsed, form):
    issue = corpus.told(parsed)
    assert corpus.told(grammar.parse(form(issue).split("\n"))) == issue
