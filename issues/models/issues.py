"""Section, Issue, and who changed the state of one."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.announce import Announced, InStep
from issues.text import slugs

from .limits import NUMBER_MAX, SUMMARY_MAX, TITLE_MAX
from .topics import taken_slugs
from .versions import Versioned


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
    retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("Old issues keep the section; it is no longer offered for new items."),
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
        self.standing = self.standing and not self.retired
        super().save(*args, **kwargs)


def public(prefix=""):
    """What readers may see: published, and its time has come, or had come once already.

    The second half is for clocks that jump back: see docs/decisions/011.
    """
    due = Q(**{f"{prefix}publish_at__lte": timezone.now()})
    seen = Q(**{f"{prefix}public_since__isnull": False})
    return Q(**{f"{prefix}status": Issue.Status.PUBLISHED}) & (due | seen)


def scheduled(prefix=""):
    """Published for a time that is still to come, and never seen by readers."""
    return Q(
        **{
            f"{prefix}status": Issue.Status.PUBLISHED,
            f"{prefix}publish_at__gt": timezone.now(),
            f"{prefix}public_since": None,
        }
    )


class IssueQuerySet(Announced):
    def published(self):
        """What readers may see."""
        return self.filter(public())

    def scheduled(self):
        return self.filter(scheduled())

    def newest_first(self):
        return self.order_by("-date", "-number")

    def with_item_counts(self):
        return self.annotate(item_count=Count("items"))


class Issue(Versioned):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

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
    # Set once readers could see it, and kept for ever.
    public_since = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)

    # Only those that a copy of another issue brought: the standing ones are there anyway.
    planned = models.ManyToManyField(
        Section,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sections to fill"),
        help_text=_("Shown on the issue’s page for arranging while they are empty."),
    )

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
        if self.status != self.Status.PUBLISHED:
            return False
        # Without a time the database refuses the row.
        due = self.publish_at is not None and self.publish_at <= timezone.now()
        return due or self.public_since is not None

    @property
    def is_scheduled(self):
        return self.status == self.Status.PUBLISHED and not self.is_public

    @property
    def was_public(self):
        """Whether readers have ever seen it: it is corrected and withdrawn, never deleted."""
        return self.public_since is not None or self.is_public


class AppendOnly(Exception):
    """Somebody tried to change or delete an entry of the audit trail."""


class TrailQuerySet(models.QuerySet):
    def update(self, **values):
        raise AppendOnly

    def delete(self):
        raise AppendOnly

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly

    def told(self):
        """The corrections that readers are told about, the newest first."""
        return self.filter(action=StateChange.Action.CORRECT)


class StateChange(models.Model):
    """One entry of the audit trail: who did what to an issue, when and why. Only ever added.

    The reason of a correction and of a withdrawal is what readers are told. An entry outlives
    its issue: it keeps the number.
    """

    class Action(models.TextChoices):
        SUBMIT = "submit", _("sent to review")
        RECALL = "recall", _("called back from review")
        TAKE_BACK = "take_back", _("taken back to draft")
        APPROVE = "approve", _("approved")
        PUBLISH = "publish", _("published")
        RESCHEDULE = "reschedule", _("rescheduled")
        WITHDRAW = "withdraw", _("withdrawn")
        REINSTATE = "reinstate", _("reinstated")
        CORRECT = "correct", _("corrected")
        CORRECT_SILENTLY = "correct_silently", _("typo corrected without a note")
        DELETE = "delete", _("deleted")

    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, related_name="state_changes")
    number = models.PositiveIntegerField(_("issue number"))
    action = models.CharField(_("action"), max_length=20, choices=Action)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField(_("time"))
    publish_at = models.DateTimeField(_("visible from"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    items = models.ManyToManyField("issues.Item", related_name="corrections")

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")

    def __str__(self):
        return f"{self.number} {self.action}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly
