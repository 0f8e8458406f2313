"""采编统计: what was gathered, what of it was used in an issue, what of that was published.

One item is counted once, in the month it was gathered. An item of a back issue that was
imported later counts in the month in which that issue came out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least, TruncDate, TruncMonth

from .accounts import person
from .models import Host, Item, SearchRow, Section

MOST_SOURCES = 50


@dataclass(frozen=True)
class Figures:
    """`key` is what the rows are by: a month, or the key of a row; None where there is none."""

    key: object
    name: str
    gathered: int
    used: int
    published: int

    @property
    def share(self) -> int:
        """Per cent of what was gathered that was published."""
        return round(100 * self.published / self.gathered) if self.gathered else 0


def counted(first: date, last: date):
    """Items gathered from the first day to the last, with `day`: see the head of this module."""
    gathered = TruncDate("created_at")
    # Least of a missing value is nothing on SQLite, and the other one on PostgreSQL.
    rows = Item.objects.annotate(day=Coalesce(Least(gathered, F("issue__date")), gathered))
    return rows.filter(day__range=(first, last)).order_by()


def tally(rows, by: str) -> dict[object, tuple[int, int, int]]:
    public = Item.objects.published().values("pk")
    found = rows.values(by).annotate(
        gathered=Count("pk"),
        used=Count("pk", filter=Q(issue__isnull=False)),
        published=Count("pk", filter=Q(pk__in=public)),
    )
    return {row[by]: (row["gathered"], row["used"], row["published"]) for row in found}


def total(lines: Sequence[Figures]) -> Figures:
    """The sum of one table's rows."""
    return Figures(
        None,
        "",
        sum(line.gathered for line in lines),
        sum(line.used for line in lines),
        sum(line.published for line in lines),
    )


def by_month(rows) -> Sequence[Figures]:
    """One row for each month that has items, the earliest first."""
    found = tally(rows.annotate(month=TruncMonth("day")), "month")
    return [Figures(month, f"{month:%Y-%m}", *found[month]) for month in sorted(found)]


def by_section(rows) -> Sequence[Figures]:
    """In the order of an issue's page; what waits in the pool has no section and stands last."""
    found = tally(rows, "section")
    names = Section.objects.filter(pk__in=[pk for pk in found if pk]).values_list("pk", "name")
    lines = [Figures(pk, name, *found[pk]) for pk, name in names]
    return lines + ([Figures(None, "", *found[None])] if None in found else [])


def by_editor(rows) -> Sequence[Figures]:
    """The busiest first; what came in without an editor, by command or feed, stands last."""
    found = tally(rows, "added_by")
    people = get_user_model().objects.in_bulk([pk for pk in found if pk])
    lines = [Figures(pk, person(people[pk]), *found[pk]) for pk in people]
    return busiest(lines) + ([Figures(None, "", *found[None])] if None in found else [])


def by_source(rows) -> Sequence[Figures]:
    """Hosts of the source links, the busiest MOST_SOURCES; items without a link stand last."""
    host = SearchRow.objects.filter(item_id=OuterRef("pk")).values("host")[:1]
    found = tally(rows.annotate(host=Subquery(host)), "host")
    names = dict(Host.objects.filter(pk__in=[pk for pk in found if pk]).values_list("pk", "host"))
    lines = busiest([Figures(name, name, *found[pk]) for pk, name in names.items()])[:MOST_SOURCES]
    none = [found[pk] for pk in found if not pk]
    return lines + ([Figures(None, "", *map(sum, zip(*none, strict=True)))] if none else [])


def busiest(lines):
    return sorted(lines, key=lambda row: (-row.gathered, row.name))
