"""The pages of issues: list, and form with the issue's items."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues import history, next_issue, placing, preflight
from issues.importing import commit
from issues.models import Comment, Issue, Item, PreviewLink, Waiver

from . import marks, workflow
from .arranging import views as arranging
from .checking import CheckingAdmin, field_url
from .comment_pages import CommentsAdmin
from .filters import IssueStateFilter
from .finding import state, whole_number
from .history_pages import HistoryAdmin
from .preview_pages import PreviewAdmin
from .recorded import RecordedAdmin, RecordedForm
from .workflow import WorkflowAdmin


class IssueForm(RecordedForm):
    pass


class IssueList(ChangeList):
    def get_results(self, request):
        """Counts items for the issues of this page only, in one query."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        counts = marks.counts([issue.pk for issue in self.result_list])
        for issue in self.result_list:
            issue.counts = counts.get(issue.pk)


@admin.register(Issue)
class IssueAdmin(
    CheckingAdmin, WorkflowAdmin, HistoryAdmin, PreviewAdmin, CommentsAdmin, RecordedAdmin
):
    form = IssueForm
    fieldsets = [(None, {"fields": ["number", "year_number", "date", "title", "note"]})]
    list_display = ["headline", "title", "date", "state", "item_count", "missing", "arrange"]
    list_filter = [IssueStateFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title", "number"]
    search_help_text = gettext_lazy("Looks in numbers and titles.")

    def get_queryset(self, request):
        """With what some issues have, so that the page of an issue asks for it only there."""
        links = PreviewLink.objects.filter(issue=OuterRef("pk"), revoked_at=None)
        waivers = Waiver.objects.filter(issue=OuterRef("pk"), withdrawn_at=None)
        on_items = Comment.objects.filter(item__issue=OuterRef("pk"))
        comments = Exists(Comment.objects.filter(issue=OuterRef("pk"))) | Exists(on_items)
        rows = super().get_queryset(request)
        return rows.annotate(
            has_links=Exists(links), has_waivers=Exists(waivers), has_comments=comments
        )

    # --- the list ---

    def get_changelist(self, request, **kwargs):
        return IssueList

    def changelist_view(self, request, extra_context=None):
        context = {"may_import": commit.may_import(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

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

    @admin.display(description=gettext_lazy("Arrange"))
    def arrange(self, issue):
        url = arranging.url("arrange", issue)
        return format_html('<a href="{}">{}</a>', url, _("Arrange"))

    # --- the form ---

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "note":
            field.widget.attrs["rows"] = 3
        return field

    def get_changeform_initial_data(self, request):
        """The number after the last one, a week after the latest."""
        return next_issue.proposal() | super().get_changeform_initial_data(request)

    def response_add(self, request, obj, post_url_continue=None):
        """A new issue is there to be filled."""
        response = super().response_add(request, obj, post_url_continue)
        plain = not {"_addanother", "_continue", "_popup"} & request.POST.keys()
        if plain and arranging.may_arrange(request.user, obj):
            return HttpResponseRedirect(arranging.url("arrange", obj))
        return response

    def view_on_site(self, issue):
        return issue.get_absolute_url() if issue.is_public else None

    def render_change_form(self, request, context, *args, **kwargs):
        issue = context["original"]
        if issue is not None:
            context |= issue_context(
                issue,
                may_move=self.may_move(request),
                arranging=self.may_repair(request, issue),
            )
            context["buttons"] = workflow.buttons(request.user, issue)
            context["may_add_item"] = request.user.has_perm("issues.add_item")
            context["seen"] = context["adminform"].form["version"].value() or issue.version
        return super().render_change_form(request, context, *args, **kwargs)

    def clone_view(self, request):
        """A new issue with the sections of the last one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            with history.recording(request.user):
                issue = next_issue.like_the_last()
        except IntegrityError:
            messages.error(request, _("Somebody else has just made an issue: have a look first."))
            return HttpResponseRedirect(reverse("admin:issues_issue_changelist"))
        self.log_addition(request, issue, [{"added": {}}])
        messages.success(request, _("“%(issue)s” is made.") % {"issue": issue})
        may = arranging.may_arrange(request.user, issue)
        return HttpResponseRedirect(arranging.url("arrange" if may else "change", issue))

    # --- moving items up and down ---

    def get_urls(self):
        clone = self.admin_site.admin_view(self.clone_view)
        return [
            path("clone/", clone, name="issues_issue_clone"),
            *arranging.addresses(self.admin_site),
            *self.paths({"move": self.move_view}),
            *super().get_urls(),
        ]

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
        with history.recording(request.user):
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


def issue_context(issue, *, may_move, arranging):
    """The issue's items by section, for its page: two queries, one for the rows' topics.

    Only what the rows themselves tell is checked; the page of the check compares them with others.
    """
    rows = list(Item.objects.filter(issue=issue).for_issue_page().defer("remarks"))
    sections, lacking = {}, dict.fromkeys(marks.LABELS.values(), 0)
    found = preflight.marks(rows, None if issue.has_waivers else set())
    for item in rows:
        labels = (one.label for one in found[item.pk])
        item.marks = list(dict.fromkeys([*marks.marks(item), *labels]))
        for mark in marks.marks(item):
            lacking[mark] += 1
        sections.setdefault(item.section, []).append(item)
    return {
        "sections": sections.items(),
        "item_count": sum(map(len, sections.values())),
        "missing": [(mark, count) for mark, count in lacking.items() if count],
        "errors": [
            (one, field_url(one, issue, arranging=arranging))
            for item in rows
            for one in found[item.pk]
            if one.level == preflight.ERROR
        ],
        "may_move": may_move,
        "state": state(issue),
        "time": issue.publish_at,
        "last_change": issue.state_changes.select_related("user").first(),
    }
