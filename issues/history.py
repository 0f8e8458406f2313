"""Who changed what, when and why: every editorial write happens inside `recording`.

An issue is kept whole, with items, topics and the table between, by django-reversion. What
is written inside is one transaction with its version, its correction and the search index.
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import router
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils import timezone
from reversion.models import Revision, Version

from . import announce, corrections, states
from .models import Issue, Item, ItemTopic, Topic

# The fields that a version keeps.
KEPT = {
    **{model: [f.name for f in model._meta.local_fields] for model in (Issue, Item, ItemTopic)},
    Topic: ["name", "slug", "key"],
}

_current = ContextVar("recording", default=None)


def register():
    """Called once, when the app is ready."""
    reversion.register(Issue, follow=["items"])
    reversion.register(Item, exclude=["tags"], follow=["item_topics"])
    reversion.register(ItemTopic, follow=["tag"])
    reversion.register(Topic, fields=KEPT[Topic])
    announce.changing.connect(about_to_change, dispatch_uid="history")
    for model in (Issue, Item, ItemTopic):
        pre_delete.connect(about_to_go, sender=model, dispatch_uid=f"history {model.__name__}")


@contextmanager
def recording(user, reason="", *, note="", silent=False):
    """A transaction whose changes to issues become a version each, with who and why.

    `user` None is a command at the server's own shell. `note` is what readers are told where
    an issue that they have seen changes (see corrections.py); `silent` keeps it from them.
    Inside another recording it joins that one. Yields the Recording, whose `reason`, `note`
    and `silent` may be set on the way.
    """
    outer = _current.get()
    if outer is not None:
        outer.join(reason, note, silent)
        yield outer
        return
    mine = Recording(user, reason, note, silent)
    with announce.together():
        token = _current.set(mine)
        try:
            yield mine
        finally:
            _current.reset(token)
        mine.finish()


def current():
    """The Recording that is going on, or None."""
    return _current.get()


def about_to_change(sender, ids=(), rows=(), **kwargs):
    if (mine := _current.get()) is not None:
        mine.remember(sender, ids, rows)


def about_to_go(sender, instance, **kwargs):
    about_to_change(sender, rows=[instance])


class Recording:
    """What is touched between the beginning and the end of a `recording`."""

    def __init__(self, user, reason="", note="", silent=False):
        self.user, self.reason, self.note, self.silent = user, reason, note, silent
        self.before = {}  # issue id: its State, and whether readers had seen it
        self.made = []  # issues that are new
        self.items = set()  # ids of items that are dealt with
        self.new_items = []

    def join(self, reason, note, silent):
        self.reason, self.note = self.reason or reason, self.note or note
        self.silent = self.silent or silent

    def remember(self, model, ids, rows):
        if model is Issue:
            self.made += [row for row in rows if row._state.adding]
            self.keep([*ids, *(row.pk for row in rows if not row._state.adding)])
        elif model is Item:
            self.new_items += [row for row in rows if row._state.adding]
            # A new item may go straight into an issue, and a form may send one to another.
            self.keep(row.issue_id for row in rows)
            self.touch([*ids, *(row.pk for row in rows if not row._state.adding)])
        elif model is ItemTopic:
            links = ItemTopic.objects.filter(pk__in=ids) if ids else ()
            self.touch([link.content_object_id for link in [*links, *rows]])

    def touch(self, ids):
        if new := set(ids) - self.items:
            self.items |= new
            issues = Item.objects.filter(pk__in=new).exclude(issue=None).order_by()
            self.keep(issues.values_list("issue_id", flat=True).distinct())

    def keep(self, issue_ids):
        """Holds the issues until the end, and remembers how they stand."""
        known = self.before.keys() | {row.pk for row in self.made}
        new = sorted({pk for pk in issue_ids if pk is not None} - known)
        for issue in Issue.objects.select_for_update().filter(pk__in=new).order_by("pk"):
            self.before[issue.pk] = states.of(issue.pk), issue.was_public
            if not versions_of(issue.pk).exists():
                save_version([issue.pk], None, "")

    def finish(self):
        ids = {row.pk for row in self.new_items if row.pk} | self.items
        issues = set(Item.objects.filter(pk__in=ids).values_list("issue_id", flat=True))
        issues |= self.before.keys() | {row.pk for row in self.made if row.pk}
        changed = []
        for pk in sorted(issues - {None}):
            before, seen = self.before.get(pk, (None, False))
            after = states.of(pk)
            if after is None or after == before:
                continue
            changed.append(pk)
            if seen:
                said = {"note": self.note, "silent": self.silent}
                corrections.record(pk, before, after, user=self.user, **said)
        if changed or ids:
            save_version(changed, self.user, self.reason or self.note, ids)


def save_version(issue_ids, user, reason, item_ids=()):
    """One revision with the issues as they stand, all their items and topics in it.

    Of the items, those that stand in no issue are kept by themselves.
    """
    issues = Issue.objects.filter(pk__in=issue_ids)
    inside, loose = Q(issue__in=issue_ids), Q(pk__in=item_ids, issue=None)
    items = list(Item.objects.filter(inside | loose).order_by("pk"))
    links = list(ItemTopic.objects.filter(content_object__in=items).order_by("pk"))
    topics = Topic.objects.filter(pk__in={link.tag_id for link in links})
    rows = [*issues, *items, *links, *topics]
    if not rows:
        return
    revision = Revision.objects.create(user=user, comment=reason, date_created=timezone.now())
    # As reversion.add_to_revision would: it copies what it has gathered for every row anew.
    Version.objects.bulk_create(version(revision, row) for row in rows)


def version(revision, row):
    [plain] = serializers.serialize("python", [row], fields=KEPT[type(row)])
    return Version(
        revision=revision,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=str(row.pk),
        db=router.db_for_write(type(row), instance=row),
        format="json",
        serialized_data=json.dumps([plain], cls=DjangoJSONEncoder, ensure_ascii=False),
        object_repr=str(row.tag_id if isinstance(row, ItemTopic) else row),  # no query for it
    )


def versions_of(issue_id):
    return Version.objects.get_for_object_reference(Issue, issue_id)


def revisions(issue_id):
    """The versions of an issue, the newest first."""
    kept = versions_of(issue_id).order_by().values("revision")
    return Revision.objects.filter(pk__in=kept).select_related("user").order_by("-pk")


def highest_version(item_id):
    """The highest version number that was ever kept of an item; 0 where there is none."""
    kept = Version.objects.get_for_object_reference(Item, item_id)
    return max((version.field_dict["version"] for version in kept), default=0)
