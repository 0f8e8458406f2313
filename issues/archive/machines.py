"""Addresses for machines: health, robots and the sitemap. They have no language."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .pages import public
from .sitemaps import FILE_LIMIT, SITEMAPS, page_total

OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"


@never_cache
@require_safe
def healthz(request):
    """The process answers. Says nothing about the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """200 when the database answers and is migrated, else 503: whether to send readers here."""
    checks = {"database": True, "migrations": True}
    try:
        checks["migrations"] = not pending_migrations()
    except (OperationalError, InterfaceError):
        checks = {"database": False, "migrations": False}
    ready = all(checks.values())
    body = {"status": "ok" if ready else "unavailable", **checks}
    return JsonResponse(body, status=200 if ready else 503)


def pending_migrations():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


@require_safe
def robots(request):
    if settings.ARCHIVE_ACCESS == "staff":
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /en/admin/",
            f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def opensearch(request):
    """Lets a browser search the archive from its address bar."""
    return render(request, "opensearch.xml", content_type=OPENSEARCH)


@require_safe
def sitemap_xml(request):
    """One file with every address, or past the format's limit an index of several files."""
    if page_total() <= FILE_LIMIT:
        return sitemap(request, SITEMAPS)
    # Not Django's own index, which takes the host from the request instead of SITE_URL.
    files = [
        {"location": f"{settings.SITE_URL}{reverse('sitemap_part', args=[name])}{page}"}
        for name, each in SITEMAPS.items()
        for page in ("", *(f"?p={number}" for number in each().paginator.page_range[1:]))
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, "application/xml")


@require_safe
def sitemap_part(request, section):
    return sitemap(request, SITEMAPS, section=section)
