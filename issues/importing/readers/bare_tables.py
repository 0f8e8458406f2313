"""Tables of a PDF page without rules: below their heads, columns are told by where those stand.

Pure: characters in, rows of cells out. A row begins where its number or its title does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from . import tables
from .layout import CLEAR, Char, rows_of, segments_of, text_of

MOST_HEADS = 24  # characters of all heads
NARROW = 0.3  # of the size: less than that between two cells is no gap


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


def find(chars: Sequence[Char], going_on: list[Columns]) -> tuple[list[list[Row]], list[Char]]:
    """The rows of such tables, their heads first, and the characters around them.

    `going_on`: the columns of a table that the page before ends with; they become this page's.
    """
    lines = rows_of(chars)
    found: list[list[Row]] = []
    outside: list[Char] = []
    columns = going_on[0] if going_on else None
    going_on.clear()
    place = 0
    while place < len(lines):
        columns = _columns(lines[place]) or (columns if place == 0 else None)
        rows: list[Row] = []
        while columns and place < len(lines):
            row = _row(lines[place], columns.starts)
            if row is None or (rows and _columns(lines[place])):
                break
            rows.append(row)
            place += 1
        if len(rows) > 1:
            found.append(_joined(rows, columns.number))
            going_on[:] = [columns] if place == len(lines) else []
        else:
            outside += lines[place] if not rows else rows[0].chars
            place += not rows
    return found, outside


def _columns(line: Sequence[Char]) -> Columns | None:
    """Those below this line, if it holds the heads of a table of items."""
    if sum(not char.text.isspace() for char in line) > MOST_HEADS:
        return None
    parts = segments_of(line)
    cells = [tables.Cell([text_of(part.chars)]) for part in parts]
    if len(parts) < 3 or not tables.heads(cells):
        return None
    roles = [tables.role_of(cell.text) for cell in cells]
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


def _joined(lines: list[Row], number: int | None) -> list[Row]:
    """Lines of the table -> its rows. In the last lines of a row only its longest cell goes on."""
    rows = [lines[0]]
    for before, line in pairwise(lines):
        filled = [bool(cell) for cell in line.cells]
        whole = all(filled) and not all(map(bool, before.cells))
        begins = filled[number] if number is not None else whole
        if begins or (before is lines[0] and _is_head(before)):
            rows.append(Row(line.top, [list(cell) for cell in line.cells]))
        else:
            for cell, more in zip(rows[-1].cells, line.cells, strict=True):
                cell += more
    return rows


def _is_head(row: Row) -> bool:
    return _columns(row.chars) is not None
