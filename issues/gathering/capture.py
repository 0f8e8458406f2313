"""Keeps one gathered item: in the pool, or at the end of a section of an issue."""

from django.utils.translation import gettext as _

from issues import history, placing, topics
from issues.models import Issue


class Closed(Exception):
    """The issue is no draft any more; the text is a sentence for the editor."""


def keep(item, names, *, user, issue=None, section=None):
    """Stores a new item with these topics. Returns the topics that are new. Raises Closed.

    At the end of a section, so that two editors gathering at once need not know of each other.
    """
    with history.recording(user, _("Gathered from the web")):
        if issue is not None:
            must_be_open(issue)
        item.added_by = user
        item.save()
        rows, made = topics.ensure(names)
        topics.put(item, rows)
        if issue is not None:
            placing.move(item, issue, section)
    return made


def must_be_open(issue):
    """Holds the issue until the end of the transaction. Raises Closed."""
    placing.lock([issue.pk])
    state = Issue.objects.filter(pk=issue.pk).values_list("status", flat=True).first()
    if state != Issue.Status.DRAFT:
        raise Closed(_("Not kept yet: the issue is no draft any more. Choose another place."))
