"""The headings of a file and the newsroom's own sections: which is which, and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from issues.models import Section
from issues.text import tidy

from . import regroup
from .parsed import Refused
from .work import Group, Work

ALIKE = 50  # of 100: 省内动态 and 省内资讯 share half their characters


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where the items of a group go. `how`: same (the name is ours), chosen, new (chosen to be
    made), guess (a name that is alike), open (somebody must choose), idle (no item to place)."""

    group: Group
    how: str
    section: Section | None = None
    name: str = ""

    @property
    def unsure(self) -> bool:
        return self.how in ("guess", "open")


def mapped(work: Work, sections: Sequence[Section]) -> list[Mapped]:
    return [destination(work, group, sections) for group in work.groups]


def destination(work: Work, group: Group, sections: Sequence[Section]) -> Mapped:
    if not regroup.kept(work, group):
        return Mapped(group, "idle", name=group.name)
    if group.target.startswith("+"):
        name = group.target[1:]
        known = next((section for section in sections if section.name == name), None)
        return Mapped(group, "new", known, name)
    if group.target.startswith("="):
        chosen = next((row for row in sections if str(row.pk) == group.target[1:]), None)
        if chosen is not None:
            return Mapped(group, "chosen", chosen, chosen.name)
    key = tidy.squeeze(group.name)
    same = next((section for section in sections if tidy.squeeze(section.name) == key), None)
    if same is not None:
        return Mapped(group, "same", same, same.name)
    return guessed(group, key, sections)


def guessed(group: Group, key: str, sections: Sequence[Section]) -> Mapped:
    scored = [(fuzz.ratio(key, tidy.squeeze(section.name)), section) for section in sections]
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    if not key or score < ALIKE:
        return Mapped(group, "open", name=group.name)
    return Mapped(group, "guess", best, best.name)


def names(found: Sequence[Mapped]) -> list[str]:
    """The sections' names, one for each group. Raises Refused while one is open."""
    for row in found:
        if row.how == "open":
            raise Refused("section_open", value=row.group.name or "—")
    return [row.name for row in found]
