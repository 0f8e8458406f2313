"""What an item lacks: the same marks in the list, on the issue's page and in the filter."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from issues.models import Item, ItemTopic

LABELS = {
    "summary": _("no summary"),
    "source": _("no source"),
    "region": _("no region"),
    "topic": _("no topic"),
}
LACKING = {
    "summary": Q(summary=""),
    "source": Q(source_url=""),
    "region": Q(region=None),
    "topic": ~Exists(ItemTopic.objects.filter(content_object=OuterRef("pk"))),
}


def marks(item):
    """Labels for what one item lacks; its topics should be prefetched."""
    lacks = {
        "summary": not item.summary,
        "source": not item.source_url,
        "region": item.region_id is None,
        "topic": not item.topics,
    }
    return [LABELS[name] for name, lacking in lacks.items() if lacking]


def counts(issue_ids):
    """{issue id: {"items": n, "summary": how many lack one, …}} in one query."""
    rows = (
        Item.objects.filter(issue__in=issue_ids)
        .values("issue")
        .annotate(
            items=Count("pk"),
            **{name: Count("pk", filter=lacking) for name, lacking in LACKING.items()},
        )
        .order_by()
    )
    return {row.pop("issue"): row for row in rows}


def missing(row):
    """[(label, number)] of what is missing, from one row of `counts`."""
    return [(LABELS[name], row[name]) for name in LABELS if row[name]]
