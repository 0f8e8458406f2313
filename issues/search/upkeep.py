"""Building the whole index, and comparing it with the items."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from ..models import Item
from ..text import tokens
from . import tallies
from .backend import engine
from .index import COMPARED, build, index_items, known_hosts
from .table import SearchRow, SearchTally

BATCH = 500
MISSING, LEFT_OVER = "missing", "left over"


def item_batches(items=None):
    """Lists of ids of at most BATCH items, in their order; what comes in meanwhile as well."""
    items, last = Item.objects.all() if items is None else items, 0
    while ids := list(
        items.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield ids
        last = ids[-1]


def rebuild():
    """Writes every row anew, each batch in its own transaction; yields how many are done.

    Readers find what was there before until a batch is written, and then what is right.
    """
    engine().rebuild()  # first, or a broken index could not follow its rows
    with transaction.atomic():
        orphans().delete()
        tallies.note_anything()
    done = 0
    for ids in item_batches():
        index_items(ids, anew=True)
        done += len(ids)
        yield done
    tallies.refresh()


def orphans():
    """Rows whose item is gone."""
    return SearchRow.objects.filter(~Exists(Item.objects.filter(pk=OuterRef("item_id"))))


def fill():
    """Indexes the items that have no row, or one of other tokens; returns how many."""
    # Not as "not in": PostgreSQL would go through all rows of the index for each item.
    current = SearchRow.objects.filter(version=tokens.VERSION, item=OuterRef("pk"))
    done = sum(index_items(ids) for ids in item_batches(Item.objects.filter(~Exists(current))))
    if done:
        tallies.refresh()
    return done


def differences():
    """What the index says otherwise than the items, each as (item id or None, what).

    `what` is MISSING, LEFT_OVER or the columns that differ; without an item, it is a fault
    inside the index in words of the database.
    """
    for ids in item_batches():
        stored = {row.item_id: row for row in engine().stored(ids)}
        for made in build(ids, number_hosts=known_hosts):
            row = stored.pop(made.item_id, None)
            if row is None:
                yield made.item_id, MISSING
            else:
                names = [name for name in COMPARED if getattr(row, name) != getattr(made, name)]
                if engine().lexemes_differ(row, made):
                    names.append("tsv")
                if names:
                    yield made.item_id, ", ".join(names)
        for item in stored:
            yield item, LEFT_OVER
    for item in orphans().values_list("item", flat=True):
        yield item, LEFT_OVER
    for text in engine().faults():
        yield None, text
    for key in tallies.wrong():
        yield None, f"{SearchTally._meta.db_table}: {key}"


def after_migrate(app_config, using, **kwargs):
    """An index for the items of a database that had none, or that of an earlier release."""
    if using != "default" or SearchRow._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        engine().ensure(cursor.execute)
    fill()
