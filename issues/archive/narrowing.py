"""What stands around a list of results: its sentence, what can be taken away, what to add."""

import re
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from issues import asked as asking
from issues.search import query

FIRST = 10  # rows of a facet that are always shown
MORE = 40  # rows behind "more"; a facet may have thousands
LONG = 40  # characters of a text that a chip and the sentence show; the search box has it all
CITIES = 5  # places within each of the first regions
PLAIN = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Chip:
    """A condition in use; `params` are those of the results without it.

    `chinese`: written by a reader or an editor, whatever language the page speaks.
    """

    text: str
    label: str
    params: dict[str, str]
    chinese: bool = True

    @property
    def link(self):
        return asking.written(self.params) or "."


@dataclass(frozen=True)
class Row:
    name: str
    count: int
    link: str
    current: bool = False
    rows: "tuple[Row, ...]" = ()


@dataclass(frozen=True)
class Group:
    title: str
    chinese: bool
    first: list[Row]
    more: list[Row]
    left: int  # rows that are not listed


# --- the sentence and the chips ---


def words(asked):
    """A chip for each part of the query; without it the others stay in their order."""
    parts = asked.query.tree.parts
    for at, part in enumerate(parts):
        rest = query.And(parts[:at] + parts[at + 1 :])
        text = shortened(str(part))
        label = _("Remove the word: %(text)s") % {"text": text}
        yield Chip(text, label, asked.params(q=str(rest), page=None))


def shortened(text):
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def conditions(asked, facets):
    """A chip for each filter."""
    chosen = asked.filters
    if chosen.region:
        yield condition(asked, "region", chosen.region.short_name)
    if chosen.topic:
        yield condition(asked, "topic", chosen.topic.name)
    if chosen.section:
        yield condition(asked, "section", chosen.section.name)
    if chosen.year:
        yield condition(asked, "year", year_name(chosen.year), chinese=False)
    if chosen.site:
        names = {site.host: site.name for site in facets.site}
        yield condition(asked, "site", names.get(chosen.site, chosen.site))


def condition(asked, name, text, *, chinese=True):
    label = _("Remove the filter: %(text)s") % {"text": text}
    return Chip(text, label, asked.params(page=None, **{name: None}), chinese)


def year_name(year):
    return pgettext("year", "%(year)s") % {"year": year}


def sentence(asked, filters, total):
    """“智能” · 2024年：214条 — as pieces (text, an editor's or reader's word) and as text."""
    pieces = [(f"“{shortened(asked.text)}”", True)] if asked.text else []
    pieces += [(chip.text, chip.chinese) for chip in filters]
    if not pieces:
        pieces = [(_("The whole archive"), False)]
    number = ngettext("%(number)s item", "%(number)s items", total) % {"number": total}
    plain = _("%(conditions)s: %(count)s") % {
        "conditions": " · ".join(text for text, _chinese in pieces),
        "count": number,
    }
    return pieces, number, plain


# --- the facets ---


def groups(asked, facets, *, but=None):
    """The facets as lists of links, without the one named `but`; each number is what its
    link finds."""

    def plain(name, value, text):
        return lambda each: row(asked, name, value(each), text(each), each.count)

    kinds = {
        "region": (_("Region"), regions(asked, facets.region), partial(region_row, asked)),
        "topic": (_("Topic"), facets.topic, partial(topic, asked)),
        "section": (
            _("Section"),
            facets.section,
            plain("section", attrgetter("slug"), attrgetter("name")),
        ),
        "year": (_("Year"), facets.year, plain("year", "{0.year:04}".format, attrgetter("year"))),
        "site": (
            _("Publisher"),
            facets.site,
            plain("site", attrgetter("host"), attrgetter("name")),
        ),
    }
    return [
        Group(title, name != "year", *cut(things, make))
        for name, (title, things, make) in kinds.items()
        if name != but and things
    ]


def cut(things, make):
    """The first rows with a few of those within, more of them without, the number of the rest.

    Only those are made: a facet may have thousands.
    """
    last = FIRST + MORE
    return (
        [make(each) for each in things[:FIRST]],
        [replace(make(each), rows=()) for each in things[FIRST:last]],
        len(things[last:]),
    )


def row(asked, name, value, text, number, rows=()):
    """A link that sets the filter; where it is set already, one that takes it away."""
    current = asked.params().get(name) == value
    link = asked.link(**{name: None if current else value}) or "."
    return Row(str(text), number, link, current, tuple(rows))


def region_row(asked, branch):
    rows = [region_row(asked, replace(each, children=())) for each in branch.children[:CITIES]]
    return row(asked, "region", branch.code, branch.name, branch.count, rows)


def regions(asked, roots):
    """The provinces beside 中国 instead of below it; under a filter the places within.

    Branches, each without those of its places that stand beside it.
    """
    if asked.filters.region:
        inner = below(roots, asked.filters.region.code)
        return [replace(inner, children=()), *inner.children] if inner else []
    flat = []
    for root in roots:
        flat += [replace(root, children=()), *root.children] if root.code == "CN" else [root]
    return flat


def below(branches, code):
    """The branch of a region that is somewhere in the tree."""
    for branch in branches:
        if branch.code == code:
            return branch
        found = below(branch.children, code)
        if found:
            return found
    return None


def topic(asked, each):
    """A second topic is added to the query: as a filter it would take the place of the first."""
    chosen = asked.filters.topic
    if chosen is None or chosen.slug == each.slug:
        return row(asked, "topic", each.slug, each.name, each.count)
    name = each.name if PLAIN.fullmatch(each.name) else each.slug
    link = asked.link(q=f"{asked.text} 标签:{name}".strip())
    return Row(each.name, each.count, link)
