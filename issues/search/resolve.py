"""Fields and filters of a query into marks of the index: what the names in it stand for.

A value that stands for nothing finds nothing, and a Problem says which it was. To readers a
topic of drafts alone stands for nothing, as one that nobody ever used.
Codes: unknown_tag, unknown_region, unknown_section, bad_issue, bad_date, bad_year, unknown_site.
"""

import calendar
import datetime
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, Max, Min, OuterRef, Q

from ..models import FormerCode, Issue, Item, Region, Section, Topic
from ..text import slugs, tokens
from . import query
from .index import host_mark, publisher_mark
from .query import Problem
from .select import DESK, EVERYTHING, NOTHING, READERS, Mark, Words, all_of, any_of, none_of

FILTERS = ("region", "topic", "section", "year", "site")
YEARS = range(1, 10_000)


@dataclass(frozen=True)
class Filters:
    """The filters of an address, each with what it names: None where it is not set.

    `tree` is their condition.
    """

    region: Region | None = None
    topic: Topic | None = None
    section: Section | None = None
    year: int | None = None
    site: str = ""
    problems: tuple[Problem, ...] = ()
    tree: query.And = field(default=EVERYTHING, repr=False)


def filters(params, audience=READERS) -> Filters:
    """Filters from {"region": code, "topic": slug, "section": slug, "year": …, "site": host}.

    Other keys and empty values do not count.
    """
    given = {name: (params.get(name) or "").strip()[: query.LONGEST] for name in FILTERS}
    given = {name: query.clean(value) for name, value in given.items() if value}
    found, problems, parts = {}, [], []
    for name, value in given.items():
        thing = FILTER_VALUES[name](value, audience)
        if thing is None:
            problems.append(Problem(CODES[name], value))
            parts.append(NOTHING)
        else:
            found[name] = thing
            parts.append(Mark(filter_mark(name, thing)))
    return Filters(**found, problems=tuple(problems), tree=all_of(parts))


def topics_known_to(audience):
    if audience == DESK:
        return Topic.objects.all()
    # Not through the table between, or SQLite would list all published items first.
    return Topic.objects.filter(
        Exists(Item.objects.published().filter(item_topics__tag=OuterRef("pk")))
    )


def topic_by_slug(slug, audience):
    """Also by one that it had, or that a topic had which was merged into it."""
    known = topics_known_to(audience)
    return known.filter(slug=slug).first() or known.filter(former_slugs__slug=slug).first()


def region_by_code(code: str) -> Region | None:
    code = code.upper()
    return (
        Region.objects.filter(pk=code).first()
        or Region.objects.filter(former_codes__code=code).first()
    )


def year(text: str) -> int | None:
    number = digits(text)
    return int(number) if len(number) == 4 and int(number) in YEARS else None


def site(text: str) -> str | None:
    host = host_mark(text).removeprefix("www.")
    return host if any(map(str.isalnum, host)) else None


FILTER_VALUES: dict[str, Callable] = {
    "region": lambda code, audience: region_by_code(code),
    "topic": topic_by_slug,
    "section": lambda slug, audience: Section.objects.filter(slug=slug).first(),
    "year": lambda text, audience: year(text),
    "site": lambda text, audience: site(text),
}
CODES = {
    "region": "unknown_region",
    "topic": "unknown_tag",
    "tag": "unknown_tag",
    "section": "unknown_section",
    "year": "bad_year",
    "site": "unknown_site",
    "issue": "bad_issue",
    "after": "bad_date",
    "before": "bad_date",
}


def filter_mark(name: str, thing) -> str:
    match name:
        case "region":
            return f"r:{thing.code.lower()}"
        case "topic":
            return f"t:{thing.pk}"
        case "section":
            return f"s:{thing.pk}"
        case "year":
            return f"y:{thing:04}"
    return f"h:{thing}"


def resolve(parsed: query.Query, audience=READERS) -> tuple[query.And, tuple[Problem, ...]]:
    """The tree of Words and Marks that a query is, and what in it stands for nothing."""
    problems: list[Problem] = []
    return all_of(leaves(parsed.tree.parts, audience, problems)), tuple(problems)


def leaves(nodes, audience, problems):
    found = [leaf(node, audience, problems) for node in nodes]
    return [part for part in found if part is not None]


def leaf(node, audience, problems):
    """A node of the parsed tree with its names resolved; None for punctuation alone."""
    match node:
        case query.Text():
            return Words(node.phrase) if node.phrase else None
        case query.Not(part):
            inner = leaf(part, audience, problems)
            return None if inner is None else none_of(inner)
        case query.Or(parts):
            inner = leaves(parts, audience, problems)
            return any_of(inner) if inner else None
    value = node.value.text.strip()
    marks = FIELD_MARKS[node.field](value, audience) if value else []
    if not marks:
        problems.append(Problem(CODES[node.field], f"{node.name}{node.colon}{value}"))
    return any_of([Mark(mark) for mark in marks])


NO_DAY = ["d:none"]  # a mark that no item has


def tag_marks(name: str, audience: str) -> list[str]:
    keys = {slugs.key(name), tokens.fold(name)}
    topics = topics_known_to(audience).filter(Q(slug=name.lower()) | Q(key__in=keys))
    return [f"t:{pk}" for pk in topics.order_by("pk").values_list("pk", flat=True)]


def region_marks(name: str) -> list[str]:
    names = {name, tokens.fold(name)}
    code = unicodedata.normalize("NFKC", name).upper()
    codes = {code, *FormerCode.objects.filter(pk=code).values_list("region", flat=True)}
    found = Region.objects.filter(Q(pk__in=codes) | Q(name__in=names) | Q(short_name__in=names))
    return [f"r:{pk.lower()}" for pk in found.order_by("pk").values_list("pk", flat=True)]


def section_marks(name: str) -> list[str]:
    wanted = {name.lower(), tokens.fold(name)}
    return [
        f"s:{pk}"
        for pk, slug, own in Section.objects.values_list("pk", "slug", "name")
        if slug in wanted or tokens.fold(own) in wanted
    ]


def digits(text: str) -> str:
    """The ASCII digits of a number, or nothing where the text is no plain number."""
    text = unicodedata.normalize("NFKC", text)
    return text if text.isascii() and text.isdigit() else ""


def issue_marks(text: str) -> list[str]:
    number = digits(text.removeprefix("第").removesuffix("期")).lstrip("0")
    return [f"i:{number}"] if 0 < len(number) < 10 else []


def site_marks(text: str) -> list[str]:
    """A host with all below it, or a publisher by name."""
    marks = [f"h:{host}"] if (host := site(text)) else []
    return marks + ([f"p:{name}"] if (name := publisher_mark(text)) else [])


def day_range(text: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [digits(part) for part in unicodedata.normalize("NFKC", text).split("-")]
    if not 1 <= len(parts) <= 3 or [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
        return None
    number, month, day = (*map(int, parts), *(0, 0))[:3]
    try:
        first = datetime.date(number, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    month = month or 12
    return first, datetime.date(number, month, calendar.monthrange(number, month)[1])


def date_marks(first: datetime.date | None, last: datetime.date | None) -> list[str]:
    """Marks of the years, months and days between two days that any issue lies in."""
    have = Issue.objects.aggregate(first=Min("date"), last=Max("date"))
    if have["first"] is None:
        return NO_DAY
    first, last = (
        max(first or have["first"], have["first"]),
        min(last or have["last"], have["last"]),
    )
    return list(periods(first, last)) or NO_DAY


def periods(first: datetime.date, last: datetime.date) -> Iterator[str]:
    """The fewest whole years, months and days that make up the days from first to last."""
    day = first.toordinal()
    while day <= last.toordinal():
        at = datetime.date.fromordinal(day)
        year_end = datetime.date(at.year, 12, 31)
        month_end = at.replace(day=calendar.monthrange(at.year, at.month)[1])
        if (at.month, at.day) == (1, 1) and year_end <= last:
            yield f"y:{at.year:04}"
            day = year_end.toordinal() + 1
        elif at.day == 1 and month_end <= last:
            yield f"m:{at.isoformat()[:7]}"
            day = month_end.toordinal() + 1
        else:
            yield f"d:{at.isoformat()}"
            day += 1


def after_marks(text: str) -> list[str]:
    days = day_range(text)
    return date_marks(days[0], None) if days else []


def before_marks(text: str) -> list[str]:
    days = day_range(text)
    return date_marks(None, days[1]) if days else []


FIELD_MARKS: dict[str, Callable[[str, str], list[str]]] = {
    "tag": tag_marks,
    "region": lambda name, audience: region_marks(name),
    "section": lambda name, audience: section_marks(name),
    "issue": lambda text, audience: issue_marks(text),
    "site": lambda text, audience: site_marks(text),
    "after": lambda text, audience: after_marks(text),
    "before": lambda text, audience: before_marks(text),
}
