"""The regions of issues/data/regions.json, for everything that needs them without a database.

The file is written by issues/data/build_regions.py; issues/data/README.md says where its
rows come from.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Level = Literal["world", "country", "nation", "province", "city", "county"]

SOURCE = Path(__file__).resolve().parent.parent / "data" / "regions.json"


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region.

    `code` is a GB/T 2260 code of six digits, an ISO 3166-1 alpha-2 code, CN, EU, 100000
    (national news) or 001 (the root of the countries). `parent` is the code of another
    row, or empty for the two roots CN and 001. `pinyin` and `initials` are those of
    `short`, without tones (深圳: shenzhen, sz). `aliases` are codes no longer in use that
    now mean this region; each belongs to one row and is the code of none.
    """

    code: str
    name: str
    short: str
    parent: str
    level: Level
    pinyin: str
    initials: str
    aliases: tuple[str, ...]


@cache
def rows() -> tuple[RegionRow, ...]:
    """All regions, every parent before its children."""
    data = json.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        RegionRow(**{**dict(zip(data["columns"], row, strict=True)), "aliases": tuple(row[-1])})
        for row in data["rows"]
    )


@cache
def by_code() -> dict[str, RegionRow]:
    """Each region under its present code; old codes are not keys."""
    return {row.code: row for row in rows()}


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """Codes from the root down to the parent of `code`. KeyError for an unknown code."""
    chain: list[str] = []
    parent = by_code()[code].parent
    while parent:
        chain.append(parent)
        parent = by_code()[parent].parent
    return tuple(reversed(chain))
