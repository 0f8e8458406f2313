"""Characters of a PDF page -> its lines in reading order, columns one after another. Pure.

Lengths are points, from the upper left corner of the page.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from issues.text import tidy

BOLD = ("bold", "black", "heavy", "semibold", "demi", "medium-w6", "-w6", "-w7", "-w8", "simhei")
SAME_LINE = 0.45  # of the size: how far the middles of characters on one line may be apart
WIDE_GAP = 1.5  # of the size: a gap that may part two columns
LATIN_GAP = 0.18  # of the size: a space that the file leaves out between Latin letters
LONE_GAP = 0.8  # the same between other characters
INNER_BULLET = re.compile(r"(?<=\S)•(?=\S)")
MOST_COLUMNS = 4
FEWEST_ROWS = 4  # side by side, before they count as columns
NARROWEST = 8  # of the size: a column of text is not narrower
CLEAR = 2.0  # points from a gutter to the column on its right
SET_OFF = 1.15  # of the usual size: a heading over the columns


@dataclass(frozen=True, slots=True)
class Char:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True, eq=False)
class Segment:
    """Characters of one line without a wide gap between them, from left to right."""

    chars: list[Char]
    spaced: bool = False  # the file has a space behind them

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(char.x1 for char in self.chars[-3:])

    @property
    def top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def bottom(self) -> float:
        return max(char.bottom for char in self.chars)

    @property
    def middle(self) -> float:
        return median(char.middle for char in self.chars)

    @property
    def size(self) -> float:
        return median(char.size for char in self.chars if char.text.strip())

    @property
    def bold(self) -> bool:
        told = [char for char in self.chars if char.text.strip()]
        return sum(char.bold for char in told) >= 0.8 * len(told)


@dataclass(eq=False)
class TextLine:
    """One line of a column."""

    segments: list[Segment]
    right: float = 0.0  # where the lines of its column end

    @cached_property
    def chars(self) -> list[Char]:
        return [char for segment in self.segments for char in segment.chars]

    @cached_property
    def text(self) -> str:
        text = " ".join(text_of(segment.chars) for segment in self.segments)
        return text + (" " if self.segments[-1].spaced else "")

    @cached_property
    def whole(self) -> Segment:
        return Segment(self.chars)


def char_of(found: Mapping[str, object]) -> Char:
    """A character as pdfplumber gives it."""
    font = str(found.get("fontname", "")).lower()
    return Char(
        str(found["text"]),
        float(found["x0"]),
        float(found["x1"]),
        float(found["top"]),
        float(found["bottom"]),
        float(found["size"]),
        any(word in font for word in BOLD),
    )


def text_of(chars: Sequence[Char]) -> str:
    out = ""
    for before, char in pairwise([None, *chars]):
        if before is not None and not (before.text.isspace() or char.text.isspace()):
            gap = char.x0 - before.x1
            latin = tidy.is_latin(before.text[-1:] or " ") and tidy.is_latin(char.text[:1] or " ")
            if gap > (LATIN_GAP if latin else LONE_GAP) * min(char.size, before.size):
                out += " "
        out += char.text
    return with_dots(out.strip())


def with_dots(text: str) -> str:
    """Some fonts draw · and • with one glyph, and the PDF then says • for both."""
    return INNER_BULLET.sub("·", text)


def rows_of(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters of the same height on the page, from left to right."""
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda c: c.middle):
        near = rows and abs(char.middle - middle) <= SAME_LINE * min(char.size, rows[-1][0].size)
        if near:
            rows[-1].append(char)
            middle += (char.middle - middle) / len(rows[-1])
        else:
            rows.append([char])
            middle = char.middle
    return [sorted(row, key=lambda c: (c.x0, c.x1)) for row in rows]


def column_starts(rows: Sequence[Sequence[Char]], known: Sequence[float] = ()) -> frozenset[int]:
    """Where narrow gaps end at the same place of many rows: the left edge of a column."""
    starts: Counter[int] = Counter()
    for row in rows:
        words = [char for char in row if not char.text.isspace()]
        for before, char in pairwise(words):
            if char.x0 - before.x1 > LONE_GAP * min(char.size, before.size):
                starts[round(char.x0)] += 1
    often = {place for place, count in starts.items() if count >= FEWEST_ROWS}
    often |= {round(gutter + CLEAR) for gutter in known}
    return frozenset(place + step for place in often for step in (-1, 0, 1))


def segments_of(row: Sequence[Char], starts: Collection[int] = ()) -> list[Segment]:
    """A row cut at its wide gaps, and at narrow ones before a column; spaces at the cuts go."""
    parts: list[list[Char]] = []
    right = size = 0.0
    for char in row:
        if char.text.isspace():
            if parts:
                parts[-1].append(char)
            continue
        least = LONE_GAP if round(char.x0) in starts else WIDE_GAP
        if not parts or char.x0 - right > least * min(char.size, size):
            parts.append([])
        parts[-1].append(char)
        right, size = char.x1, char.size
    return [_trimmed(part) for part in parts]


def _trimmed(chars: list[Char]) -> Segment:
    end = len(chars)
    while chars[end - 1].text.isspace():
        end -= 1
    return Segment(chars[:end], end < len(chars))


def lines_of(
    chars: Sequence[Char], known: Sequence[float] = ()
) -> tuple[list[TextLine], list[float]]:
    """All lines of a page or of a cell in reading order, and the gutters between its columns.

    `known`: gutters of the page before, which hold for a short last page too.
    """
    found = rows_of(chars)
    starts = column_starts(found, known)
    rows = [segments for row in found if (segments := segments_of(row, starts))]
    gutters: list[float] = []
    return list(ordered(rows, MOST_COLUMNS, known, gutters)), gutters


def ordered(
    rows: list[list[Segment]], most: int, known: Sequence[float], gutters: list[float]
) -> Iterator[TextLine]:
    gutter = find_gutter(rows) if most > 1 else None
    if gutter is None and most > 1:
        gutter = next((place for place in known if _keeps(rows, place)), None)
    if gutter is None:
        ends = sorted(row[-1].x1 for row in rows)
        right = ends[len(ends) * 9 // 10] if ends else 0.0  # an address may reach further
        for row in rows:
            yield TextLine(row, right)
        return
    gutters.append(gutter)
    for band, parted in bands(rows, gutter):
        if not parted:
            yield from ordered(band, 1, (), gutters)
            continue
        for side in (True, False):
            part = [[s for s in row if (s.x1 <= gutter) is side] for row in band]
            yield from ordered([row for row in part if row], most - 1, known, gutters)


def find_gutter(rows: list[list[Segment]]) -> float | None:
    """Where two columns of text part, by what all segments leave free.

    The lines of two columns need not stand at the same height, nor share rows.
    """
    segments = [segment for row in rows for segment in row]
    best, best_score = None, 0
    for start in sorted({round(segment.x0) for segment in segments}):
        place = start - CLEAR
        score = _score(segments, place)
        if score > best_score and _flows(segments, place):
            best, best_score = place, score
    return best


def _score(segments: Sequence[Segment], place: float) -> int:
    """How many lines stand beside others, less those that cross the place."""
    left = [s for s in segments if s.x1 <= place]
    right = [s for s in segments if s.x0 >= place]
    crossed = len(segments) - len(left) - len(right)
    beside = min(_within_height(left, right), _within_height(right, left))
    return beside - crossed if beside >= FEWEST_ROWS else 0


def _within_height(segments: Sequence[Segment], others: Sequence[Segment]) -> int:
    if not segments or not others:
        return 0
    low, high = min(s.top for s in others), max(s.bottom for s in others)
    return sum(low < s.middle < high for s in segments)


def _keeps(rows: list[list[Segment]], place: float) -> bool:
    """Whether text stands on both sides of this place, and little but head and foot crosses it."""
    crossed = sum(any(s.x0 < place < s.x1 for s in row) for row in rows)
    left = any(s.x1 <= place for row in rows for s in row)
    right = any(s.x0 >= place for row in rows for s in row)
    return left and right and crossed <= 3


def _flows(segments: Sequence[Segment], place: float) -> bool:
    """Whether both sides hold running text: most lines as long as their column is wide."""
    left = [s for s in segments if s.x1 <= place]
    right = [s for s in segments if s.x0 >= place]
    for side in (left, right):
        widths = sorted(segment.x1 - segment.x0 for segment in side)
        wide = widths[len(widths) * 9 // 10]
        long = [width for width in widths if width >= 0.75 * wide]
        size = median(segment.size for segment in side)
        if len(long) * 2 < len(widths) or wide < NARROWEST * size:
            return False
    return True


def bands(rows: list[list[Segment]], gutter: float) -> Iterator[tuple[list[list[Segment]], bool]]:
    """Rows in runs: those that cross the gutter, and those that keep to its sides."""
    band: list[list[Segment]] = []
    parted = False
    across = {id(row) for row in spanning(rows, gutter)}
    for row in rows:
        crosses = id(row) in across or any(s.x0 < gutter < s.x1 for s in row)
        if band and crosses is parted:
            yield _sided(band, parted, gutter)
            band = []
        parted = not crosses
        band.append(row)
    if band:
        yield _sided(band, parted, gutter)


def spanning(rows: list[list[Segment]], gutter: float) -> Iterator[list[Segment]]:
    """Headings over both columns that are too short to reach the gutter.

    Nothing stands beside them, and below them both columns begin at the same height.
    """
    usual = median(segment.size for row in rows for segment in row)
    for index, row in enumerate(rows):
        size = row[0].size
        if row[-1].x1 > gutter or size < SET_OFF * usual:
            continue
        low, high = row[0].top - 0.2 * size, row[0].bottom + 0.2 * size
        beside = [s for r in rows for s in r if s.x0 >= gutter]
        if any(s.top < high and s.bottom > low for s in beside):
            continue
        below = [s for r in rows[index + 1 :] for s in r]
        left = next((s for s in below if s.x1 <= gutter), None)
        right = next((s for s in below if s.x0 >= gutter), None)
        if left and right and abs(left.top - right.top) < size:
            yield row


def _sided(
    band: list[list[Segment]], parted: bool, gutter: float
) -> tuple[list[list[Segment]], bool]:
    left = any(row[0].x1 <= gutter for row in band)
    right = any(row[-1].x0 >= gutter for row in band)
    return band, parted and left and right
