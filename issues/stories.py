"""Same-story detection: which earlier items tell what a text tells.

For editors only: drafts and the pool are looked through as well. Candidates come from the
search index and from the key of the address, so that an archive of any size takes a handful
of queries; text/similarity.py judges each of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from .models import Item
from .search.alike import alike
from .text import similarity, urls

MOST = 5  # matches for each text
AT_ONCE = 50  # texts that are compared with one set of queries


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to look for: an item, or what may become one. `exclude` holds ids of items."""

    title: str
    summary: str = ""
    urls: tuple[str, ...] = ()
    exclude: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """An item of the same address ("url"), or likely of the same story. `score` is 0 to 1."""

    item: Item
    why: Literal["url", "likely"]
    score: float


def earlier(
    title: str, summary: str = "", url: str = "", *, exclude: int | Collection[int] | None = None
) -> list[Match]:
    """Items that tell this story, the surest first. `exclude`: the id of the item itself."""
    ids = {exclude} if isinstance(exclude, int) else (exclude or ())
    return earlier_for([Draft(title, summary, (url,), frozenset(ids))])[0]


def of_items(items: Iterable[Item]) -> dict[int, list[Match]]:
    """{id: matches} of stored items, each of them excluded from its own."""
    items = list(items)
    drafts = [
        Draft(item.title, item.summary, tuple(item.source_urls), frozenset([item.pk]))
        for item in items
    ]
    return {item.pk: found for item, found in zip(items, earlier_for(drafts), strict=True)}


def earlier_for(drafts: Sequence[Draft]) -> list[list[Match]]:
    """The matches of each draft; three or four queries for each AT_ONCE of them."""
    found = []
    for start in range(0, len(drafts), AT_ONCE):
        found += matches(drafts[start : start + AT_ONCE])
    return found


def matches(drafts: Sequence[Draft]) -> list[list[Match]]:
    candidates = alike([(draft.title, draft.summary) for draft in drafts])
    keys = [{key for url in draft.urls if (key := page_key(url))} for draft in drafts]
    rows = Item.objects.select_related("issue", "section").defer("remarks", "other_sources")
    by_key: dict[str, list[Item]] = {}
    for item in rows.filter(url_key__in=set().union(*keys)):
        by_key.setdefault(item.url_key, []).append(item)
    by_id = rows.in_bulk({pk for ids in candidates for pk in ids})
    return [
        judged(draft, [item for key in own for item in by_key.get(key, ())], ids, by_id)
        for draft, own, ids in zip(drafts, keys, candidates, strict=True)
    ]


def page_key(url: str) -> str:
    """The key of the address; "" where it leads to a whole site, which tells no story."""
    key = urls.key(url)
    return key if key.startswith("sha256:") or set(key[2:]) & set("/?#") else ""


def judged(draft, same_url, ids, by_id) -> list[Match]:
    found = {item.pk: Match(item, "url", 1.0) for item in same_url}
    story = similarity.story(draft.title, draft.summary, settings.HOME_REGION)
    for pk in ids:
        if pk in found or pk in draft.exclude or pk not in by_id:
            continue
        item = by_id[pk]
        other = similarity.story(item.title, item.summary, settings.HOME_REGION)
        likeness = similarity.compare(story, other)
        if likeness.likely:
            found[pk] = Match(item, "likely", likeness.score)
    kept = (match for pk, match in found.items() if pk not in draft.exclude)
    return sorted(kept, key=lambda match: (-match.score, -match.item.pk))[:MOST]
