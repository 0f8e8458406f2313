"""Numbered titles: where they open items, and how the number goes away again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import numbering
from .headings import ORNAMENTS
from .rows import Bit, Row, is_prose

if TYPE_CHECKING:
    from .machine import Section

ANCHORS = frozenset(["summary", "source", "url", "heading", "title"])
USUAL = 0.6  # a style of numbers is one of titles when so many follow it


def mark_numbered(rows: Sequence[Row]) -> None:
    """Numbers that count on through the file open items, labels or not."""
    content = [row for row in rows if row.content]
    taken = {row.mark for row in content if row.role == "heading"}
    styles: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(content):
        if row.role == "plain" and row.numbered and row.numbered.style not in taken:
            styles[row.numbered.style].append(index)
    for places in styles.values():
        fits = numbering.run(content[place].numbered for place in places)
        kept = [place for place, fit in zip(places, fits, strict=True) if fit]
        if len(kept) >= 2 and _open_items(content, kept):
            for place in kept:
                if not _within_summary(content, place):
                    content[place].bits[0] = Bit("title", content[place].bits[0].text)


def _open_items(content: Sequence[Row], kept: list[int]) -> bool:
    opened = 0
    for place, following in zip(kept, [*kept[1:], len(content)], strict=True):
        between = content[place + 1 : following]
        opened += any(row.role in ANCHORS or is_prose(row.text) for row in between)
    return opened >= len(kept) * USUAL


def _within_summary(content: Sequence[Row], place: int) -> bool:
    """A count inside a summary: 内容： stands before it and 来源： after it."""
    roles = (content[i].role for i in range(place - 1, -1, -1))
    before = next((role for role in roles if role in ANCHORS), "")
    roles = (content[i].role for i in range(place + 1, len(content)))
    after = next((role for role in roles if role in ANCHORS), "")
    return before == "summary" and after in ("source", "url")


def strip_ornaments(sections: "Sequence[Section]") -> None:
    """◆标题 is 标题: no title begins with a printer's ornament of its own."""
    for item in (item for section in sections for item in section.items):
        item.title = item.title.strip(ORNAMENTS).strip() or item.title


def strip_numbers(sections: "Sequence[Section]") -> None:
    items = [item for section in sections for item in section.items]
    found = [(item, numbering.read_number(item.title)) for item in items if item.title]
    numbered = [(item, number) for item, number in found if number]
    styles = Counter(number.style for _item, number in numbered)
    for style, count in styles.items():
        if count < max(min(2, len(items)), len(items) * USUAL):
            continue
        own = [(item, number) for item, number in numbered if number.style == style]
        fits = numbering.run(number for _item, number in own)
        for (item, number), fit in zip(own, fits, strict=True):
            if number.sure or fit:
                item.title = number.rest
