"""Who else has the page of an issue open. A notice, not a lock: nobody is kept from anything."""

from datetime import timedelta

from django.utils import timezone

from issues.accounts import person
from issues.models import Presence

# The page says every minute that it is open; two may be lost on the way.
LASTS = timedelta(seconds=150)


def note(issue, user):
    """Notes that the user has the page open now."""
    now = timezone.now()
    fresh = Presence.objects.filter(issue=issue, user=user, at__gt=now - LASTS)
    if not fresh.update(at=now):
        Presence.objects.update_or_create(
            issue=issue, user=user, defaults={"since": now, "at": now}
        )
        Presence.objects.filter(at__lt=now - 10 * LASTS).delete()


def others(issue, user):
    """[{"name", "since"}] of the other editors who have the page open."""
    rows = Presence.objects.filter(issue=issue, at__gt=timezone.now() - LASTS)
    return [
        {"name": person(row.user), "since": timezone.localtime(row.since)}
        for row in rows.exclude(user=user).select_related("user").order_by("since")
    ]


def leave(issue, user):
    Presence.objects.filter(issue=issue, user=user).delete()
