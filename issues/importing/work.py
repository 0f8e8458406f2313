"""An import on the workbench: every line with its kind, the items made of lines, their order.

The lines are the truth: an item is the lines that carry its key, until an editor writes a text
by hand, which then stands above them. steps.py changes a Work, regroup.py reads it. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from issues.text import tidy

from .grammar import hints
from .parsed import KINDS, ParsedIssue, ParsedItem
from .source import Source

# Lines of these kinds belong to an item; of all others to none.
OF_ITEMS = ("title", "summary", "source", "tags", "region")
WORK_KINDS = (*KINDS, "dropped")
# What an editor may write over what the lines say.
BY_HAND = (
    *("title", "summary", "source_url", "source_name", "other_sources"),
    *("region", "topics"),
)


@dataclass(slots=True)
class WorkLine:
    """`reads` is the text with the file's links and headings as Markdown, for the grammar.

    `told` is of PlacedLine, and holds as long as `kind` is what it `was`.
    """

    no: int
    text: str
    kind: str
    item: int | None
    reads: str
    was: str
    told: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> tuple[tuple[str, str], ...]:
        return self.told if self.kind == self.was else ()


@dataclass(slots=True)
class Card:
    """An item on the workbench. `hand` holds what was written over the lines' own text."""

    key: int
    dropped: bool = False
    hand: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """Items under one heading. `target` is "" until an editor says where they go:
    "=12" is the section of that key, "+名称" a new one."""

    key: int
    name: str
    heading: int | None
    cards: list[int] = field(default_factory=list)
    target: str = ""


@dataclass(slots=True)
class Work:
    source: Source
    base: ParsedIssue
    base_items: tuple[ParsedItem, ...]
    lines: dict[int, WorkLine]
    cards: dict[int, Card]
    groups: list[Group]
    base_lines: dict[int, list[tuple[int, str]]]
    index: dict[int, list[WorkLine]] | None = None

    @property
    def order(self) -> list[int]:
        return [key for group in self.groups for key in group.cards]

    def own(self, key: int) -> list[WorkLine]:
        if self.index is not None:
            return self.index.get(key, [])
        return [line for line in self.lines.values() if line.item == key]

    def settled(self) -> "Work":
        """The same, quick to read while no step changes it: a year in one file is 20,000 lines."""
        self.index = {}
        for line in self.lines.values():
            if line.item is not None:
                self.index.setdefault(line.item, []).append(line)
        return self

    def group_of(self, key: int) -> Group:
        return next(group for group in self.groups if key in group.cards)

    def kind_of(self, line: WorkLine) -> str:
        """Where the line ends: those of an item that is not taken are dropped with it."""
        if line.item is not None and self.cards[line.item].dropped:
            return "dropped"
        return line.kind

    def ledger(self) -> dict[str, int]:
        counts = Counter(self.kind_of(line) for line in self.lines.values())
        return {"lines": len(self.lines)} | {kind: counts[kind] for kind in WORK_KINDS}

    def base_item(self, key: int) -> ParsedItem | None:
        """What the grammar made of the item, as long as its lines are what they were."""
        if key >= len(self.base_items):
            return None
        now = [(line.no, line.kind) for line in self.own(key)]
        return self.base_items[key] if self.base_lines.get(key, []) == now else None


def owner(row) -> int | None:
    """The item of a line as parsed. An unplaced line only stands near the one it names."""
    return row.item if row.kind in OF_ITEMS else None


def begin(source: Source, parsed: ParsedIssue) -> Work:
    texts, reads = source.texts, hints.rendered(source)
    lines = {
        row.line: WorkLine(
            row.line,
            tidy.clean(texts[row.line - 1]),
            row.kind,
            owner(row),
            tidy.clean(reads[row.line - 1]),
            row.kind,
            row.told,
        )
        for row in parsed.lines
    }
    items = parsed.items
    base_lines: dict[int, list[tuple[int, str]]] = {}
    for row in parsed.lines:
        if (key := owner(row)) is not None:
            base_lines.setdefault(key, []).append((row.line, row.kind))
    keys = iter(range(len(items)))
    headings = iter([row.line for row in parsed.lines if row.kind == "heading"])
    groups = [
        Group(
            key=place,
            name=section.name,
            heading=next(headings, None) if section.name else None,
            cards=[next(keys) for _item in section.items],
        )
        for place, section in enumerate(parsed.sections)
    ]
    cards = {key: Card(key) for key in range(len(items))}
    return Work(source, parsed, items, lines, cards, groups, base_lines)


def before(work: Work, no: int) -> Iterator[WorkLine]:
    """The lines before this one, the nearest first."""
    return (line for line in reversed(work.lines.values()) if line.no < no)


def after(work: Work, no: int) -> Iterator[WorkLine]:
    return (line for line in work.lines.values() if line.no > no)


def first_line(work: Work, key: int) -> int:
    """Where the item begins; far behind all lines for one that has none."""
    return min((line.no for line in work.own(key)), default=1 + max(work.lines, default=0))


def known_links(work: Work) -> Sequence[str]:
    """Addresses that are certainly whole: from link annotations and from the grammar."""
    found = [link.url for link in work.source.links]
    found += [url for item in work.base.items for url in item.source_urls]
    return list(dict.fromkeys(found))
