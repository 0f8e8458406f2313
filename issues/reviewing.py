"""Comments of reviewers: making them, answering, and saying that they are dealt with."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import publishing
from .models import Comment
from .models.comments import COMMENT_MAX


class Refused(Exception):
    """Nothing was stored; the text is a sentence for the editor."""


def check(user, text):
    if not publishing.may(user, "edit"):
        raise PermissionDenied
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(_("Please write something."))
    if len(text) > COMMENT_MAX:
        raise Refused(_("A comment has at most %(most)s characters.") % {"most": COMMENT_MAX})
    return text


def comment(text, *, user, issue=None, item=None):
    """Begins a thread about an issue or an item. Raises PermissionDenied or Refused."""
    return Comment.objects.create(text=check(user, text), author=user, issue=issue, item=item)


def reply(thread, text, *, user):
    text = check(user, text)
    place = {"issue_id": thread.issue_id, "item_id": thread.item_id}
    return Comment.objects.create(text=text, author=user, parent=thread, **place)


@transaction.atomic
def resolve(thread, *, user, resolved=True):
    """Marks the thread as dealt with, or opens it again; twice is once."""
    if not publishing.may(user, "edit"):
        raise PermissionDenied
    rows = Comment.objects.filter(pk=thread.pk, parent=None, resolved_at__isnull=resolved)
    values = {"resolved_at": timezone.now(), "resolved_by": user} if resolved else {}
    return bool(rows.update(**(values or {"resolved_at": None, "resolved_by": None})))
