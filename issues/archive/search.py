"""/search/: any text is a query; what an address may say beside it is in issues/asked.py."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from issues import asked as asking
from issues import search

from . import narrowing
from .pages import in_turn, public
from .paging import Page

WAYS = 6  # conditions whose removal is tried where nothing was found


@dataclass(frozen=True)
class Found:
    """An item of the list with its pieces: (text, whether it was looked for)."""

    item: object
    title: tuple
    summary: tuple


@public
@in_turn
def page(request):
    try:
        asked = asking.read(request.GET)
    except asking.Unusable as unusable:
        return refusal(request, unusable)
    return results_page(request, asked)


def refusal(request, unusable):
    context = {
        "title": _("Search"),
        "problems": unusable.sentences,
        "text": asking.shown(request.GET.get("q", "")),
    }
    return render(request, "archive/search_refused.html", context, status=400)


def results_page(request, asked):
    results = asked.find(counted=True)
    filters = list(narrowing.conditions(asked, results.facets))
    chips = [*narrowing.words(asked), *filters]
    pieces, number, plain = narrowing.sentence(asked, filters, results.total)
    context = {
        "title": f"{plain} — {_('Search')}",
        "place": "search",
        "query": iri_to_uri(asked.link(page=asked.params().get("page"))),
        "asked": asked,
        "pieces": pieces,
        "number": number,
        "chips": chips,
        "hidden": hidden(asked),
        "notes": asked.notes(results),
        "groups": narrowing.groups(asked, results.facets),
        "found": [shown(item, results.query) for item in results.items()],
        "sorts": sorts(asked),
        "pager": pager(asked, results),
        "feed": reverse("search_feed", args=["atom"]) + asked.link(sort=None),
        "feed_title": f"{plain} — {settings.SITE_NAME}",
        "json": reverse("api_items") + asked.link(),
    }
    if not results.total:
        context |= help_with(asked, chips)
    return render(request, "archive/search.html", context)


def hidden(asked):
    """What the form keeps while the words change."""
    return [(name, value) for name, value in asked.params().items() if name not in ("q", "page")]


def shown(item, parsed):
    marked = search.highlight(item, parsed)
    return Found(item, marked.title, marked.summary)


def sorts(asked):
    """(text, link, in use) for each order."""
    by_date = asked.sort == search.DATE
    return [
        (_("By date"), asked.link(sort=None) or ".", by_date),
        (_("By relevance"), asked.link(sort=search.RELEVANCE), not by_date),
    ]


def pager(asked, results):
    """Where in the list this page is, with the links to those beside it."""
    page = Page(asked.page, results.per_page, results.total)
    beyond = page.number > page.last
    before = page.last if beyond else page.previous
    return {
        "page": page,
        "beyond": beyond and results.total > 0,
        "before": Page(before, page.size, page.total) if before else None,
        "before_link": asked.link(page=before if before > 1 else None) or ".",
        "after": Page(page.next, page.size, page.total) if page.next and not beyond else None,
        "after_link": asked.link(page=page.next),
    }


def help_with(asked, chips):
    """Ways on where nothing was found; what is offered finds something."""
    text = asked.text
    better = search.did_you_mean(text, filters=asked.filters)
    return {
        "better": better and {"text": better, "link": asked.link(q=better)},
        "without": [way for chip in chips[:WAYS] if (way := without(chip))] if chips[1:] else [],
        "near_topics": search.nearest_topics(text) if text else [],
        "near_regions": search.nearest_regions(text) if text else [],
    }


def without(chip):
    """(the condition, its link, how many items there are without it), or None where none."""
    asked = asking.read(chip.params)
    number = search.count(asked.text, filters=asked.filters)
    return (chip, number) if number else None
