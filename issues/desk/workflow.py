"""The buttons that change the state of an issue: on its page, and for several in the list."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues import history, placing, publishing
from issues.models import Issue

# Nothing is published outside; at the ends of the calendar arithmetic fails.
FIRST_YEAR, LAST_YEAR = 1980, 2200
LABELS = {
    "submit": gettext_lazy("Send to review"),
    "recall": gettext_lazy("Call back"),
    "approve": gettext_lazy("Approve"),
    "take_back": gettext_lazy("Return to the editors"),
    "publish": gettext_lazy("Publish"),
    "reschedule": gettext_lazy("Change the time"),
    "withdraw": gettext_lazy("Withdraw"),
    "reinstate": gettext_lazy("Reinstate"),
}
# What is asked for beside the button; reasons of withdrawals are shown to readers.
REASONS = {
    "submit": gettext_lazy("Message to the chief editor"),
    "take_back": gettext_lazy("What is to be changed"),
    "withdraw": gettext_lazy("Notice to readers"),
    "reinstate": gettext_lazy("Reason, for the record"),
}
TIMED = ("publish", "reschedule")
MAIN = ("submit", "approve", "publish", "reinstate")
DONE = {
    "submit": gettext_lazy("“%(issue)s” is sent to review."),
    "recall": gettext_lazy("“%(issue)s” is called back and a draft again."),
    "approve": gettext_lazy("“%(issue)s” is approved."),
    "take_back": gettext_lazy("“%(issue)s” is a draft again."),
    "withdraw": gettext_lazy("“%(issue)s” is withdrawn; readers see the notice in its place."),
    "reinstate": gettext_lazy("“%(issue)s” is public again."),
}


class StateForm(forms.Form):
    publish_at = forms.DateTimeField(
        required=False, error_messages={"invalid": gettext_lazy("This is no date and time.")}
    )
    reason = forms.CharField(required=False, max_length=publishing.REASON_MAX)

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


@dataclass(frozen=True)
class Button:
    """One form of the page. `reason` is the label of its text, "" where none is asked for."""

    action: str
    label: str
    url: str
    main: bool
    timed: bool
    reason: str = ""
    reason_required: bool = False


def buttons(user, issue):
    return [button(action, issue) for action in publishing.choices(user, issue)]


def button(action, issue):
    required = publishing.needs_reason(action, issue)
    unschedule = action == "take_back" and not required
    return Button(
        action=action,
        label=_("Cancel the publication") if unschedule else LABELS[action],
        url=reverse(f"admin:issues_issue_{action}", args=[issue.pk]),
        main=action in MAIN,
        timed=action in TIMED,
        reason="" if unschedule else REASONS.get(action, ""),
        reason_required=required,
    )


def done_sentence(issue, action):
    names = {"issue": issue}
    if action not in TIMED:
        return DONE[action] % names
    if issue.is_scheduled:
        time = timezone.localtime(issue.publish_at)
        names["time"] = formats.date_format(time, "DATETIME_FORMAT")
        return _("“%(issue)s” will be published at %(time)s (Shanghai time).") % names
    return _("“%(issue)s” is published.") % names


class WorkflowAdmin(admin.ModelAdmin):
    actions = ["submit", "approve", "publish", "take_back"]

    # --- several issues, in the list ---

    @admin.action(
        description=gettext_lazy("Send the chosen issues to review"), permissions=["change"]
    )
    def submit(self, request, queryset):
        self.turn_all(request, queryset, "submit")

    @admin.action(description=gettext_lazy("Approve the chosen issues"), permissions=["publish"])
    def approve(self, request, queryset):
        self.turn_all(request, queryset, "approve")

    @admin.action(
        description=gettext_lazy("Publish the chosen issues now"), permissions=["publish"]
    )
    def publish(self, request, queryset):
        self.turn_all(request, queryset, "publish")

    @admin.action(
        description=gettext_lazy("Cancel the publication of the chosen issues"),
        permissions=["publish"],
    )
    def take_back(self, request, queryset):
        self.turn_all(request, queryset, "take_back")

    def has_publish_permission(self, request):
        return publishing.may(request.user, "publish")

    def turn_all(self, request, queryset, action):
        for issue in queryset.order_by("number"):
            self.turn(request, issue, action)

    # --- one issue, on its page ---

    def get_urls(self):
        pages = {
            action: partial(self.turn_view, action=action) for action in publishing.TRANSITIONS
        }
        return self.paths(pages) + super().get_urls()

    def paths(self, pages):
        """Addresses below the issue's own, for {name: view}."""
        return [
            path(
                f"<path:object_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),
                name=f"issues_issue_{name}",
            )
            for name, view in pages.items()
        ]

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
        names = ("publish_at", "reason") if action in TIMED else ("reason",)
        form = StateForm({name: request.POST.get(name, "") for name in names})
        if not form.is_valid():
            for name, errors in form.errors.items():
                for error in errors:
                    messages.error(request, f"{request.POST.get(name, '')[:40]}：{error}")
            return self.back_to(issue)
        with history.recording(request.user, form.cleaned_data["reason"]):
            if self.seen_is_old(request, issue):
                messages.error(
                    request,
                    _("Nothing was done: the issue was changed meanwhile. This is how it stands."),
                )
            else:
                self.turn(request, issue, action, **form.cleaned_data)
        return self.back_to(issue)

    def seen_is_old(self, request, issue):
        """Whether the issue is no longer the one that the button was pressed under."""
        placing.lock([issue.pk])
        issue.refresh_from_db()
        return request.POST.get("version") != str(issue.version)

    def turn(self, request, issue, action, publish_at=None, reason=""):
        """Changes the state and says what came of it."""
        try:
            outcome = publishing.change_state(
                issue, action, user=request.user, publish_at=publish_at, reason=reason
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

    # --- deleting ---

    def has_delete_permission(self, request, obj=None):
        """What readers have seen is withdrawn, with a notice, and never deleted."""
        seen = obj is not None and obj.was_public
        return not seen and publishing.may(request.user, "delete", obj)

    def delete_model(self, request, obj):
        publishing.delete(obj, user=request.user)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for issue in Issue.objects.filter(pk__in=queryset.values("pk")).order_by("pk"):
                publishing.delete(issue, user=request.user)
