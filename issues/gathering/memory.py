"""What was seen before, so that every entry of a feed comes once.

An entry is known by its guid (within its feed) and by its normalised address (in all feeds):
a changed guid with the same address is the same entry, and the other way round. The memory
outlives the items: what was rejected or deleted does not come back.
"""

from collections import Counter
from hashlib import sha256
from urllib.parse import urlsplit

from issues.models import Item, SeenEntry
from issues.text import urls

CHUNK = 400  # keys in one query: SQLite takes 999 parameters in some builds


def digest(*parts):
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def keys_of(source, entries):
    """{entry: its keys}, leaving out what tells nothing.

    A guid that several addresses share and an address without a path (the site's own front
    page) would make different entries one.
    """
    pairs = {(entry.guid, urls.normalise(entry.url)) for entry in entries}
    shared = {guid for guid, count in Counter(guid for guid, _url in pairs).items() if count > 1}
    return {entry: keys(source, entry, shared) for entry in entries}


def keys(source, entry, shared):
    found = []
    if entry.guid and entry.guid not in shared:
        found.append(digest("guid", str(source.pk), entry.guid))
    if is_page(entry.url):
        found.append(digest("url", urls.normalise(entry.url)))
    return found or [digest("text", str(source.pk), entry.title, entry.url)]


def is_page(url):
    if not url:
        return False
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def known(keys):
    """Those of the keys that are remembered."""
    keys, found = list(keys), set()
    for start in range(0, len(keys), CHUNK):
        rows = SeenEntry.objects.filter(key__in=keys[start : start + CHUNK])
        found |= set(rows.values_list("key", flat=True))
    return found


def in_newsroom(entries):
    """Those of the entries whose page an item has already, wherever that item is."""
    by_key = {}
    for entry in entries:
        if is_page(entry.url):
            by_key.setdefault(urls.key(entry.url), []).append(entry)
    by_key.pop("", None)  # no address of a page
    keys, found = list(by_key), set()
    for start in range(0, len(keys), CHUNK):
        rows = Item.objects.filter(url_key__in=keys[start : start + CHUNK])
        there = set(rows.values_list("url_key", flat=True))
        found |= {entry for key in there for entry in by_key[key]}
    return found


def remember(source, keys, now):
    SeenEntry.objects.bulk_create(
        (SeenEntry(key=key, source=source, at=now) for key in keys),
        ignore_conflicts=True,
        batch_size=CHUNK // 3,
    )
