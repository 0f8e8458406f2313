"""The pages for readers. Every row comes from `published()`; nobody needs an account."""

import re

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import asked as asking
from issues import publishing
from issues.models import FormerCode, FormerSlug, Issue, Item, Region, Topic
from issues.topics import with_public_counts

from . import atlas, counts, linked, narrowing, rows, withdrawal
from .pages import public
from .paging import page_of
from .stories import story_of
from .trend import trend

RECENT = 10  # earlier issues on the home page
ISSUES_A_PAGE = 200
TOPICS_A_PAGE = 300
YEAR = re.compile("[0-9]{4}")


@public
def home(request):
    years = counts.by_year()
    newest = list(Issue.objects.published().newest_first()[: RECENT + 1])
    context = {
        "years": years,
        "description": _("A weekly briefing on artificial intelligence and the digital economy."),
    }
    if newest:
        issue, *earlier = newest
        seen(issue)
        parts = rows.parts_of(issue.items.in_order().select_related("section", "region"))
        groups = rows.by_year(earlier, years, above=issue)
        shown = {issue.date.year, *(group.year for group in groups)}
        context |= {
            "issue": issue,
            "parts": parts,
            "lead": rows.lead(parts),
            "total": sum(len(part.items) for part in parts),
            "groups": groups,
            "older": [(year, number) for year, number in years if year not in shown],
        }
    return render(request, "archive/home.html", context)


@public
def issue_list(request):
    years = counts.by_year()
    year = asked_year(request, years)
    found = Issue.objects.published().newest_first().defer("note")
    if year:
        found = found.filter(date__year=year)
    total = dict(years)[year] if year else sum(number for _year, number in years)
    page = page_of(request, total, ISSUES_A_PAGE)
    title = _("Issues of %(year)s") % {"year": year} if year else _("All issues")
    context = {
        "title": title,
        "place": "issues",
        "years": years,
        "year": year,
        "page": page,
        "groups": rows.by_year(page.cut(found), years),
        "query": rows.query_of(request, "year", "page"),
        "kept": f"year={year}&" if year else "",
    }
    return render(request, "archive/issues.html", context)


def asked_year(request, years):
    """The year of the address, or None. A year in which no issue came out is no page of ours."""
    asked = request.GET.get("year")
    if asked is None:
        return None
    if not YEAR.fullmatch(asked) or int(asked) not in dict(years):
        raise Http404
    return int(asked)


@public
def latest(request):
    issue = Issue.objects.published().newest_first().only("number").first()
    if issue is None:
        raise Http404
    return redirect(issue)


@public
def issue_page(request, number):
    issue = Issue.objects.published().filter(number=number).first()
    if issue is None:
        return withdrawal.page(request, Issue.objects.filter(number=number))
    seen(issue)
    return render(request, "archive/issue.html", issue_context(issue))


def issue_context(issue):
    parts = rows.parts_of(issue.items.for_issue_page())
    earlier, later = rows.neighbours(issue)
    return {
        "title": f"{rows.name_of(issue.number)} {issue.title}".strip(),
        "description": rows.shortened(issue.note) or rows.titles(parts),
        "kind": "article",
        "place": "issues",
        "issue": issue,
        "parts": parts,
        "total": sum(len(part.items) for part in parts),
        "corrections": issue.state_changes.told().prefetch_related("items"),
        "earlier": earlier,
        "later": later,
        "linked": linked.issue(issue),
    }


def seen(issue):
    """The first reader of an issue: see publishing.note_public."""
    if issue.public_since is None:
        publishing.note_public()


@public
def item_page(request, pk):
    found = Item.objects.published().select_related("issue", "section", "region").with_topics()
    item = found.filter(pk=pk).first()
    if item is None:
        return withdrawal.page(request, Issue.objects.filter(items=pk))
    seen(item.issue)
    story = story_of(item)
    context = {
        "title": item.title,
        "description": rows.shortened(item.summary),
        "kind": "article",
        "place": "issues",
        "item": item,
        "corrections": item.corrections.told(),
        "around": rows.around(item),
        "story": story if len(story) > 1 else [],
        "regions": rows.region_chain(item.region),
        "topics": rows.topic_counts(item.topics),
        "linked": linked.item(item),
    }
    return render(request, "archive/item.html", context)


@public
def region_list(request):
    places = counts.by_region()
    names = rows.region_names({*places.total, *atlas.CODES})
    context = {
        "title": _("Regions"),
        "description": _("Every item of the archive by the place it is about."),
        "place": "regions",
        "total": sum(places.own.values()),
        "tiles": atlas.tiles(names, places.total),
        "areas": atlas.areas(names, places.total),
        "provinces": [
            branch for branch in rows.branches("CN", places, names) if branch["children"]
        ],
        "countries": rows.branches("001", places, names),
    }
    return render(request, "archive/regions.html", context)


@public
def region_page(request, code):
    region = Region.objects.filter(pk=code).first()
    if region is None:
        former = get_object_or_404(FormerCode, pk=code)
        return HttpResponsePermanentRedirect(reverse("region", args=[former.region_id]))
    places = counts.by_region()
    total = places.total.get(code, 0)
    page = page_of(request, total)
    names = rows.region_names({*atlas.CODES, *region.path_codes, *places.below(code)})
    items = Item.objects.published().within(region)
    context = {
        "title": f"{region.short_name} — {_('Regions')}",
        "description": ngettext("%(count)s item", "%(count)s items", total) % {"count": total},
        "place": "regions",
        "region": region,
        "trail": [(parent, names[parent]) for parent in region.path_codes[:-1]],
        "total": total,
        "own": places.own.get(code, 0),
        "issue_count": rows.issue_count(items),
        "branches": rows.branches(code, places, names, deep=region.path.count("/") > 1),
        "tiles": atlas.tiles(names, places.total, code),
        "areas": atlas.areas(names, places.total, code),
        "query": rows.query_of(request, "page"),
        **in_the_index(page, "region", code),
    }
    return render(request, "archive/region.html", context)


def in_the_index(page, name, value):
    """The items of a page that is one filter of the search, with the other facets beside them."""
    asked = asking.listing({name: value}, page.number)
    results = asked.find(counted=True)
    return {
        "page": page,
        "items": rows.listed(results.ids),
        "groups": narrowing.groups(asked, results.facets, but=name),
        "narrowed": asked.link(),
    }


@public
def topic_list(request):
    found = with_public_counts()
    page = page_of(request, found.count(), TOPICS_A_PAGE)
    context = {
        "title": _("Topics"),
        "description": _("Every item of the archive by topic, the most frequent first."),
        "place": "topics",
        "page": page,
        "topics": page.cut(found),
        "query": rows.query_of(request, "page"),
    }
    return render(request, "archive/topics.html", context)


def to_renamed_topic(slug):
    """A topic that was renamed or merged; 404 where readers would find nothing there either."""
    former = get_object_or_404(FormerSlug.objects.select_related("topic"), pk=slug)
    if not Item.objects.published().about(former.topic).exists():
        raise Http404
    return HttpResponsePermanentRedirect(reverse("topic", args=[former.topic.slug]))


@public
def topic_page(request, slug):
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        return to_renamed_topic(slug)
    items = Item.objects.published().about(topic)
    months = rows.months(items)
    if not months:
        # Seen in drafts only: the same answer as for a word that nobody ever used.
        raise Http404
    page = page_of(request, sum(months.values()))
    context = {
        "title": f"{topic.name} — {_('Topics')}",
        "description": ngettext("%(count)s item", "%(count)s items", page.total)
        % {"count": page.total},
        "place": "topics",
        "topic": topic,
        "trend": trend(months),
        "related": rows.related(topic, items),
        "query": rows.query_of(request, "page"),
        **in_the_index(page, "topic", slug),
    }
    return render(request, "archive/topic.html", context)
