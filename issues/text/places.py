"""Region suggestion: which region a news item is about, by rule.

Rules and their reasons: the title speaks before the summary; the most specific nested
place wins; a meeting's venue yields to any actor; several cities of one province stand
for the province, three provinces for the country; 全球 comes last. A suggestion is for
an editor to accept or change, so other candidates come with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from issues.text.gazetteer import MEETS, NATIONWIDE, Mention, Role, find
from issues.text.regions_data import ancestors, by_code

HOME = "440000"
MOST_CANDIDATES = 8
# Places that are named together: 深圳、广州和东莞.
JOINERS = frozenset(["", "、", "和", "与", "及", "以及", "·", " ", "，", ",", "/", "—", "-"])
ENUMERATION = 3  # so many provinces in one text make it national
NESTED_GAP = 3  # 杭州高新区（滨江: a nested place may follow after this many characters

ACTORS = frozenset([Role.PLACE, Role.COUNTRY, Role.FOREIGN, Role.NATIONAL, Role.CHINA])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Region codes: the best one, or None, and all candidates with the best first."""

    best: str | None
    candidates: tuple[str, ...]


def region_short(code: str) -> str:
    """深圳 for 440300. KeyError for a code that is not in regions.json."""
    return by_code()[code].short


def suggest(title: str, summary: str = "", *, home: str = HOME) -> Suggestion:
    """The region of an item. `home` is the province whose counties count by short name."""
    in_title, in_summary = find(title, summary, home)
    best = _best(title, in_title, summary, in_summary)
    named = [m.code for m in [*in_title, *in_summary]]
    candidates = dict.fromkeys([best, *named] if best else named)
    return Suggestion(best, tuple(candidates)[:MOST_CANDIDATES])


def _best(
    title: str, in_title: list[Mention], summary: str, in_summary: list[Mention]
) -> str | None:
    if code := _from_title(title, in_title, in_summary):
        return code
    stop = _first_sentence(summary)
    opening = [m for m in in_summary if m.start < stop]
    rest = [m for m in in_summary if m.start >= stop]
    steps: list[Callable[[], str | None]] = [
        lambda: _subject(summary, opening, [Role.PLACE, Role.NATIONAL]),
        lambda: _venue(opening, in_title),
        lambda: _first(in_title, [Role.NATIONWIDE, Role.WORLD]),
        lambda: None if _has(in_title, Role.COMPANY) else _actor(summary, opening),
        lambda: _first([*in_title, *opening], [Role.COMPANY]),
        lambda: _first(opening, [Role.BLOC, Role.NATIONWIDE]),
        lambda: _actor(summary, rest),
        lambda: _venue(rest, in_title),
        lambda: _first(rest, [Role.COMPANY, Role.BLOC, Role.NATIONWIDE]),
        lambda: _first([*in_title, *in_summary], [Role.HINT]),
        lambda: _first(in_summary, [Role.WORLD]),
        lambda: _first([*in_title, *in_summary], [Role.SOURCE]),
    ]
    return next((code for step in steps if (code := step())), None)


def _from_title(title: str, mentions: list[Mention], in_summary: list[Mention]) -> str | None:
    """The region that the title settles by itself."""
    places = [m for m in mentions if m.role is Role.PLACE]
    if places:
        if _is_survey(places, mentions, in_summary):
            return NATIONWIDE
        return _together(title, places)
    abroad_or_national = [m for m in mentions if m.role in ACTORS]
    strong = [m for m in abroad_or_national if m.role is not Role.CHINA]
    if strong:
        return abroad_or_national[0].code
    if venue := _venue(mentions, []):
        return venue
    named = _first(mentions, [Role.BLOC, Role.CHINA])
    # 中国…大会召开: the summary knows where
    meets = named and any(verb in title for verb in MEETS)
    return (_venue(in_summary, []) if meets else None) or named


def _is_survey(places: list[Mention], mentions: list[Mention], in_summary: list[Mention]) -> bool:
    """A title that picks its own province out of a national list: the summary is led by a
    ministry and goes on to name places of several other provinces."""
    if len({_province(m.code) for m in places}) != 1 or not in_summary:
        return False
    listed = {_province(m.code) for m in in_summary if m.role is Role.PLACE}
    led = in_summary[0].role in (Role.NATIONAL, Role.CHINA, Role.NATIONWIDE)
    return led and len(listed) > ENUMERATION


def _subject(text: str, mentions: list[Mention], roles: list[Role]) -> str | None:
    wanted = [m for m in mentions if m.role in roles]
    if not wanted:
        return None
    if wanted[0].role is Role.PLACE:
        return _together(text, [m for m in wanted if m.role is Role.PLACE])
    return wanted[0].code


def _actor(text: str, mentions: list[Mention]) -> str | None:
    """Whoever is named first, so that a world body's report stays the world's even where it
    goes on to name countries."""
    return _subject(text, mentions, [*ACTORS, Role.WORLD])


def _first(mentions: list[Mention], roles: list[Role]) -> str | None:
    return next((m.code for role in roles for m in mentions if m.role is role), None)


def _has(mentions: list[Mention], role: Role) -> bool:
    return any(m.role is role for m in mentions)


def _venue(mentions: list[Mention], in_title: list[Mention]) -> str | None:
    """The venue at its most specific; where the company of the title has its seat in the
    same city, the city."""
    venues = [m.code for m in mentions if m.role is Role.VENUE]
    if not venues:
        return None
    code = venues[0]
    for other in venues[1:]:
        code = other if code in ancestors(other) else code
    seat = _first(in_title, [Role.COMPANY])
    return seat if seat and seat in ancestors(code) else code


def _together(text: str, places: list[Mention]) -> str:
    """One code for places in order: the most specific of nested ones, else the nearest
    common region of those that are named together."""
    group = [places[0]]
    for place in places[1:]:
        between = text[group[-1].end : place.start]
        nested = _nested(group[-1].code, place.code) and len(between) <= NESTED_GAP
        if not nested and between not in JOINERS:
            break
        group.append(place)
    codes = {m.code for m in group}
    leaves = [m.code for m in group if not any(m.code in ancestors(c) for c in codes)]
    return leaves[0] if len(set(leaves)) == 1 else _common(leaves)


def _nested(outer: str, inner: str) -> bool:
    return outer == inner or outer in ancestors(inner)


def _province(code: str) -> str:
    chain = [*ancestors(code), code]
    return next((c for c in chain if by_code()[c].level == "province"), code)


def _common(codes: list[str]) -> str:
    provinces = list(dict.fromkeys(_province(code) for code in codes))
    if len(provinces) >= ENUMERATION:
        return NATIONWIDE
    if len(provinces) == 2:
        return codes[0]
    shared = set.intersection(*({*ancestors(code), code} for code in codes))
    return max(shared, key=lambda code: len(ancestors(code)))


def _first_sentence(text: str) -> int:
    """Where the first sentence ends. A semicolon does not end one."""
    ends = [at for mark in "。！？" if (at := text.find(mark)) >= 0]
    return min(ends, default=len(text)) + 1
