"""Region: the places of issues/data/regions.json."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from issues.announce import InStep


class Region(InStep):
    """A place of issues/data/regions.json: GB/T 2260 or ISO 3166 code, short name for readers.

    `path` runs from the root to the region itself ("CN/440000/440300/"), so that a region
    with all it contains is one prefix.
    """

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=30)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    level = models.CharField(_("level"), max_length=10)
    pinyin = models.CharField(_("pinyin"), max_length=80)
    initials = models.CharField(_("initials"), max_length=20)
    path = models.CharField(max_length=60, unique=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("region", args=[self.code])

    @property
    def path_codes(self):
        """Codes from the root to this region, itself last."""
        return self.path.rstrip("/").split("/")


class FormerCode(models.Model):
    """A code that is no longer in use; its address leads to the region that took its place."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    region = models.ForeignKey(Region, models.CASCADE, related_name="former_codes")

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")

    def __str__(self):
        return self.code
