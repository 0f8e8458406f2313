"""Who may do what with an issue, and the only way to change its state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from . import preflight
from .models import Issue, StateChange

EDIT, PUBLISH = "issues.change_issue", "issues.publish_issue"
DRAFT, IN_REVIEW, APPROVED, PUBLISHED, WITHDRAWN = Issue.Status
REASON_MAX = 1000  # characters


class Transition(NamedTuple):
    """`starts` are the states it leads from to `end`; `fits` says more of the issue, if any."""

    right: str
    starts: tuple[str, ...]
    end: str
    fits: Callable[[Issue], bool] = lambda issue: True
    needs_reason: Callable[[Issue], bool] = lambda issue: False


TRANSITIONS = {
    "submit": Transition(EDIT, (DRAFT,), IN_REVIEW),
    "recall": Transition(EDIT, (IN_REVIEW,), DRAFT),
    "approve": Transition(PUBLISH, (IN_REVIEW,), APPROVED),
    # What readers have seen is withdrawn, with a notice, and never a draft again.
    "take_back": Transition(
        PUBLISH,
        (IN_REVIEW, APPROVED, PUBLISHED),
        DRAFT,
        fits=lambda issue: not issue.is_public,
        needs_reason=lambda issue: issue.status in (IN_REVIEW, APPROVED),
    ),
    "publish": Transition(PUBLISH, (DRAFT, IN_REVIEW, APPROVED), PUBLISHED),
    "reschedule": Transition(
        PUBLISH, (PUBLISHED,), PUBLISHED, fits=lambda issue: issue.is_scheduled
    ),
    "withdraw": Transition(
        PUBLISH,
        (PUBLISHED,),
        WITHDRAWN,
        fits=lambda issue: issue.is_public,
        needs_reason=lambda issue: True,
    ),
    "reinstate": Transition(PUBLISH, (WITHDRAWN,), PUBLISHED),
}
RIGHTS = {
    "see": "issues.view_issue",
    "edit": EDIT,
    "delete": "issues.delete_issue",
    "correct_silently": PUBLISH,
    "restore": EDIT,
} | {action: row.right for action, row in TRANSITIONS.items()}


class Refused(Exception):
    """The action does not fit the state of the issue; the text is a sentence for the editor."""


@dataclass(frozen=True)
class Outcome:
    issue: Issue
    changed: bool


def may(user, action, issue=None):
    """Whether the user has the right to do this to the issue, whatever state it is in.

    Calling back from review is for the one who sent it there, and for a chief editor; what
    readers have seen is brought back to an older version by a chief editor alone.
    """
    if not (user.is_active and user.has_perm(RIGHTS[action])):
        return False
    if action == "restore" and issue is not None and issue.was_public:
        return user.has_perm(PUBLISH)
    if action == "recall" and issue is not None and not user.has_perm(PUBLISH):
        return submitter(issue) == user.pk
    return True


def submitter(issue):
    """The id of the user who sent the issue to review last, or None."""
    sent = issue.state_changes.filter(action="submit")
    return sent.values_list("user_id", flat=True).first()


def fits(action, issue):
    """Whether the action has a meaning in the state the issue is in."""
    row = TRANSITIONS[action]
    return issue.status in row.starts and row.fits(issue)


def needs_reason(action, issue):
    return TRANSITIONS[action].needs_reason(issue)


def choices(user, issue):
    """The actions that the user may do to the issue as it stands, in their usual order."""
    return [name for name in TRANSITIONS if fits(name, issue) and may(user, name, issue)]


@transaction.atomic
def change_state(issue, action, *, user=None, publish_at=None, reason=""):
    """Takes one step of the table, once, however many ask at the same time.

    `user` None is a command at the server's own shell. `publish_at` is when readers see it:
    now when None, later for a scheduled issue. Returns an Outcome; doing again what is done
    already changes nothing. Raises PermissionDenied, or Refused with a sentence.
    """
    if user is not None and not may(user, action, issue):
        raise PermissionDenied
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    now = timezone.now()
    time = (publish_at or now) if action in ("publish", "reschedule") else None
    if is_done(locked, action, publish_at):
        return Outcome(locked, changed=False)
    if not fits(action, locked):
        raise Refused(unfit_sentence(locked, action))
    reason = reason.strip()[:REASON_MAX]
    if needs_reason(action, locked) and not reason:
        raise Refused(_("Please give the reason."))
    if action == "publish":
        check_publishable(locked)
    locked.status = TRANSITIONS[action].end
    if time or locked.status == DRAFT:
        locked.publish_at = time
    if locked.public_since is None and locked.is_public:
        locked.public_since = locked.publish_at
    locked.save()
    record(locked, action, user=user, at=now, reason=reason)
    return Outcome(locked, changed=True)


def is_done(issue, action, publish_at):
    if action == "reschedule":
        return issue.is_scheduled and issue.publish_at == publish_at
    if action == "reinstate" and issue.is_scheduled:
        return False
    return issue.status == TRANSITIONS[action].end


def unfit_sentence(issue, action):
    if action == "take_back" and issue.is_public:
        return _("Readers have seen this issue: withdraw it instead.")
    return _("The issue is not in a state for this.")


def check_publishable(issue):
    """The one place that says what keeps an issue from being published. Raises Refused."""
    if not issue.items.exists():
        raise Refused(_("An issue without items cannot be published."))
    if found := preflight.errors(issue):
        one = found[0]
        raise Refused(
            _("%(count)s error must be put right first: %(place)s, %(finding)s.")
            % {
                "count": len(found),
                "place": preflight.place_of(one.item),
                "finding": one.label,
            }
        )


def record(issue, action, *, user, at=None, reason="", items=()):
    """Adds an entry to the audit trail."""
    entry = StateChange.objects.create(
        issue=issue,
        number=issue.number,
        action=action,
        user=user,
        at=at or timezone.now(),
        publish_at=issue.publish_at,
        reason=reason,
    )
    entry.items.set(items)
    return entry


def delete(issue, *, user=None):
    """Deletes an issue that readers have never seen. Raises PermissionDenied or Refused."""
    if user is not None and not may(user, "delete", issue):
        raise PermissionDenied
    with transaction.atomic():
        locked = Issue.objects.select_for_update().get(pk=issue.pk)
        if locked.was_public:
            raise Refused(_("Readers have seen this issue: withdraw it instead."))
        record(locked, "delete", user=user, reason=locked.title)
        locked.delete()


def note_public():
    """Notes of issues whose time has come that readers have seen them.

    One statement, which `tick` and the first reader of an issue send: from then on a clock
    that jumps back does not hide the issue again.
    """
    due = Issue.objects.published().filter(public_since=None)
    return due.update(public_since=F("publish_at"))


def start_of_day(date):
    """00:00 in Shanghai on the date: when a back issue is taken to have come out."""
    return timezone.make_aware(datetime.combine(date, time.min))
