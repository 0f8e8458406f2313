"""What the address of a search asks for: read from its parameters, written back as links.

The search page, its feed and the read API share these parameters: q, region, topic, section,
year, site, sort and page.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from .search import DATE, PER_PAGE, RELEVANCE, Filters, Problem, Query, find, query, resolve

PAGE = re.compile("[1-9][0-9]{0,6}")
SORTS = (DATE, RELEVANCE)
SENTENCES = {
    "too_long": _("The query is longer than 200 characters; only its beginning counts."),
    "too_many_terms": _("The query has too many words; those from “%(value)s” on do not count."),
    "unknown_tag": _("There is no topic “%(value)s”."),
    "unknown_region": _("There is no region “%(value)s”."),
    "unknown_section": _("There is no section “%(value)s”."),
    "unknown_site": _("“%(value)s” is no publisher."),
    "bad_issue": _("“%(value)s” is no issue number: write 期:12."),
    "bad_date": _("“%(value)s” is no date: write 2024, 2024-06 or 2024-06-30."),
    "bad_year": _("“%(value)s” is no year: write four digits, such as 2024."),
    "bad_sort": _("“%(value)s” is no order: choose date or relevance."),
    "bad_page": _("“%(value)s” is no page number."),
}


class Unusable(Exception):
    """Parameters that mean nothing: `problems` says which."""

    def __init__(self, problems):
        super().__init__([problem.code for problem in problems])
        self.problems = problems

    @property
    def sentences(self):
        return [sentence(problem) for problem in self.problems]


def sentence(problem):
    return SENTENCES[problem.code] % {"value": problem.value}


@dataclass(frozen=True)
class Asked:
    query: Query
    filters: Filters
    sort: str
    page: int

    @property
    def text(self):
        return str(self.query)

    def find(self, per_page=PER_PAGE, *, counted=False):
        """The Results for readers, `counted` where their facets will be used.

        Their problems are told by `notes`.
        """
        return find(
            self.text,
            filters=self.filters,
            sort=self.sort,
            page=self.page,
            per_page=per_page,
            counted=counted,
        )

    def params(self, **changes):
        """{name: text} of what is asked, in a fixed order; `changes` with None take away."""
        chosen = self.filters
        params = {
            "q": self.text,
            "region": chosen.region and chosen.region.code,
            "topic": chosen.topic and chosen.topic.slug,
            "section": chosen.section and chosen.section.slug,
            "year": chosen.year and f"{chosen.year:04}",
            "site": chosen.site,
            "sort": None if self.sort == DATE else self.sort,
            "page": None if self.page == 1 else str(self.page),
            **changes,
        }
        return {name: str(value) for name, value in params.items() if value}

    def link(self, **changes):
        """The query of an address, "?" with it, on the first page unless `page` is given.

        Chinese characters stand as they are: a third of the length, and a reader can see
        what the link is.
        """
        return written(self.params(**{"page": None, **changes}))

    def notes(self, results):
        """What the reader should be told of the query, as sentences."""
        return [sentence(problem) for problem in (*self.query.problems, *results.problems)]


def written(params):
    return "?" + uri_to_iri(urlencode(params)) if params else ""


def read(params, *, sorts=SORTS):
    """Asked from the parameters of a request. Unusable where one of them means nothing."""
    parsed = query.parse(params.get("q", ""))
    filters = resolve.filters(params)
    problems = list(filters.problems)
    sort = params.get("sort") or DATE
    if sort not in sorts:
        problems.append(Problem("bad_sort", shown(sort)))
    page = params.get("page") or "1"
    if not PAGE.fullmatch(page):
        problems.append(Problem("bad_page", shown(page)))
    if problems:
        raise Unusable(problems)
    return Asked(parsed, filters, sort, int(page))


def listing(params, page):
    """Asked for a page of the site that is nothing but filters, which are known to be good."""
    return Asked(query.parse(""), resolve.filters(params), DATE, page)


def shown(value):
    """A value fit to be repeated in a sentence."""
    return query.clean(value[: query.LONGEST])
