"""Tells who must follow that rows have changed, whichever way they were written.

Django's own signals are silent when a queryset updates rows or creates many at once. Models
that something else is derived from (the search index) take `InStep` as their base, and with it
`Announced` as their queryset: every way of writing then ends in the signal `changed`, inside
the transaction of the rows, so that both are stored or neither.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal

# sender: the model; ids: primary keys; created: whether all of these rows are new;
# along: {(model, created): ids} of all that is announced at the same moment.
changed = Signal()

# Before rows change, for those who must know how they stood. sender: the model; ids: primary
# keys, or rows: instances, also of rows that are about to be made.
changing = Signal()

# {model: names of the fields whose changes are announced}; a model that is not here is silent.
watched = {}
_waiting = ContextVar("waiting", default=None)


def watch(model, fields):
    watched[model] = frozenset(fields)
    post_save.connect(after_save, sender=model, dispatch_uid=f"announce {model._meta.label}")


def touches(model, names):
    known = watched.get(model, frozenset())
    return any(model._meta.get_field(name).name in known for name in names)


def after_save(sender, instance, *, created, update_fields, raw=False, **kwargs):
    # A fixture may bring the row that others already point to: that is not a new one.
    if created or update_fields is None or touches(sender, update_fields):
        tell(sender, [instance.pk], created=created and not raw)


def tell(model, ids, *, created=False):
    waiting = _waiting.get()
    if waiting is None:
        changed.send(model, ids=list(ids), created=created, along={})
    else:
        waiting[model, created].update(dict.fromkeys(ids))


@contextmanager
def together():
    """A transaction at whose end all that was written in it is announced, each row once.

    Saving an item and then its four topics would otherwise be followed five times.
    """
    if _waiting.get() is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        waiting = defaultdict(dict)
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        for (model, created), ids in waiting.items():
            changed.send(model, ids=list(ids), created=created, along=dict(waiting))


class Announced(models.QuerySet):
    def update(self, **values):
        if not touches(self.model, values):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            # Before the update, after which the rows may no longer answer to this filter.
            ids = list(self.order_by().values_list("pk", flat=True))
            changing.send(self.model, ids=ids)
            count = super().update(**values)
            tell(self.model, ids)
        return count

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        if self.model not in watched:
            return super().bulk_create(objs, *args, **kwargs)
        objs = list(objs)
        with transaction.atomic(using=self.db):
            changing.send(self.model, rows=objs)
            made = super().bulk_create(objs, *args, **kwargs)
            if any(row.pk is None for row in made):
                raise ValueError("rows without a known key cannot be announced: create them singly")
            tell(self.model, [row.pk for row in made], created=True)
        return made

    bulk_create.alters_data = True


class InStep(models.Model):
    """A row whose save and all that follows from it are one transaction."""

    objects = Announced.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic(using=kwargs.get("using")):
            changing.send(type(self), rows=[self])
            super().save(*args, **kwargs)
