"""What an editor should look at before an import is stored, worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from issues import stories
from issues.models import SUMMARY_MAX, TITLE_MAX, Item, Section
from issues.text import urls

from . import mapping, regroup, suggest
from .grammar import sources
from .parsed import ParsedItem
from .work import Work

# The order in which the page shows them.
CODES = (
    *("no_number", "no_date"),
    *("no_title", "no_source", "no_link", "source_refused", "no_summary", "title_long"),
    "scheme_added",
    *("summary_long", "section", "repeated_url", "repeated_title", "ran_url", "ran_likely"),
    *("region_ambiguous", "odd_title", "house_matter"),
    *("region_unknown", "region_unsure", "link", "unplaced"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`item` is a card's key, `line` a line's number, `group` a group's key; `value` tells more.

    For a link that no item has, `fill` is the item it seems to belong to.
    """

    code: str
    item: int | None = None
    line: int | None = None
    group: int | None = None
    value: str = ""
    fill: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An item that will be stored, with its key on the workbench."""

    key: int
    item: ParsedItem
    region: suggest.places.Suggestion


def taken(work: Work) -> list[Taken]:
    keys = [key for group in work.groups for key in regroup.kept(work, group)]
    items = regroup.with_repeats([regroup.texts(work, key) for key in keys])
    home = settings.HOME_REGION
    return [
        Taken(key, item, suggest.regions(item, home=home))
        for key, item in zip(keys, items, strict=True)
    ]


def ran(items: Sequence[Taken], number: int | None) -> dict[int, list[stories.Match]]:
    """{key: earlier items of the same story}. The issue that is imported again is no other one."""
    own = Item.objects.filter(issue__number=number) if number else Item.objects.none()
    exclude = frozenset(own.values_list("pk", flat=True))
    drafts = [
        stories.Draft(row.item.title, row.item.summary, row.item.source_urls, exclude)
        for row in items
    ]
    found = stories.earlier_for(drafts)
    return {row.key: matches for row, matches in zip(items, found, strict=True) if matches}


def of_head(number: int | None, date: str) -> list[Finding]:
    """What the issue itself still lacks."""
    lacking = (("no_number", number), ("no_date", date))
    return [Finding(code) for code, value in lacking if not value]


def find(
    work: Work,
    items: Sequence[Taken],
    sections: Sequence[Section],
    earlier: Mapping[int, Sequence[stories.Match]],
) -> list[Finding]:
    """`earlier` is what `ran` gives."""
    found: list[Finding] = []
    for row in items:
        found += of_item(work, row)
        if row.key in earlier:
            found.append(Finding(f"ran_{earlier[row.key][0].why}", row.key))
    found += [
        Finding("section", group=row.group.key, value=row.name if row.section else "")
        for row in mapping.mapped(work, sections)
        if row.unsure
    ]
    found += missing_links(work, items)
    found += [
        Finding("unplaced", line=line.no) for line in work.lines.values() if line.kind == "unplaced"
    ]
    return sorted(found, key=lambda row: CODES.index(row.code))


def of_item(work: Work, row: Taken) -> list[Finding]:
    item, hand = row.item, work.cards[row.key].hand
    found = [Finding(problem.code, row.key, value=problem.value) for problem in item.problems]
    if len(item.title) > TITLE_MAX:
        found.append(Finding("title_long", row.key))
    if len(item.summary) > SUMMARY_MAX:
        found.append(Finding("summary_long", row.key))
    if "region" in hand:
        return found
    if item.region and len(named := suggest.by_name(item.region, settings.HOME_REGION)) != 1:
        found.append(Finding("region_ambiguous" if named else "region_unknown", row.key))
    elif row.region.best is None:
        found.append(Finding("region_unsure", row.key))
    return found


def missing_links(work: Work, items: Sequence[Taken]) -> list[Finding]:
    """Links of the file that are no item's source: the cross-check on the 来源 lines."""
    links = page_links(work)
    keys = {urls.normalise(url): place for place, url in enumerate(links)}
    used = {
        urls.normalise(url): place
        for place, row in enumerate(items)
        for url in row.item.source_urls
    }
    dropped = {
        urls.normalise(url)
        for key, card in work.cards.items()
        if card.dropped
        for url in regroup.texts(work, key).source_urls
    }
    return [
        Finding("link", value=links[place], fill=fitting(place, list(keys), used, items))
        for key, place in keys.items()
        if key not in used and key not in dropped
    ]


def page_links(work: Work) -> list[str]:
    """The links at the page ends, else those a reader found in the file; each once.

    A saved web page has links of its site besides, which say nothing about the items.
    """
    found = [
        url
        for line in work.lines.values()
        if line.kind == "link_block"
        for url in sources.find_urls(line.text)
    ]
    if not found and work.source.kind != "html":
        found = [link.url for link in work.source.links if urls.safe_url(link.url)]
    return list({urls.normalise(url): url for url in found}.values())


def fitting(place: int, keys: Sequence[str], used: dict[str, int], items: Sequence[Taken]):
    """The only item without a source between the neighbours of the link, or None."""
    before = [used[key] for key in keys[:place] if key in used]
    after = [used[key] for key in keys[place + 1 :] if key in used]
    between = items[(before[-1] + 1 if before else 0) : (after[0] if after else len(items))]
    bare = [row.key for row in between if not row.item.source_url]
    return bare[0] if len(bare) == 1 else None
