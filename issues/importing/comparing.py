"""What an import would change in an issue that exists: added, removed and changed items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issues.models import Issue, Item, Region

from . import commit


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is added, removed or changed; `section` is where the item stands or will stand."""

    what: str
    title: str
    section: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    head: tuple[Field, ...]
    items: tuple[Difference, ...]
    same: int


def compare(issue: Issue, head: Mapping, drafts: Sequence[commit.Draft]) -> Comparison:
    """`head` and `drafts` are what commit.heading and commit.drafted give."""
    items = list(issue.items.in_order().select_related("section", "region").with_topics())
    regions = Region.objects.in_bulk({draft.region for draft in drafts if draft.region})
    found, same, kept = [], 0, set()
    for draft, item in zip(drafts, commit.matched(items, drafts), strict=True):
        if item is None:
            found.append(Difference("added", draft.fields["title"], draft.section))
            continue
        kept.add(item.pk)
        fields = changes(item, draft, regions)
        same += not fields
        if fields:
            found.append(Difference("changed", item.title, draft.section, fields))
    found += [
        Difference("removed", item.title, item.section.name)
        for item in items
        if item.pk not in kept
    ]
    return Comparison(head_changes(issue, head), tuple(found), same)


def changes(item: Item, draft: commit.Draft, regions: Mapping[str, Region]) -> tuple[Field, ...]:
    pairs = [(name, getattr(item, name), draft.fields[name]) for name in commit.CONTENT]
    pairs.append(("section_id", item.section.name, draft.section))
    if draft.choice.region is not None:
        pairs.append(("region_id", name_of(item.region), name_of(regions.get(draft.region))))
    if draft.choice.topics is not None:
        now = "、".join(topic.name for topic in item.topics)
        pairs.append(("topics", now, "、".join(draft.tags)))
    return tuple(Field(*pair) for pair in pairs if pair[1] != pair[2])


def name_of(region: Region | None) -> str:
    return region.short_name if region else ""


def head_changes(issue: Issue, head: Mapping) -> tuple[Field, ...]:
    pairs = [(name, getattr(issue, name), value) for name, value in head.items()]
    return tuple(
        Field(name, str(before or ""), str(after or ""))
        for name, before, after in pairs
        if before != after
    )
