"""Item, and the topics of one."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from issues.announce import Announced, InStep
from issues.text import urls

from .issues import Issue, Section, public
from .limits import SUMMARY_MAX, TITLE_MAX
from .regions import Region
from .sources import Source
from .topics import Topic
from .versions import Versioned


class UrlKey(models.CharField):
    """The `urls.key` of the item's source_url, written with it on every way into the table."""

    def pre_save(self, instance, add):
        value = urls.key(instance.source_url or "")
        setattr(instance, self.attname, value)
        return value


class ItemQuerySet(Announced):
    def update(self, **values):
        if "source_url" in values and "url_key" not in values:
            if hasattr(values["source_url"], "resolve_expression"):
                raise ValueError("the key of an expression is not known: give url_key with it")
            values["url_key"] = urls.key(values["source_url"])
        return super().update(**values)

    update.alters_data = True

    def bulk_update(self, objs, fields, batch_size=None):
        if "source_url" in fields:
            for item in objs:
                item.url_key = urls.key(item.source_url)
            fields = {*fields, "url_key"}
        return super().bulk_update(objs, fields, batch_size)

    bulk_update.alters_data = True

    def published(self):
        """What readers may see: the items of the issues they may see."""
        return self.filter(public("issue__"))

    def pool(self):
        """Without an issue, and not put aside."""
        return self.filter(issue=None, rejected_at=None)

    def rejected(self):
        return self.exclude(rejected_at=None)

    def in_order(self):
        """The order of the issue's page."""
        return self.order_by("section__order", "section_id", "position")

    def newest_first(self):
        return self.order_by(
            "-issue__date",
            "-issue__number",
            "section__order",
            "section_id",
            "position",
        )

    def within(self, region):
        """Items of the region and of all that it contains."""
        return self.filter(region__path__startswith=region.path)

    def about(self, topic):
        tagged = ItemTopic.objects.filter(content_object=models.OuterRef("pk"), tag=topic)
        return self.filter(models.Exists(tagged))

    def for_issue_page(self):
        return self.in_order().select_related("section", "region").with_topics()

    def for_lists(self):
        """Rows of region and topic pages: no summaries."""
        return (
            self.newest_first()
            .select_related("issue", "section", "region")
            .defer("summary", "remarks", "other_sources")
            .with_topics()
        )

    def with_topics(self):
        through = ItemTopic.objects.select_related("tag").order_by("pk")
        return self.prefetch_related(Prefetch("item_topics", queryset=through))


class Item(Versioned):
    issue = models.ForeignKey(
        Issue,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("issue"),
        help_text=_("Without an issue the item waits in the pool."),
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("section"),
    )
    position = models.IntegerField(_("place in the section"), null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    summary = models.TextField(
        _("summary"), blank=True, validators=[MaxLengthValidator(SUMMARY_MAX)]
    )
    source_url = models.CharField(
        _("source link"),
        max_length=2000,
        blank=True,
        help_text=_("The address of the original, beginning with http:// or https://."),
    )
    url_key = UrlKey(max_length=urls.KEY_MAX, editable=False, default="")
    source_name = models.CharField(
        _("publisher"), max_length=100, blank=True, help_text=_("For example 新华社.")
    )
    source_date = models.DateField(
        _("date of the original"), null=True, blank=True, help_text=_("When the source brought it.")
    )
    other_sources = models.TextField(
        _("further source links"), blank=True, help_text=_("One address a line.")
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("region"),
        help_text=_("Type a name, its pinyin or its code: 深圳, shenzhen, 4403."),
    )
    tags = TaggableManager(
        _("topics"),
        through="ItemTopic",
        blank=True,
        help_text=_("Separated by 、 or a comma."),
    )
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follow-up of"),
        help_text=_("The earlier item of the same story."),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("gathered by"),
    )
    # The feed that it came from. Its name is copied to source_name, which editors may change.
    source = models.ForeignKey(
        Source,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
        verbose_name=_("feed source"),
    )
    source_time = models.DateTimeField(
        _("published by the source"), null=True, blank=True, editable=False
    )
    # Put aside: kept, so that it is seen why, but no longer in the pool. issues/pool.py writes it.
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True, editable=False)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("rejected by"),
    )
    rejected_why = models.CharField(
        _("reason for the rejection"), max_length=200, blank=True, editable=False
    )
    remarks = models.TextField(
        _("remarks"), blank=True, help_text=_("For editors only; readers never see them.")
    )

    # The version at which the text was last saved; moving an item makes a new version as well.
    text_version = models.PositiveIntegerField(default=1, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.CheckConstraint(
                condition=Q(issue=None, section=None, position=None)
                | Q(issue__isnull=False, section__isnull=False, position__isnull=False),
                name="item_placed_or_in_pool",
            ),
            # Not "at least 1": placing.py writes negative places for a moment.
            models.CheckConstraint(
                condition=Q(position=None) | ~Q(position=0), name="item_position_not_0"
            ),
            models.UniqueConstraint(
                fields=["issue", "section", "position"], name="item_position_unique"
            ),
            models.CheckConstraint(
                condition=Q(source_url="")
                | Q(source_url__startswith="http://")
                | Q(source_url__startswith="https://"),
                name="item_source_url_http",
            ),
            models.CheckConstraint(
                condition=Q(follows=None) | ~Q(follows=F("pk")), name="item_follows_another"
            ),
            models.CheckConstraint(
                condition=Q(rejected_at=None) | Q(issue=None), name="item_rejected_has_no_issue"
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=Q(issue=None), name="item_without_issue"),
            models.Index(fields=["url_key"], name="item_url_key"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        self.text_version = self.version if self._state.adding else self.version + 1
        if update_fields is not None:
            update_fields = {*update_fields, "text_version"}
            if "source_url" in update_fields:
                update_fields.add("url_key")
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("item", args=[self.pk])

    def clean(self):
        errors = {}
        if self.source_url and not urls.safe_url(self.source_url):
            errors["source_url"] = _("This is no address that begins with http:// or https://.")
        bad = [line for line in self.other_sources.split() if not urls.safe_url(line)]
        if bad:
            errors["other_sources"] = _(
                "This is no address that begins with http:// or https://: %(line)s"
            ) % {"line": bad[0]}
        if self.follows_id and self.follows_id == self.pk:
            errors["follows"] = _("An item cannot follow itself.")
        if (self.issue_id is None) != (self.section_id is None):
            missing = "section" if self.issue_id else "issue"
            errors[missing] = _("Issue and section go together: choose both, or neither.")
        if errors:
            raise ValidationError(errors)

    @property
    def source_host(self):
        return urls.host(self.source_url) if self.source_url else ""

    @property
    def other_lines(self):
        return self.other_sources.split()

    @property
    def source_urls(self):
        """Every source address, the first one first."""
        return [url for url in (self.source_url, *self.other_lines) if url]

    @property
    def topics(self):
        """The topics in the order they were given; one query for all with `with_topics()`."""
        return [link.tag for link in self.item_topics.all()]


class ItemTopic(InStep, ItemBase):
    content_object = models.ForeignKey(Item, models.CASCADE, related_name="item_topics")
    tag = models.ForeignKey(
        Topic, models.CASCADE, related_name="item_topics", verbose_name=_("topic")
    )

    class Meta:
        verbose_name = _("topic of an item")
        verbose_name_plural = _("topics of items")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="item_topic_once")
        ]

    def __str__(self):
        return f"{self.tag}"
