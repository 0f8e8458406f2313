"""Rows as a CSV file that a spreadsheet opens safely and in the right characters."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins with one of these is a formula to some spreadsheet, or splits the row.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
BOM = "\ufeff"  # without it Excel reads Chinese in the encoding of the computer


def neutral(cell: object) -> str | int | float:
    """The cell as it is, or behind an apostrophe where a spreadsheet would compute it."""
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(head: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark; lines end in CR LF, as RFC 4180 has it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([neutral(cell) for cell in head])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return (BOM + file.getvalue()).encode()
