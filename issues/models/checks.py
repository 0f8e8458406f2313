"""What checking leaves behind: findings waved through, and whether links still open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issues import Issue
from .items import Item
from .limits import REASON_MAX


class Waiver(models.Model):
    """A finding that an editor let pass, with the reason, as long as its text stays the same.

    `digest` is that of issues/preflight: what was found, where, and in which text. Withdrawn
    ones are kept: who let pass what is part of the issue's record.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="waivers")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="waivers")
    code = models.CharField(_("finding"), max_length=30)
    digest = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=REASON_MAX)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("finding waved through")
        verbose_name_plural = _("findings waved through")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "digest"],
                condition=Q(withdrawn_at=None),
                name="waiver_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason"),
        ]

    def __str__(self):
        return f"{self.code}: {self.reason}"


class LinkState(models.Model):
    """What came of opening a source address, by its `urls.key`."""

    key = models.CharField(max_length=200, primary_key=True)
    url = models.CharField(_("address"), max_length=2000)
    checked_at = models.DateTimeField(_("last tried"))
    alive_at = models.DateTimeField(_("last seen alive"), null=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    problem = models.CharField(_("problem"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("state of a link")
        verbose_name_plural = _("states of links")

    def __str__(self):
        return self.url
