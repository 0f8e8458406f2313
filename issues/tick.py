"""What is due: named jobs that `manage.py tick` runs, one process at a time.

A job is a function that takes the Turn and returns a sentence on what it did, or "". It may be
run again at any moment (whoever ran it may have been killed in the middle), so it must be
idempotent; it opens its own transactions, and none of them around a connection to elsewhere.
A job that takes longer than a minute calls `turn.keep()` between its steps.
"""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from . import publishing
from .gathering import links, sources
from .importing import originals
from .models import JobState, Lease
from .search import tallies

log = logging.getLogger(__name__)

NAME = "tick"
LEASE = timedelta(minutes=10)  # after so long the work of a process that was killed is free again
ERROR_MAX = 1000  # characters of an error that are kept


class Lost(Exception):
    """The lease ran out and another process has taken it: leave the rest to that one."""


@dataclass(frozen=True)
class Job:
    """`every` is the shortest time from one start to the next; 0 is with every tick."""

    name: str
    label: str
    run: Callable[["Turn"], str]
    every: timedelta = timedelta(0)


@dataclass(frozen=True)
class Turn:
    """`now` is when the tick began, and what is due is due by it."""

    now: datetime
    holder: str

    def keep(self):
        """Prolongs the lease; raises Lost where another process holds it."""
        mine = Lease.objects.filter(name=NAME, holder=self.holder)
        if not mine.update(until=timezone.now() + LEASE):
            raise Lost


@dataclass(frozen=True)
class Outcome:
    name: str
    said: str = ""
    error: str = ""


@dataclass
class Report:
    """`busy`: another process was at it, and nothing was done here."""

    busy: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def failed(self):
        return [outcome for outcome in self.outcomes if outcome.error]


def forget_sessions(turn):
    """Rows of sessions that have ended; Django leaves them for somebody to take away."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return ""


def note_public(turn):
    """Nobody waits for this to publish: see publishing.note_public."""
    publishing.note_public()
    return ""


def count_common_words(turn):
    """What a search then need not count; only where something old was changed, or a year ended."""
    count = tallies.refresh(turn.keep) if tallies.due() else 0
    return _("%(count)s counts are kept.") % {"count": count} if count else ""


def clear_originals(turn):
    """Files of imports that were killed before their row was written."""
    count = originals.clear(turn.now)
    return _("%(count)s files without an import were removed.") % {"count": count} if count else ""


JOBS = [
    Job("sources", _("Poll the sources"), sources.poll_due),
    Job("links", _("Try the links of the next issues"), links.check_due),
    Job("public", _("Note what has come out"), note_public),
    Job("sessions", _("Remove ended sessions"), forget_sessions, every=timedelta(hours=6)),
    Job(
        "originals",
        _("Remove files without an import"),
        clear_originals,
        every=timedelta(hours=6),
    ),
    Job(
        "tallies",
        _("Count common words for the search"),
        count_common_words,
        every=timedelta(hours=1),
    ),
]


def run(now=None, jobs=None):
    """Runs what is due, once, however many processes ask at the same time. Returns a Report."""
    turn = Turn(now or timezone.now(), uuid4().hex)
    report = Report()
    # What a job says is kept for the editors, who read Chinese whatever the shell speaks.
    with held(turn) as mine, translation.override(settings.LANGUAGE_CODE):
        if not mine:
            return Report(busy=True)
        for job in due(JOBS if jobs is None else jobs, turn.now):
            try:
                turn.keep()
                report.outcomes.append(attempt(job, turn))
            except Lost:
                log.warning("tick: the lease ran out during or before job %s", job.name)
                error = str(_("Another process took over, because this one took too long."))
                report.outcomes.append(Outcome(job.name, error=error))
                break
    return report


@contextmanager
def held(turn):
    """Whether this process holds the lease now. One UPDATE decides: whoever changes the row."""
    now = timezone.now()
    Lease.objects.bulk_create([Lease(name=NAME, until=now)], ignore_conflicts=True)
    free = Lease.objects.filter(name=NAME, until__lte=now)
    mine = bool(free.update(holder=turn.holder, until=now + LEASE))
    try:
        yield mine
    finally:
        Lease.objects.filter(name=NAME, holder=turn.holder).update(holder="", until=timezone.now())


def due(jobs, now):
    started = dict(JobState.objects.values_list("name", "started_at"))
    return [job for job in jobs if job.name not in started or started[job.name] + job.every <= now]


def attempt(job, turn):
    """Runs one job. Whatever goes wrong in it is logged, kept and told, and ends only this job."""
    JobState.objects.update_or_create(name=job.name, defaults={"started_at": turn.now})
    state = JobState.objects.filter(name=job.name)
    try:
        said = str(job.run(turn))
    except Lost:
        raise
    except Exception as error:
        log.exception("tick: job %s failed", job.name)
        if not connection.is_usable():
            connection.close()  # the next query opens a new one
        told = f"{type(error).__name__}: {error}"[:ERROR_MAX].replace("\0", "")
        state.update(failed_at=timezone.now(), error=told)
        return Outcome(job.name, error=told)
    state.update(succeeded_at=timezone.now(), said=said[:300], error="")
    return Outcome(job.name, said)
