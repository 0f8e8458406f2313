"""The admin site: its name, sign-in, first page, order of models, and switch of languages."""

from django.conf import settings
from django.contrib import admin
from django.urls import get_script_prefix, path, translate_url
from django.utils.translation import get_language, gettext

from . import statistics
from .finding import CompletionView
from .front import front_page
from .importing.urls import urls as import_urls
from .sign_in import SignInForm

FIRST = ("Issue", "Item", "Source", "Topic", "Section", "Publisher", "Region")
LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}  # each in its own language


class DeskSite(admin.AdminSite):
    login_form = SignInForm
    # The pages of the newsletter are linked in the header; the lists need the width.
    enable_nav_sidebar = False

    @property
    def site_header(self):
        return gettext("%(site)s editors’ desk") % {"site": settings.SITE_NAME}

    site_title = site_header

    @property
    def index_title(self):
        return gettext("Editors’ desk")

    @property
    def site_url(self):
        """The readers' home page in the language of the editor."""
        language = get_language()
        prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
        return f"{get_script_prefix()}{prefix}"

    def each_context(self, request):
        here, language = request.get_full_path(), get_language()
        languages = [
            {
                "code": code,
                "name": LANGUAGE_NAMES[code],
                "url": translate_url(here, code),
                "current": code == language,
            }
            for code, _name in settings.LANGUAGES
        ]
        return {**super().each_context(request), "languages": languages}

    def get_app_list(self, request, app_label=None):
        """The newsletter first, in the order an editor needs its pages."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "issues")
        for app in apps:
            if app["app_label"] == "issues":
                app["models"].sort(key=lambda model: FIRST.index(model["object_name"]))
        return apps

    def get_urls(self):
        return [
            path("statistics/", self.admin_view(statistics.page), name="statistics"),
            path("statistics/<str:by>.csv", self.admin_view(statistics.table), name="figures"),
            *import_urls(self),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        return super().index(request, {"front": front_page(request.user), **(extra_context or {})})

    def login(self, request, extra_context=None):
        response = super().login(request, extra_context)
        form = getattr(response, "context_data", {}).get("form")
        if form is not None and form.is_bound and form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(int(form.wait) + 1)
        return response

    def autocomplete_view(self, request):
        return CompletionView.as_view(admin_site=self)(request)
