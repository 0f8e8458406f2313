"""A table of contents before the items: its lines repeat headings and titles that follow."""

import re
from collections.abc import Sequence

from issues.text import tidy

from .headings import COUNT
from .labels import ORNAMENT
from .numbering import read_number
from .rows import Row

MARKER = re.compile(
    r"[【\[#*■◆●\s]*(本期)?(目\s?录|要目|导航|目次|contents)[】\]*■◆●\s:：]*", re.IGNORECASE
)
LEADER = re.compile(r"[.．…·。_\-—\s]{2,}\s?\d{1,3}$")
PAGE = re.compile(r"\s\d{1,3}$")
SHARED = 6


def mark(rows: Sequence[Row]) -> None:
    """Gives the table's lines to the masthead."""
    content = [row for row in rows if row.content]
    start = next((i for i, row in enumerate(content) if MARKER.fullmatch(row.text)), None)
    if start is not None:
        end = _end(content, start + 1)
    else:
        start = next((i for i, row in enumerate(content) if row.role == "heading"), None)
        if start is None:
            return
        end = _end_of_double(content, start)
    for row in content[start:end]:
        row.kind, row.listed = "masthead", True


def _key(text: str) -> str:
    text = PAGE.sub("", LEADER.sub("", text)) if len(text) <= 200 else text
    text = text.strip(ORNAMENT + "【】[]")
    found = read_number(text) if text else None
    text = COUNT.sub("", found.rest if found and found.sure else text)
    return tidy.squeeze(text.strip(ORNAMENT + "【】[]"))


def _has_leader(text: str) -> bool:
    return len(text) <= 200 and LEADER.search(text) is not None


def _same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHARED:
        return one == other != ""
    return one.startswith(other) or other.startswith(one)


def _end(content: Sequence[Row], first: int) -> int:
    """The table ends where its first line comes again."""
    if first >= len(content):
        return first
    key = _key(content[first].text)
    for index in range(first + 1, len(content)):
        if _same(key, _key(content[index].text)):
            return index
    headings = [row for row in content if row.role == "heading"]
    listed = content[first : first + len(headings)]
    if len(headings) > 1 and all(row.role == "heading" for row in listed):
        return first + len(headings)  # sections that stand in the table alone
    index = first
    while index < len(content) and _has_leader(content[index].text):
        index += 1
    return index


def _end_of_double(content: Sequence[Row], start: int) -> int:
    """Without the word 目录: the first heading comes twice, and nothing labelled between."""
    key = _key(content[start].text)
    for index in range(start + 1, len(content)):
        row = content[index]
        if row.role in ("summary", "source", "url"):
            return start
        if row.role == "heading" and _key(row.text) == key:
            return index
    return start
