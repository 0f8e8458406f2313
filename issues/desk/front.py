"""The first page: the issue that is being made, and what it still lacks."""

from issues import tick
from issues.importing import commit
from issues.models import Issue, Item, JobState

from . import marks


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
        context["issue"] = issue
        if issue:
            row = marks.counts([issue.pk]).get(issue.pk)
            context["item_count"] = row["items"] if row else 0
            context["missing"] = marks.missing(row) if row else []
    if user.has_perm("issues.view_item"):
        context["pool_count"] = Item.objects.pool().count()
        context["failing_jobs"] = failing_jobs()
    return context


def failing_jobs():
    """The background jobs whose last run failed, with their names in `label`."""
    labels = {job.name: job.label for job in tick.JOBS}
    failing = list(JobState.objects.exclude(error="").filter(name__in=labels))
    for state in failing:
        state.label = labels[state.name]
    return failing
