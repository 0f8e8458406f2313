"""The first page: the issue that is being made, what it still lacks, and what waits."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from reversion.models import Revision, Version

from issues import preflight, publishing, tick
from issues.accounts import person
from issues.importing import commit
from issues.models import Comment, Issue, Item, JobState, Section, Source
from issues.preflight.subject import usual_counts

from . import checking
from .arranging.views import may_arrange
from .pool_list import age

SHOWN = 5  # rows of each list
FINDINGS = 6
BAR = 100  # units of the drawing


@dataclass(frozen=True)
class Row:
    """A section of the issue beside what is usual; `bar` and `mark` are widths of the drawing."""

    section: Section
    count: int
    usual: float | None
    bar: int
    mark: int | None


def front_page(user):
    """What the user may see of it, as the template's context."""
    context = {"may_add_issue": user.has_perm("issues.add_issue")}
    context["may_import"] = commit.may_import(user)
    context["may_add_item"] = user.has_perm("issues.add_item")
    if user.has_perm("issues.view_issue"):
        context["may_see"] = True
        context |= current_issue(user) | {
            "scheduled": scheduled(),
            "recent": recent(),
            "comments": Comment.objects.waiting_for(user)[:SHOWN],
        }
    if user.has_perm("issues.view_item"):
        context["pool_count"] = Item.objects.pool().count()
        context["pool"] = newest_in_pool()
        context["failing_jobs"] = failing_jobs()
    if user.has_perm("issues.view_source"):
        context["sources"] = sources()
    return context


def current_issue(user):
    """The issue that is being made, or the newest one where all are out."""
    done = (Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN)
    unfinished = Issue.objects.exclude(status__in=done).newest_first().first()
    issue = unfinished or Issue.objects.newest_first().first()
    if issue is None:
        return {"issue": None}
    rows = section_rows(issue)
    may_edit = may_arrange(user, issue)
    context = {
        "issue": issue,
        "rows": rows,
        "total": sum(row.count for row in rows),
        "usual_total": sum(row.usual or 0 for row in rows),
        "days": (issue.date - timezone.localdate()).days,
        "may_edit": may_edit,
    }
    if unfinished:
        found = preflight.review(issue)
        context |= {
            "findings": [
                {"finding": one, "url": checking.field_url(one, issue, arranging=may_edit)}
                for one in found.open[:FINDINGS]
            ],
            "finding_count": len(found.open),
            "error_count": len(found.errors),
            "may_publish": publishing.may(user, "publish", issue),
        }
    return context


def section_rows(issue):
    """Sections that are usual or have items, in their order."""
    counts, usual = {}, usual_counts(issue)
    for pk in issue.items.values_list("section_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    most = max([*counts.values(), *usual.values(), 1])
    return [
        Row(
            section,
            count := counts.get(section.pk, 0),
            usually := usual.get(section.pk),
            bar=round(BAR * count / most),
            mark=None if usually is None else round(BAR * usually / most),
        )
        for section in Section.objects.all()
        if section.pk in counts or (section.standing and not section.retired)
    ]


def scheduled():
    """Issues that the clock will bring out, the next one first."""
    waiting = Issue.objects.filter(status=Issue.Status.PUBLISHED, publish_at__gt=timezone.now())
    return waiting.order_by("publish_at")[:SHOWN]


def recent():
    """The last editorial writes: (revision, name of who, issue or item it was about)."""
    # Nobody wrote the state in which an issue was met first: it is kept for comparing.
    written = Revision.objects.exclude(user=None, comment="")
    revisions = list(written.select_related("user").order_by("-pk")[:SHOWN])
    models = ContentType.objects.get_for_models(Issue, Item)
    rows = Version.objects.filter(revision__in=revisions, content_type__in=models.values())
    about, now = {}, timezone.localtime()
    for row in rows.order_by("pk").values("revision", "content_type", "object_id"):
        model = Issue if row["content_type"] == models[Issue].pk else Item
        # A revision holds an issue with all its items, or an item that stands in none.
        if model is Issue or row["revision"] not in about:
            about[row["revision"]] = model, int(row["object_id"])
    known = {
        model: model._default_manager.in_bulk({pk for kind, pk in about.values() if kind is model})
        for model in models
    }
    found = []
    for revision in revisions:
        model, pk = about.get(revision.pk, (None, None))
        found.append(
            {
                "who": person(revision.user) if revision.user else "",
                "issue": known[Issue].get(pk) if model is Issue else None,
                "item": known[Item].get(pk) if model is Item else None,
                "why": revision.comment,
                "age": age(revision.date_created, now),
            }
        )
    return found


def newest_in_pool():
    now = timezone.localtime()
    rows = Item.objects.pool().select_related("region").order_by("-pk")
    newest = list(rows.defer("summary", "remarks", "other_sources")[:SHOWN])
    for item in newest:
        item.age = age(item.source_time or item.created_at, now)
    return newest


def sources():
    """How the feeds are: those that fail by name, the others as one line."""
    polled = list(Source.objects.filter(active=True))
    failing = [source for source in polled if source.failing]
    well = [source for source in polled if source.last_success and not source.failing]
    last = max(well, key=lambda source: source.last_success, default=None)
    now = timezone.localtime()
    for source in failing:
        source.since = age(source.last_success, now) if source.last_success else ""
    return {
        "count": len(polled),
        "failing": failing[:SHOWN],
        "failing_count": len(failing),
        "well_count": len(well),
        "last": last,
        "last_age": age(last.last_success, now) if last else "",
    }


def failing_jobs():
    """The background jobs whose last run failed, with their names in `label`."""
    labels = {job.name: job.label for job in tick.JOBS}
    failing = list(JobState.objects.exclude(error="").filter(name__in=labels))
    for state in failing:
        state.label = labels[state.name]
    return failing
