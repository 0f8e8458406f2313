from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from issues.archive import machines

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.permission_denied"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"

urlpatterns = [
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_xml, name="sitemap"),
    path("sitemap-<section>.xml", machines.sitemap_part, name="sitemap_part"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("issues.archive.urls")),
        prefix_default_language=False,
    ),
]
