"""The pages of issues: list, form with the issue's items, publishing and taking back."""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues import placing, publishing
from issues.models import Issue, Item

from . import marks
from .filters import IssueStateFilter
from .finding import state, whole_number
from .versions import VersionedAdmin, VersionedForm

WEEK = timedelta(days=7)
# Nothing is published outside; at the ends of the calendar arithmetic fails.
FIRST_YEAR, LAST_YEAR = 1980, 2200


class IssueForm(VersionedForm):
    pass


class PublishForm(forms.Form):
    publish_at = forms.DateTimeField(
        required=False, error_messages={"invalid": gettext_lazy("This is no date and time.")}
    )

    def clean_publish_at(self):
        time = self.cleaned_data["publish_at"]
        if time is None:
            return None
        if time.year > LAST_YEAR:
            raise forms.ValidationError(self.fields["publish_at"].error_messages["invalid"])
        if time.year < FIRST_YEAR or time <= timezone.now():
            raise forms.ValidationError(
                _("This time has passed already. Leave it empty to publish now."), code="past"
            )
        return time


class IssueList(ChangeList):
    def get_results(self, request):
        """Counts items for the issues of this page only, in one query."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        counts = marks.counts([issue.pk for issue in self.result_list])
        for issue in self.result_list:
            issue.counts = counts.get(issue.pk)


@admin.register(Issue)
class IssueAdmin(VersionedAdmin):
    form = IssueForm
    fieldsets = [(None, {"fields": ["number", "year_number", "date", "title", "note"]})]
    list_display = ["headline", "title", "date", "state", "item_count", "missing"]
    list_filter = [IssueStateFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title", "number"]
    search_help_text = gettext_lazy("Looks in numbers and titles.")
    actions = ["publish", "take_back"]

    # --- the list ---

    def get_changelist(self, request, **kwargs):
        return IssueList

    @admin.display(description=gettext_lazy("issue"), ordering="number")
    def headline(self, issue):
        return _("Issue %(number)s") % {"number": issue.number}

    @admin.display(description=gettext_lazy("state"), ordering="publish_at")
    def state(self, issue):
        if issue.is_scheduled:
            when = formats.date_format(timezone.localtime(issue.publish_at), "DATETIME_FORMAT")
            return _("scheduled for %(time)s") % {"time": when}
        return state(issue)

    @admin.display(description=gettext_lazy("items"))
    def item_count(self, issue):
        return issue.counts["items"] if issue.counts else 0

    @admin.display(description=gettext_lazy("what is missing"))
    def missing(self, issue):
        rows = marks.missing(issue.counts) if issue.counts else []
        return format_html_join(" ", '<span class="mark">{} {}</span>', rows)

    @admin.action(
        description=gettext_lazy("Publish the chosen issues now"), permissions=["publish"]
    )
    def publish(self, request, queryset):
        self.turn_all(request, queryset, "publish")

    @admin.action(
        description=gettext_lazy("Take the chosen issues back to draft"), permissions=["publish"]
    )
    def take_back(self, request, queryset):
        self.turn_all(request, queryset, "take_back")

    def has_publish_permission(self, request):
        return publishing.may(request.user, "publish")

    def turn_all(self, request, queryset, action):
        for issue in queryset.order_by("number"):
            self.turn(request, issue, action)

    # --- the form ---

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "note":
            field.widget.attrs["rows"] = 3
        return field

    def get_changeform_initial_data(self, request):
        """The number after the last one, a week after the latest."""
        last = Issue.objects.aggregate(number=models.Max("number"), date=models.Max("date"))
        return {
            "number": (last["number"] or 0) + 1,
            "date": last["date"] + WEEK if last["date"] else timezone.localdate(),
            **super().get_changeform_initial_data(request),
        }

    def view_on_site(self, issue):
        return issue.get_absolute_url() if issue.is_public else None

    def render_change_form(self, request, context, *args, **kwargs):
        issue = context["original"]
        if issue is not None:
            may_publish = publishing.may(request.user, "publish", issue)
            context |= issue_context(issue, may_move=self.may_move(request))
            context["may_publish"] = may_publish and publishing.fits("publish", issue)
            context["may_take_back"] = may_publish and publishing.fits("take_back", issue)
            context["may_add_item"] = request.user.has_perm("issues.add_item")
            context["seen"] = context["adminform"].form["version"].value() or issue.version
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        issue = self.get_object(request, object_id)
        changes = issue.state_changes.select_related("user") if issue else []
        return super().history_view(request, object_id, {"state_changes": changes})

    # --- publishing, and moving items up and down ---

    def get_urls(self):
        pages = [
            ("publish", partial(self.turn_view, action="publish")),
            ("take-back", partial(self.turn_view, action="take_back")),
            ("move", self.move_view),
        ]
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"issues_issue_{name.replace('-', '_')}",
            )
            for name, view in pages
        ]
        return own + super().get_urls()

    def posted_issue(self, request, object_id):
        issue = self.get_object(request, object_id)
        if issue is None:
            raise Http404
        return issue

    def back_to(self, issue, fragment=""):
        url = reverse("admin:issues_issue_change", args=[issue.pk])
        return HttpResponseRedirect(url + fragment)

    def turn_view(self, request, object_id, action):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not publishing.may(request.user, action):
            raise PermissionDenied
        issue = self.posted_issue(request, object_id)
        form = PublishForm(request.POST if action == "publish" else {})
        if not form.is_valid():
            for error in form.errors["publish_at"]:
                messages.error(request, f"{request.POST.get('publish_at', '')[:40]}：{error}")
            return self.back_to(issue)
        with transaction.atomic():
            if self.seen_is_old(request, issue):
                messages.error(
                    request,
                    _("Nothing was done: the issue was changed meanwhile. This is how it stands."),
                )
            else:
                self.turn(request, issue, action, form.cleaned_data.get("publish_at"))
        return self.back_to(issue)

    def seen_is_old(self, request, issue):
        """Whether the issue is no longer the one that the button was pressed under."""
        placing.lock([issue.pk])
        issue.refresh_from_db()
        return request.POST.get("version") != str(issue.version)

    def turn(self, request, issue, action, publish_at=None):
        """Changes the state and says what came of it."""
        try:
            outcome = publishing.change_state(
                issue, action, user=request.user, publish_at=publish_at
            )
        except publishing.Refused as refusal:
            messages.error(request, f"{issue}：{refusal}")
            return
        issue = outcome.issue
        if not outcome.changed:
            messages.info(
                request, _("Nothing to do: “%(issue)s” is so already.") % {"issue": issue}
            )
            return
        text = done_sentence(issue, action)
        self.log_change(request, issue, text)
        messages.success(request, text)

    def may_move(self, request):
        return request.user.has_perms(["issues.change_issue", "issues.change_item"])

    def move_view(self, request, object_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_move(request):
            raise PermissionDenied
        issue = self.posted_issue(request, object_id)
        direction = "up" if "up" in request.POST else "down"
        chosen = request.POST.get(direction, "")
        with transaction.atomic():
            if self.seen_is_old(request, issue):
                messages.error(
                    request,
                    _("Nothing was moved: the order was changed meanwhile. This is how it stands."),
                )
                return self.back_to(issue)
            items = issue.items.select_related("section")
            item = items.filter(pk=whole_number(chosen)).first()
            if item is None:
                raise Http404
            self.step(request, issue, item, -1 if direction == "up" else 1)
        return self.back_to(issue, f"#i{item.pk}")

    def step(self, request, issue, item, by):
        if item.position + by < 1:
            return
        before = item.position
        placing.move(item, issue, item.section, before + by)
        if item.position != before:
            text = _("Moved “%(item)s” to place %(place)s of %(section)s.") % {
                "item": item,
                "place": item.position,
                "section": item.section,
            }
            self.log_change(request, issue, text)


def done_sentence(issue, action):
    names = {"issue": issue}
    if action == "take_back":
        return _("“%(issue)s” is a draft again; readers no longer see it.") % names
    if issue.is_scheduled:
        time = timezone.localtime(issue.publish_at)
        names["time"] = formats.date_format(time, "DATETIME_FORMAT")
        return _("“%(issue)s” will be published at %(time)s (Shanghai time).") % names
    return _("“%(issue)s” is published.") % names


def issue_context(issue, *, may_move):
    """The issue's items by section, for its page: two queries, one for the rows' topics."""
    rows = Item.objects.filter(issue=issue).for_issue_page().defer("remarks", "other_sources")
    sections, lacking = {}, dict.fromkeys(marks.LABELS.values(), 0)
    for item in rows:
        item.marks = marks.marks(item)
        for mark in item.marks:
            lacking[mark] += 1
        sections.setdefault(item.section, []).append(item)
    return {
        "sections": sections.items(),
        "item_count": sum(map(len, sections.values())),
        "missing": [(mark, count) for mark, count in lacking.items() if count],
        "may_move": may_move,
        "state": state(issue),
        "time": issue.publish_at,
    }
