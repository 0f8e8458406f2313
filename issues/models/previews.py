"""PreviewLink: shows one issue to somebody without an account, for a few days."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .issues import Issue


class PreviewLink(models.Model):
    """What a signed address leads to; the address itself is made in issues/preview.py."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("made_at") + timedelta(days=7)),
                name="preview_link_at_most_7_days",
            )
        ]

    def __str__(self):
        return f"{self.issue_id} {self.expires_at}"
