"""The issue of corpus.py as Word, PDF and web page, read in the process of its own."""

from pathlib import Path

import pytest

from issues.importing import grammar, readers
from issues.importing.source import Source

from . import corpus

FOLDER = Path(__file__).parent.parent / "data" / "files"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".md")


def read(name: str) -> Source:
    return readers.read((FOLDER / name).read_bytes(), name)


@pytest.mark.parametrize("name", FILES)
def test_the_file_gives_the_issue(name):
    source = read(name)
    parsed = grammar.parse(source)
    assert corpus.told(parsed) == corpus.ISSUE
    assert parsed.unplaced == ()
    assert (parsed.number, parsed.total_number, str(parsed.date)) == (12, 88, "2025-01-17")
    kinds = [kind for kind in parsed.ledger if kind != "lines"]
    blank = sum(not line.text.strip() for line in source.lines)
    assert sum(parsed.ledger[kind] for kind in kinds) == len(source.lines) - blank


def test_there_are_files():
    assert {Path(name).suffix for name in FILES} == {".pdf", ".docx", ".html"}


def test_a_pdf_tells_page_place_links_and_headings():
    source = read("weasyprint-headings.pdf")
    assert source.kind == "pdf"
    assert {line.page for line in source.lines} == {1, 2, 3}
    heads = [line for line in source.lines if line.text == "数智要览 第12期"]
    assert [line.page for line in heads] == [1, 2, 3]
    assert all(0 < line.top < 0.08 for line in heads)
    urls = [entry.url for _section, entries in corpus.ISSUE for entry in entries]
    assert [link.url for link in source.links] == urls
    assert all(source.lines[link.line - 1].text == f"来源：{link.text}" for link in source.links)
    levels = {mark.text: mark.level for mark in source.outline}
    assert levels["数智要览"] == 1
    assert levels["政策资讯"] == 2
    assert levels[corpus.ISSUE[0][1][1].title] == 3


def test_a_word_file_tells_links_headings_and_running_head():
    source = read("word-styled.docx")
    assert source.kind == "docx"
    assert [line.text for line in source.lines if line.top == 0.0] == ["数智要览 第12期"]
    assert source.links[0].url == source.links[0].text == corpus.ISSUE[0][1][0].url
    assert [mark.text for mark in source.outline if mark.level == 1] == [
        name for name, _entries in corpus.ISSUE
    ]


def test_menus_of_a_web_page_are_shown_as_such():
    source = read("page-list.html")
    kinds = {row.line: row.kind for row in grammar.parse(source).lines}
    menus = [line for line, text in enumerate(source.texts, 1) if "往期" in text or "热门" in text]
    assert len(menus) >= 3
    assert {kinds[line] for line in menus} == {"header_footer"}
    assert not any("假的" in text or "注释" in text for text in source.texts)
