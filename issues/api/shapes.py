"""What the API says of things; these shapes are promises to those who read it."""

from dataclasses import asdict

from django.conf import settings

from issues.archive.rows import region_names
from issues.text import urls


def items(found):
    """The items as dictionaries; one query for the names of their regions and those above."""
    codes = {code for item in found if item.region for code in item.region.path_codes}
    names = region_names(codes) if codes else {}
    return [item(each, names) for each in found]


def item(each, names):
    return {
        "id": each.pk,
        "url": f"{settings.SITE_URL}{each.get_absolute_url()}",
        "title": each.title,
        "summary": each.summary,
        "source_url": urls.safe_url(each.source_url),
        "source_name": each.source_name,
        "region": region(each.region, names),
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in each.topics],
        "section": {"slug": each.section.slug, "name": each.section.name},
        "issue": {
            "number": each.issue.number,
            "date": each.issue.date.isoformat(),
            "title": each.issue.title,
        },
        "position": each.position,
    }


def region(place, names):
    """The path runs from the root, the region itself last."""
    if place is None:
        return None
    path = [{"code": code, "name": names[code]} for code in place.path_codes]
    return {"code": place.code, "name": place.short_name, "path": path}


def facets(counted):
    return asdict(counted)
