"""Keeps the index in step with the items: one function, called in the transaction of the row.

`connect` ties it to the signals of issues/announce.py, so that no way of writing an item, an
issue, a topic, a section or a region goes round it.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_delete, pre_delete

from .. import announce
from ..models import Issue, Item, ItemTopic, Region, Section, Topic
from ..text import tokens, urls
from . import tallies
from .backend import engine
from .table import (
    HIDDEN,
    POSITION_BITS,
    SECTION_BITS,
    Host,
    SearchRow,
    issue_key,
    issue_range,
    packed,
    pool_key,
    region_number,
    sort_key,
)

BATCH = 250  # items written at once
HOST_MAX = 255
WATCHED = {
    Item: (
        "title",
        "summary",
        "source_url",
        "source_name",
        "region",
        "issue",
        "section",
        "position",
    ),
    ItemTopic: ("content_object", "tag"),
    Issue: ("date", "number", "status"),
    Topic: ("name",),
    Section: ("order",),
    Region: ("path",),
}
COMPARED = [field.attname for field in SearchRow._meta.concrete_fields]


# --- from items to rows ---


ITEM_FIELDS = (
    *("pk", "title", "summary", "source_url", "source_name", "region", "region__path"),
    *("section", "position", "issue__date", "issue__number", "issue__status"),
)


def build(ids, *, number_hosts=None):
    """The rows these items should have, unsaved. Items on the move have none.

    `number_hosts` gives {host: number}; the usual one makes new numbers.
    """
    topics = defaultdict(list)
    links = ItemTopic.objects.filter(content_object__in=ids).order_by("pk")
    for item, topic, name in links.values_list("content_object", "tag", "tag__name"):
        topics[item].append((topic, name))
    ranks = section_ranks()
    items = Item.objects.filter(pk__in=ids).order_by("pk")
    items = [item for item in items.values_list(*ITEM_FIELDS, named=True) if not on_the_move(item)]
    hosts = {item.pk: urls.host(item.source_url)[:HOST_MAX] for item in items}
    numbers = (number_hosts or ensure_hosts)(set(hosts.values()) - {""})
    return [
        row(item, topics[item.pk], ranks, hosts[item.pk], numbers.get(hosts[item.pk], 0))
        for item in items
    ]


def known_hosts(names):
    return dict(Host.objects.filter(host__in=names).values_list("host", "pk"))


def ensure_hosts(names):
    known = known_hosts(names)
    if new := sorted(names - known.keys()):
        Host.objects.bulk_create((Host(host=name) for name in new), ignore_conflicts=True)
        known |= known_hosts(new)
    return known


def section_ranks():
    return {pk: rank for rank, pk in enumerate(Section.objects.values_list("pk", flat=True))}


def on_the_move(item):
    """placing.py writes positions below zero for a moment, and then the final ones."""
    return item.position is not None and item.position < 0


def row(item, topics, ranks, host, host_number):
    head = [tokens.tokens(text) for text in (item.title, *(name for _pk, name in topics))]
    body = [tokens.tokens(item.summary)]
    counted = (
        region_number(item.region or ""),
        item.section or 0,
        item.issue__date.year if item.issue__date else 0,
        host_number,
    )
    marked = marks(item, topics, host)
    made = SearchRow(
        sort=key(item, ranks),
        item_id=item.pk,
        head=engine().written(head),
        body=engine().written(body),
        marks=f" {' '.join(marked)} ",
        counted="".join(map(packed, counted)),
        topics="".join(packed(pk) for pk, _name in topics),
        host=host_number,
        version=tokens.VERSION,
    )
    made.marked, made.words = marked, {word for text in head + body for word in text}
    return made


def key(item, ranks):
    if item.issue__number is None:
        return pool_key(item.pk)
    public = item.issue__status == Issue.Status.PUBLISHED
    order = issue_key(item.issue__date, item.issue__number)
    return sort_key(order, ranks[item.section], item.position, public=public)


def marks(item, topics, host):
    """All that can be filtered, as words: ASCII letters in lower case, and no blanks in them."""
    found = ["all", *(f"t:{pk}" for pk, _name in topics)]
    if item.region:
        found += [f"r:{code.lower()}" for code in item.region__path.rstrip("/").split("/")]
    if item.issue__date:
        day = item.issue__date.isoformat()
        found += [f"s:{item.section}", f"i:{item.issue__number}"]
        found += [f"y:{day[:4]}", f"m:{day[:7]}", f"d:{day}"]
    labels = host_mark(host).split(".")
    if host:
        found += ["h:" + ".".join(labels[at:]) for at in range(len(labels))]
    if name := publisher_mark(item.source_name):
        found.append(f"p:{name}")
    return found


def host_mark(host):
    return "".join(host.lower().split())


def publisher_mark(name):
    return "".join(char for char in tokens.fold(name) if char.isalnum())


# --- writing ---


@transaction.atomic
def index_items(ids, *, anew=False):
    """Makes the rows of these items what they should be; an item that is gone loses its row.

    Rows that are right already are left alone, unless `anew`. Returns how many were written.
    """
    ids = sorted(set(ids))
    return sum(index_batch(ids[at : at + BATCH], anew) for at in range(0, len(ids), BATCH))


def index_batch(ids, anew):
    # Whoever indexes an item waits here for others who do, and then reads what they wrote.
    list(Item.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").only("pk"))
    rows = build(ids)
    stored = {row.item_id: row for row in SearchRow.objects.filter(item__in=ids)}
    fresh = [made for made in rows if anew or not same(made, stored.get(made.item_id))]
    gone = stored.keys() - {made.item_id for made in rows}
    out = gone | {made.item_id for made in fresh}
    if out & stored.keys():
        SearchRow.objects.filter(item__in=out).delete()
    if fresh:
        # A row that stands in the place of another has moved too, and is written in its turn.
        SearchRow.objects.filter(sort__in=[made.sort for made in fresh]).delete()
        engine().insert(fresh)
    tallies.note(
        [row.sort for row in stored.values() if row.item_id in out] + [made.sort for made in fresh]
    )
    return len(fresh)


def same(made, stored):
    return stored is not None and all(
        getattr(made, name) == getattr(stored, name) for name in COMPARED
    )


# --- what follows from a change elsewhere ---


def follow(sender, ids, *, created, along, **kwargs):
    if sender is ItemTopic:
        follow_topics_of_items(ids, along)
    else:
        FOLLOWERS[sender](ids, created)


def follow_items(ids, created):
    index_items(ids)


def follow_topics_of_items(ids, along):
    """Items that are announced along with their topics are indexed with them, and only once."""
    links = ItemTopic.objects.filter(pk__in=ids)
    items = set(links.values_list("content_object", flat=True).order_by())
    index_items(items.difference(along.get((Item, True), ()), along.get((Item, False), ())))


def follow_issues(ids, created):
    if created:
        return
    # Stronger than the lock that saving took: no item comes in while its issue changes.
    for issue in Issue.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        order = issue_key(issue.date, issue.number)
        offset = 0 if issue.status == Issue.Status.PUBLISHED else HIDDEN
        first, last = (bound + offset for bound in issue_range(order))
        right = SearchRow.objects.filter(item__issue=issue, sort__range=(first, last))
        index_items(issue.items.exclude(pk__in=right.values("item")).values_list("pk", flat=True))


def follow_topics(ids, created):
    """All items of a topic, unless its first one shows that nothing they say has changed."""
    if created:
        return
    for topic in ids:
        items = ItemTopic.objects.filter(tag=topic).order_by("pk")
        items = list(items.values_list("content_object", flat=True))
        if items and index_items(items[:1]):
            index_items(items[1:])


def follow_sections(ids, created):
    """Sections have moved among each other: items whose section has another rank now."""
    rank_bits = F("sort").bitrightshift(POSITION_BITS).bitand((1 << SECTION_BITS) - 1)
    wrong = []
    for pk, rank in section_ranks().items():
        rows = SearchRow.objects.filter(item__section=pk).annotate(rank=rank_bits)
        rows = rows.exclude(rank=rank)
        wrong += rows.values_list("item", flat=True)
    index_items(wrong)


def follow_regions(ids, created):
    if not created:
        index_items(Item.objects.filter(region__in=ids).values_list("pk", flat=True))


FOLLOWERS = {
    Item: follow_items,
    Issue: follow_issues,
    Topic: follow_topics,
    Section: follow_sections,
    Region: follow_regions,
}


def item_goes(sender, instance, **kwargs):
    """Before it goes: placing.py moves others into its place as soon as it has gone."""
    row = SearchRow.objects.filter(item=instance.pk)
    tallies.note(row.values_list("sort", flat=True))
    row.delete()


def link_deleted(sender, instance, origin, **kwargs):
    """Not where the item itself goes, nor for each item of a topic that goes."""
    if getattr(origin, "model", type(origin)) not in (Item, Issue, Topic):
        announce.tell(Item, [instance.content_object_id])


def topic_goes(sender, instance, **kwargs):
    links = ItemTopic.objects.filter(tag=instance)
    instance.left_items = list(links.values_list("content_object", flat=True))


def topic_gone(sender, instance, **kwargs):
    announce.tell(Item, instance.left_items)


def section_gone(sender, instance, **kwargs):
    announce.tell(Section, [instance.pk])


def connect():
    """Called once, when the app is ready."""
    for model, fields in WATCHED.items():
        announce.watch(model, fields)
        announce.changed.connect(follow, sender=model, dispatch_uid=f"index {model._meta.label}")
    pre_delete.connect(item_goes, sender=Item, dispatch_uid="index item goes")
    post_delete.connect(link_deleted, sender=ItemTopic, dispatch_uid="index link")
    pre_delete.connect(topic_goes, sender=Topic, dispatch_uid="index topic goes")
    post_delete.connect(topic_gone, sender=Topic, dispatch_uid="index topic gone")
    post_delete.connect(section_gone, sender=Section, dispatch_uid="index section gone")
