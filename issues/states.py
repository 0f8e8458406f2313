"""How an issue stands: its fields, and its items with topics and places, as plain values.

One shape for the rows of now and for a version of history, so that they are compared, shown
and brought back by the same code.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from reversion.models import Version

from . import topics as tags
from .models import Issue, Item, ItemTopic, Topic

HEAD = ("number", "year_number", "title", "date", "note")
# What readers see of an item, besides its place and its topics.
SHOWN = ("title", "summary", "source_url", "source_name", "other_sources", "region", "follows")
CONTENT = (*SHOWN, "source_date", "remarks")
PLACE = ("section", "position")
ORIGIN = ("added_by", "source", "source_time")  # what no form shows


@dataclass(frozen=True)
class State:
    """`items` are in no order: {id: {CONTENT, PLACE, ORIGIN, "topics": [name, …], "version"}}."""

    head: Mapping[str, object]
    items: Mapping[int, Mapping[str, object]] = field(default_factory=dict)

    def places(self):
        """{section id: [item id, …]}"""
        found = {}
        for pk, values in sorted(self.items.items(), key=lambda row: row[1]["position"]):
            found.setdefault(values["section"], []).append(pk)
        return found


def plain(values):
    """Values as JSON keeps them: dates as text."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def of(issue_id):
    """The State of the rows now, in three queries; None where there is no such issue."""
    head = Issue.objects.filter(pk=issue_id).values(*HEAD).first()
    if head is None:
        return None
    topics = {}
    links = ItemTopic.objects.filter(content_object__issue=issue_id).order_by("pk")
    for item, name in links.values_list("content_object", "tag__name"):
        topics.setdefault(item, []).append(name)
    rows = Item.objects.filter(issue=issue_id).values("pk", "version", *CONTENT, *PLACE, *ORIGIN)
    items = {row.pop("pk"): row for row in rows.order_by("pk")}
    for pk, row in items.items():
        row["topics"] = topics.get(pk, [])
    return State(plain(head), dict(zip(items, plain(list(items.values())), strict=True)))


def of_revision(revision, issue_id):
    """The State of the issue in a Revision, or None where the revision is of other things.

    Topics by the names they go by now: what was merged or renamed since is no change of an issue.
    """
    rows = {model: {} for model in (Issue, Item, ItemTopic, Topic)}
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in rows}
    versions = Version.objects.filter(revision=revision, content_type__in=kinds)
    for kind, pk, data in versions.values_list("content_type", "object_id", "serialized_data"):
        rows[kinds[kind]][int(pk)] = json.loads(data)[0]["fields"]
    if issue_id not in rows[Issue]:
        return None
    topics = {}
    names = names_now(rows[Topic])
    for _pk, link in sorted(rows[ItemTopic].items()):
        if link["tag"] in names:
            topics.setdefault(link["content_object"], {})[names[link["tag"]]] = None
    items = {
        pk: {name: row.get(name) for name in (*CONTENT, *PLACE, *ORIGIN, "version")}
        | {"topics": list(topics.get(pk, ()))}
        for pk, row in rows[Item].items()
        if row["issue"] == issue_id
    }
    head = rows[Issue][issue_id]
    return State({name: head.get(name) for name in HEAD}, items)


def names_now(kept):
    """{id: name} of the topics of a version; one that is gone keeps the name it had."""
    now = tags.of_ids(list(kept))
    lost = [row["name"] for pk, row in kept.items() if pk not in now]
    led = tags.named(lost) if lost else {}
    names = {}
    for pk, row in kept.items():
        topic = now.get(pk) or led.get(row["key"])
        names[pk] = topic.name if topic else row["name"]
    return names


@dataclass(frozen=True)
class Difference:
    """What is otherwise in `after`. `changed` is {id: [name, …]} of items in both."""

    head: list[str]
    changed: Mapping[int, list[str]]
    added: list[int]
    removed: list[int]
    moved: list[int]

    def __bool__(self):
        return bool(self.head or self.changed or self.added or self.removed or self.moved)


def difference(before, after, *, names=(*CONTENT, "topics")):
    """What differs from one State to the other. Moved is only what others did not push along."""
    both = before.items.keys() & after.items.keys()
    changed = {
        pk: found
        for pk in sorted(both)
        if (found := [n for n in names if before.items[pk][n] != after.items[pk][n]])
    }
    return Difference(
        head=[name for name in HEAD if before.head[name] != after.head[name]],
        changed=changed,
        added=sorted(after.items.keys() - both),
        removed=sorted(before.items.keys() - both),
        moved=moved(before, after, both),
    )


def moved(before, after, both):
    """Items that stand in another section, or in another order among those that stayed."""
    found = [pk for pk in both if before.items[pk]["section"] != after.items[pk]["section"]]
    stayed = both - set(found)
    now = after.places()
    for section, ids in before.places().items():
        was = [pk for pk in ids if pk in stayed]
        is_now = [pk for pk in now.get(section, ()) if pk in stayed]
        found += [pk for pk, other in zip(was, is_now, strict=True) if pk != other]
    return sorted(found)
