"""How an issue and its items stand, as plain values: to see later what was edited, and to put
back what an import replaced."""

import json
from collections.abc import Mapping

from django.core.serializers.json import DjangoJSONEncoder

from issues.models import Issue, Item, ItemTopic, Section

# Kept by the rows themselves, or derived from the other fields.
NOT_CONTENT = frozenset(
    [
        "id",
        "version",
        "text_version",
        "created_at",
        "updated_at",
        "url_key",
        "issue_id",
        "public_since",
    ]
)


def values(row) -> dict[str, object]:
    """The row's content by column, in the form that JSON keeps."""
    return plain(columns(row))


def columns(row) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in NOT_CONTENT
    }


def plain(found):
    return json.loads(json.dumps(found, cls=DjangoJSONEncoder))


def of(issue: Issue) -> dict[str, object]:
    """{"issue": {…}, "items": {id: {…, "topics": [id, …]}}}"""
    links = ItemTopic.objects.filter(content_object__issue=issue).order_by("pk")
    topics: dict[int, list[int]] = {}
    for item, topic in links.values_list("content_object", "tag"):
        topics.setdefault(item, []).append(topic)
    rows = Item.objects.filter(issue=issue).in_order()
    # As the database has it: a time just set reads in another zone.
    return {
        "issue": values(Issue.objects.get(pk=issue.pk)),
        "items": plain(
            {str(row.pk): columns(row) | {"topics": topics.get(row.pk, [])} for row in rows}
        ),
    }


def of_item(item: Item) -> dict[str, object]:
    return values(item) | {"topics": [link.tag_id for link in item.item_topics.all()]}


def differing(was: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Columns that changed. One that did not exist at the time says nothing."""
    return [name for name in was if name in now and was[name] != now[name]]


def put_back(row, was: Mapping[str, object]) -> bool:
    """Gives the row its former content. True if that changes anything; it is not saved."""
    changed = False
    for field in row._meta.concrete_fields:
        if field.attname not in was:
            continue
        value = field.to_python(was[field.attname])
        if getattr(row, field.attname) != value:
            setattr(row, field.attname, value)
            changed = True
    return changed


def sections_left(was: Mapping[str, Mapping]) -> set[int]:
    """Those of the sections the items stood in that are still there."""
    wanted = {item["section_id"] for item in was.values()}
    return set(Section.objects.filter(pk__in=wanted).values_list("pk", flat=True))
