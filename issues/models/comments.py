"""Comment: what reviewers say about an issue or one of its items, and the replies."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .issues import Issue
from .items import Item

COMMENT_MAX = 1000  # characters


class CommentQuerySet(models.QuerySet):
    def threads(self):
        """First comments, with their replies."""
        rows = self.filter(parent=None).select_related("author", "resolved_by", "item")
        return rows.prefetch_related("replies__author")

    def open(self):
        return self.filter(parent=None, resolved_at=None)

    def about(self, issue):
        return self.filter(Q(issue=issue) | Q(item__issue=issue))

    def waiting_for(self, user):
        """Open threads whose last word is somebody else's, the newest first."""
        replies = Comment.objects.filter(parent=OuterRef("pk")).order_by("-pk")
        last = Subquery(replies.values("author")[:1])
        last = Coalesce(last, F("author"), output_field=models.BigIntegerField())
        rows = self.open().alias(last_author=last).exclude(last_author=user.pk)
        return rows.select_related("author", "item", "issue").order_by("-pk")


class Comment(models.Model):
    """Of an issue or of an item; a reply has the one it answers as its parent."""

    issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="comments")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(COMMENT_MAX)])
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(issue=None, item__isnull=False) | Q(issue__isnull=False, item=None),
                name="comment_of_issue_or_item",
            )
        ]

    def __str__(self):
        return self.text[:40]
