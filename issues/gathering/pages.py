"""What a web page gives an item: bytes -> PageDraft. The editor may change all of it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from issues import topics
from issues.models import TITLE_MAX, Publisher
from issues.text import places, urls

from . import markup, refused_pages, telling
from .decoding import decode
from .fetch import fetch
from .publishers import publisher_of
from .refusals import Refused

MOST_PARSED = 1_000_000  # characters
MOST_NODES = 100_000  # elements and texts; articles have some thousands
TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True)
class PageDraft:
    """Empty fields where the page says nothing. `problem` is a code of refusals.SENTENCES:
    the page is no article then, and only what the address alone tells is filled in.
    """

    url: str
    canonical: str = ""
    title: str = ""
    summary: str = ""
    source_name: str = ""
    credited: str = ""  # who the page itself names, where the registry says otherwise
    source_date: date | None = None
    region: str = ""  # a code
    regions: tuple[str, ...] = ()  # candidates, the best first
    topics: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()  # topics that nobody has used yet
    publisher: Publisher | None = None
    problem: str = ""


@dataclass(frozen=True)
class Told:
    """What the page says, before anything is looked up about it."""

    title: str
    lead: str
    source: str
    date: date | None
    canonical: str


def draft_of(url):
    """Fetches an address; a PageDraft, of the address alone where the page cannot be had."""
    url = url.strip()
    try:
        return draft(fetch(url))
    except Refused as refusal:
        return refused(url, refusal.code)


def draft(response):
    """A PageDraft of the fetched page. Two queries; raises nothing for any bytes."""
    publisher = publisher_of(response.url)
    try:
        told = read(response, publisher.name if publisher else "")
    except Refused as refusal:
        return refused(response.url, refusal.code, publisher)
    found = places.suggest(told.title, told.lead, home=settings.HOME_REGION)
    usual = publisher.region_id if publisher and publisher.region_id else ""
    existing, proposed = topics.suggest(told.title, told.lead)
    name = publisher.name if publisher else told.source
    return PageDraft(
        url=response.url,
        canonical=told.canonical,
        title=told.title,
        summary=told.lead,
        source_name=name,
        credited=told.source if told.source != name else "",
        source_date=told.date,
        region=found.best or usual,
        regions=tuple(dict.fromkeys([*found.candidates, *([usual] if usual else [])])),
        topics=tuple(existing),
        proposed=tuple(proposed),
        publisher=publisher,
    )


def refused(url, code, publisher=None):
    """What is left where the page gives nothing: who publishes at the address."""
    publisher = publisher or publisher_of(url)
    return PageDraft(
        url=url,
        source_name=publisher.name if publisher else "",
        region=(publisher.region_id or "") if publisher else "",
        publisher=publisher,
        problem=code,
    )


def read(response, site_name=""):
    """What the page says, without the database. Raises Refused where it is no article."""
    if code := refused_pages.by_status(response.status):
        raise Refused(code, str(response.status))
    content_type = response.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if (kind and kind not in TYPES) or response.body.startswith(b"%PDF"):
        raise Refused("kind", kind)
    tree = markup.parse(decode(response.body, content_type)[:MOST_PARSED])
    if tree is None:
        raise Refused("empty", "no markup")
    if (nodes := markup.size(tree)) > MOST_NODES:
        raise Refused("large", f"{nodes} nodes")
    return tell(tree, response.url, site_name)


def tell(tree, url, site_name):
    meta, data = markup.meta(tree), markup.linked_data(tree)
    headline = telling.title(tree, meta, data, {site_name} - {""})
    day = telling.stamped(tree, meta, data)
    canonical = canonical_url(tree, meta, url)
    markup.strip_chrome(tree)
    shown = markup.visible(tree)
    if code := refused_pages.by_words(headline, shown):
        raise Refused(code, headline)
    day = day or telling.written(shown, url)
    name = telling.source(tree, meta, data, shown)
    description = meta.get("description") or meta.get("og:description") or ""
    lead = telling.lead(markup.articles(tree), headline, description)
    if not headline and not lead:
        raise Refused("empty", "no text")
    return Told(headline[:TITLE_MAX], lead, name, day, canonical)


def canonical_url(tree, meta, url):
    """The address that the page calls its own, if that is one of the same site; else ""."""
    link = (
        markup.first(tree, '/descendant::link[@rel="canonical"]/@href') or meta.get("og:url") or ""
    )
    try:
        whole = urljoin(url, link.strip())
        path = urlsplit(whole).path
    except ValueError:
        return ""
    safe = urls.safe_url(whole)
    if not link or not safe or path in ("", "/") or urls.host(whole) != urls.host(url):
        return ""
    return whole
