"""Letting a finding pass, taking that back, and repairs with one click."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import placing
from issues.models import Issue, Item, Waiver
from issues.models.limits import REASON_MAX

from . import ERROR, Finding, Fix, findings, subject


class Refused(Exception):
    """Nothing was done; the text is a sentence for the editor."""


def found(issue: Issue, digest: str) -> Finding:
    """The finding as it stands now; raises Refused where the text has changed meanwhile."""
    for one in findings(subject(issue)):
        if one.digest == digest:
            return one
    raise Refused(_("Nothing was done: the text has changed, and this finding is gone."))


def wave(issue: Issue, digest: str, reason: str, user) -> Waiver:
    """Lets a finding pass. Twice the same is once: the first reason stays."""
    reason = reason.replace("\0", "").strip()[:REASON_MAX]
    if not reason:
        raise Refused(_("Please give the reason."))
    with transaction.atomic():
        placing.lock([issue.pk])
        one = found(issue, digest)
        if one.level == ERROR:
            raise Refused(_("An error must be put right before the issue is published."))
        waiver, _new = Waiver.objects.get_or_create(
            issue=issue,
            digest=digest,
            withdrawn_at=None,
            defaults={"item": one.item, "code": one.code, "reason": reason, "user": user},
        )
    return waiver


def withdraw(issue: Issue, waiver: int, user) -> None:
    """Takes a waiver back; it is kept with who did so."""
    rows = Waiver.objects.filter(pk=waiver, issue=issue, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=user):
        raise Refused(_("Nothing was done: this was withdrawn already."))


def repair(issue: Issue, digest: str, number: int) -> tuple[Item, Fix]:
    """Applies one repair of a finding to the text it was found in."""
    with transaction.atomic():
        placing.lock([issue.pk])
        one = found(issue, digest)
        if not 0 <= number < len(one.fixes):
            raise Refused(_("Nothing was done: the text has changed, and this finding is gone."))
        return apply(one, one.fixes[number]), one.fixes[number]


def repair_all(issue: Issue, code: str) -> list[Item]:
    """Applies the first repair of every finding of one kind."""
    with transaction.atomic():
        placing.lock([issue.pk])
        items: dict[int, Item] = {}
        for one in findings(subject(issue)):
            if one.code == code and one.fixes:
                # The same row twice, for its title and its summary: the version of the first save.
                item = items.setdefault(one.item.pk, one.item)
                setattr(item, attribute(one.fixes[0]), one.fixes[0].value)
        for item in items.values():
            item.save()
    return list(items.values())


def apply(one: Finding, fix: Fix) -> Item:
    setattr(one.item, attribute(fix), fix.value)
    one.item.save()
    return one.item


def attribute(fix: Fix) -> str:
    return Item._meta.get_field(fix.field).attname
