"""Links by reference: `[words][1]` or `words[1]`, and `[1]: https://…` at the end of the file."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from issues.text import tidy

from . import sources
from .labels import split_label
from .lines import SHORT_ANCHOR
from .numbering import read_number
from .rows import Row, is_prose

# [1]: https://…, [1] 示例网 https://…, [^note]: <https://…> "title"
DEFINITION = re.compile(
    r"\[\^?([^\[\]]{1,40})\](?:\s?[:：]\s?|\s?)([^<>\[\]()]{0,60}?)<?(https?://[^\s<>]+)>?(?:\s.{0,80})?"
)
FULL = re.compile(r"\[([^\[\]]{1,200})\]\s?\[([^\[\]]{1,40})\]")
MARK = re.compile(r"(?<=\S)\s?\[\^?([^\[\]]{1,40})\](?![(:：\[])")
LEVEL = re.compile(r"#{0,6}\s?")
POINTER = "原文"


def resolve(rows: Sequence[Row]) -> None:
    """Puts the addresses where they are referred to; their own lines are a block of links."""
    found = {row.no: DEFINITION.fullmatch(row.text) for row in rows if row.content}
    found = {no: match for no, match in found.items() if match and _told(match)}
    if not found:
        return
    # Items with sources of their own have marks for what they cite.
    marked = not any(_is_source(row) for row in rows if row.content and row.no not in found)
    references = References(found)
    for row in rows:
        if row.content and row.no not in found and "[" in row.text:
            own = row.text
            row.text = _resolved(own, partial(references.at, row.no), marked=marked)
            row.resolved = row.text != own
            row.numbered = read_number(row.text) if row.text else None
    for row in rows:
        if row.no in references.used:
            row.kind = "link_block"


class References:
    """What [1] stands for: its next definition, where each item has one, else the last."""

    def __init__(self, found: Mapping[int, re.Match[str]]):
        self.lines: dict[str, list[int]] = defaultdict(list)
        for no, match in found.items():
            self.lines[match[1]].append(no)
        self.addresses = {no: sources.trimmed(match[3]) for no, match in found.items()}
        self.used: set[int] = set()

    def at(self, line: int, name: str, *, take: bool = False) -> str:
        """The address that the name stands for on that line; "" where it is no reference."""
        lines = self.lines.get(name)
        if not lines:
            return ""
        told = lines[min(bisect_right(lines, line), len(lines) - 1)]
        if take:
            self.used.add(told)
        return self.addresses[told]


def _is_source(row: Row) -> bool:
    label = split_label(row.text)
    return label is not None and label[0] == "source"


def _told(match: re.Match[str]) -> bool:
    """Without a colon only a number is a reference, and [文] https://… is a label."""
    return match[1].isdigit() or match[0][len(match[1]) + 1 :].lstrip("]^").startswith((":", "："))


def _resolved(text: str, address: Callable[..., str], *, marked: bool) -> str:
    def full(found: re.Match[str]) -> str:
        url = address(found[2], take=True)
        return f"[{found[1]}]({url})" if url else found[0]

    text = FULL.sub(full, text)
    marks = [found for found in MARK.finditer(text) if address(found[1])]
    if not marks or not marked:
        return text
    words = MARK.sub(lambda found: "" if address(found[1]) else found[0], text).strip()
    urls = [address(found[1], take=True) for found in marks]
    title = _without_marks(words)
    if len(urls) == 1 and marks[0].end() == len(text) and _is_title(title):
        return f"{words.removesuffix(title)}[{title}]({urls[0]})"
    return words + "".join(f" [{POINTER}]({url})" for url in urls)


def _without_marks(words: str) -> str:
    """Without the # of a heading and the number before it."""
    words = words[LEVEL.match(words).end() :]
    number = read_number(words) if words else None
    return number.rest if number and number.sure else words


def _is_title(words: str) -> bool:
    """Long enough, too, not to be taken for the name of a publisher."""
    if len(tidy.squeeze(words)) <= SHORT_ANCHOR:
        return False
    plain = not any(sign in words for sign in "[]()#|*") and not is_prose(words)
    return plain and not words.endswith(("：", ":", "，", "；", "。"))
