"""Counts of common words, made beforehand for the years that are over.

What a third of all items contain cannot be counted faster than it is read, and an archive is
read the faster the smaller it is: of a word that is kept here only the newest years are read.
So `refresh`, a job of `manage.py tick`, counts words, topics and regions that many items have
in all years but the newest, and keeps the counts under the condition that asks for them.

They are never out of date. Whatever is written to a public row of the index is noted as a
SearchChange, in the same transaction; a note in the years that were counted puts all that is
kept out of use until the next `refresh`. That one takes away the notes it saw before it
counted, and so leaves those of whoever was writing meanwhile.
"""

import datetime
import json
import re
from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from ..models import Issue, Item
from ..text import tokens
from .counts import tally
from .select import READERS, Kept, Mark, Selection, Words, all_of, any_of
from .table import MASK, SearchChange, SearchRow, SearchTally, day_of, year_start

LEAST = 5000  # items: what fewer contain is counted in a few milliseconds
PART = 20  # and in a large archive, what a smaller part of all items contains
SAMPLE = 2000  # items in which common words are looked for
LIKELY = 0.8  # of the share wanted: a sample may show a little less
LONGEST = 6  # characters and words of what is looked for
NOTES = 1000  # as many may lie about
BATCH = 500


def key(tree):
    """What a condition is kept under; None where it is none of a single word or mark."""
    match tree.parts:
        case ():
            return ""
        case (Words(phrase),):
            return " ".join(phrase.tokens) + "*" * phrase.prefix
        case (Mark(name),):
            return f":{name}"
    return None


def kept(selection):
    """What is kept for a selection, or None: nothing, or it may be used no more."""
    name = key(selection.tree) if selection.audience == READERS else None
    if name is None:
        return None
    changed = SearchChange.objects.filter(sort__gte=OuterRef("first"))
    row = SearchTally.objects.filter(~Exists(changed), key=name).first()
    # An issue of those years that comes out later: no row is written when it does.
    if row is None or any(last >= row.first for _first, last in selection.due_later):
        return None
    newer = Issue.objects.filter(date__year__gt=row.year).dates("date", "year")
    years = any_of([Mark(f"y:{day.year:04}") for day in newer])
    return Kept(row.total, row.counts, replace(selection, tree=all_of([selection.tree, years])))


def tree_of(name):
    """The condition that `key` made this of."""
    if not name:
        return all_of([])
    if name.startswith(":"):
        return all_of([Mark(name[1:])])
    words = tuple(name.removesuffix("*").split(" "))
    return all_of([Words(tokens.Phrase(words, prefix=name.endswith("*")))])


def wrong():
    """Keys of what is kept, in use and not so."""
    changed = SearchChange.objects.filter(sort__gte=OuterRef("first"))
    for row in SearchTally.objects.filter(~Exists(changed)).iterator(chunk_size=BATCH):
        if (row.total, json.loads(row.counts)) != counted(tree_of(row.key), row.first):
            yield row.key


def counted(tree, first):
    """(how many hits there are from this key on, {facet: {number of a value: how many}})."""
    total, counts = tally(Selection(tree, READERS, ((0, first - 1),)))
    return total, json.loads(json.dumps(counts))


def note(sorts):
    """Rows with these keys were written or are gone. In the transaction that did it."""
    if (oldest := max(sorts, default=-1)) >= 0:
        SearchChange.objects.create(sort=oldest)


def note_anything():
    SearchChange.objects.create(sort=MASK)


def due():
    """Whether a `refresh` would make searches faster, or has many notes to take away."""
    row, newest = SearchTally.objects.first(), newest_day()
    if row is None or newest is None:
        return SearchChange.objects.exists() or SearchRow.objects.filter(sort__gte=0).exists()
    if row.year != newest.year - 1 or SearchChange.objects.filter(sort__gte=row.first).exists():
        return True
    return SearchChange.objects.count() > NOTES


def refresh(step=lambda: None):
    """Counts anew what is common in all years but the newest; returns how many were kept.

    `step` is called between two of them.
    """
    # Of two that count at the same time, the one that began later takes away the note of the
    # other, which by this knows that it counted something older.
    own = SearchChange.objects.create(sort=MASK)
    seen = list(SearchChange.objects.exclude(pk=own.pk).values_list("pk", flat=True))
    made = list(common_tallies(step))
    with transaction.atomic():
        if not SearchChange.objects.filter(pk=own.pk).delete()[0]:
            return 0
        SearchTally.objects.all().delete()
        SearchTally.objects.bulk_create(made, batch_size=BATCH)
        for at in range(0, len(seen), BATCH):
            SearchChange.objects.filter(pk__in=seen[at : at + BATCH]).delete()
    return len(made)


def newest_day():
    sort = SearchRow.objects.filter(sort__gte=0).order_by("sort").values_list("sort", flat=True)
    first = sort.first()
    return None if first is None else day_of(first)


def common_tallies(step):
    newest = newest_day()
    if newest is None or newest.year == datetime.MINYEAR:
        return
    year = newest.year - 1
    first = year_start(year)
    rows = SearchRow.objects.filter(sort__gte=first)
    all_rows = rows.count()
    least = max(LEAST, all_rows // PART)
    if all_rows < least:
        return
    for tree in candidates(rows, all_rows, least):
        total, counts = counted(tree, first)
        if total >= least:
            text = json.dumps(counts)
            yield SearchTally(key=key(tree), year=year, first=first, total=total, counts=text)
        step()


def candidates(rows, all_rows, least):
    """Conditions that enough of the rows may meet, judged by a sample of them."""
    step = max(1, all_rows // SAMPLE)
    sample = rows.annotate(part=F("item_id") % step).filter(part=0)
    found = dict(sample.values_list("item_id", "marks"))
    wanted = len(found) * least / all_rows * LIKELY
    yield all_of([])
    marks = Counter(mark for text in found.values() for mark in text.split())
    yield from (all_of([Mark(name)]) for name, n in marks.items() if n >= wanted and name != "all")
    texts = [
        [item.title, item.summary, *(topic.name for topic in item.topics)]
        for item in Item.objects.filter(pk__in=found).with_topics()
    ]
    for text in common_parts(texts, wanted):
        yield all_of([Words(tokens.phrase(text))])


UNIT = re.compile(f"[{tokens.CJK}]|[+#]|[^\\W_{tokens.CJK}]+")


def common_parts(texts, wanted):
    """Up to LONGEST characters and words in a row that `wanted` items have, folded.

    `texts` are lists of the texts of an item.
    """
    items = [[(text, rows_of_units(text)) for text in map(tokens.fold, parts)] for parts in texts]
    found, common = [], {""}
    for size in range(1, LONGEST + 1):
        seen = Counter()
        for item in items:
            seen.update(
                {part for text, rows in item for part in parts_of(text, rows, size, common)}
            )
        common = {part for part, n in seen.items() if n >= wanted}
        found += sorted(common)
    return found


def rows_of_units(text):
    """Characters and words as lists of (start, end), broken where more than a sign is between.

    Words may have one (GPT-4o), Chinese none.
    """
    rows, last = [], None
    for match in UNIT.finditer(text):
        if last and beside(last[0], match[0], text[last.end() : match.start()]):
            rows[-1].append(match.span())
        else:
            rows.append([match.span()])
        last = match
    return rows


def beside(one, other, between):
    chinese = tokens.IS_CJK(one) or tokens.IS_CJK(other)
    return not between or (len(between) == 1 and not chinese)


def parts_of(text, rows, size, common):
    """The parts of `size` units whose beginning is common: others cannot be."""
    for units in rows:
        for first, before, last in zip(
            units, units[max(size - 2, 0) :], units[size - 1 :], strict=False
        ):
            if (text[first[0] : before[1]] if size > 1 else "") in common:
                yield text[first[0] : last[1]]
