"""Feeds of issues, of items and of any search: the same entries as Atom and as JSON Feed 1.1.

Addresses are absolute under SITE_URL and Chinese, whatever the page that led here spoke.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from issues import asked as asking
from issues import search
from issues.models import Issue, Item

from . import narrowing, rows
from .context import CONTENT_LANGUAGE
from .pages import in_turn, public

ISSUES, ITEMS = 20, 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed without entries last changed


@dataclass(frozen=True)
class Entry:
    """`url` is the permalink and the id."""

    url: str
    title: str
    text: str
    published: datetime
    updated: datetime
    topics: list[str] = field(default_factory=list)
    source: str = ""


class Feed:
    """What a feed is called, which page it follows, and its entries, newest first."""

    def title(self):
        raise NotImplementedError

    def page(self):
        raise NotImplementedError

    def address(self, kind):
        raise NotImplementedError

    def entries(self):
        raise NotImplementedError


class Issues(Feed):
    def title(self):
        return settings.SITE_NAME

    def page(self):
        return reverse("issues")

    def address(self, kind):
        return reverse("issues_feed", args=[kind])

    def entries(self):
        titles = Item.objects.in_order().select_related("section")
        titles = titles.only("title", "issue", "section__order")
        issues = Issue.objects.published().newest_first()
        issues = issues.prefetch_related(Prefetch("items", queryset=titles))
        return [issue_entry(issue) for issue in issues[:ISSUES]]


class Items(Feed):
    def title(self):
        return f"{settings.SITE_NAME}：{_('single items')}"

    def page(self):
        return reverse("home")

    def address(self, kind):
        return reverse("items_feed", args=[kind])

    def entries(self):
        items = Item.objects.published().newest_first().select_related("issue").with_topics()
        return [item_entry(item) for item in items[:ITEMS]]


class Found(Feed):
    def __init__(self, asked):
        self.asked = asked
        self.results = asked.find(per_page=ITEMS)

    def title(self):
        filters = list(narrowing.conditions(self.asked, search.Facets(self.results.total)))
        named = [f"“{self.asked.text}”"] if self.asked.text else []
        named += [chip.text for chip in filters]
        return " · ".join([settings.SITE_NAME, *named])

    def page(self):
        return reverse("search") + self.asked.link()

    def address(self, kind):
        return reverse("search_feed", args=[kind]) + self.asked.link()

    def entries(self):
        return [item_entry(item) for item in self.results.items()]


def absolute(path):
    return settings.SITE_URL + iri_to_uri(path)


def issue_entry(issue):
    titles = "\n".join(item.title for item in issue.items.all())
    return Entry(
        url=absolute(issue.get_absolute_url()),
        title=f"{rows.name_of(issue.number)} {issue.title}".strip(),
        text="\n\n".join(text for text in (issue.note, titles) if text),
        published=issue.publish_at,
        updated=max(issue.updated_at, issue.publish_at),
    )


def item_entry(item):
    return Entry(
        url=absolute(item.get_absolute_url()),
        title=item.title,
        text=item.summary,
        published=item.issue.publish_at,
        # An issue can be written long before its time comes.
        updated=max(item.updated_at, item.issue.publish_at),
        topics=[topic.name for topic in item.topics],
        source=item.source_name,
    )


# What XML 1.0 has no place for; a text may have it from a paste.
NO_XML = dict.fromkeys([*(set(range(32)) - {9, 10, 13}), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def plain(text):
    return text.translate(NO_XML)


class Atom(Atom1Feed):
    """Django's, but for a feed without entries: there it would say "now" at each request."""

    def latest_post_date(self):
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=LONG_AGO)


def atom(feed):
    made = Atom(
        title=plain(feed.title()),
        link=absolute(feed.page()),
        description=None,
        language=CONTENT_LANGUAGE,
        author_name=settings.SITE_NAME,
        feed_url=absolute(feed.address("atom")),
    )
    for entry in feed.entries():
        made.add_item(
            title=plain(entry.title),
            link=entry.url,
            # Atom1Feed declares the summary as HTML.
            description=escape(plain(entry.text)).replace("\n", "<br>"),
            unique_id=entry.url,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[plain(topic) for topic in entry.topics],
            author_name=plain(entry.source) or None,
        )
    return HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def json_feed(feed):
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title(),
        "home_page_url": absolute(feed.page()),
        "feed_url": absolute(feed.address("json")),
        "language": CONTENT_LANGUAGE,
        "authors": [{"name": settings.SITE_NAME, "url": absolute("/")}],
        "items": [json_entry(entry) for entry in feed.entries()],
    }
    return JsonResponse(
        body,
        content_type="application/feed+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


def json_entry(entry):
    made = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
    }
    if entry.topics:
        made["tags"] = entry.topics
    if entry.source:
        made["authors"] = [{"name": entry.source}]
    return made


KINDS = {"atom": atom, "json": json_feed}


def answer(request, feed, kind):
    """The feed, or 304 where the reader has it already.

    Its tag comes from what it says: an entry that was withdrawn, renamed or came out by the
    clock leaves no time to compare, so there is no Last-Modified. It is a weak one because the
    same feed is sent packed in several ways.
    """
    response = KINDS[kind](feed)
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response)


@public
def issues(request, kind):
    return answer(request, Issues(), kind)


@public
def items(request, kind):
    return answer(request, Items(), kind)


@public
@in_turn
def found(request, kind):
    """The newest hits of a search; order and page of the address do not count."""
    params = request.GET.copy()
    params.pop("sort", None)
    params.pop("page", None)
    try:
        asked = asking.read(params)
    except asking.Unusable as unusable:
        text = "\n".join(unusable.sentences) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    return answer(request, Found(asked), kind)
