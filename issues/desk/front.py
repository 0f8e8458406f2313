"""The first page: the issue that is being made, and what it still lacks."""

from issues.models import Issue, Item

from . import marks


def front_page(user):
    """What the user may see of it, as the template's context."""
    context = {"may_add_issue": user.has_perm("issues.add_issue")}
    context["may_add_item"] = user.has_perm("issues.add_item")
    if user.has_perm("issues.view_issue"):
        drafts = Issue.objects.filter(status=Issue.Status.DRAFT)
        issue = drafts.newest_first().first() or Issue.objects.newest_first().first()
        context["may_see"] = True
        context["issue"] = issue
        if issue:
            row = marks.counts([issue.pk]).get(issue.pk)
            context["item_count"] = row["items"] if row else 0
            context["missing"] = marks.missing(row) if row else []
    if user.has_perm("issues.view_item"):
        context["pool_count"] = Item.objects.pool().count()
    return context
