"""Search, the same on both databases: see docs/decisions/009.

    find(text, filters=, sort=, page=)   a page of items, with `.facets`
    count, facets                        only that
    highlight(item, query)               what was found, marked
    did_you_mean, nearest_topics, nearest_regions    where nothing was found
    filters(params), parse(text)         what an address or a query means

Written by index.py, which follows every change of a row; read by the others.
"""

from .counts import Facets
from .finding import DATE, PER_PAGE, RELEVANCE, Results, count, facets, find
from .marking import highlight, pieces, snippet
from .query import LONGEST, Problem, Query, parse
from .resolve import Filters, filters
from .select import DESK, READERS
from .suggest import did_you_mean, nearest_regions, nearest_topics

__all__ = [
    "DATE",
    "DESK",
    "LONGEST",
    "PER_PAGE",
    "READERS",
    "RELEVANCE",
    "Facets",
    "Filters",
    "Problem",
    "Query",
    "Results",
    "count",
    "did_you_mean",
    "facets",
    "filters",
    "find",
    "highlight",
    "nearest_regions",
    "nearest_topics",
    "parse",
    "pieces",
    "snippet",
]
