"""Import: a file that came in, what was made of it on the workbench, and what it became."""

import json
import zlib

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .issues import Issue
from .versions import Versioned


class PackedJSONField(models.Field):
    """JSON, compressed: a file's lines are repeated in it, and nobody searches them.

    PostgreSQL's own type would refuse what PDF files bring along, NUL and half surrogates.
    """

    def get_internal_type(self):
        return "BinaryField"

    def from_db_value(self, value, expression, connection):
        return None if value is None else json.loads(zlib.decompress(bytes(value)))

    def to_python(self, value):
        return json.loads(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None:
            return None
        return connection.Database.Binary(zlib.compress(json.dumps(value).encode("ascii")))

    def value_to_string(self, obj):
        return json.dumps(self.value_from_object(obj))


class Import(Versioned):
    """`steps` are those of importing/steps.py on top of `source` and `parsed`; `head` is what
    an editor typed for the issue. `result` is written by importing/record.py for undoing."""

    class State(models.TextChoices):
        READ = "read", _("read")
        WORKED = "worked", _("being edited")
        COMMITTED = "committed", _("imported")
        UNDONE = "undone", _("undone")

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.READ)
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(_("kind"), max_length=12)
    source = PackedJSONField()
    parsed = PackedJSONField()
    steps = models.JSONField(default=list)
    head = models.JSONField(default=dict)
    ledger = models.JSONField(default=dict)
    doubts = models.PositiveIntegerField(_("points to look at"), default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    issue = models.ForeignKey(
        Issue, models.SET_NULL, null=True, related_name="imports", verbose_name=_("issue")
    )
    number = models.PositiveIntegerField(_("issue number"), null=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    committed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        # Who may import is asked of the rights to issues: importing/record.py.
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(committed_at__isnull=False),
                name="import_committed_has_time",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_committed(self):
        return self.state == self.State.COMMITTED
