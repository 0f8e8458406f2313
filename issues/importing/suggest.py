"""Region and topics for parsed items: what the file says first, then what its words suggest."""

from functools import cache

from issues.text import places, regions_data

from .parsed import ParsedItem

NONE = places.Suggestion(None, ())


def regions(item: ParsedItem, *, home: str) -> places.Suggestion:
    """Codes for the item: the 地区： line where it names one region, else a suggestion."""
    guess = places.suggest(item.title, item.summary, home=home)
    if not item.region:
        return guess
    named = by_name(item.region, home)
    if len(named) == 1:
        return places.Suggestion(named[0], named)
    # A name that several regions share, or none: the editor decides, as the problem says.
    best = next((code for code in guess.candidates if code in named), None)
    return places.Suggestion(best, tuple(dict.fromkeys((*named, *guess.candidates))))


@cache
def by_name(name: str, home: str) -> tuple[str, ...]:
    """Codes of the regions of this name or short name; the home province settles doubles.

    Of two that remain a province or city stands before a county, and before a place of the
    same name far away.
    """
    rows = [row for row in regions_data.rows() if name in (row.short, row.name, row.code)]
    at_home = [row for row in rows if row.code == home or home in regions_data.ancestors(row.code)]
    larger = [row for row in rows if row.level != "county"]
    for choice in (larger, at_home):
        if len(choice) == 1:
            return (choice[0].code,)
    return tuple(row.code for row in rows)
