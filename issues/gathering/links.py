"""Whether the source links of issues that are being made still open: a job of `tick`.

A link is called dead only after several failures in a row, and not where a site merely turns
the server away: what asks for a person (403, 429 …) tells nothing about its readers.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from issues.models import Issue, Item, LinkState

from .fetch import fetch
from .refusals import Refused

AGAIN = timedelta(hours=12)  # after it opened
RETRY = timedelta(minutes=30)  # after it did not
MOST = 40  # links at once
HEAD = 64 * 1024  # bytes: enough to know that a page is there
GONE = {404, 410}
# A page that is larger than HEAD is there.
ALIVE = {"large"}
DEAD = {"unknown", "unreachable", "certificate", "redirects", "slow", "broken"}


def check_due(turn):
    """Opens the links whose turn it is; says how many, and how many did not open."""
    due = links_due(turn.now)
    failed = 0
    for key, url in due:
        turn.keep()
        failed += not note(key, url, *opened(url))
    if not due:
        return ""
    text = ngettext(
        "%(count)s link opened, %(failed)s of them in vain.",
        "%(count)s links opened, %(failed)s of them in vain.",
        len(due),
    )
    return text % {"count": len(due), "failed": failed}


def links_due(now):
    """[(key, url)] of issues that readers have not seen, those never tried first."""
    made = Issue.objects.exclude(status__in=[Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN])
    scheduled = Issue.objects.filter(status=Issue.Status.PUBLISHED, publish_at__gt=now)
    items = Item.objects.filter(Q(issue__in=made) | Q(issue__in=scheduled)).exclude(url_key="")
    links = dict(items.order_by("-pk").values_list("url_key", "source_url"))
    states = LinkState.objects.in_bulk(links)
    waiting = [key for key in links if key not in states or is_due(states[key], now)]
    waiting.sort(key=lambda key: states[key].checked_at.timestamp() if key in states else 0)
    return [(key, links[key]) for key in waiting[:MOST]]


def is_due(state, now):
    return state.checked_at + (RETRY if state.failures else AGAIN) <= now


def opened(url):
    """(True, False or None where nobody knows; status; problem)"""
    try:
        status = fetch(url, most=HEAD).status
    except Refused as refusal:
        alive = True if refusal.code in ALIVE else False if refusal.code in DEAD else None
        return alive, None, "" if alive else refusal.code
    if status < 400:
        return True, status, ""
    dead = status in GONE or status >= 500
    return (False if dead else None), status, "gone" if status in GONE else "error"


def note(key, url, alive, status, problem):
    """Keeps what came of it; False where the link failed."""
    now = timezone.now()
    state = LinkState.objects.filter(pk=key).first() or LinkState(key=key)
    state.url, state.checked_at, state.status, state.problem = url, now, status, problem
    if alive:
        state.alive_at = now
    state.failures = min(state.failures + 1, 1000) if alive is False else 0
    state.save()
    return alive is not False
