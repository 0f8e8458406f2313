"""The pages that search engines are told about, under their Chinese addresses.

Each page names its English twin itself (hreflang), so that the sitemap need not.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from issues.models import Issue, Item
from issues.topics import with_public_counts

from . import counts

FILE_LIMIT = 50_000  # addresses in one file, by the protocol of sitemaps.org


class OurSitemap(Sitemap):
    limit = FILE_LIMIT

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class Pages(OurSitemap):
    def items(self):
        return ["home", "issues", "regions", "topics"]

    def location(self, item):
        return reverse(item)


class Issues(OurSitemap):
    def items(self):
        return Issue.objects.published().newest_first().only("number", "updated_at")

    def lastmod(self, item):
        return item.updated_at


class Items(OurSitemap):
    def items(self):
        return Item.objects.published().order_by("-pk").only("updated_at")

    def lastmod(self, item):
        return item.updated_at


class Regions(OurSitemap):
    def items(self):
        return sorted(counts.by_region().total)

    def location(self, item):
        return reverse("region", args=[item])


class Topics(OurSitemap):
    def items(self):
        return with_public_counts().only("slug")


SITEMAPS = {
    "pages": Pages,
    "issues": Issues,
    "items": Items,
    "regions": Regions,
    "topics": Topics,
}


def page_total():
    return sum(each().paginator.count for each in SITEMAPS.values())
