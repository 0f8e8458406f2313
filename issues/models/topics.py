"""Topic, and the slugs that topics and sections go by in addresses."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from issues.announce import InStep
from issues.text import slugs


def taken_slugs(model, name):
    rows = model._default_manager.filter(slug__startswith=slugs.slug(name)[:30])
    return rows.values_list("slug", flat=True)


class Topic(InStep, TagBase):
    """A tag whose slug keeps names apart that mean different things (C, C++ and C#)."""

    # The same on both databases, where their own ideas of letter case differ.
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])

    def clean(self):
        self.name = slugs.tidy(self.name)
        if not self.name:
            raise ValidationError({"name": _("A topic needs a name.")})
        self.key = slugs.key(self.name)
        if Topic.objects.filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is a topic of this name already.")})

    def save(self, *args, **kwargs):
        self.name = slugs.tidy(self.name)
        self.key = slugs.key(self.name)
        if not self.slug:
            self.slug = slugs.free(self.name, taken_slugs(Topic, self.name))
        super().save(*args, **kwargs)


class FormerSlug(models.Model):
    """A slug that a topic had, or one that was merged into it: its address leads to the topic."""

    slug = models.CharField(_("slug"), max_length=100, primary_key=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")

    def __str__(self):
        return self.slug


class FormerName(models.Model):
    """A name that a topic had, or one that was merged into it: who types it means the topic."""

    key = models.CharField(max_length=200, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="former_names")
    # The id of the topic that was merged, by which versions and imports kept it.
    was = models.PositiveBigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self):
        return self.name
