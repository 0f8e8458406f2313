"""What is asked of a database: a tree of words and marks, and who asks."""
# ruff: noqa: S608 — the pieces of SQL are constants of ours; all values are parameters

import json
from dataclasses import dataclass, field
from functools import cached_property

from ..text import tokens
from . import query
from .table import MASK

READERS, DESK = "readers", "desk"


@dataclass(frozen=True)
class Words:
    phrase: tokens.Phrase


@dataclass(frozen=True)
class Mark:
    """A word of the column `marks`: t:3, r:440000, y:2025."""

    name: str


EVERYTHING = query.And(())
NOTHING = query.Or(())


@dataclass(frozen=True)
class Selection:
    """A resolved tree: leaves are Words and Mark, And(()) is everything, Or(()) is nothing.

    `due_later` are the ranges of keys of issues that are published but not yet visible: an
    issue becomes public by the clock, and nothing is written then. `kept` is what
    issues/search/tallies.py knows of it already.
    """

    tree: query.And
    audience: str = READERS
    due_later: tuple[tuple[int, int], ...] = ()
    kept: "Kept | None" = field(default=None, compare=False)

    @property
    def empty(self):
        return self.tree == NOTHING

    def bounds(self, column):
        """Conditions on the key, and their parameters: what this audience may see."""
        if self.audience == DESK:
            return [], []
        conditions, params = [f"{column} >= 0"], []
        for first, last in self.due_later:
            conditions.append(f"NOT ({column} BETWEEN %s AND %s)")
            params += [first, last]
        return conditions, params

    def order(self, column):
        return f"{column} & {MASK}" if self.audience == DESK else column


@dataclass(frozen=True)
class Kept:
    """How many hits a selection has in the years that are over; `newer` selects the others."""

    total: int
    text: str = field(repr=False)  # `counts` as JSON
    newer: Selection

    @cached_property
    def counts(self) -> dict[str, dict[int, int]]:
        """{facet: {number of a value: how many}}"""
        return {
            facet: {int(number): n for number, n in values.items()}
            for facet, values in json.loads(self.text).items()
        }


def all_of(parts):
    """The tree that wants each of the parts, without those that want everything."""
    flat = []
    for part in parts:
        flat += part.parts if isinstance(part, query.And) else [part]
    return NOTHING if NOTHING in flat else query.And(tuple(flat))


def any_of(parts):
    """The tree that is content with one of the parts."""
    flat = tuple(part for part in parts if part != NOTHING)
    if EVERYTHING in flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else query.Or(flat)


def none_of(part):
    if part in (EVERYTHING, NOTHING):
        return NOTHING if part == EVERYTHING else EVERYTHING
    return query.Not(part)


def most_shared(one, times, rows):
    """SQL for (place, item id) of the rows that most of the selects of (place, sort) give.

    `one` is such a select for one word; its parameters come `times` times, then the limit.
    """
    each = " UNION ALL ".join([one] * times)
    order = f"count(*) DESC, sort & {MASK}"
    return (
        "SELECT place, item_id FROM ("
        f"SELECT place, sort, row_number() OVER (PARTITION BY place ORDER BY {order}) AS rank"
        f" FROM ({each}) AS hit GROUP BY place, sort"
        f") AS ranked JOIN {rows} USING (sort) WHERE rank <= %s ORDER BY place, rank"
    )
