"""Tables in plain text and Markdown: each row becomes an entry of one line, as the grammar
reads them. Cells stand between bars, tabs or, below heads that tell what they hold, commas.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from . import markdown, sources
from .headings import STANDARD
from .labels import split_label
from .rows import is_prose
from .table_heads import role_of_head

BAR = re.compile(r"(?<!\\)\|")
BELOW_HEADS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")
LABELS = {"summary": "内容", "source": "来源", "tags": "标签", "region": "地区"}
SECTION = "栏目："  # before the entry that opens it
LEAST_ROWS = 2
MOST_SECTION = 12
MOST_HEADS = 80  # characters of the line that holds the heads of all columns
MOST_LINE = 20_000
DAY = re.compile(r"[0-9]{2,4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)?|[0-9]{1,2}月[0-9]{1,2}日")


@dataclass(frozen=True)
class Columns:
    roles: tuple[str, ...]

    def entry(self, cells: Sequence[str], section: str = "") -> str:
        """`**title** 内容：summary 来源：address`; the row as it is where no cell is a title."""
        found = [(role, cell) for role, cell in zip(self.roles, cells, strict=False) if cell]
        title = next((cell for role, cell in found if role == "title"), "")
        if not title:
            return " ".join(cells)
        own = self.section(cells)
        opens = f"{SECTION}{own} " if own and own != section else ""
        texts: dict[str, list[str]] = defaultdict(list)
        for role, cell in found:
            texts[role].append(cell)
        parts = [f"{LABELS[role]}：{' '.join(texts[role])}" for role in texts if role in LABELS]
        return opens + " ".join([f"**{title.strip('* ')}**", *parts])

    def section(self, cells: Sequence[str]) -> str:
        pairs = zip(self.roles, cells, strict=False)
        return next((cell.strip("【】* ") for role, cell in pairs if role == "section"), "")


def cells_of(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(line.strip().strip("|"))]


def columns_of(heads: Sequence[str]) -> Columns | None:
    """What the columns hold, by their heads; the first is the title where none says so."""
    roles = [role_of_head(markdown.plain(head)) for head in heads]
    if "title" not in roles and "" in roles and any(role in LABELS for role in roles):
        roles[roles.index("")] = "title"
    told = "title" in roles and len(set(roles)) > 1
    return Columns(tuple(roles)) if told else None


def rows_as_entries(texts: Sequence[str]) -> list[str]:
    """As many lines as were given: only those of tables change."""
    out = of_markdown(texts)
    for parted in (_by_tabs, _by_bars, *BY_SIGNS):
        out = without_rules(out, parted)
    return out


def of_markdown(texts: Sequence[str]) -> list[str]:
    """Tables with known heads and a rule below them."""
    out = list(texts)
    columns: Columns | None = None
    section = ""
    for place, line in enumerate(texts):
        if "|" not in line:
            columns, section = None, ""
        elif place and "-" in line and BELOW_HEADS.fullmatch(line.strip()):
            columns = columns_of(cells_of(texts[place - 1]))
            if columns:
                out[place - 1] = out[place] = markdown.SAYS_NOTHING
        elif columns:
            out[place] = columns.entry(cells_of(line), section)
            section = columns.section(cells_of(line)) or section
    return out


def without_rules(texts: list[str], parted) -> list[str]:
    """Tables that are told by their heads, or by a column of addresses, alone."""
    if parted in BY_SIGNS and not any(
        len(line) <= MOST_HEADS and (cells := parted(line)) and _heads(cells) for line in texts
    ):
        return texts
    rows = {place: cells for place, line in enumerate(texts) if (cells := parted(line))}
    sizes = Counter(map(len, rows.values()))
    if not sizes:
        return texts
    size = sizes.most_common(1)[0][0]
    rows = {place: cells for place, cells in rows.items() if len(cells) == size}
    heads = next((found for cells in rows.values() if (found := _heads(cells))), None)
    body = [cells for cells in rows.values() if not _heads(cells)]
    columns = heads or (None if parted in BY_SIGNS else _by_contents(body))
    if columns is None or len(body) < LEAST_ROWS:
        return texts
    out, section = list(texts), ""
    for place, cells in rows.items():
        if heads and _heads(cells):
            out[place] = markdown.SAYS_NOTHING
            continue
        out[place] = columns.entry(cells, section)
        section = columns.section(cells) or section
    return out


def _heads(cells: Sequence[str]) -> Columns | None:
    """The heads of columns, where nearly all are known."""
    columns = columns_of(cells)
    if columns is None or any(len(cell) > 8 for cell in cells):
        return None
    known = [role for role in columns.roles if role]
    told = {"title"} < set(known) and len(known) * 3 >= len(cells) * 2
    return columns if told and ("summary" in known or "source" in known) else None


def _by_contents(body: Sequence[Sequence[str]]) -> Columns | None:
    """Columns without heads: addresses in the last, the title before the longest one."""
    if len(body) < LEAST_ROWS or not all(sources.only_urls(cells[-1]) for cells in body):
        return None
    columns = list(zip(*body, strict=True))[:-1]
    roles = [_role(column) for column in columns]
    words = [place for place, role in enumerate(roles) if not role]
    if not 1 <= len(words) <= 2:
        return None
    roles[words[0]] = "title"
    if len(words) == 2:
        prose = sum(is_prose(cell) for cell in columns[words[1]])
        roles[words[1]] = "summary" if prose * 2 > len(body) else "source"
    return Columns((*roles, "source"))


def _role(column: Sequence[str]) -> str:
    if all(cell.rstrip(".、").isdigit() for cell in column):
        return "number"
    if all(DAY.fullmatch(cell) for cell in column):
        return "day"
    names = {cell for cell in column if cell}
    short = all(len(name) <= MOST_SECTION for name in names)
    named = any(name.strip("【】") in STANDARD or name.startswith("【") for name in names)
    return "section" if short and named else ""


def _by_tabs(line: str) -> list[str] | None:
    cells = [cell.strip() for cell in line.strip("\n").split("\t")]
    return cells if len(cells) >= 3 and sum(map(bool, cells)) >= 2 else None


def _by_bars(line: str) -> list[str] | None:
    if ("|" not in line and "｜" not in line) or split_label(line.strip()):
        return None
    cells = cells_of(line.replace("｜", "|"))
    return cells if len(cells) >= 3 and sum(map(bool, cells)) >= 2 else None


def _by_sign(sign: str, line: str) -> list[str] | None:
    if line.count(sign) < 2 or len(line) > MOST_LINE:
        return None
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])]
    except csv.Error:
        return None
    return cells if len(cells) >= 3 else None


BY_SIGNS = (partial(_by_sign, ","), partial(_by_sign, ";"))  # which texts have too
