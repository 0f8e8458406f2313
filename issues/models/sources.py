"""Source: a feed that is polled into the pool; SeenEntry: what it brought before."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.announce import Announced
from issues.text import urls

from .issues import Section
from .regions import Region
from .versions import Versioned


class SourceQuerySet(Announced):
    def due(self, now):
        """Active ones whose time has come, the longest waiting first."""
        waiting = self.filter(Q(next_poll=None) | Q(next_poll__lte=now), active=True)
        return waiting.order_by(models.F("next_poll").asc(nulls_first=True), "pk")


class Source(Versioned):
    """An RSS or Atom feed. What polling writes does not touch `version`: nobody edits it."""

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("Its items get this as their publisher, for example 新华社."),
    )
    url = models.CharField(
        _("feed address"),
        max_length=2000,
        help_text=_("The address of the RSS or Atom file, beginning with http:// or https://."),
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual section"),
        help_text=_("Proposed when an item of this source is taken out of the pool."),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual region"),
        help_text=_(
            "Its items get this region, or a place within it that their text speaks of. "
            "Empty: the region that the text speaks of."
        ),
    )
    active = models.BooleanField(
        _("polled"), default=True, help_text=_("Switched off, it stays here with all it knows.")
    )

    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    next_poll = models.DateTimeField(_("next poll"), null=True, editable=False)
    last_poll = models.DateTimeField(_("last poll"), null=True, editable=False)
    last_success = models.DateTimeField(_("last success"), null=True, editable=False)
    last_new = models.PositiveIntegerField(_("new at the last success"), default=0, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    last_error_at = models.DateTimeField(_("time of the last error"), null=True, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("feed source")
        verbose_name_plural = _("feed sources")
        constraints = [
            models.UniqueConstraint(fields=["url"], name="source_url_unique"),
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="source_url_http",
            ),
        ]
        indexes = [models.Index(fields=["active", "next_poll"], name="source_due")]

    def __str__(self):
        return self.name

    def clean(self):
        url = urls.safe_url(self.url)
        if not url:
            raise ValidationError(
                {"url": _("This is no address that begins with http:// or https://.")}
            )
        self.url = url

    @property
    def failing(self):
        return self.failures > 0


class SeenEntry(models.Model):
    """That an entry was here before, whatever became of its item: issues/gathering/memory.py."""

    key = models.CharField(max_length=64, primary_key=True)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("entry seen before")
        verbose_name_plural = _("entries seen before")

    def __str__(self):
        return self.key
