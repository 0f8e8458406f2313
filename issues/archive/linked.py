"""schema.org descriptions of issues and items (JSON-LD), for search engines."""

from django.conf import settings

from issues.text import urls

from .context import CONTENT_LANGUAGE

CONTEXT = "https://schema.org"


def address(thing):
    return f"{settings.SITE_URL}{thing.get_absolute_url()}"


def publication():
    return {"@type": "Periodical", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}


def issue(issue):
    return {
        "@context": CONTEXT,
        "@type": "PublicationIssue",
        "issueNumber": issue.number,
        "name": issue.title or str(issue),
        "datePublished": issue.date.isoformat(),
        "dateModified": issue.updated_at.isoformat(timespec="seconds"),
        "inLanguage": CONTENT_LANGUAGE,
        "url": address(issue),
        "isPartOf": publication(),
    }


def item(item):
    data = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": item.title,
        "datePublished": item.issue.date.isoformat(),
        "dateModified": item.updated_at.isoformat(timespec="seconds"),
        "inLanguage": CONTENT_LANGUAGE,
        "url": address(item),
        "articleSection": item.section.name,
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": item.issue.number,
            "url": address(item.issue),
        },
    }
    if item.summary:
        data["abstract"] = item.summary
    if item.topics:
        data["keywords"] = [topic.name for topic in item.topics]
    if item.region:
        data["contentLocation"] = {"@type": "Place", "name": item.region.name}
    sources = [url for url in item.source_urls if urls.safe_url(url)]
    if sources:
        data["isBasedOn"] = sources
    return data
