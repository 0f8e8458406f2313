"""The pages of sources: list with what became of each, form, and polling at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from issues.gathering import sources
from issues.models import Source

from .fields import RegionByTyping
from .versions import VersionedAdmin, VersionedForm

WAITING = Q(items__issue=None, items__rejected_at=None)


class SourceForm(VersionedForm):
    class Meta:
        model = Source
        fields = ["name", "url", "section", "region", "active"]


@admin.register(Source)
class SourceAdmin(RegionByTyping, VersionedAdmin):
    form = SourceForm
    fieldsets = [
        (None, {"fields": ["name", "url", "active"]}),
        (_("what its items get"), {"fields": ["section", "region"]}),
    ]
    list_display = ["name", "state", "last_time", "waiting", "poll_now"]
    list_per_page = 100
    show_full_result_count = False
    search_fields = ["name", "url"]
    actions = None

    # --- the list ---

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(in_pool=Count("items", filter=WAITING))

    @admin.display(description=_("state"), ordering="failures")
    def state(self, source):
        if not source.active:
            return format_html('<span class="state">{}</span>', gettext("switched off"))
        if source.failures:
            return format_html(
                '<span class="mark">{}</span> {}<small>{}</small>',
                gettext("error"),
                source.last_error,
                failing_since(source),
            )
        if source.last_success is None:
            return format_html('<span class="state">{}</span>', gettext("not polled yet"))
        return gettext("in order")

    @admin.display(description=_("last success"), ordering="last_success")
    def last_time(self, source):
        if source.last_success is None:
            return "—"
        text = ngettext("%(count)d new", "%(count)d new", source.last_new)
        return format_html(
            "{}<small>{}</small>", shown(source.last_success), text % {"count": source.last_new}
        )

    @admin.display(description=_("in the pool"), ordering="in_pool")
    def waiting(self, source):
        url = reverse("admin:issues_item_pool")
        return format_html('<a href="{}?source=s:{}">{}</a>', url, source.pk, source.in_pool)

    @admin.display(description=_("poll"))
    def poll_now(self, source):
        # Within the list's own form, which brings the token along.
        return format_html(
            '<button type="submit" class="button" formaction="{}" formmethod="post" name="back" '
            'value="list" aria-label="{}">{}</button>',
            reverse("admin:issues_source_poll", args=[source.pk]),
            gettext("Poll now: %(source)s") % {"source": source},
            gettext("Poll now"),
        )

    # --- the form ---

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "url":
            field.widget.attrs |= {"inputmode": "url", "class": "vLargeTextField"}
        return field

    def save_model(self, request, obj, form, change):
        if change and {"url", "active"} & set(form.changed_data):
            # Another file, or the same after a rest: what was said of the old one is void.
            obj.etag = obj.last_modified = obj.last_error = ""
            obj.next_poll = obj.last_error_at = None
            obj.failures = 0
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, **kwargs):
        source = context["original"]
        if source is not None:
            context["may_poll"] = self.has_change_permission(request, source)
            context["in_pool"] = source.items.pool().count()
            context["failing_since"] = failing_since(source)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- polling at once ---

    def get_urls(self):
        view = self.admin_site.admin_view(self.poll_view)
        own = [path("<path:object_id>/poll/", view, name="issues_source_poll")]
        return own + super().get_urls()

    def poll_view(self, request, object_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        source = self.get_object(request, object_id)
        if source is None:
            raise Http404
        polled = sources.poll(source)
        level = messages.ERROR if polled.error else messages.SUCCESS
        messages.add_message(request, level, f"{source}：{outcome(polled)}")
        if request.POST.get("back") == "list":
            return HttpResponseRedirect(reverse("admin:issues_source_changelist"))
        return HttpResponseRedirect(reverse("admin:issues_source_change", args=[source.pk]))


def shown(time):
    return formats.date_format(timezone.localtime(time), "DATETIME_FORMAT")


def failing_since(source):
    """How often in a row, when it last went well, and when it is tried again."""
    if not source.failures:
        return ""
    times = ngettext("%(count)d time in a row", "%(count)d times in a row", source.failures)
    parts = [times % {"count": source.failures}]
    if source.last_success:
        parts.append(gettext("last success %(time)s") % {"time": shown(source.last_success)})
    else:
        parts.append(gettext("no success yet"))
    if source.active and source.next_poll:
        parts.append(gettext("next attempt %(time)s") % {"time": shown(source.next_poll)})
    return " · ".join(parts)


def outcome(polled):
    """A sentence on what a poll brought."""
    if polled.error:
        return polled.error
    if polled.unchanged:
        return gettext("nothing has changed since the last poll.")
    counts = {"new": polled.new, "known": polled.known, "left": polled.left, "empty": polled.empty}
    parts = [gettext("%(new)d new, %(known)d were here already") % counts]
    if polled.left:
        parts.append(gettext("%(left)d more come with the next poll") % counts)
    if polled.empty:
        parts.append(gettext("%(empty)d without any text were left out") % counts)
    return gettext("; ").join(parts) + gettext(".")
