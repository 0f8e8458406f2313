"""What the arranging page shows: the sections of an issue, and the pool beside them."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from issues import preflight
from issues.desk import marks
from issues.desk.item_search import found
from issues.models import Issue, Item, Section

from . import texts

# Rows of the pool on one page; a search looks through all of it.
POOL_ROWS = 50
# Issues whose sections tell how many items are usual.
RECENT = 6
# Drafts that rows can be sent to.
DRAFTS = 5


@dataclass
class List:
    """One list of rows; `key` is its name in what the page sends."""

    key: str
    name: str
    usual: int = 0
    rows: list[Item] = field(default_factory=list)


def total(rows):
    """The number of rows as a subquery: one query less for the page."""
    counted = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def issues_to_arrange():
    """Issues with the numbers that the page shows, in the one query."""
    recent = recent_issues()
    return Issue.objects.annotate(
        pool_count=total(Item.objects.pool()),
        recent_count=total(Issue.objects.filter(pk__in=recent)),
    )


def recent_issues():
    return Issue.objects.published().newest_first().values("pk")[:RECENT]


def sections(issue):
    """Sections of the page: standing ones, planned ones, and those that have items."""
    items = Item.objects.filter(issue=issue, section=OuterRef("pk"))
    planned = Issue.planned.through.objects.filter(issue=issue, section=OuterRef("pk"))
    recent = Item.objects.filter(issue__in=recent_issues(), section=OuterRef("pk"))
    return Section.objects.filter(Q(standing=True) | Exists(planned) | Exists(items)).annotate(
        recent=total(recent)
    )


def pool_rows(query=""):
    """The newest rows of the pool, or those that a search finds: (rows, notes)."""
    rows = Item.objects.pool().order_by("-pk")
    if not query.strip():
        return rows, []
    ids, notes = found(query)
    return rows.filter(pk__in=ids), notes


def shown(issue, query=""):
    """All rows of the page in one query: (rows of the issue and of the pool, notes).

    An item comes once for each finding that was waved through, with its digest in `waved`.
    """
    pool, notes = pool_rows(query)
    beside = pool.values("pk")[:POOL_ROWS]
    waivers = FilteredRelation("waivers", condition=Q(waivers__withdrawn_at=None))
    rows = texts.rows().filter(Q(issue=issue) | Q(pk__in=beside)).alias(open_waivers=waivers)
    rows = rows.annotate(waved=F("open_waivers__digest"))
    return rows.order_by("section__order", "section_id", "position", "-pk"), notes


def lists(issue, rows):
    """(sections, pool): the rows of `shown` in their lists, each once and with its marks."""
    found = {
        section.pk: List(
            str(section.pk),
            section.name,
            round(section.recent / issue.recent_count) if issue.recent_count else 0,
        )
        for section in sections(issue)
    }
    pool = List("pool", "")
    items = list({item.pk: item for item in rows}.values())
    mark(items, {item.waved for item in rows})
    for item in items:
        (found[item.section_id] if item.issue_id else pool).rows.append(item)
    return list(found.values()), pool


def mark(items, waved=None):
    """Gives each item its `marks`: {label: whether it is an error}."""
    findings = preflight.marks(items, waved)
    for item in items:
        item.marks = {str(label): False for label in marks.marks(item)}
        for one in findings[item.pk]:
            item.marks[str(one.label)] = one.level == preflight.ERROR


def other_drafts(user, issue):
    """Issues that rows can be sent to: drafts, the nearest first."""
    rows = Issue.objects.filter(status=Issue.Status.DRAFT).exclude(pk=issue.pk)
    return list(rows.order_by("number")[:DRAFTS])


def as_json(rows, kept):
    """{id: texts, version "v" and, where a refused text of the editor waits, "merge"}."""
    found = {}
    for item in rows:
        found[item.pk] = {"v": item.version, **texts.texts(item)}
        if item.pk in kept:
            found[item.pk]["merge"] = reverse("admin:issues_item_merge", args=[item.pk])
    return found
