"""Text that extractors took from PDFs of our own samples, with running heads and page numbers.

The files are named issue-styling-maker.extractor: `lo` is LibreOffice, `cr` Chromium, `wp`
WeasyPrint. `d` has numbered titles and no 内容：, `e` no labels at all.
"""

from pathlib import Path

import pytest

from issues.importing import grammar
from issues.text import tidy

FOLDER = Path(__file__).parent.parent / "data" / "extracted"
FILES = sorted(path.name for path in FOLDER.glob("[0-9]-*.txt"))


def items(name):
    parsed = grammar.parse(tidy.split_lines((FOLDER / name).read_text(encoding="utf-8")))
    return parsed, [
        (section.name, tidy.squeeze(item.title), tidy.squeeze(item.summary), item.source_url)
        for section in parsed.sections
        for item in section.items
    ]


@pytest.mark.parametrize("name", FILES)
def test_extracted_text_gives_the_issue_back(name):
    parsed, found = items(name)
    assert found == items(f"issue-{name[0]}.txt")[1]
    assert parsed.unplaced == ()
    assert (parsed.number, parsed.total_number) == (12, 88)


def test_there_are_files():
    assert len(FILES) >= 7
