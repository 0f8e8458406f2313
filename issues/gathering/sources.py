"""Polling of feeds into the pool: `poll` for one source, `poll_due` for the tick.

A poll asks first and writes then: no connection is open while a transaction is, and the
entries are stored in batches, so that nobody else waits long for the database.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues import announce, topics
from issues.models import SUMMARY_MAX, Item, ItemTopic, Source
from issues.text import places, regions_data

from . import feeds, memory
from .fetch import fetch
from .refusals import Refused

log = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=30)
LONGEST_REST = timedelta(days=1)
DOUBLINGS = 6  # after so many failures in a row the rest has reached its limit
MOST_NEW = 3000  # entries taken in one poll
MOST_TOPICS = 5
BATCH = 200  # items in one transaction
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"
SENTENCES = {
    "large": gettext_lazy("The feed is larger than 5 MB."),
    "many": gettext_lazy("The feed has more than 10,000 entries."),
    "empty": gettext_lazy("The address answers, but with nothing."),
    "page": gettext_lazy("The address gives a web page, no feed."),
    "broken": gettext_lazy("What the address gives is no feed, or one that is too damaged."),
    "entities": gettext_lazy("The feed declares entities of its own, which is not safe to read."),
}


@dataclass(frozen=True)
class Polled:
    """What came of a poll. `error` is a sentence, "" where it went well.

    `new` items were made; `known` entries had been here; `left` wait for the next poll because
    there were too many; `empty` ones had no text at all. `unchanged`: the server said so.
    """

    source: Source
    new: int = 0
    known: int = 0
    left: int = 0
    empty: int = 0
    unchanged: bool = False
    error: str = ""


class Failed(Exception):
    """The text is a sentence for the editors."""


def poll_due(turn):
    """The job of the tick. What is wrong with one source is kept with it and stops no other."""
    done = []
    for source in Source.objects.due(turn.now):
        turn.keep()
        done.append(poll(source))
    if not done:
        return ""
    new, failed = sum(each.new for each in done), sum(bool(each.error) for each in done)
    said = ngettext("%(count)d source polled", "%(count)d sources polled", len(done))
    said %= {"count": len(done)}
    return _("%(said)s, %(new)d new items, %(failed)d failed") % {
        "said": said,
        "new": new,
        "failed": failed,
    }


def poll(source, get=fetch):
    """Brings what is new in the feed into the pool. Never raises for what the feed is like."""
    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):  # the error is kept for later readers
        try:
            response = ask(source, get)
            if response.status == HTTPStatus.NOT_MODIFIED:
                polled = Polled(source, unchanged=True)
            else:
                polled = take(source, response, now)
        except Failed as failed:
            return failure(source, str(failed), now)
        except Exception as error:
            # A parser may stumble over anything: the other sources must not suffer for it.
            log.exception("polling %s failed", source.url)
            return failure(source, f"{type(error).__name__}: {error}", now)
    success(source, polled, response.headers, now)
    return polled


def ask(source, get):
    """The Response to a conditional request. Raises Failed."""
    headers = [("Accept", ACCEPT)]
    headers += [("If-None-Match", source.etag)] if source.etag else []
    headers += [("If-Modified-Since", source.last_modified)] if source.last_modified else []
    try:
        response = get(source.url, headers=headers, most=feeds.MOST_BYTES)
    except Refused as refused:
        log.info("source %s: %s", source.url, refused)
        raise Failed(str(refused.sentence)) from refused
    if response.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        raise Failed(
            _("The server answers with the error %(status)s.") % {"status": response.status}
        )
    return response


def take(source, response, now):
    """Reads the feed and stores what is new. Raises Failed."""
    content_type = response.headers.get("content-type", "")
    try:
        feed = feeds.read(response.body, content_type=content_type, url=response.url, now=now)
    except feeds.Unreadable as unreadable:
        raise Failed(str(SENTENCES[unreadable.code])) from unreadable
    keys = memory.keys_of(source, feed.entries)
    seen = memory.known(key for found in keys.values() for key in found)
    unseen = [entry for entry, found in keys.items() if not seen.intersection(found)]
    chosen = unseen[:MOST_NEW]
    # The newest entries come first in a feed, and the newest items have the highest keys.
    new = store(source, list(reversed(chosen)), keys, now)
    memory.remember(source, missing(keys, chosen, unseen, seen), now)
    return Polled(
        source,
        new=new,
        known=len(feed.entries) - len(unseen) + len(chosen) - new,
        left=len(unseen) - len(chosen),
        empty=feed.empty,
    )


def missing(keys, chosen, unseen, seen):
    """Keys to add for entries that were known by one of theirs, and may come back by the other."""
    left = set(unseen) - set(chosen)
    return {key for entry, found in keys.items() if entry not in left for key in found} - seen


def store(source, entries, keys, now):
    """Makes pool items of the entries, oldest first. Returns how many."""
    vocabulary = topics.vocabulary()
    new = 0
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        named = {e: topics.in_use(e.title, e.summary, among=vocabulary) for e in batch}
        regions = {entry: region_of(source, entry) for entry in batch}
        with announce.together():
            # Two polls at once, also of two feeds that carry the same page, go one by one.
            list(Source.objects.select_for_update().order_by("pk").values_list("pk"))
            fresh = still_new(batch, keys)
            memory.remember(source, {key for entry in batch for key in keys[entry]}, now)
            items = Item.objects.bulk_create(item_of(source, e, regions[e]) for e in fresh)
            ItemTopic.objects.bulk_create(
                ItemTopic(content_object=item, tag=topic)
                for item, entry in zip(items, fresh, strict=True)
                for topic in named[entry][:MOST_TOPICS]
            )
        new += len(fresh)
    return new


def still_new(batch, keys):
    """Entries that neither another poll nor an editor brought in, and no earlier one here."""
    seen = memory.known(key for entry in batch for key in keys[entry])
    there = memory.in_newsroom(batch)
    fresh = []
    for entry in batch:
        if entry not in there and not seen.intersection(keys[entry]):
            fresh.append(entry)
            seen.update(keys[entry])
    return fresh


def item_of(source, entry, region):
    return Item(
        title=entry.title,
        summary=entry.summary[:SUMMARY_MAX],
        source_url=entry.url,
        source_name=source.name,
        region_id=region,
        source=source,
        source_time=entry.time,
    )


def region_of(source, entry):
    """The code of the source's region, or of a place within it that the text speaks of."""
    found = places.suggest(entry.title, entry.summary, home=settings.HOME_REGION).best
    usual = source.region_id
    return found if not usual or (found and usual in regions_data.ancestors(found)) else usual


def success(source, polled, headers, now):
    # With entries left over the next answer must bring the whole feed again.
    whole = polled.left == 0
    fields = {
        "last_poll": now,
        "last_success": now,
        "next_poll": now + INTERVAL if whole else now,
        "last_new": polled.new,
        "failures": 0,
        "last_error": "",
        "last_error_at": None,
    }
    if not polled.unchanged:
        fields["etag"] = header(headers, "etag", 300) if whole else ""
        fields["last_modified"] = header(headers, "last-modified", 100) if whole else ""
    write(source, fields)


def header(headers, name, most):
    """A value to send back as it came; one that is too long to keep is none."""
    value = headers.get(name, "")
    return value if len(value) <= most and value.isprintable() else ""


def failure(source, sentence, now):
    failures = source.failures + 1
    rest = min(INTERVAL * 2 ** min(failures, DOUBLINGS), LONGEST_REST)
    write(
        source,
        {
            "last_poll": now,
            "next_poll": now + rest,
            "failures": failures,
            "last_error": sentence.replace("\0", "")[:300],
            "last_error_at": now,
        },
    )
    return Polled(source, error=source.last_error)


def write(source, fields):
    """Past save(): that polling went on is no change that an editor could have missed."""
    Source.objects.filter(pk=source.pk).update(**fields)
    for name, value in fields.items():
        setattr(source, name, value)
