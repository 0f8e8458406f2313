"""Issue, Section, Item, Region and the topics: what the newsroom keeps.

What readers may see is said once, in `published()` of the two querysets below. Where an item
stands in its issue is written in one place only, issues/placing.py.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from .announce import Announced, InStep
from .text import slugs, urls

SUMMARY_MAX = 5000  # characters
TITLE_MAX = 300
NUMBER_MAX = 999_999


class Stale(Exception):
    """Somebody else saved the row after it was read: `saved` is what stands there now."""

    def __init__(self, saved):
        super().__init__(f"{saved._meta.label} {saved.pk} is at version {saved.version}")
        self.saved = saved


class Versioned(InStep):
    """A row that refuses to be overwritten by somebody who read an older state of it."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if self._state.adding:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        if update_fields is not None:
            update_fields = {*update_fields, "version", "updated_at"}
        with transaction.atomic():
            mine = type(self)._default_manager.filter(pk=self.pk, version=self.version)
            if not mine.update(version=F("version") + 1):
                raise Stale(type(self)._default_manager.get(pk=self.pk))
            self.version += 1
            super().save(*args, update_fields=update_fields, **kwargs)


def taken_slugs(model, name):
    rows = model._default_manager.filter(slug__startswith=slugs.slug(name)[:30])
    return rows.values_list("slug", flat=True)


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


class Section(InStep):
    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=40,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The section's name in addresses; made from the name when left empty."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Sections stand in an issue by this number.")
    )
    standing = models.BooleanField(
        _("in every issue"), default=False, help_text=_("A new issue starts with these sections.")
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = slugs.free(self.name, taken_slugs(Section, self.name), most=40)
        super().save(*args, **kwargs)


class IssueQuerySet(Announced):
    def published(self):
        """What readers may see: published, and its time has come."""
        return self.filter(status=Issue.Status.PUBLISHED, publish_at__lte=timezone.now())

    def newest_first(self):
        return self.order_by("-date", "-number")

    def with_item_counts(self):
        return self.annotate(item_count=Count("items"))


class Issue(Versioned):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    number = models.PositiveIntegerField(
        _("issue number"),
        unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(NUMBER_MAX)],
        help_text=_("The running number, as in 第12期 or 总第88期."),
    )
    year_number = models.PositiveSmallIntegerField(
        _("number in the year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Only where the masthead counts within the year as well."),
    )
    title = models.CharField(_("title"), max_length=TITLE_MAX, blank=True)
    date = models.DateField(_("date"))
    note = models.TextField(
        _("editor's note"), blank=True, validators=[MaxLengthValidator(SUMMARY_MAX)]
    )
    status = models.CharField(
        _("state"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    publish_at = models.DateTimeField(_("visible from"), null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-number"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        permissions = [("publish_issue", "Can publish issues and take them back")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="issue_number_from_1"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(publish_at__isnull=False),
                name="issue_published_has_time",
            ),
        ]
        indexes = [models.Index(fields=["status", "publish_at"], name="issue_visible")]

    def __str__(self):
        return _("Issue %(number)s") % {"number": self.number} + (
            f" {self.title}" if self.title else ""
        )

    def get_absolute_url(self):
        return reverse("issue", args=[self.number])

    @property
    def is_public(self):
        return self.status == self.Status.PUBLISHED and self.publish_at <= timezone.now()

    @property
    def is_scheduled(self):
        return self.status == self.Status.PUBLISHED and self.publish_at > timezone.now()


class ItemQuerySet(Announced):
    def published(self):
        """What readers may see: the items of the issues they may see."""
        return self.filter(
            issue__status=Issue.Status.PUBLISHED, issue__publish_at__lte=timezone.now()
        )

    def pool(self):
        return self.filter(issue=None)

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
    source_name = models.CharField(
        _("publisher"), max_length=100, blank=True, help_text=_("For example 新华社.")
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
    remarks = models.TextField(
        _("remarks"), blank=True, help_text=_("For editors only; readers never see them.")
    )

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
        ]

    def __str__(self):
        return self.title

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
    def source_urls(self):
        """Every source address, the first one first."""
        return [url for url in (self.source_url, *self.other_sources.split()) if url]

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


class SignInFailure(models.Model):
    """A wrong password. Counted in the database, where all workers see the same count."""

    account = models.CharField(max_length=150, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self):
        return f"{self.account} {self.address}"


class StateChange(models.Model):
    """Who published an issue or took it back, and when. Nobody edits these rows."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="state_changes")
    action = models.CharField(_("action"), max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField(_("time"))
    publish_at = models.DateTimeField(_("visible from"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")

    def __str__(self):
        return f"{self.issue_id} {self.action}"


# At the end, because the package asks for the models above.
from .search.table import Host, SearchRow  # noqa: E402, F401
