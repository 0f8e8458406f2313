"""Lease and JobState: who is at work on what is due, and what came of it the last time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """Whoever has written its own mark into the row holds it until the time in it."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self):
        return self.name


class JobState(models.Model):
    """The last run of a job of issues/tick.py. `error` is empty when that went well."""

    name = models.CharField(max_length=40, primary_key=True)
    started_at = models.DateTimeField(_("last run"))
    succeeded_at = models.DateTimeField(_("last success"), null=True)
    failed_at = models.DateTimeField(_("last failure"), null=True)
    said = models.CharField(_("result"), max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")

    def __str__(self):
        return self.name
