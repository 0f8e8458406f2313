"""Filters of the lists. A value nobody offered gives the whole list again, with ?e=1."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from issues.models import Issue, Item, ItemTopic, Region, Section, Source, Topic
from issues.models.issues import public, scheduled
from issues.text import regions_data

from .finding import whole_number
from .marks import LABELS, LACKING

NEWEST_ISSUES = 12
MOST_TOPICS = 20
STORED_STATES = [state for state in Issue.Status if state != Issue.Status.PUBLISHED]


class Filter(admin.SimpleListFilter):
    """A filter whose chosen row need not be among those on offer."""

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        condition = self.condition(self.value())
        if condition is None:
            raise IncorrectLookupParameters(f"{self.parameter_name}={self.value()}")
        return queryset.filter(condition)


class IssueFilter(Filter):
    title = _("issue")
    parameter_name = "issue"

    def lookups(self, request, model_admin):
        shown = Issue.objects.newest_first().values_list("number", flat=True)
        numbers = [str(number) for number in shown[:NEWEST_ISSUES]]
        if self.value() and self.value().isdecimal() and self.value() not in numbers:
            numbers.append(self.value())
        return [(number, _("Issue %(number)s") % {"number": number}) for number in numbers]

    def condition(self, value):
        if not value.isdecimal() or len(value) > 6:
            return None
        return Q(issue__number=int(value))


class SectionFilter(Filter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        return [(section.slug, section.name) for section in Section.objects.all()]

    def condition(self, value):
        return Q(section__slug=value)


class RegionFilter(Filter):
    """Regions that have items, down to the provinces; in the home province to the cities."""

    title = _("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        return regions_of(Item.objects, self.value())

    def condition(self, value):
        return within(value)


def regions_of(items, chosen):
    """[(code, indented name)] of the regions that these items have, and all they lie in."""
    used = items.exclude(region=None).values("region")
    paths = Region.objects.filter(pk__in=used).values_list("path", flat=True)
    codes = {code for path in paths for code in path.rstrip("/").split("/")}
    if chosen:
        codes.add(chosen)
    known = regions_data.by_code()
    rows = [known[code] for code in codes if code in known]
    rows = [row for row in rows if offered(row) or row.code == chosen]
    return [(row.code, f"{'　' * depth(row)}{row.short}") for row in sorted(rows, key=place)]


def offered(row):
    return row.level != "county" and (row.level != "city" or row.parent == settings.HOME_REGION)


def depth(row):
    return len([code for code in regions_data.ancestors(row.code) if code not in ("CN", "001")])


def place(row):
    """全国, the home province and its cities, the other provinces, then abroad."""
    path = (*regions_data.ancestors(row.code), row.code)
    return (
        row.code != "CN",
        row.level != "nation",
        path[0] != "CN",
        settings.HOME_REGION not in path,
        row.code != "001",
        path,
    )


def within(code):
    """Items of the region and of all it contains; None where there is no such region."""
    if code not in regions_data.by_code():
        return None
    path = "".join(f"{each}/" for each in (*regions_data.ancestors(code), code))
    return Q(region__path__startswith=path)


class TopicFilter(Filter):
    """The topics used most; any other by its slug, from the list of topics."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request, model_admin):
        used = ItemTopic.objects.values("tag__slug", "tag__name").annotate(uses=Count("pk"))
        most = used.order_by("-uses", "tag__name")[:MOST_TOPICS]
        choices = [(row["tag__slug"], row["tag__name"]) for row in most]
        if self.value() and self.value() not in dict(choices):
            choices += Topic.objects.filter(slug=self.value()).values_list("slug", "name")
        return choices

    def condition(self, value):
        return about(value)


def about(slug):
    """Items with the topic."""
    return Q(pk__in=ItemTopic.objects.filter(tag__slug=slug).values("content_object"))


class SourceFilter(Filter):
    title = _("feed source")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [(str(pk), name) for pk, name in Source.objects.values_list("pk", "name")]

    def condition(self, value):
        number = whole_number(value)
        return None if number is None else Q(source=number)


class StateFilter(Filter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("pool", _("pool")),
            ("rejected", _("rejected")),
            ("draft", _("draft")),
            ("in_review", _("in review")),
            ("approved", _("approved")),
            ("scheduled", _("scheduled")),
            ("published", _("published")),
            ("withdrawn", _("withdrawn")),
        ]

    prefix = "issue__"

    def condition(self, value):
        prefix = self.prefix
        if value in STORED_STATES:
            return Q(**{f"{prefix}status": value})
        return {
            "pool": Q(issue=None, rejected_at=None) if prefix else None,
            "rejected": Q(rejected_at__isnull=False) if prefix else None,
            "scheduled": scheduled(prefix),
            "published": public(prefix),
        }.get(value)


class IssueStateFilter(StateFilter):
    prefix = ""

    def lookups(self, request, model_admin):
        return super().lookups(request, model_admin)[2:]


class MissingFilter(Filter):
    title = _("what is missing")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return list(LABELS.items())

    def condition(self, value):
        return LACKING.get(value)
