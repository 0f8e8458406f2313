"""Topics kept tidy: renamed, merged, and looked through for doubles.

Each is one transaction with the search index. The old address of a topic leads on: its slug is
kept in FormerSlug, and points to the topic itself, so that a chain of renames is one step. So
does its name, in FormerName: who types it means the topic that took its place.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, F
from rapidfuzz.distance import Levenshtein

from . import announce
from .models import FormerName, FormerSlug, Item, ItemTopic, Topic
from .models.topics import taken_slugs
from .text import slugs, tokens

MOST_MORE = 2  # characters that a name has more than one that it contains
SHORTEST = 4  # characters of names that may differ in one


@announce.together()
def rename(topic: Topic, name: str) -> Topic:
    """Gives the topic another name and its slug; the old ones lead to it.

    Raises ValidationError where another topic has the name: those two can be merged.
    """
    row = Topic.objects.select_for_update().get(pk=topic.pk)
    before, key, old = row.name, row.key, row.slug
    row.name = name
    row.clean()
    if row.name == before:
        return row
    wanted = slugs.free(row.name, set(taken_slugs(Topic, row.name)) - {old})
    if wanted != old:
        row.slug = wanted
        FormerSlug.objects.filter(slug=wanted).delete()
        FormerSlug.objects.update_or_create(slug=old, defaults={"topic": row})
    reclaim(row.name)
    if row.key != key:
        led = {"name": before, "topic": row, "was": None}
        FormerName.objects.update_or_create(key=key, defaults=led)
    row.save()
    return row


def reclaim(name: str) -> Topic | None:
    """Ends that the name leads to another topic, which is returned: it is to be one of its own."""
    former = FormerName.objects.filter(key=slugs.key(name)).select_related("topic").first()
    if former is not None:
        former.delete()
    return former and former.topic


@announce.together()
def merge(sources: Iterable[Topic], target: Topic) -> int:
    """Gives all items of the sources to the target, whose place among their topics they keep.

    The sources are gone afterwards; their names and addresses, and those that led to them, lead
    to the target. Returns how many items have changed; those get a new version, so that a form that
    still names an old topic is not saved over this. Raises ValidationError with no source.
    """
    ids = {topic.pk for topic in sources} - {target.pk}
    rows = Topic.objects.select_for_update().filter(pk__in=ids | {target.pk}).order_by("pk")
    locked = {row.pk: row for row in rows}
    if not ids or locked.keys() != ids | {target.pk}:
        raise ValidationError("nothing to merge", code="nothing")
    kept, dropped, items = links_of(ids, target)
    ItemTopic.objects.filter(pk__in=dropped).delete()
    ItemTopic.objects.filter(pk__in=kept).update(tag=target)
    Item.objects.filter(pk__in=items).update(version=F("version") + 1)
    FormerSlug.objects.filter(topic__in=ids).update(topic=target)
    FormerName.objects.filter(topic__in=ids).update(topic=target)
    for pk in sorted(ids):
        row = locked[pk]
        FormerSlug.objects.update_or_create(slug=row.slug, defaults={"topic": target})
        led = {"name": row.name, "topic": target, "was": pk}
        FormerName.objects.update_or_create(key=row.key, defaults=led)
    Topic.objects.filter(pk__in=ids).delete()
    announce.tell(Item, items)
    return len(items)


def links_of(ids, target):
    """(links to be given to the target, links that would be a second one, items)"""
    have = set(ItemTopic.objects.filter(tag=target).values_list("content_object", flat=True))
    kept, dropped, items = [], [], set()
    links = ItemTopic.objects.filter(tag__in=ids).order_by("pk")
    for pk, item in links.values_list("pk", "content_object"):
        (dropped if item in have else kept).append(pk)
        have.add(item)
        items.add(item)
    return kept, dropped, sorted(items)


# --- what could be tidied ---


@dataclass(frozen=True)
class Double:
    """Two topics that may be one; `keep` is the one that is used more. `why` is a code."""

    keep: Topic
    other: Topic
    why: str


def unused():
    """Topics that no item has, drafts and the pool included."""
    return Topic.objects.filter(item_topics=None).order_by("name")


def doubles() -> list[Double]:
    """Pairs whose names differ in spelling, in a word more, or in one character; one query.

    Digits and the signs of C++, C# and 人工智能+ make another word, and are never overlooked.
    """
    rows = list(Topic.objects.annotate(uses=Count("item_topics")).order_by("pk"))
    names = {row.pk: squeezed(row.name) for row in rows}
    found: dict[frozenset[int], str] = {}
    for why, groups in (
        ("spelling", grouped(names, lambda name: [name])),
        ("contained", containing(names)),
        ("character", one_apart(names)),
    ):
        for pair in groups:
            if differs_enough(*(names[pk] for pk in pair)):
                found.setdefault(pair, why)
    by_pk = {row.pk: row for row in rows}
    made = [double(*(by_pk[pk] for pk in sorted(pair)), why) for pair, why in found.items()]
    return sorted(made, key=lambda row: (row.why != "spelling", row.keep.name, row.other.name))


def double(one: Topic, two: Topic, why: str) -> Double:
    keep, other = (one, two) if one.uses >= two.uses else (two, one)
    return Double(keep, other, why)


def squeezed(name: str) -> str:
    """The name without width, case, spaces, hyphens and dots; traditional as simplified."""
    return "".join(char for char in tokens.fold(name) if char.isalnum() or char in "+#")


def grouped(names, keys):
    """Pairs of topics that have one of their keys in common."""
    by_key = defaultdict(set)
    for pk, name in names.items():
        for key in keys(name):
            by_key[key].add(pk)
    for group in by_key.values():
        ids = sorted(group)
        for at, pk in enumerate(ids):
            yield from (frozenset((pk, other)) for other in ids[at + 1 :])


def one_less(name):
    """The name, and it without each of its characters: names one edit apart share one of them."""
    if len(name) < SHORTEST:
        return [name]
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def one_apart(names):
    for pair in grouped(names, one_less):
        one, other = (names[pk] for pk in pair)
        if max(len(one), len(other)) >= SHORTEST and Levenshtein.distance(one, other) == 1:
            yield pair


def containing(names):
    """Pairs of a name and one that has a character or two more before or behind it."""
    by_name = defaultdict(set)
    for pk, name in names.items():
        by_name[name].add(pk)
    for pk, name in names.items():
        for more in range(1, MOST_MORE + 1):
            for part in (name[more:], name[:-more]):
                if len(part) >= 2 and not part.isascii():
                    yield from (frozenset((pk, other)) for other in by_name.get(part, ()))


def differs_enough(one: str, other: str) -> bool:
    """Not where digits or signs tell the two apart: 5G and 6G, C and C++."""

    def marks(name):
        return [char for char in name if char.isdigit() or char in "+#"]

    return marks(one) == marks(other)
