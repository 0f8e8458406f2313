"""The head of a Markdown file for its site: `title: …` between two lines of --- or +++."""

import re
from collections.abc import Sequence

from .rows import Row

FENCES = ("---", "+++")
PAIR = re.compile(r"([A-Za-z_][\w.-]{0,40})\s?[:=](?:\s+|$)(.*)")
VALUE = re.compile(r"[-*#\[\]{}\"']|\S+,?$")  # a list, a comment, a value on several lines
TELLING = ("title", "date", "issue", "number")
MOST = 60


def mark(rows: Sequence[Row]) -> None:
    """Gives it to the masthead; only title, date and number are read there."""
    if not rows or rows[0].text not in FENCES:
        return
    inner = range(1, min(len(rows), MOST))
    end = next((place for place in inner if rows[place].text == rows[0].text), 0)
    pairs = [PAIR.fullmatch(row.text) for row in rows[1:end]]
    if not any(pairs) or not all(
        pair or row.indent or VALUE.match(row.text)
        for row, pair in zip(rows[1:end], pairs, strict=True)
    ):
        return
    for row in rows[: end + 1]:
        row.kind, row.listed = "masthead", True
    for row, pair in zip(rows[1:end], pairs, strict=True):
        if pair and pair[1].lower() in TELLING and pair[2]:
            row.text, row.listed = pair[2].strip("\"' "), False
