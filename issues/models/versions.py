"""Rows that refuse to be overwritten by somebody who read an older state of them."""

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from issues.announce import InStep, changing


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
            # Before this row is held: whoever listens holds the issue first, as placing.py does.
            changing.send(type(self), rows=[self])
            mine = type(self)._default_manager.filter(pk=self.pk, version=self.version)
            if not mine.update(version=F("version") + 1):
                raise Stale(type(self)._default_manager.get(pk=self.pk))
            self.version += 1
            super().save(*args, update_fields=update_fields, **kwargs)
