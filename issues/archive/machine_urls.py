"""Addresses for programs: no language, no prefix."""

from django.urls import path, register_converter

from . import feeds, machines
from .converters import Kind

register_converter(Kind, "kind")

urlpatterns = [
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_xml, name="sitemap"),
    path("sitemap-<section>.xml", machines.sitemap_part, name="sitemap_part"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("feeds/issues.<kind:kind>", feeds.issues, name="issues_feed"),
    path("feeds/items.<kind:kind>", feeds.items, name="items_feed"),
    path("feeds/search.<kind:kind>", feeds.found, name="search_feed"),
]
