"""What the rules look at: the issue with all that they compare it with, in a dozen queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from statistics import median, quantiles

from django.db.models import Count
from django.db.models.functions import Length

from issues import stories
from issues.models import Issue, Item, LinkState, Region, Section
from issues.text import days, urls

PAST = 12  # issues whose counts are the usual ones
LENGTHS = 300  # items whose lengths are
ENOUGH_ISSUES, ENOUGH_ITEMS = 4, 60


@dataclass
class Subject:
    """An issue, or a few items alone: then only the rules of an item have something to say."""

    items: list[Item]
    issue: Issue | None = None
    matches: dict[int, list[stories.Match]] = field(default_factory=dict)
    links: dict[str, LinkState] = field(default_factory=dict)
    standing: list[Section] = field(default_factory=list)
    usual: dict[int, float] = field(default_factory=dict)
    lengths: dict[str, tuple[int, int]] = field(default_factory=dict)
    untagged: set[int] = field(default_factory=set)  # ids of items without a topic
    before: Issue | None = None  # the issues with the next smaller and the next larger number
    behind: Issue | None = None

    @cached_property
    def by_section(self) -> dict[int, list[Item]]:
        grouped = defaultdict(list)
        for item in self.items:
            grouped[item.section_id].append(item)
        return grouped

    @cached_property
    def odd_days(self) -> dict[int, list[tuple[str, int, int]]]:
        """{item id: [(field, start, end), …]}: the first day of each text that does not fit."""
        if self.issue is None:
            return {}
        odd = defaultdict(list)
        for item in self.items:
            for name in ("title", "summary"):
                for start, end in islice(days.unlikely(getattr(item, name), self.issue.date), 1):
                    odd[item.pk].append((name, start, end))
        return dict(odd)

    @cached_property
    def regions(self) -> dict[str, Region]:
        """All places, for the names of those that a text speaks of; one query when asked."""
        return Region.objects.only("code", "short_name", "path").in_bulk()


def subject(issue: Issue) -> Subject:
    items = list(issue.items.in_order().select_related("section", "region", "follows"))
    return Subject(
        items=items,
        issue=issue,
        matches=stories.of_items(items),
        links=LinkState.objects.in_bulk({urls.key(url) for i in items for url in i.source_urls}),
        standing=list(Section.objects.filter(standing=True, retired=False)),
        usual=usual_counts(issue),
        lengths=usual_lengths(issue),
        untagged=set(issue.items.filter(item_topics=None).values_list("pk", flat=True)),
        before=Issue.objects.filter(number__lt=issue.number).order_by("-number").first(),
        behind=Issue.objects.filter(number__gt=issue.number).order_by("number").first(),
    )


def usual_counts(issue: Issue) -> dict[int, float]:
    """{section id: median of items in the last issues}; empty where there are too few issues."""
    past = Issue.objects.published().exclude(pk=issue.pk).newest_first()[:PAST]
    counts: dict[int, Counter] = defaultdict(Counter)
    rows = Item.objects.filter(issue__in=past.values("pk")).values_list("issue", "section")
    for one, section, number in rows.annotate(number=Count("pk")).order_by():
        counts[section][one] = number
    issues = {one for numbers in counts.values() for one in numbers}
    if len(issues) < ENOUGH_ISSUES:
        return {}
    return {
        section: median([numbers[one] for one in issues]) for section, numbers in counts.items()
    }


def usual_lengths(issue: Issue) -> dict[str, tuple[int, int]]:
    """{"title": (shortest, longest), "summary": …} that nobody wonders at."""
    past = Item.objects.published().exclude(issue=issue).order_by("-pk")
    rows = list(past.values_list(Length("title"), Length("summary"))[:LENGTHS])
    if len(rows) < ENOUGH_ITEMS:
        return {}
    return {
        "title": around([title for title, _summary in rows]),
        "summary": around([summary for _title, summary in rows if summary]),
    }


def around(lengths: list[int]) -> tuple[int, int]:
    """Half of what is short there, and half as much again as what is long there."""
    if len(lengths) < ENOUGH_ITEMS:
        return 0, 1 << 30
    cuts = quantiles(lengths, n=20)
    return int(cuts[0] / 2), int(cuts[-1] * 1.5) + 1
