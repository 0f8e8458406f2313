"""Labels that an extractor of text parted into their signs: 来, 源 and ： on three lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from .labels import COLONS, split_label
from .lines import labelled
from .rows import Bit, Row

MOST_PARTS = 6
SCATTERED = frozenset("".join(sorted(word + "：")) for word in ("来源", "链接", "原文", "出处"))


def mend_labels(rows: Sequence[Row]) -> None:
    """来, 源 and ： on three lines: some extractors part a justified label into its signs."""
    index = 0
    while index < len(rows):
        parts = [row.text for row in rows[index : index + MOST_PARTS]]
        count = next((n for n in range(2, len(parts) + 1) if _is_label(parts[:n])), 0)
        if count:
            rows[index].bits = labelled(*split_label("".join(parts[:count]))[:2])
            for row in rows[index + 1 : index + count]:
                row.bits = [Bit("part", row.text)]
        index += max(count, 1)


def mend_scattered(rows: Sequence[Row]) -> None:
    """The same with the address among the signs: 来, 源, https://…, ："""
    for index, row in enumerate(rows):
        if row.role != "url":
            continue
        signs = [*_signs(rows, range(index - 1, index - 4, -1))]
        signs += _signs(rows, range(index + 1, index + 3))
        if "".join(sorted("".join(sign.text for sign in signs))) in SCATTERED:
            row.bits = [Bit("source", row.bits[0].text)]
            for sign in signs:
                sign.bits = [Bit("part", sign.text)]


def _signs(rows: Sequence[Row], places: Iterable[int]) -> Iterator[Row]:
    """Rows of one or two characters, up to the first longer one."""
    for place in places:
        if not 0 <= place < len(rows) or len(rows[place].text) > 2 or not rows[place].plain:
            return
        yield rows[place]


def mend_parted(rows: Sequence[Row]) -> None:
    """来 at the end of one line and 源：https://… on the next one: no extractor joins them."""
    for row, after in pairwise(rows):
        if not (row.plain and after.plain and len(row.text) <= 3):
            continue
        found = split_label(row.text + after.text)
        if found and not split_label(after.text):
            after.bits = labelled(*found[:2])
            row.bits = [Bit("part", row.text)]


def _is_label(parts: Sequence[str]) -> bool:
    """Single signs that end with a colon, and are a label together."""
    if any(len(part) > 2 for part in parts) or parts[-1][-1] not in COLONS:
        return False
    found = split_label("".join(parts))
    return found is not None and not found[1]
