"""The one module that knows django-taggit. Everything else asks here about topics."""

from functools import cache
from pathlib import Path

from django.db.models import Count, Q

from . import announce
from .models import FormerName, Item, ItemTopic, Topic
from .text import slugs, words

COMMON_WORDS = Path(__file__).parent / "data" / "common_words.txt"

split = slugs.split


def join(tags):
    """The text of the tag field; taggit gives tags or rows of the table between."""
    return "、".join(getattr(tag, "name", None) or tag.tag.name for tag in tags)


def named(names):
    """Existing topics for these names, whatever their letter case or width: {key: Topic}.

    The name of a topic that was renamed or merged means the one that took its place.
    """
    keys = {slugs.key(name) for name in names}
    found = {topic.key: topic for topic in Topic.objects.filter(key__in=keys)}
    if missing := keys - found.keys():
        rows = FormerName.objects.filter(key__in=missing).select_related("topic")
        found |= {row.key: row.topic for row in rows}
    return found


def of_ids(ids):
    """Topics that go or went by these ids, also where another took their place: {id: Topic}."""
    found = Topic.objects.in_bulk(ids)
    if missing := set(ids) - found.keys():
        rows = FormerName.objects.filter(was__in=missing).select_related("topic")
        found |= {row.was: row.topic for row in rows}
    return found


def ensure(names):
    """Topics for these names in their order, made where they are missing.

    Returns (topics, made): a list of Topic, and those of them that are new.
    """
    known = named(names)
    topics, made = [], []
    for name in names:
        key = slugs.key(name)
        if key not in known:
            # Not create: another editor may make the same topic at the same moment.
            known[key], new = Topic.objects.get_or_create(key=key, defaults={"name": name})
            if new:
                made.append(known[key])
        if known[key] not in topics:
            topics.append(known[key])
    return topics, made


@announce.together()
def put(item, topics):
    """Makes these the topics of the item, in this order. True if that changed anything."""
    wanted = [topic.pk for topic in topics]
    links = ItemTopic.objects.filter(content_object=item)
    if list(links.order_by("pk").values_list("tag_id", flat=True)) == wanted:
        return False
    links.delete()
    ItemTopic.objects.bulk_create(ItemTopic(content_object=item, tag_id=pk) for pk in wanted)
    getattr(item, "_prefetched_objects_cache", {}).clear()
    return True


def put_first(pairs):
    """Topics of items that have none yet, as (item, topics)."""
    ItemTopic.objects.bulk_create(
        ItemTopic(content_object=item, tag_id=topic.pk)
        for item, topics in pairs
        for topic in topics
    )


def with_public_counts():
    """Topics that readers can find, with `item_count` items each, most used first."""
    public = Item.objects.published().values("pk")
    return (
        Topic.objects.annotate(
            item_count=Count("item_topics", filter=Q(item_topics__content_object__in=public))
        )
        .filter(item_count__gt=0)
        .order_by("-item_count", "name")
    )


def vocabulary():
    """All topics: asked for once by whoever suggests for many items."""
    return list(Topic.objects.only("name", "key"))


def suggest(title, summary="", *, most=5, among=None):
    """Topic names for an item: (existing, proposed).

    `existing` are names the team already uses and that stand in the text, longest first;
    `proposed` are further key words that no topic has yet. Neither is stored by asking.
    `among` is what `vocabulary` gave.
    """
    found = in_use(title, summary, among=among)
    existing = [topic.name for topic in found][:most]
    known = {topic.key for topic in found}
    proposed = [
        word
        for word in keywords(title, summary)
        if slugs.key(word) not in known and not any(slugs.key(word) in key for key in known)
    ]
    return existing, proposed[: max(0, most - len(existing))]


def in_use(title, summary="", *, among=None):
    """Topics whose names stand in the text: those of the title first, longer before shorter."""
    head, text = slugs.key(title), slugs.key(f"{title}\n{summary}")
    known = vocabulary() if among is None else among
    found = [topic for topic in known if names(topic.key, text)]
    return sorted(found, key=lambda topic: (not names(topic.key, head), -len(topic.key), topic.key))


def names(key, text):
    """Whether the topic stands in the text; a Latin one as a whole word (C not in OpenCL)."""
    at = text.find(key)
    while key and at >= 0:
        before, after = text[max(0, at - 1) : at], text[at + len(key) :][:1]
        if not (is_latin(before) and is_latin(key[0])) and not (
            is_latin(after) and is_latin(key[-1])
        ):
            return True
        at = text.find(key, at + 1)
    return False


def is_latin(char):
    return char.isascii() and char.isalnum()


def keywords(title, summary=""):
    """Words that stand out in a text, best first (jieba, TF-IDF; the title counts twice)."""
    text = f"{title}。{title}。{summary}"
    return segmenter()(text, topK=12, allowPOS=("n", "nz", "vn", "eng"))


@cache
def segmenter():
    words.dictionary()  # with our terms in it, which is what the analyser cuts by
    import jieba.analyse

    tfidf = jieba.analyse.TFIDF()
    tfidf.stop_words = tfidf.stop_words | set(COMMON_WORDS.read_text(encoding="utf-8").split())
    return tfidf.extract_tags
