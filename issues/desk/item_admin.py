"""The pages of items: list and form."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from issues import placing, publishing
from issues.models import Item
from issues.topics import join

from . import filters, pool_views
from .arranging import merging
from .capture import capture
from .comment_pages import CommentsAdmin
from .fields import FinderField, FinderSelect
from .finding import state, whole_number
from .item_form import ItemForm
from .item_search import found
from .marks import marks
from .recorded import RecordedAdmin
from .suggestions import show_earlier, suggest

ROWS = {"summary": 7, "other_sources": 2, "remarks": 2}
FOUND_BY_TYPING = ("region", "issue", "follows")


@admin.register(Item)
class ItemAdmin(CommentsAdmin, RecordedAdmin):
    form = ItemForm
    fieldsets = [
        (None, {"fields": ["title", "summary"]}),
        (_("source"), {"fields": ["source_url", "source_name", "source_date", "other_sources"]}),
        (_("region and topics"), {"fields": ["region", "topics"]}),
        (_("place in the issue"), {"fields": ["issue", "section", "place"]}),
        (_("other details"), {"fields": ["follows", "remarks"]}),
    ]
    list_display = ["title", "where", "region", "source_name", "topic_names", "missing"]
    list_filter = [
        filters.StateFilter,
        filters.MissingFilter,
        filters.IssueFilter,
        filters.SectionFilter,
        filters.RegionFilter,
        filters.TopicFilter,
        filters.SourceFilter,
    ]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title"]  # turns the search box on; the index does the rest
    search_help_text = _(
        "Looks in titles, summaries and topics. 来源:新华社 finds a publisher, 期:12 an issue."
    )

    class Media:
        js = [
            forms.Script("js/count.js", type="module"),
            forms.Script("js/topics.js", type="module"),
            forms.Script("js/suggest.js", type="module"),
        ]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(capture, site=self.admin_site))
        return [
            path("capture/", view, name="issues_item_capture"),
            merging.address(self.admin_site),
            *pool_views.paths(self.admin_site),
            *super().get_urls(),
        ]

    # --- the list ---

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("issue", "section", "region").with_topics()

    def get_ordering(self, request):
        """The newest first; within one issue the order of its page."""
        if request.GET.get("issue"):
            return ["section__order", "section_id", "position"]
        return ["-pk"]

    def get_search_results(self, request, queryset, search_term):
        """The readers' search, over drafts and the pool as well."""
        if not search_term.strip():
            return queryset, False
        ids, notes = found(search_term)
        for note in notes:
            messages.warning(request, note)
        return queryset.filter(pk__in=ids), False

    @admin.display(description=_("what is missing"))
    def missing(self, item):
        return format_html_join(
            " ", '<span class="mark">{}</span>', ((mark,) for mark in marks(item))
        )

    @admin.display(description=_("issue"), ordering="issue__number")
    def where(self, item):
        if item.issue_id is None:
            return format_html('<span class="state">{}</span>', outside_issues(item))
        return format_html(
            '{} <span class="state state-{}">{}</span><br>{}',
            _("Issue %(number)s") % {"number": item.issue.number},
            item.issue.status,
            "" if item.issue.is_public else state(item.issue),
            f"{item.section} {item.position}",
        )

    @admin.display(description=_("topics"))
    def topic_names(self, item):
        return join(item.topics)

    # --- rights ---

    def has_delete_permission(self, request, obj=None):
        """To take an item out of a published issue is to change what readers were given."""
        issue = obj and obj.issue
        if issue and issue.was_public and not publishing.may(request.user, "publish", issue):
            return False
        return super().has_delete_permission(request, obj)

    # --- the form ---

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in FOUND_BY_TYPING:
            kwargs["widget"] = FinderSelect(db_field, self.admin_site)
            kwargs["form_class"] = FinderField
            related = {"region": "parent", "follows": "issue"}.get(db_field.name)
            rows = db_field.remote_field.model.objects
            kwargs["queryset"] = rows.select_related(related) if related else rows.all()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field is not None:
            # No buttons to add or change a region or issue in a window of its own.
            field.widget = getattr(field.widget, "widget", field.widget)
        if db_field.name in ("title", "summary"):
            field.widget.attrs["data-count"] = gettext("%s characters")
        if db_field.name in ROWS:
            field.widget.attrs["rows"] = ROWS[db_field.name]
        if db_field.name == "source_url":
            field.widget.attrs |= {"inputmode": "url", "class": "vLargeTextField"}
        return field

    @admin.display(description=_("topics"))
    def topics(self, item):
        """For those who may look and not change."""
        return join(item.topics)

    @admin.display(description=_("place in the section"))
    def place(self, item):
        return item.position

    def view_on_site(self, item):
        if item.issue_id and item.issue.is_public:
            return item.get_absolute_url()
        return None

    def lock(self, request, pk):
        """Issues first, as placing.py does: two editors then never wait for each other."""
        issues = set(Item.objects.filter(pk=pk).values_list("issue_id", flat=True))
        issues.add(whole_number(request.POST.get("issue", "")))
        placing.lock(issues)
        super().lock(request, pk)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.put_in_place()
        made = form.put_topics()
        if made:
            text = ngettext("New topic: %(names)s.", "New topics: %(names)s.", len(made))
            messages.info(request, text % {"names": join(made)})

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            placing.lock(set(queryset.values_list("issue_id", flat=True)))
            super().delete_queryset(request, queryset)

    def response_post_save_change(self, request, obj):
        """Back to the issue's page for those who came from there."""
        if request.GET.get("from") == "pool":
            return HttpResponseRedirect(reverse("admin:issues_item_pool") + f"#i{obj.pk}")
        if request.GET.get("from") == "issue" and obj.issue_id:
            url = reverse("admin:issues_issue_change", args=[obj.issue_id])
            return HttpResponseRedirect(f"{url}#i{obj.pk}")
        return super().response_post_save_change(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if "region" in form.fields and (context["original"] or form.is_bound):
            suggest(form)
        if "follows" in form.fields and (context["original"] or form.is_bound):
            show_earlier(form)
        return super().render_change_form(request, context, *args, **kwargs)


def outside_issues(item):
    return _("rejected") if item.rejected_at else _("pool")
