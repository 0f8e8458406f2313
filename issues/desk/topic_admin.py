"""The pages of topics: list, form, and the page that keeps them tidy."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from issues import tidying
from issues.models import Topic

from . import finding

WHY = {
    "spelling": _("written differently"),
    "character": _("one character differs"),
    "contained": _("one name within the other"),
}
MOST_SHOWN = 200


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    fields = ["name", "slug", "former_names", "former"]
    readonly_fields = ["slug", "former_names", "former"]
    list_display = ["name", "slug", "uses"]
    list_per_page = 100
    search_fields = ["name"]
    show_full_result_count = False
    actions = ["merge"]
    change_list_template = "admin/issues/topic/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("item_topics"))

    @admin.display(description=_("items"), ordering="uses")
    def uses(self, topic):
        url = reverse("admin:issues_item_changelist")
        return format_html('<a href="{}?topic={}">{}</a>', url, topic.slug, topic.uses)

    @admin.display(description=_("former names"))
    def former_names(self, topic):
        return "、".join(topic.former_names.values_list("name", flat=True)) if topic.pk else ""

    @admin.display(description=_("former slugs"))
    def former(self, topic):
        return "、".join(topic.former_slugs.values_list("slug", flat=True)) if topic.pk else ""

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(pk__in=finding.topics(search_term[:200]).values("pk")), False

    def save_model(self, request, obj, form, change):
        """A new name gives a new address, to which the old one leads."""
        if change and "name" in form.changed_data:
            obj.slug = tidying.rename(obj, obj.name).slug
            return
        with transaction.atomic():
            led_to = None if change else tidying.reclaim(obj.name)
            super().save_model(request, obj, form, change)
        if led_to is not None:
            text = gettext(
                "“%(name)s” led to “%(topic)s” until now; it is a topic of its own again."
            )
            messages.warning(request, text % {"name": obj.name, "topic": led_to.name})

    def construct_change_message(self, request, form, formsets, add=False):
        if not add and "name" in form.changed_data:
            names = {"old": form.initial["name"], "new": form.instance.name}
            return gettext("Renamed from “%(old)s” to “%(new)s”.") % names
        return super().construct_change_message(request, form, formsets, add)

    # --- merging ---

    def has_merge_permission(self, request):
        """A topic that is merged is gone: the right to delete, and the one to change."""
        return request.user.has_perms(["issues.change_topic", "issues.delete_topic"])

    @admin.action(description=_("Merge the chosen topics"), permissions=["merge"])
    def merge(self, request, queryset):
        rows = list(queryset.order_by("-uses", "name"))
        if len(rows) < 2:
            messages.error(request, gettext("Choose two topics or more."))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge topics"),
            "opts": self.opts,
            "topics": rows,
        }
        return TemplateResponse(request, "desk/merge_topics.html", context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.tidy_view)
        return [path("tidy/", view, name="issues_topic_tidy"), *super().get_urls()]

    def tidy_view(self, request):
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if request.method == "POST":
            return self.tidy(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        doubles = tidying.doubles()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Keep topics tidy"),
            "opts": self.opts,
            "doubles": [(row, WHY[row.why]) for row in doubles[:MOST_SHOWN]],
            "double_count": len(doubles),
            "unused": tidying.unused(),
            "may_merge": self.has_merge_permission(request),
        }
        return TemplateResponse(request, "desk/tidy_topics.html", context)

    def tidy(self, request):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.POST.get("do") == "remove":
            self.remove_unused(request)
        else:
            self.merge_chosen(request)
        back = "changelist" if request.POST.get("back") == "list" else "tidy"
        return HttpResponseRedirect(reverse(f"admin:issues_topic_{back}"))

    def remove_unused(self, request):
        """Only those that no item has at this moment."""
        rows = list(tidying.unused().filter(pk__in=chosen(request, "topic")))
        for topic in rows:
            self.log_deletions(request, [topic])
        tidying.unused().filter(pk__in=[topic.pk for topic in rows]).delete()
        text = ngettext("%(count)s topic removed.", "%(count)s topics removed.", len(rows))
        messages.success(request, text % {"count": len(rows)})

    def merge_chosen(self, request):
        target = Topic.objects.filter(pk__in=chosen(request, "target")).first()
        sources = list(Topic.objects.filter(pk__in=chosen(request, "source")))
        names = "、".join(topic.name for topic in sources if topic != target)
        if target is None or not names:
            text = gettext("Nothing was merged: choose two topics that are there.")
            messages.error(request, text)
            return
        count = tidying.merge(sources, target)
        text = ngettext(
            "Merged %(names)s into %(target)s: %(count)s item.",
            "Merged %(names)s into %(target)s: %(count)s items.",
            count,
        ) % {"names": names, "target": target, "count": count}
        self.log_change(request, target, text)
        messages.success(request, text)


def chosen(request, name):
    """Ids out of a form; what is no number is left out."""
    numbers = (finding.whole_number(value) for value in request.POST.getlist(name))
    return [number for number in numbers if number is not None]
