"""Tables of items -> lines: the head of a column, or the first cell of a row, is the label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from issues.text import tidy

from ..grammar.table_heads import role_of_head

LABELS = {"title": "标题", "summary": "内容", "source": "来源", "tags": "标签", "region": "地区"}


@dataclass
class Cell:
    """Its paragraphs or physical lines, and (url, text) of its links."""

    texts: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return tidy.clean("".join(self.texts))


@dataclass(frozen=True)
class Entry:
    """A line to be; `level` 1 where a column names the section."""

    texts: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    row: "Row"
    level: int | None = None
    labelled: bool = False


Row = Sequence[Cell]


def heads(row: Row) -> list[str] | None:
    """Roles of the columns, if the row is the head of a table of items."""
    roles = [role_of_head(cell.text) for cell in row]
    known = [role for role in roles if role]
    told = "title" in roles and ("summary" in roles or "source" in roles)
    return roles if told and len(known) * 3 >= len(row) * 2 else None


def entries(rows: Sequence[Row]) -> Iterator[Entry]:
    roles: list[str] | None = None
    section = ""
    for row in rows:
        if found := heads(row):
            roles = found
            continue
        filled = [cell for cell in row if cell.text]
        if roles is None or len(filled) == 1 or len(row) != len(roles):
            yield from plain(row)
            continue
        for role, cell in zip(roles, row, strict=True):
            if role == "section" and cell.text and cell.text != section:
                section = cell.text
                yield Entry((section,), (), row, 1)
        yield from labelled(roles, row)


def labelled(roles: Sequence[str], row: Row) -> Iterator[Entry]:
    """The cells of an item, the title first, each behind the label of its column."""
    order = sorted(range(len(roles)), key=lambda place: roles[place] != "title")
    for place in order:
        cell, role = row[place], roles[place]
        if role in ("section", "number") or not cell.text:
            continue
        texts = list(cell.texts)
        if role in LABELS:
            texts[0] = f"{LABELS[role]}：{texts[0]}"
        yield Entry(tuple(texts), tuple(cell.links), row, labelled=role in LABELS)


def plain(row: Row) -> Iterator[Entry]:
    """A row without heads above it: 内容 | text is one line, other cells stand by themselves."""
    filled = [cell for cell in row if cell.text]
    if len(filled) == 2 and role_of_head(filled[0].text) in LABELS:
        texts = list(filled[1].texts)
        texts[0] = f"{filled[0].text.strip(':：')}：{texts[0]}"
        yield Entry(tuple(texts), tuple(filled[1].links), row, labelled=True)
        return
    for cell in filled:
        yield Entry(tuple(cell.texts), tuple(cell.links), row)
