"""Tables of Markdown: each row becomes an entry of one line, as the grammar reads them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issues.text import tidy

from . import markdown
from .labels import ROLES

BAR = re.compile(r"(?<!\\)\|")
BELOW_HEADS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")
SET_ASIDE = "---"  # the heads of columns hold no text of an item
MORE_ROLES = dict.fromkeys(("名称", "项目", "文章"), "title")
MORE_ROLES |= dict.fromkeys(("说明", "描述"), "summary")
LABELS = {"summary": "内容", "source": "来源", "tags": "标签", "region": "地区"}


@dataclass(frozen=True)
class Columns:
    roles: tuple[str, ...]

    def entry(self, cells: Sequence[str]) -> str:
        """`**title** 内容：summary 来源：address`; the row as it is where no cell is a title."""
        found = [(role, cell) for role, cell in zip(self.roles, cells, strict=False) if cell]
        title = next((cell for role, cell in found if role == "title"), "")
        if not title:
            return " ".join(cells)
        parts = [f"{LABELS[role]}：{cell}" for role, cell in found if role in LABELS]
        return " ".join([f"**{title}**", *parts])


def cells_of(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(line.strip().strip("|"))]


def columns_of(heads: Sequence[str]) -> Columns | None:
    """What the columns hold, by their heads; the first is the title where none says so."""
    words = [tidy.squeeze(markdown.plain(head)).strip(":：").lower() for head in heads]
    roles = [ROLES.get(word) or MORE_ROLES.get(word, "") for word in words]
    if "title" not in roles and "" in roles and any(role in LABELS for role in roles):
        roles[roles.index("")] = "title"
    return Columns(tuple(roles)) if "title" in roles and len(set(roles)) > 1 else None


def rows_as_entries(texts: Sequence[str]) -> list[str]:
    """As many lines as were given: only those of tables with known heads change."""
    out = list(texts)
    columns: Columns | None = None
    for place, line in enumerate(texts):
        if "|" not in line:
            columns = None
        elif place and "-" in line and BELOW_HEADS.fullmatch(line.strip()):
            columns = columns_of(cells_of(texts[place - 1]))
            if columns:
                out[place - 1] = out[place] = SET_ASIDE
        elif columns:
            out[place] = columns.entry(cells_of(line))
    return out
