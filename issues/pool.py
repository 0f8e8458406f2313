"""The pool: items that wait for an issue. Taking them into one, putting them aside, and back.

Each function takes `wanted`, {item id: version that the editor saw}, and does what it can: a row
that somebody has changed meanwhile stays as it is and is named in the Sorted, the rest lands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from . import announce, history, placing, publishing
from .models import Issue, Item, Section

WHY_MAX = Item._meta.get_field("rejected_why").max_length
CHANGE = "issues.change_item"


class Refused(Exception):
    """Nothing was done; the text is a sentence for the editor."""


@dataclass(frozen=True)
class Sorted:
    """`done` items as they are now; `stale` ones as they are, untouched; `gone` ids of no item."""

    done: tuple[Item, ...]
    stale: tuple[Item, ...]
    gone: tuple[int, ...]


def drafts():
    """The issues that take items out of the pool, the latest first."""
    return Issue.objects.filter(status=Issue.Status.DRAFT).newest_first()


def take(wanted: Mapping[int, int], issue: Issue, section: Section, *, user=None) -> Sorted:
    """Puts pool items at the end of a section of a draft, in the order they are named in.

    `user` None is a command at the server's own shell. Raises PermissionDenied or Refused.
    """
    allow(user, issue)
    with history.recording(user, _("Taken out of the pool.")):
        placing.lock([issue.pk])
        if not drafts().filter(pk=issue.pk).exists():
            raise Refused(_("This issue is no longer a draft: nothing was added to it."))
        fresh, stale, gone = looked_at(wanted, Item.objects.pool())
        if fresh:
            places = placing.layout(issue.pk)
            places.setdefault(section.pk, []).extend(fresh)
            placing.arrange(issue.pk, places)
        return outcome(fresh, stale, gone)


def put_back(wanted: Mapping[int, int], issue: Issue, *, user=None) -> Sorted:
    """Takes items of a draft back into the pool: `take` undone."""
    allow(user, issue)
    with history.recording(user, _("Put back into the pool.")):
        placing.lock([issue.pk])
        if not drafts().filter(pk=issue.pk).exists():
            raise Refused(_("This issue is no longer a draft: nothing was taken out of it."))
        fresh, stale, gone = looked_at(wanted, Item.objects.filter(issue=issue))
        if fresh:
            places = placing.layout(issue.pk)
            kept = {key: [pk for pk in ids if pk not in fresh] for key, ids in places.items()}
            placing.arrange(issue.pk, kept)
        return outcome(fresh, stale, gone)


def reject(wanted: Mapping[int, int], why: str, *, user=None) -> Sorted:
    """Puts pool items aside, with a reason. They are kept, and can be restored."""
    allow(user)
    why = " ".join(why.replace("\0", "").split())
    if not why:
        raise Refused(no_reason())
    return write(
        wanted,
        Item.objects.pool(),
        user,
        _("Rejected: %(why)s") % {"why": why},
        rejected_at=timezone.now(),
        rejected_by=user,
        rejected_why=why[:WHY_MAX],
    )


def no_reason():
    return _("Please say why: a word is enough.")


def stays(item):
    """What is said of a stale item."""
    text = _("“%(title)s” was changed by somebody else meanwhile and stays as it is.")
    return text % {"title": item.title}


def restore(wanted: Mapping[int, int], *, user=None) -> Sorted:
    """Brings rejected items back into the pool."""
    allow(user)
    said = _("Put back into the pool.")
    aside = {"rejected_at": None, "rejected_by": None, "rejected_why": ""}
    return write(wanted, Item.objects.rejected(), user, said, **aside)


def allow(user, issue=None):
    may_edit = issue is None or user is None or publishing.may(user, "edit", issue)
    if user is not None and not (user.is_active and user.has_perm(CHANGE) and may_edit):
        raise PermissionDenied


def write(wanted, rows, user, reason, **fields):
    with history.recording(user, reason):
        fresh, stale, gone = looked_at(wanted, rows)
        # The index does not follow these fields, but the history does.
        announce.changing.send(Item, ids=fresh)
        Item.objects.filter(pk__in=fresh).update(
            **fields, version=F("version") + 1, updated_at=timezone.now()
        )
        return outcome(fresh, stale, gone)


def looked_at(wanted, rows):
    """(fresh, stale, gone) ids in the order of `wanted`; the fresh rows are locked."""
    locked = rows.filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    versions = dict(locked.values_list("pk", "version"))
    fresh = [pk for pk, version in wanted.items() if versions.get(pk) == version]
    left = [pk for pk in wanted if pk not in fresh]
    there = set(Item.objects.filter(pk__in=left).values_list("pk", flat=True))
    return fresh, [pk for pk in left if pk in there], [pk for pk in left if pk not in there]


def outcome(fresh, stale, gone):
    rows = Item.objects.select_related("issue", "section").in_bulk([*fresh, *stale])
    return Sorted(tuple(rows[pk] for pk in fresh), tuple(rows[pk] for pk in stale), tuple(gone))
