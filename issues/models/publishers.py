"""Publisher: what a domain is called, and where its news usually goes."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .issues import Section
from .items import Item
from .regions import Region

DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class Publisher(models.Model):
    domain = models.CharField(
        _("domain"),
        max_length=100,
        unique=True,
        help_text=_(
            "Such as sz.gov.cn; its subdomains count too, unless they have a line of their own."
        ),
    )
    name = models.CharField(_("name"), max_length=Item._meta.get_field("source_name").max_length)
    official = models.BooleanField(
        _("official source"),
        default=False,
        help_text=_("An authority speaking for itself, not a newspaper."),
    )
    region = models.ForeignKey(
        Region,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual region"),
        help_text=_("Taken where the text itself names no place."),
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual section"),
    )

    class Meta:
        ordering = ["domain"]
        verbose_name = _("publishing site")
        verbose_name_plural = _("publishing sites")

    def __str__(self):
        return f"{self.name}（{self.domain}）"

    def clean(self):
        self.domain = self.domain.strip().lower().strip(".")
        if not DOMAIN.fullmatch(self.domain):
            raise ValidationError({"domain": _("A domain such as sz.gov.cn is needed.")})
