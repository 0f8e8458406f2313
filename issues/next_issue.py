"""The issue after the last one: its number and date, and a copy of the last one's structure."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from . import announce
from .models import Issue, Section

WEEK = timedelta(days=7)


def proposal():
    """{"number", "date"}: the number after the highest, a week after the latest date."""
    last = Issue.objects.aggregate(number=models.Max("number"), date=models.Max("date"))
    return {
        "number": (last["number"] or 0) + 1,
        "date": last["date"] + WEEK if last["date"] else timezone.localdate(),
    }


def last_issue():
    return Issue.objects.newest_first().first()


@announce.together()
def like_the_last():
    """A new, empty issue with the sections of the last one, shown as places to fill.

    The standing sections are in every issue; what is copied are the others, whether they have
    items there or are waiting for some. Raises IntegrityError where somebody else takes the
    number at the same moment.
    """
    last = last_issue()
    issue = Issue.objects.create(**proposal())
    if last is not None:
        used = Section.objects.filter(standing=False)
        issue.planned.set(
            used.filter(models.Q(items__issue=last) | models.Q(pk__in=last.planned.values("pk")))
        )
    return issue
