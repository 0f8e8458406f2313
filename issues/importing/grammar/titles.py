"""Numbered titles: where they open items, and how the number goes away again."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from issues.text import tidy

from . import numbering
from .headings import ORNAMENTS
from .items import Item, Section
from .labels import split_label
from .rows import Bit, Row, is_prose
from .splitting import MOST_CLAUSE, OPENING_WORDS, title_and_text

ANCHORS = frozenset(["summary", "source", "url", "heading", "title"])
LEAST_TITLE = 9  # with its number
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
                if not _within_summary(content, place) and not _heads_numbers(content, place):
                    content[place].bits[:1] = title_of(content[place])


def title_of(row: Row) -> list[Bit]:
    """1、标题。正文 https://… on one line: a short clause before the first full stop."""
    text = row.bits[0].text
    if len(row.bits) > 1 and (parts := title_and_text(text)) and len(parts[0]) >= LEAST_TITLE:
        return [Bit("title", parts[0]), Bit("summary", parts[1])]
    title, _stop, rest = text.partition("。")
    words = row.numbered.rest.partition("。")[0]
    short = len(words) <= MOST_CLAUSE and words.count("，") <= 1
    if len(row.bits) == 1 or not rest or not short or OPENING_WORDS.match(words):
        return [Bit("title", text)]
    return [Bit("title", title), Bit("summary", rest)]


def _open_items(content: Sequence[Row], kept: list[int]) -> bool:
    opened = 0
    for place, following in zip(kept, [*kept[1:], len(content)], strict=True):
        between = content[place + 1 : following]
        opened += len(content[place].bits) > 1 or any(
            row.role in ANCHORS or is_prose(row.text) for row in between
        )
    return opened >= len(kept) * USUAL


def _heads_numbers(content: Sequence[Row], place: int) -> bool:
    """（一）国家层面 above 1.标题 names a part of a section and is no item."""
    own, after = content[place], content[place + 1] if place + 1 < len(content) else None
    if after is None or after.numbered is None or len(own.text) > 14 or after.role == "summary":
        return False
    return after.numbered.number == 1 and after.numbered.style != own.numbered.style


def _within_summary(content: Sequence[Row], place: int) -> bool:
    """A count inside a summary: 内容： stands before it and 来源： after it."""
    roles = (content[i].role for i in range(place - 1, -1, -1))
    before = next((role for role in roles if role in ANCHORS), "")
    roles = (content[i].role for i in range(place + 1, len(content)))
    after = next((role for role in roles if role in ANCHORS), "")
    return before == "summary" and after in ("source", "url")


def may_wrap(row: Row) -> bool:
    """Whether a marked title can go on in the next line: Markdown's end with theirs."""
    label = split_label(row.text)
    return row.numbered is not None or (label is not None and label[0] == "title")


def without_ornaments(title: str) -> str:
    """◆标题 is 标题: no title begins with a printer's ornament of its own."""
    return title.strip(ORNAMENTS).strip() or title


def strip_ornaments(sections: Sequence[Section]) -> None:
    for item in (item for section in sections for item in section.items):
        item.title = without_ornaments(item.title)
    strip_pictographs([item for section in sections for item in section.items])


def strip_pictographs(items: Sequence[Item]) -> None:
    """🔹标题 is 标题 where several titles open with that sign; a lone one belongs to its words."""
    found = [(item, tidy.OPENING_PICTOGRAPHS.match(item.title)) for item in items]
    signs = Counter(sign[0].strip() for _item, sign in found if sign)
    for item, sign in found:
        if sign and signs[sign[0].strip()] >= 2:
            item.title = item.title[sign.end() :] or item.title
    texts = [
        (item, tidy.OPENING_PICTOGRAPHS.match(item.summary_parts[0]))
        for item in items
        if item.summary_parts
    ]
    signs = Counter(sign[0].strip() for _item, sign in texts if sign)
    for item, sign in texts:
        if sign and signs[sign[0].strip()] >= 2:
            item.summary_parts[0] = item.summary_parts[0][sign.end() :]


def strip_numbers(sections: Sequence[Section]) -> None:
    """Over the whole file, then in each section: weeklies number the items of some alone."""
    strip_own_numbers([item for section in sections for item in section.items])
    for section in sections:
        strip_count(section.items)


def strip_count(items: Sequence[Item]) -> None:
    """Where all titles together count from 1: few as they are, 一、二线城市 may be words."""
    found = [numbering.read_number(item.title) if item.title else None for item in items]
    counts = all(number and number.number == at for at, number in enumerate(found, start=1))
    if len(items) > 1 and counts and len({number.style for number in found}) == 1:
        for item, number in zip(items, found, strict=True):
            item.title = number.rest


def strip_own_numbers(items: Sequence[Item]) -> None:
    found = [(item, numbering.read_number(item.title)) for item in items if item.title]
    numbered = [(item, number) for item, number in found if number]
    styles = Counter(number.style for _item, number in numbered)
    for style, count in styles.items():
        if count < max(min(2, len(items)), len(items) * USUAL):
            continue
        own = [(item, number) for item, number in numbered if number.style == style]
        if len({number.number for _item, number in own}) < 2 and len(own) > 1:
            continue  # the same number again and again counts nothing
        fits = numbering.run(number for _item, number in own)
        for (item, number), fit in zip(own, fits, strict=True):
            if number.sure or fit:
                item.title = number.rest
