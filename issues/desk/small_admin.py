"""Sections, publishers and regions; topics are in topic_admin.py."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from issues.models import Publisher, Region, Section

from . import finding
from .fields import RegionByTyping


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "order", "standing", "retired"]
    list_filter = ["retired"]


@admin.register(Publisher)
class PublisherAdmin(RegionByTyping, admin.ModelAdmin):
    fields = ["domain", "name", "official", "region", "section"]
    list_display = ["name", "domain", "official", "region", "section"]
    list_filter = ["official", "section"]
    list_select_related = ["region", "section"]
    list_per_page = 100
    search_fields = ["name", "domain"]
    search_help_text = _("Looks in names and domains.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """The regions come from a file of the project: nobody edits them here."""

    fields = ["short_name", "name", "code", "level", "parent", "pinyin", "initials"]
    list_display = ["short_name", "name", "code", "parent", "pinyin"]
    list_select_related = ["parent"]
    search_fields = ["short_name"]
    search_help_text = _("Name, pinyin, initials or code.")
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return finding.regions(search_term[: finding.LONGEST]), False

    def get_ordering(self, request):
        return [] if request.GET.get("q") else super().get_ordering(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
