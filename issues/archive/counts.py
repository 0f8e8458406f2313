"""How many items readers find under a place or in a year. Drafts count nowhere."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count

from issues.models import Issue, Item


@dataclass(frozen=True)
class Places:
    """`own` items of a code, its `total` with all it contains, and its `children` with items."""

    own: dict[str, int]
    total: dict[str, int]
    children: dict[str, set[str]]

    def below(self, code):
        """The codes with items one and two steps below."""
        near = self.children.get(code, set())
        return near.union(*(self.children.get(child, ()) for child in near))


def by_region():
    """The Places of the whole archive, in one query."""
    rows = (
        Item.objects.published()
        .filter(region__isnull=False)
        .order_by()
        .values_list("region__path")
        .annotate(Count("pk"))
    )
    return roll_up(rows)


def roll_up(rows):
    """Places from pairs of a path ("CN/440000/440300/") and the number of items right there."""
    own, total, children = Counter(), Counter(), defaultdict(set)
    for path, number in rows:
        codes = path.rstrip("/").split("/")
        own[codes[-1]] += number
        for code in codes:
            total[code] += number
        for parent, code in pairwise(codes):
            children[parent].add(code)
    return Places(own, total, children)


def by_year():
    """[(year, issues)], newest first."""
    rows = Issue.objects.published().order_by("-date__year").values_list("date__year")
    return list(rows.annotate(Count("pk")))
