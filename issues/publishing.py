"""Who may do what with an issue, and the only way to change its state."""

from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Issue, StateChange

# action: (permission it takes, states it starts from, state it ends in)
TRANSITIONS = {
    "publish": ("issues.publish_issue", (Issue.Status.DRAFT,), Issue.Status.PUBLISHED),
    "take_back": ("issues.publish_issue", (Issue.Status.PUBLISHED,), Issue.Status.DRAFT),
}
RIGHTS = {
    "see": "issues.view_issue",
    "edit": "issues.change_issue",
    "delete": "issues.delete_issue",
} | {action: row[0] for action, row in TRANSITIONS.items()}


class Refused(Exception):
    """The action does not fit the state of the issue; the text is a sentence for the editor."""


@dataclass(frozen=True)
class Outcome:
    issue: Issue
    changed: bool


def may(user, action, issue=None):
    """Whether the user has the right to do this to the issue, whatever state it is in."""
    return user.is_active and user.has_perm(RIGHTS[action])


def fits(action, issue):
    """Whether the action has a meaning in the state the issue is in."""
    return issue.status in TRANSITIONS[action][1]


@transaction.atomic
def change_state(issue, action, *, user=None, publish_at=None):
    """Publishes or takes back one issue, once, however many ask at the same time.

    `user` None is a command at the server's own shell. `publish_at` is when readers see it:
    now when None, later for a scheduled issue. Returns an Outcome; doing again what is done
    already changes nothing. Raises PermissionDenied, or Refused with a sentence.
    """
    if user is not None and not may(user, action, issue):
        raise PermissionDenied
    _right, starts, end = TRANSITIONS[action]
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    if locked.status == end:
        return Outcome(locked, changed=False)
    if locked.status not in starts:
        raise Refused(_("The issue is not in a state for this."))
    if action == "publish" and not locked.items.exists():
        raise Refused(_("An issue without items cannot be published."))
    now = timezone.now()
    locked.status = end
    locked.publish_at = (publish_at or now) if end == Issue.Status.PUBLISHED else None
    locked.save()
    StateChange.objects.create(
        issue=locked, action=action, user=user, at=now, publish_at=locked.publish_at
    )
    return Outcome(locked, changed=True)


def start_of_day(date):
    """00:00 in Shanghai on the date: when a back issue is taken to have come out."""
    return timezone.make_aware(datetime.combine(date, time.min))
