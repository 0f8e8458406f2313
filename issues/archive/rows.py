"""Rows as the pages want them: an issue in sections, years in groups, places in branches."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, Subquery, prefetch_related_objects
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext as _

from issues.models import Issue, Item, ItemTopic, Region, Section, Topic

RELATED = 10  # topics beside a topic
DESCRIPTION = 120  # characters


@dataclass(frozen=True)
class Part:
    """A section of an issue; every item has its `number` across the issue."""

    section: Section
    items: list[Item]


def parts_of(items):
    parts = []
    for number, item in enumerate(items, start=1):
        item.number = number
        if not parts or parts[-1].section.pk != item.section_id:
            parts.append(Part(item.section, []))
        parts[-1].items.append(item)
    return parts


def lead(parts):
    """The first item, with its topics; None in an issue without items."""
    if not parts:
        return None
    first = parts[0].items[0]
    links = ItemTopic.objects.select_related("tag").order_by("pk")
    prefetch_related_objects([first], Prefetch("item_topics", queryset=links))
    return first


def name_of(number):
    return _("Issue %(number)s") % {"number": number}


def shortened(text):
    line = " ".join(text.split())
    return line if len(line) <= DESCRIPTION else f"{line[: DESCRIPTION - 1]}…"


def titles(parts):
    return shortened("；".join(item.title for part in parts for item in part.items[:2]))


def query_of(request, *names):
    """The part of the query that makes another page, for the canonical address."""
    kept = [(name, request.GET[name]) for name in names if name in request.GET]
    if ("page", "1") in kept:
        kept.remove(("page", "1"))
    return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class Year:
    year: int
    issues: list[Issue]
    total: int
    complete: bool


def by_year(issues, years, *, above=None):
    """Issues, newest first, as Year groups; `years` are the pairs of counts.by_year().

    A year is complete when the page shows all its issues; `above` is one shown elsewhere on it.
    """
    totals = dict(years)
    groups = []
    for year, group in groupby(issues, key=lambda issue: issue.date.year):
        listed = list(group)
        shown = len(listed) + (above is not None and above.date.year == year)
        groups.append(Year(year, listed, totals[year], complete=shown == totals[year]))
    return groups


def neighbours(issue):
    """The published issues before and after, or None; both in one query."""
    published = Issue.objects.published()
    before = Q(date__lt=issue.date) | Q(date=issue.date, number__lt=issue.number)
    after = Q(date__gt=issue.date) | Q(date=issue.date, number__gt=issue.number)
    previous = published.filter(before).order_by("-date", "-number").values("pk")[:1]
    following = published.filter(after).order_by("date", "number").values("pk")[:1]
    found = Issue.objects.filter(Q(pk=Subquery(previous)) | Q(pk=Subquery(following)))
    earlier = later = None
    for other in found.only("number", "title", "date"):
        if (other.date, other.number) < (issue.date, issue.number):
            earlier = other
        else:
            later = other
    return earlier, later


@dataclass(frozen=True)
class Around:
    """Where an item stands in its issue, and the (id, title) before and after it, or None."""

    number: int
    previous: tuple[int, str] | None
    next: tuple[int, str] | None


def around(item):
    listed = list(Item.objects.filter(issue_id=item.issue_id).in_order().values_list("pk", "title"))
    place = [pk for pk, _title in listed].index(item.pk)
    return Around(
        number=place + 1,
        previous=listed[place - 1] if place else None,
        next=listed[place + 1] if place + 1 < len(listed) else None,
    )


def region_names(codes):
    """{code: short name} for the codes that are known."""
    return dict(Region.objects.filter(pk__in=codes).values_list("pk", "short_name"))


def region_chain(region):
    """[(code, short name, items)] from the province or country down to the region."""
    if region is None:
        return []
    codes = region.path_codes[1:] or region.path_codes
    names = region_names(codes)
    top = region.path[: region.path.index(codes[0])] + f"{codes[0]}/"
    rows = (
        Item.objects.published()
        .filter(region__path__startswith=top)
        .order_by()
        .values_list("region__path")
        .annotate(Count("pk"))
    )
    totals = dict.fromkeys(codes, 0)
    for path, number in rows:
        for code in path.rstrip("/").split("/"):
            if code in totals:
                totals[code] += number
    return [(code, names[code], totals[code]) for code in codes]


def branches(code, places, names, *, deep=True):
    """The places with items right below `code`, most items first, with theirs in `children`."""
    found = [
        {
            "code": child,
            "name": names[child],
            "count": places.total[child],
            "children": branches(child, places, names, deep=False) if deep else [],
        }
        for child in places.children.get(code, ())
    ]
    return sorted(found, key=lambda branch: (-branch["count"], branch["code"]))


def topic_counts(topics):
    """The topics with `item_count`, in the order given."""
    rows = (
        ItemTopic.objects.filter(tag__in=topics, content_object__in=Item.objects.published())
        .order_by()
        .values_list("tag")
        .annotate(Count("pk"))
    )
    numbers = dict(rows)
    for topic in topics:
        topic.item_count = numbers[topic.pk]
    return topics


def listed(ids):
    """The items of these ids in their order, as region and topic pages show them."""
    found = Item.objects.for_lists().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def issue_count(items):
    return items.aggregate(number=Count("issue", distinct=True))["number"]


def months(items):
    """{(year, month): items} by the date of the issue."""
    rows = (
        items.order_by()
        .annotate(year=ExtractYear("issue__date"), month=ExtractMonth("issue__date"))
        .values_list("year", "month")
        .annotate(Count("pk"))
    )
    return {(year, month): number for year, month, number in rows}


def related(topic, items):
    """The topics that stand most often beside the topic on the items, with `item_count`."""
    beside = ItemTopic.objects.filter(content_object__in=items).exclude(tag=topic)
    return list(
        Topic.objects.filter(item_topics__in=beside)
        .annotate(item_count=Count("item_topics"))
        .order_by("-item_count", "name")[:RELATED]
    )
