"""Bringing an issue back to how a version of its history has it, whole.

Not by django-reversion's own `revert()`: it writes row by row, which the constraint on places
refuses for two items that have swapped theirs, goes past `save()` and with it past the search
index, and turns the version number back, so that a stale editor would match again.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from . import history, placing, publishing, states, topics
from .models import Issue, Item, Section


class Refused(Exception):
    """It cannot be brought back; the text is a sentence for the editor."""


@dataclass
class Restored:
    """Titles of items. `elsewhere` stand in another issue by now and were left there."""

    issue: Issue
    brought_back: list[str] = field(default_factory=list)
    put_aside: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    changed: bool = False


def restore(issue, revision, *, user, note="", silent=False):
    """Makes the issue what the Revision has, with all its items, their topics and places.

    Items that came in since go to the pool. Every row that is written gets a version above all
    it ever had. Raises PermissionDenied, or Refused with a sentence.
    """
    if user is not None and not publishing.may(user, "restore", issue):
        raise PermissionDenied
    wanted = states.of_revision(revision, issue.pk)
    if wanted is None:
        raise Refused(_("This version is not one of this issue."))
    time = formats.date_format(timezone.localtime(revision.date_created), "DATETIME_FORMAT")
    reason = _("Back to the version of %(time)s") % {"time": time}
    with history.recording(user, reason, note=note, silent=silent):
        placing.lock([issue.pk])
        locked = Issue.objects.get(pk=issue.pk)
        done = Restored(locked)
        if not states.difference(states.of(issue.pk), wanted):
            return done
        write_head(locked, wanted.head)
        write_items(locked, wanted, done)
        done.issue.refresh_from_db()
        done.changed = True
    return done


def write_head(issue, head):
    taken = Issue.objects.exclude(pk=issue.pk).filter(number=head["number"]).exists()
    for name in states.HEAD:
        if name != "number" or not taken:
            value = Issue._meta.get_field(name).to_python(head[name])
            setattr(issue, name, value)
    issue.save()


def write_items(issue, wanted, done):
    rows = Item.objects.in_bulk(wanted.items.keys())
    surplus = issue.items.exclude(pk__in=wanted.items)
    done.put_aside = list(surplus.values_list("title", flat=True))
    there = Keys(wanted)
    places = {}
    for section, ids in wanted.places().items():
        for pk in ids:
            values, row = wanted.items[pk], rows.get(pk)
            if row is not None and row.issue_id not in (None, issue.pk):
                done.elsewhere.append(row.title)
                continue
            if row is None or row.issue_id is None:
                done.brought_back.append(values["title"])
            row = write_item(pk, row, values, there)
            topics.put(row, topics.ensure(values["topics"])[0])
            places.setdefault(there.section(section), []).append(pk)
    placing.arrange(issue.pk, places)


class Keys:
    """Which of the rows that a state points to are still there."""

    def __init__(self, state):
        self.sections = list(Section.objects.values_list("pk", flat=True))
        self.known = {Item: set(state.items)}
        for name in (*states.CONTENT, *states.ORIGIN):
            column = Item._meta.get_field(name)
            if column.is_relation:
                model = column.related_model
                keys = {row[name] for row in state.items.values()} - {None}
                found = model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
                self.known.setdefault(model, set()).update(found)

    def has(self, model, key):
        return key in self.known[model]

    def section(self, pk):
        """The section, or the first of all where it was deleted."""
        return pk if pk in self.sections else self.sections[0]


def write_item(pk, row, values, there):
    """The item with what it said; one that was deleted comes back under its own id."""
    missing = row is None
    row = row or Item(pk=pk, version=history.highest_version(pk) + 1)
    changed = missing
    for name in (*states.CONTENT, *states.ORIGIN) if missing else states.CONTENT:
        column = Item._meta.get_field(name)
        value = column.to_python(values[name])
        if column.is_relation and not there.has(column.related_model, value):
            value = None
        if getattr(row, column.attname) != value:
            setattr(row, column.attname, value)
            changed = True
    if changed:
        row.save(force_insert=missing)
    return row
