"""What two editors at one issue need: who else is here, and texts that were refused."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .issues import Issue
from .items import Item


class RefusedText(models.Model):
    """What an editor typed into an item that somebody else had saved meanwhile.

    Kept until its author has merged or dropped it. `mine` holds the fields they changed and
    `seen` what the fields of the item were when they began: {field: text}.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="refused_texts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    # Where the editor was at work, and goes back to; a pool item has no issue of its own.
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, related_name="+")
    mine = models.JSONField(_("my text"))
    seen = models.JSONField(_("text that I saw"))
    seen_version = models.PositiveIntegerField(_("version that I saw"))
    at = models.DateTimeField(_("time"), auto_now=True)

    class Meta:
        verbose_name = _("refused text")
        verbose_name_plural = _("refused texts")
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="refused_text_once_an_editor")
        ]

    def __str__(self):
        return f"{self.item_id} {self.user_id}"


class Presence(models.Model):
    """That an editor has the page of an issue open; true for a few minutes after `at`."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    since = models.DateTimeField(_("since"))
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("open page")
        verbose_name_plural = _("open pages")
        constraints = [
            models.UniqueConstraint(fields=["issue", "user"], name="presence_once_an_editor")
        ]

    def __str__(self):
        return f"{self.issue_id} {self.user_id}"
