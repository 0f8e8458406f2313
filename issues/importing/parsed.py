"""What parsing gives: an issue in sections and items, and where every line of the file went."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "heading",
    "title",
    "summary",
    "source",
    "link_block",
    "masthead",
    "header_footer",
    "unplaced",
    "tags",
    "region",
    "note",
]
KINDS: tuple[Kind, ...] = Kind.__args__


class Refused(Exception):
    """The file cannot be imported. `code` and `values` are worded in messages.py."""

    def __init__(self, code: str, **values: object):
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor should look at. `line` counts from 1; worded in messages.py."""

    code: str
    line: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item. `line` is that of its title.

    `source_url` is the first http or https address, `source_urls` all of them in order.
    `region` is what an explicit 地区： line says, nothing guessed.
    """

    title: str
    summary: str
    source_url: str | None
    source_urls: tuple[str, ...]
    source_name: str
    tags: tuple[str, ...]
    region: str | None
    problems: tuple[Problem, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A section under the name its heading gives; the name is empty where no heading stands."""

    name: str
    items: tuple[ParsedItem, ...]


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Where a line went; `item` counts from 0 over the whole issue, in the order of the file.

    `told`: its parts as (role, text), where the other lines told more than it says by itself.
    """

    line: int
    kind: Kind
    item: int | None
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """`number` is 第N期 and `total_number` 总第N期 of the masthead.

    `ledger` has a count for each kind of KINDS and `lines`, their sum: every line that is
    not blank stands in `lines` once, in the order of the file.
    """

    number: int | None
    total_number: int | None
    title: str | None
    date: datetime.date | None
    note: str
    sections: tuple[ParsedSection, ...]
    unplaced: tuple[UnplacedLine, ...]
    ledger: Mapping[str, int]
    lines: tuple[PlacedLine, ...]

    @property
    def items(self) -> tuple[ParsedItem, ...]:
        return tuple(item for section in self.sections for item in section.items)
