"""Tables of a PDF page without rules: below their heads, columns are told by where those stand.

Pure: characters in, rows of cells out. A row begins where its number or its title does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from issues.text import tidy

from ..grammar import furniture, headings
from ..grammar.table_heads import role_of_head
from . import tables
from .layout import CLEAR, Char, rows_of, segments_of, text_of

MOST_HEADS = 24  # characters of all heads
NARROW = 0.3  # of the size: less than that between two cells is no gap
GAP = 1.3  # of the widest step between lines of the table: more ends it
INDENT = 2  # letters: the first line of a paragraph
ROOM = 2.2  # letters up to the next column: a line that leaves less may wrap
SENTENCE_ENDS = "。！？"
ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass
class Row:
    """The characters of each cell, line by line."""

    top: float
    cells: list[list[list[Char]]] = field(default_factory=list)

    @property
    def chars(self) -> list[Char]:
        return [char for cell in self.cells for line in cell for char in line]


@dataclass(frozen=True)
class Columns:
    """Where they begin, and which one holds the numbers of the rows."""

    starts: tuple[float, ...]
    number: int | None

    @property
    def first(self) -> int:
        """The first column that holds text, not numbers."""
        return int(self.number == 0)


def find(chars: Sequence[Char], going_on: list[Columns]) -> tuple[list[list[Row]], list[Char]]:
    """The rows of such tables, their heads first, and the characters around them.

    `going_on`: the columns of a table that the page before ends with; they become this page's.
    """
    lines = rows_of(chars)
    found: list[list[Row]] = []
    outside: list[Char] = []
    before = going_on[0] if going_on else None
    going_on.clear()
    place = 0
    while place < len(lines):
        heads = _columns(lines[place])
        columns = heads or before
        rows, count = _rows(lines[place:], columns, bool(heads)) if columns else ([], 0)
        if count > 1 and (heads or _continued(rows, columns)):
            found.append(rows)
            place += count
            before = None
            going_on[:] = [columns] if all(map(_is_page_number, lines[place:])) else []
        else:
            outside += lines[place]
            before = before if _is_page_number(lines[place]) else None
            place += 1
    return found, outside


def _rows(lines: Sequence[Sequence[Char]], columns: Columns, headed: bool) -> tuple[list[Row], int]:
    """The rows of the table that the lines open with, and how many of them it takes.

    In the last lines of a row only its longest cell goes on.
    """
    rows: list[Row] = []
    last: Row | None = None
    widest = 0.0
    for count, chars in enumerate(lines):
        line = _row(chars, columns.starts)
        if line is None or (rows and _columns(chars)):
            return rows, count
        step = line.top - last.top if last else 0.0
        begins = _begins(rows, line, columns) or (headed and not rows)
        if not begins and (step > GAP * (widest or step) or _is_stray(rows, last, line, columns)):
            return rows, count
        if begins or len(rows) <= headed:
            rows.append(Row(line.top, [list(cell) for cell in line.cells]))
        else:
            for cell, more in zip(rows[-1].cells, line.cells, strict=True):
                cell += more
        last, widest = line, max(widest, step)
    return rows, len(lines)


def _begins(rows: Sequence[Row], line: Row, columns: Columns) -> bool:
    """Whether the line is the first of a row: it has a number, or text in all columns."""
    if columns.number is not None:
        number = line.cells[columns.number]
        return bool(number) and text_of(number[0]).strip(".．、()（）").isnumeric()
    if not all(line.cells):
        return False
    return not rows or not (_address_goes_on(rows[-1], line) or _is_full(rows[-1], columns.starts))


def _address_goes_on(row: Row, line: Row) -> bool:
    """Whether all columns have text because one holds an address that wraps."""
    for cell, more in zip(row.cells, line.cells, strict=True):
        above, below = ("".join(map(text_of, part)) for part in (cell, more))
        if below and ADDRESS.search(above) and not tidy.has_han(below):
            return above.endswith("//") or not ADDRESS.match(below)
    return False


def _is_full(row: Row, starts: Sequence[float]) -> bool:
    """Whether all cells have as many lines, all as long as their columns, and no sentence ends."""
    if len({len(cell) for cell in row.cells}) > 1:
        return False
    ends = [cell[-1][-1] for cell in row.cells]
    if any(end.text in SENTENCE_ENDS for end in ends):
        return False
    return all(
        start - end.x1 < ROOM * end.size for end, start in zip(ends, starts[1:], strict=False)
    )


def _is_stray(rows: Sequence[Row], last: Row | None, line: Row, columns: Columns) -> bool:
    """Whether a line that begins no row does not go on with one either."""
    filled = [place for place, cell in enumerate(line.cells) if cell]
    if columns.number in filled:
        return True
    if len(filled) > 1:
        return False
    chars, column = line.chars, filled[0]
    indent = (chars[0].x0 - columns.starts[column]) / chars[0].size
    if min(abs(indent), abs(indent - INDENT)) > NARROW:
        return True
    if rows and _address_goes_on(rows[-1], line):
        return False
    if _is_heading(chars) or _is_page_number(chars):
        return True
    # All cells begin at the top of their row: titles do not go on below an empty place.
    return last is not None and column == columns.first and not last.cells[column]


def _is_heading(line: Sequence[Char]) -> bool:
    found = headings.read(text_of(line))
    return found is not None and (found.name in headings.STANDARD or found.mark == "【")


def _is_page_number(line: Sequence[Char]) -> bool:
    text = text_of(line)
    return any(look.fullmatch(text) for look in [furniture.BARE_NUMBER, *furniture.PAGE])


def _continued(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether the lines go on with the table of the page before: not two lines of a text."""
    return any(sum(map(bool, row.cells)) > 1 for row in rows) or not any(
        row.cells[columns.first] for row in rows
    )


def _columns(line: Sequence[Char]) -> Columns | None:
    """Those below this line, if it holds the heads of a table of items."""
    if sum(not char.text.isspace() for char in line) > MOST_HEADS:
        return None
    parts = segments_of(line)
    cells = [tables.Cell([text_of(part.chars)]) for part in parts]
    if len(parts) < 3 or not tables.heads(cells):
        return None
    roles = [role_of_head(cell.text) for cell in cells]
    number = roles.index("number") if "number" in roles else None
    return Columns(tuple(part.x0 for part in parts), number)


def _row(line: Sequence[Char], starts: Sequence[float]) -> Row | None:
    """The line in its cells; None where it does not keep to the columns."""
    words = [char for char in line if not char.text.isspace()]
    if not words or words[0].x0 < starts[0] - CLEAR:
        return None
    cells: list[list[Char]] = [[] for _start in starts]
    last: Char | None = None
    column = 0
    for char in words:
        now = max(n for n, start in enumerate(starts) if char.x0 >= start - CLEAR)
        if last is not None and now != column and char.x0 - last.x1 < NARROW * char.size:
            return None
        cells[now].append(char)
        last, column = char, now
    return Row(min(char.top for char in words), [[cell] if cell else [] for cell in cells])
