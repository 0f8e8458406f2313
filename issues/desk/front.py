"""The first page: the issue that is being made, and what it still lacks."""

from django.utils import timezone

from issues import tick
from issues.importing import commit
from issues.models import Comment, Issue, Item, JobState, Source

from . import marks
from .arranging.views import may_arrange
from .pool_list import age

SHOWN = 5  # rows of each list


def front_page(user):
    """What the user may see of it, as the template's context."""
    context = {"may_add_issue": user.has_perm("issues.add_issue")}
    context["may_import"] = commit.may_import(user)
    context["may_add_item"] = user.has_perm("issues.add_item")
    if user.has_perm("issues.view_issue"):
        done = (Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN)
        unfinished = Issue.objects.exclude(status__in=done)
        issue = unfinished.newest_first().first() or Issue.objects.newest_first().first()
        context["may_see"] = True
        context["comments"] = Comment.objects.waiting_for(user)[:SHOWN]
        context["issue"] = issue
        context["may_arrange"] = may_arrange(user, issue)
        if issue:
            row = marks.counts([issue.pk]).get(issue.pk)
            context["item_count"] = row["items"] if row else 0
            context["missing"] = marks.missing(row) if row else []
    if user.has_perm("issues.view_item"):
        context["pool_count"] = Item.objects.pool().count()
        context["pool"] = newest_in_pool()
        context["failing_jobs"] = failing_jobs()
    if user.has_perm("issues.view_source"):
        context["sources"] = sources()
    return context


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
