"""Undoing an import: what it made goes, what it replaced comes back, what others made stays."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import history, placing, publishing, topics
from issues.models import Import, Issue, Item, ItemTopic, Section, Topic

from . import commit, snapshots
from .parsed import Refused
from .record import locked


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that happened to what the import made. `what`: seen (by readers, who would lose
    it), issue, changed, moved, added, gone, elsewhere (in another issue or the pool) or followed
    (another item follows it)."""

    what: str
    title: str
    item: int | None = None
    fields: tuple[str, ...] = ()
    at: datetime | None = None


class Edited(Exception):
    """Not undone, because somebody edited it since: `edits` says what, `seen` stands for them."""

    def __init__(self, edits: list[Edit]):
        super().__init__(f"{len(edits)} edits")
        self.edits, self.seen = edits, digest(edits)


@dataclass(slots=True)
class Undone:
    """What was done. `freed` are items of others that went to the pool."""

    issue_removed: bool
    number: int
    removed: int = 0
    restored: int = 0
    freed: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


def digest(edits: list[Edit]) -> str:
    rows = [asdict(edit) for edit in edits]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()[:32]


def undo(row: Import, *, user, seen: str = "") -> Undone:
    """Undoes a stored import, in one transaction.

    Raises Edited unless `seen` stands for exactly the edits that there are, that readers have
    seen the issue among them; Refused, Stale and PermissionDenied too. The import can be worked
    on again afterwards.
    """
    if not commit.may_import(user):
        raise PermissionDenied
    with history.recording(user, _("The import was undone.")):
        row = locked(row)
        if not row.is_committed:
            raise Refused("not_committed")
        require_last(row)
        placing.lock([row.issue_id])
        require_rights(row, user)
        edits = edits_since(row)
        if edits and digest(edits) != seen:
            raise Edited(edits)
        done = take_away(row, user)
        row.state = Import.State.UNDONE
        row.issue, row.undone_by, row.undone_at = None, user, timezone.now()
        row.save()
    return done


def require_last(row: Import) -> None:
    """Imports into one issue are undone in turn, the last one first."""
    if row.issue_id is None:
        return
    later = Import.objects.filter(
        issue_id=row.issue_id, state=Import.State.COMMITTED, committed_at__gt=row.committed_at
    ).exclude(pk=row.pk)
    last = later.defer("source", "parsed", "result").order_by("-committed_at").first()
    if last is not None:
        raise Refused("later_import", name=last.name)


def require_rights(row: Import, user) -> None:
    """To take a published issue from readers is for those who may publish."""
    issue = row.issue
    if issue is not None and issue.was_public and not publishing.may(user, "publish", issue):
        raise Refused("undo_published", number=issue.number)


# --- what happened since


def edits_since(row: Import) -> list[Edit]:
    after = row.result["after"]
    found = seen_by_readers(row) + issue_edits(row, after)
    rows = {
        str(item.pk): item
        for item in (
            Item.objects.filter(pk__in=[int(pk) for pk in after["items"]])
            | Item.objects.filter(issue_id=row.issue_id, issue__isnull=False)
        ).with_topics()
    }
    for pk, was in after["items"].items():
        found += item_edits(row, was, rows.get(pk))
    found += [
        Edit("added", item.title, item.pk, at=item.created_at)
        for pk, item in sorted(rows.items(), key=lambda pair: int(pair[0]))
        if pk not in after["items"]
    ]
    return found + followers(row)


def seen_by_readers(row: Import) -> list[Edit]:
    """Only where undoing takes the issue from readers, not where they get its former content."""
    issue = row.issue
    if issue is None or not issue.was_public:
        return []
    if row.result["state"] == "created" or (row.result["published"] and issue.is_public):
        # A back issue is dated back to its own day: before the import nobody could see it.
        since = max(issue.public_since or issue.publish_at, row.committed_at)
        return [Edit("seen", f"{row.number}", at=since)]
    return []


def issue_edits(row: Import, after: Mapping) -> list[Edit]:
    name = f"{row.number}"
    if row.issue is None:
        return [Edit("gone", name)]
    fields = snapshots.differing(after["issue"], snapshots.values(row.issue))
    return [Edit("issue", name, None, tuple(fields), row.issue.updated_at)] if fields else []


def item_edits(row: Import, was: Mapping, item: Item | None) -> list[Edit]:
    if item is None:
        # With the issue went its items: that is said once.
        return [Edit("gone", was["title"])] if row.issue_id else []
    if item.issue_id != row.issue_id or row.issue_id is None:
        return [Edit("elsewhere", was["title"], item.pk, at=item.updated_at)]
    fields = snapshots.differing(was, snapshots.of_item(item))
    if not fields:
        return []
    what = "moved" if set(fields) <= {"section_id", "position"} else "changed"
    return [Edit(what, was["title"], item.pk, tuple(fields), item.updated_at)]


def followers(row: Import) -> list[Edit]:
    """Items elsewhere that would lose the item they follow."""
    made = [int(pk) for pk in row.result["made"]]
    rows = Item.objects.filter(follows__in=made).exclude(pk__in=made).order_by("pk")
    return [Edit("followed", item.title, item.pk) for item in rows.only("title")]


# --- taking it away


def take_away(row: Import, user) -> Undone:
    result, issue = row.result, row.issue
    done = Undone(issue_removed=False, number=row.number)
    made = [int(pk) for pk in result["made"]]
    if issue is not None and result["state"] == "created":
        others = issue.items.exclude(pk__in=made)
        done.freed = list(others.values_list("title", flat=True))
        placing.to_pool(list(others.values_list("pk", flat=True)))
    elif issue is not None:
        restore(row, issue, made, done)
    for item in Item.objects.filter(pk__in=made):
        item.delete()
        done.removed += 1
    if issue is not None and result["state"] == "created":
        # Whether or not readers saw it: docs/decisions/015 says why.
        publishing.record(issue, "delete", user=user, reason=reason(row))
        issue.delete()
        done.issue_removed = True
    elif issue is not None and result["published"]:
        unpublish(Issue.objects.get(pk=issue.pk), row, user)
    done.topics = unused_topics(result)
    done.sections = unused_sections(result)
    return done


def reason(row: Import) -> str:
    return _("The import of “%(name)s” was undone.") % {"name": row.name}


def unpublish(issue: Issue, row: Import, user) -> None:
    """An issue that was there before the import published it: what readers saw is withdrawn."""
    action = next((name for name in ("take_back", "withdraw") if publishing.fits(name, issue)), "")
    if action:
        publishing.change_state(issue, action, user=user, reason=reason(row))


def restore(row: Import, issue: Issue, made: list[int], done: Undone) -> None:
    """Puts an issue back to how it stood before the import replaced its content."""
    before = row.result["before"]
    if before is None:
        return
    now = Issue.objects.get(pk=issue.pk)
    state = {"status", "publish_at"}
    head = {name: value for name, value in before["issue"].items() if name not in state}
    if snapshots.put_back(now, head):
        now.save()
    items = {item.pk: item for item in Item.objects.filter(pk__in=map(int, before["items"]))}
    there = snapshots.sections_left(before["items"])
    places: dict[int, list[int]] = {}
    added = set(now.items.values_list("pk", flat=True)) - set(made)
    for key, was in before["items"].items():
        item = restored(items.get(int(key)), int(key), was, there)
        topics.put(item, list(topics_of(was)))
        section = was["section_id"] if was["section_id"] in there else item.section_id
        if section is not None:
            places.setdefault(section, []).append(item.pk)
            done.restored += 1
    # Items that somebody added since keep their place behind those of before.
    for item in now.items.filter(pk__in=added - set(map(int, before["items"]))).in_order():
        places.setdefault(item.section_id, []).append(item.pk)
    for item in now.items.filter(pk__in=made).in_order():
        places.setdefault(item.section_id, []).append(item.pk)
    placing.arrange(issue.pk, places)


def restored(item: Item | None, pk: int, was: Mapping, there: set[int]) -> Item:
    """The item with its former content; one that was removed comes back under its own id."""
    missing = item is None
    # Above every version that was kept: a form opened before the removal is an old one.
    item = item or Item(pk=pk, version=history.highest_version(pk) + 1)
    content = {name: value for name, value in was.items() if name not in ("section_id", "position")}
    follows = content.get("follows_id")
    if follows is not None and not Item.objects.filter(pk=follows).exists():
        content["follows_id"] = None
    if snapshots.put_back(item, content) or missing:
        item.save(force_insert=missing)
    return item


def topics_of(was: Mapping) -> list[Topic]:
    known = topics.of_ids(was["topics"])
    return list(dict.fromkeys(known[pk] for pk in was["topics"] if pk in known))


def unused_topics(result: Mapping) -> list[str]:
    """Removes the topics that the import made and that no item has any more."""
    used = ItemTopic.objects.filter(tag__in=result["topics"]).values("tag")
    gone = list(Topic.objects.filter(pk__in=result["topics"]).exclude(pk__in=used))
    return [topic.name for topic in gone if removed(topic)]


def unused_sections(result: Mapping) -> list[str]:
    """The same for sections; one that became standing is the newsroom's own by now."""
    used = Item.objects.filter(section__in=result["sections"]).values("section")
    gone = Section.objects.filter(pk__in=result["sections"], standing=False)
    return [section.name for section in gone.exclude(pk__in=used) if removed(section)]


def removed(row) -> bool:
    """False where something else still holds on to the row."""
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True
