"""The lines of a file as the grammar works on them, and what their layout tells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from issues.text import tidy

from ..parsed import Kind
from ..source import Source
from .numbering import Numbered, read_number

FIRST_CHUNK = re.compile(r"[!-~]+|.")
MOST_TITLE_ROWS = 6
EDGE = 0.14  # of a page's height, for running heads and feet
NEVER_FIRST = frozenset("，。、；：！？）》」』】”’…,.;:!?)%")


@dataclass(frozen=True, slots=True)
class Bit:
    """A part of a line with its role; a line such as 内容：… 来源：… has two."""

    role: str  # heading title summary source url tags region note plain
    text: str


@dataclass(slots=True)
class Row:
    """One line that is not blank. `kind` stays None until the line has found its place."""

    no: int
    text: str
    indent: int
    gap: bool  # a blank line stands before it, other than at the head of a page
    page: bool  # a form feed stands before it
    bits: list[Bit] = field(default_factory=list)
    numbered: Numbered | None = None
    mark: str = ""  # the look of a heading: "##", "■", "一、"
    kind: Kind | None = None
    item: int | None = None
    listed: bool = False  # stands in a table of contents
    sheet: int | None = None  # the page it stands on, where the file has pages
    top: float | None = None  # see source.Line
    resolved: bool = False  # by references.py
    alone: tuple[Bit, ...] | None = None  # its bits, as far as it is read by itself
    spaced: bool = False  # a page ends the line at a space, which is a clause break in Chinese

    @property
    def words(self) -> str:
        """The first part of the line, as it is joined to what follows."""
        return self.bits[0].text + (" " if self.spaced and len(self.bits) == 1 else "")

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Its parts where other lines told more than it says by itself."""
        if self.alone is None or tuple(self.bits) == self.alone:
            return ()
        return tuple((bit.role, bit.text) for bit in self.bits)

    @property
    def inner(self) -> bool:
        """Whether it is known to stand in the middle of its page, where no running head is."""
        return self.top is not None and EDGE < self.top < 1 - EDGE

    @property
    def role(self) -> str:
        return self.bits[0].role if self.bits else "plain"

    @property
    def content(self) -> bool:
        """Whether the line belongs to the text of the issue, not to its pages."""
        return self.kind is None

    @property
    def plain(self) -> bool:
        return self.kind is None and self.role == "plain"


def scan(source: Source, texts: Sequence[str]) -> list[Row]:
    """`texts`: the lines as hints.py gives them."""
    rows: list[Row] = []
    gap = page = False
    sheet = None
    for no, (placed, line) in enumerate(zip(source.lines, texts, strict=True), start=1):
        page = page or tidy.FORM_FEED in line or sheet not in (None, placed.page)
        sheet = placed.page
        text = tidy.clean(line)
        if not text:
            gap = True
            continue
        bare = line.lstrip()
        indent = tidy.width(line[: len(line) - len(bare)].replace("\t", "    "))
        number = read_number(text)
        row = Row(no, text, indent, gap and not page, page, numbered=number, sheet=sheet)
        row.top = placed.top
        row.spaced = source.kind == "pdf" and line.endswith(" ") and tidy.width(text[-1]) == 2
        rows.append(row)
        gap = page = False
    return rows


def previous(rows: Sequence[Row], place: int) -> Row | None:
    """The nearest line of content before this place."""
    return next((rows[i] for i in range(place - 1, -1, -1) if rows[i].content), None)


def following(rows: Sequence[Row], place: int) -> Row | None:
    """The nearest line of content after this place."""
    return next((rows[i] for i in range(place + 1, len(rows)) if rows[i].content), None)


class Layout:
    """How the file is set: where its lines wrap, whether blank lines part paragraphs."""

    def __init__(self, rows: Sequence[Row]):
        self.heads = [
            tidy.width(row.text)
            for before, row in pairwise(row for row in rows if row.kind is None)
            if row.role == "plain" and before.role in ("heading", "source", "url", "urlpart")
        ]
        self.rows = [r for r in rows if r.kind is None and r.role not in ("url", "urlpart")]

    @cached_property
    def measure(self) -> int:
        """Columns of a full line; 0 where lines are not wrapped."""
        widths = sorted(
            (tidy.width(row.text) for row in self.rows if row.role in ("plain", "summary")),
            reverse=True,
        )
        if len(widths) < 4:
            return 0
        # The longest line may stand out; a measure is what several lines reach together.
        for widest in widths[: max(3, len(widths) // 10)]:
            alike = [width for width in widths if widest * 0.92 <= width <= widest]
            if 36 <= widest <= 140 and len(alike) >= max(3, len(widths) * 0.2):
                return alike[len(alike) // 2]
        return 0

    @cached_property
    def characters(self) -> int:
        """Length of a full line, where lines were cut by count and not by width; else 0."""
        lengths = Counter(row.indent // 2 + len(row.text) for row in self.rows)
        length, count = max(lengths.items(), default=(0, 0))
        return length if 20 <= length <= 60 and count >= max(4, len(self.rows) * 0.15) else 0

    @cached_property
    def title_measure(self) -> int:
        """Columns of the widest line between a finished item and the label of the next one.

        A larger type or a narrower frame gives titles a measure of their own.
        """
        widest, run = 0, []
        for row in self.rows:
            if row.role == "plain":
                run.append(tidy.width(row.text))
                continue
            if row.role == "summary" and 1 <= len(run) <= MOST_TITLE_ROWS:
                widest = max(widest, *run)
            run = []
        return widest

    @cached_property
    def head_measure(self) -> int:
        """Columns of the widest line that opens an item, at most those of a full line."""
        return min(self.measure, max(self.heads, default=0))

    @cached_property
    def gaps_tell(self) -> bool:
        """Some lines have a blank line before them and some have not."""
        gaps = sum(row.gap for row in self.rows[1:])
        return gaps >= 2 and len(self.rows) - 1 - gaps >= max(2, gaps * 0.1)

    @cached_property
    def base_indent(self) -> int:
        indents = sorted(row.indent for row in self.rows)
        return indents[len(indents) // 4] if indents else 0

    @cached_property
    def indents_tell(self) -> bool:
        """Paragraphs open with an indent, while other lines do not."""
        plain = [row for row in self.rows if row.role == "plain"]
        indented = sum(self.is_indented(row) for row in plain)
        return 0.1 * len(plain) <= indented <= 0.6 * len(plain) and indented >= 2

    def is_indented(self, row: Row) -> bool:
        return 2 <= row.indent - self.base_indent <= 8

    def is_full(self, row: Row, after: Row | None) -> bool:
        """Whether the line ends where the page does: what follows would not have fitted in."""
        if not self.measure:
            return False
        if self.characters and row.indent // 2 + len(row.text) == self.characters:
            return True
        more = first_width(after) if after else 2
        if after and len(after.text) > 1 and after.text[1] in NEVER_FIRST:
            more += 2
        return tidy.width(row.text) + more > self.measure * 0.96

    def fills_title(self, row: Row, after: Row) -> bool:
        """Whether a title breaks here because its line is full."""
        full = tidy.width(row.text) + first_width(after) > self.title_measure * 0.85
        return full and tidy.width(row.text) >= 24

    def ends_paragraph(self, row: Row, after: Row) -> bool:
        if self.gaps_tell and after.gap and not after.page:
            return True
        if after.text[0] in NEVER_FIRST:
            return False
        if tidy.open_brackets([row.text], "《》“”"):
            return False
        if self.indents_tell and self.is_indented(after):
            return True
        if self.measure:
            return not self.is_full(row, after)
        return not self.gaps_tell or ends_sentence(row.text)

    def paragraphs(self, rows: Sequence[Row]) -> list[list[Row]]:
        parts: list[list[Row]] = []
        for row in rows:
            if not parts or self.ends_paragraph(parts[-1][-1], row):
                parts.append([row])
            else:
                parts[-1].append(row)
        return parts


def first_width(row: Row) -> int:
    """Columns of what the line before had no room for: an ideograph or a Latin word."""
    chunk = FIRST_CHUNK.match(row.text)
    return min(tidy.width(chunk[0]), 24) if chunk else 2


def ends_sentence(text: str) -> bool:
    return text.rstrip("”’）)」』》").endswith(("。", "！", "？", "；", "…", "!", "?")) or (
        text.endswith(".") and len(text) > 40
    )


def is_prose(text: str) -> bool:
    """Reads as a summary: a full sentence, or too long for a title."""
    return "。" in text or tidy.width(text) > 160 or (ends_sentence(text) and len(text) > 45)
