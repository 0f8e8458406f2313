from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.permission_denied"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"

urlpatterns = [
    path("", include("issues.archive.machine_urls")),
    path("api/v1/", include("issues.api.urls")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("issues.archive.urls")),
        prefix_default_language=False,
    ),
]
