"""Asking the index: which items, how many, and the counts beside them."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from ..models import Issue, Item
from . import query, resolve, tallies
from .backend import engine
from .counts import Facets, describe
from .query import Problem, Query
from .resolve import Filters
from .select import DESK, READERS, Selection, all_of
from .table import issue_key, issue_range

PER_PAGE = 20
RANKED = 2000  # the newest hits, among which relevance puts its order
DATE, RELEVANCE = "date", "relevance"
FARTHEST = 1 << 31  # a page number past it is taken for this one


@dataclass(frozen=True)
class Results:
    """One page of what was found.

    `ids` are primary keys of items in their order, `total` counts all hits, `query` is the
    parsed query (`str(query)` prints it), `problems` what the reader should be told.
    """

    ids: list[int]
    total: int
    page: int
    per_page: int
    query: Query
    filters: Filters
    problems: tuple[Problem, ...]
    selection: Selection = field(repr=False)
    strung: tuple[str, str] | None = field(default=None, repr=False)  # where it came along

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @cached_property
    def facets(self) -> Facets:
        """Counts of all hits by region, topic, section, year and publisher; asked when used."""
        return describe(self.selection, self.strung)

    def items(self) -> list[Item]:
        """The items of the page with what a list shows of them, in two queries."""
        rows = Item.objects.select_related("issue", "section", "region").with_topics()
        found = rows.in_bulk(self.ids)
        return [found[pk] for pk in self.ids if pk in found]


def due_later() -> tuple[tuple[int, int], ...]:
    """Keys of the issues that are published, but whose time has not come."""
    later = Issue.objects.scheduled()
    return tuple(
        issue_range(issue_key(date, number))
        for date, number in later.order_by("pk").values_list("date", "number")
    )


def selection(tree, audience=READERS) -> Selection:
    if audience not in (READERS, DESK):
        raise ValueError(f"no audience {audience!r}")
    asked = Selection(tree, audience, due_later() if audience == READERS else ())
    return replace(asked, kept=tallies.kept(asked))


def read(text, filters=None, audience=READERS):
    """(Query, Filters, Selection, problems) of a query text and the filters of an address."""
    parsed = query.parse(text)
    tree, problems = resolve.resolve(parsed, audience)
    chosen = filters
    if not isinstance(filters, Filters):
        chosen = resolve.filters(filters or {}, audience)
    asked = selection(all_of([tree, chosen.tree]), audience)
    return parsed, chosen, asked, (*parsed.problems, *problems, *chosen.problems)


def find(
    text="",
    *,
    filters=None,
    sort=DATE,
    page=1,
    per_page=PER_PAGE,
    audience=READERS,
    counted=False,
):
    """A page of the items that a query finds, and the way to the counts beside them.

    `filters`: {"region": code, "topic": slug, "section": slug, "year": …, "site": host} or what
    `resolve.filters` made of it. `sort`: "date" or "relevance". `page` counts from 1; one past
    the end is empty. `audience` "desk" sees drafts and the pool too; never ask for it on a
    reader's behalf. `counted`: the facets will be asked for, so that one pass may do for both.
    Any text is a query; nothing here raises for what a reader typed.
    """
    if sort not in (DATE, RELEVANCE):
        raise ValueError(f"no order {sort!r}")
    parsed, chosen, asked, problems = read(text, filters, audience)
    page = min(max(page, 1), FARTHEST // per_page)
    offset = (page - 1) * per_page
    if asked.empty:
        total, ids, strung = 0, [], None
    elif sort == RELEVANCE and parsed.phrases and offset < RANKED:
        total, ids, strung = ranked_page(asked, parsed.phrases, offset, per_page, counted)
    else:
        total, ids, strung = dated_page(asked, offset, per_page, counted)
    return Results(ids, total, page, per_page, parsed, chosen, problems, asked, strung)


def dated_page(asked, offset, limit, counted):
    """(total, ids, what `strung` says of all hits or None), the newest first."""
    if asked.kept is None:
        return engine().page(asked, offset, limit, counted=counted)
    newer = asked.kept.newer
    total, ids, _none = (0, [], None) if newer.empty else engine().page(newer, offset, limit)
    total += asked.kept.total
    if len(ids) < limit and offset + len(ids) < total:
        ids = [row[0] for row in engine().newest(asked, offset, limit)]
    return total, ids, None


def number_of(asked):
    if asked.empty:
        return 0
    if asked.kept is None:
        return engine().count(asked)
    return asked.kept.total + number_of(asked.kept.newer)


def ranked_page(asked, phrases, offset, limit, counted):
    """As `dated_page`: the newest RANKED hits by where the words stand, the others behind them."""
    patterns = [engine().looked_for(phrase) for phrase in phrases]
    total, newest, strung = dated_page(asked, 0, RANKED, counted)
    heads = engine().heads(newest)
    newest.sort(key=lambda pk: distance(heads.get(pk, ""), patterns))  # stable: newest stay first
    ids = newest[offset : offset + limit]
    if len(newest) == RANKED and len(ids) < limit:
        ids += [row[0] for row in engine().newest(asked, RANKED, limit - len(ids))]
    return total, ids, strung


def distance(head, patterns):
    """0 for each word in the title, 1 for one in a topic, 2 for one elsewhere."""
    title, _end, topics = head.partition(engine().FIELD_END)
    return sum(0 if text in title else 1 if text in topics else 2 for text in patterns)


def count(text="", *, filters=None, audience=READERS) -> int:
    _parsed, _chosen, asked, _problems = read(text, filters, audience)
    return number_of(asked)


def facets(text="", *, filters=None, audience=READERS) -> Facets:
    _parsed, _chosen, asked, _problems = read(text, filters, audience)
    return describe(asked)
