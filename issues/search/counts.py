"""Counts beside a result list, each of them what choosing it would find."""
# ruff: noqa: S608 — the pieces of SQL are constants of ours; all values are parameters

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from ..models import Item, Region, Section, Topic
from ..text import regions_data
from .backend import engine
from .select import Selection
from .table import COUNTED, Host, SearchRow, region_code, unpacked

NAMED = 60  # hosts whose publisher is looked up; the rarer ones go by their address


@dataclass(frozen=True)
class RegionCount:
    """A region with all that it contains."""

    code: str
    name: str
    count: int
    children: "tuple[RegionCount, ...]"


@dataclass(frozen=True)
class NamedCount:
    slug: str
    name: str
    count: int


@dataclass(frozen=True)
class YearCount:
    year: int
    count: int


@dataclass(frozen=True)
class SiteCount:
    """A host with all hosts below it."""

    host: str
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """Commonest first, but sections in their order and years from the newest."""

    count: int
    region: tuple[RegionCount, ...] = ()
    topic: tuple[NamedCount, ...] = ()
    section: tuple[NamedCount, ...] = ()
    year: tuple[YearCount, ...] = ()
    site: tuple[SiteCount, ...] = ()


def describe(selection: Selection, strung: tuple[str, str] | None = None) -> Facets:
    """All facets of a selection; one pass through the hits, and one query for each kind of name.

    No pass where `strung` has what the database says of them.
    """
    if selection.empty:
        return Facets(0)
    total, counts = unstrung(*strung) if strung else with_kept(selection)
    return Facets(
        count=total,
        region=region_tree({region_code(number): n for number, n in counts["region"].items()}),
        topic=topic_counts(counts["topics"]),
        section=section_counts(counts["section"]),
        year=tuple(YearCount(*row) for row in sorted(counts["year"].items(), reverse=True)),
        site=site_counts(counts["host"], selection),
    )


def with_kept(selection: Selection) -> tuple[int, dict[str, dict[int, int]]]:
    """What `tally` says, with less to read where a part is known."""
    if selection.kept is None:
        return tally(selection)
    total, counts = tally(selection.kept.newer)
    old = selection.kept.counts
    return selection.kept.total + total, {
        name: Counter(old[name]) + Counter(counts.get(name, {})) for name in old
    }


def tally(selection: Selection) -> tuple[int, dict[str, dict[int, int]]]:
    """How many hits, and {facet: {number of a value: how many}} without those that have none."""
    return unstrung(*(("", "") if selection.empty else engine().strung(selection)))


def unstrung(counted: str, topics: str) -> tuple[int, dict[str, dict[int, int]]]:
    texts = {name: counted[at :: len(COUNTED)] for at, name in enumerate(COUNTED)}
    texts["topics"] = topics
    return len(counted) // len(COUNTED), {
        name: {number: n for char, n in Counter(text).items() if (number := unpacked(char))}
        for name, text in texts.items()
    }


def commonest(rows):
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def region_tree(counts: dict[str, int]) -> tuple[RegionCount, ...]:
    """The regions that were met and what contains them, with the counts rolled up."""
    names, paths = region_names(counts)
    totals, children = Counter(), defaultdict(set)
    for code, number in counts.items():
        for parent, above in pairwise(["", *paths[code]]):
            totals[above] += number
            children[parent].add(above)

    def branch(parent):
        return tuple(
            RegionCount(code, names[code], totals[code], branch(code))
            for code in sorted(children.get(parent, ()), key=lambda code: (-totals[code], code))
        )

    return branch("")


def region_names(codes: Iterable[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """{code: short name} and {code: codes from the root to it}, without asking the database.

    But for a region that is in use and in regions.json no more.
    """
    known = regions_data.by_code()
    paths = {code: [*regions_data.ancestors(code), code] for code in codes if code in known}
    names = {code: known[code].short for path in paths.values() for code in path}
    if former := set(codes) - known.keys():
        for region in Region.objects.filter(pk__in=former):
            names[region.code], paths[region.code] = region.short_name, region.path_codes
    return names, paths


def topic_counts(counts: dict[int, int]) -> tuple[NamedCount, ...]:
    rows = Topic.objects.filter(pk__in=counts).values_list("pk", "slug", "name")
    return commonest(NamedCount(slug, name, counts[pk]) for pk, slug, name in rows)


def section_counts(counts: dict[int, int]) -> tuple[NamedCount, ...]:
    rows = Section.objects.filter(pk__in=counts).values_list("pk", "slug", "name")
    return tuple(NamedCount(slug, name, counts[pk]) for pk, slug, name in rows)


def site_counts(counts: dict[int, int], selection: Selection) -> tuple[SiteCount, ...]:
    # A few are asked for; where they are many, all of them are the shorter question.
    hosts = Host.objects.all() if len(counts) > NAMED else Host.objects.filter(pk__in=counts)
    numbers = {host: pk for host, pk in hosts.values_list("host", "pk") if pk in counts}
    totals = Counter()
    for host, number in numbers.items():
        labels = host.split(".")
        for above in {".".join(labels[at:]) for at in range(len(labels))} & numbers.keys():
            totals[above] += counts[number]
    shown = {numbers[host]: host for host, _number in totals.most_common(NAMED)}
    names = {shown[pk]: name for pk, name in publishers(list(shown), selection).items()}
    return commonest(SiteCount(host, names.get(host, host), n) for host, n in totals.items())


def publishers(hosts: list[int], selection: Selection) -> dict[int, str]:
    """{host: publisher}, as the newest item from there names it that the audience may see."""
    if not hosts:
        return {}
    conditions, params = selection.bounds("r.sort")
    where = " AND ".join(["r.host = h.column1", *conditions])
    newest = (
        f"SELECT i.source_name FROM {SearchRow._meta.db_table} r"
        f" JOIN {Item._meta.db_table} i ON i.id = r.item_id"
        f" WHERE {where} ORDER BY r.sort LIMIT 1"
    )
    places = ", ".join(["(%s)"] * len(hosts))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT h.column1, ({newest}) FROM (VALUES {places}) AS h", [*params, *hosts]
        )
        return {host: name for host, name in cursor.fetchall() if name}
