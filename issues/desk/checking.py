"""发稿检查: the page of one issue's findings, with repairs, and with letting pass."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues import history, preflight, publishing
from issues.models import Stale
from issues.preflight import waiving

from .arranging.texts import SHORT
from .finding import whole_number

REASONS = (
    gettext_lazy("A follow-up, from another angle"),
    gettext_lazy("The source is on paper only"),
    gettext_lazy("The original is titled so"),
    gettext_lazy("There was none this time"),
    gettext_lazy("A name, written so on purpose"),
)


class CheckingAdmin(admin.ModelAdmin):
    """Part of IssueAdmin; `paths` and `posted_issue` are those of WorkflowAdmin."""

    def get_urls(self):
        return self.paths({"preflight": self.preflight_view}) + super().get_urls()

    def preflight_view(self, request, object_id):
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if not publishing.may(request.user, "see" if request.method != "POST" else "edit"):
            raise PermissionDenied
        issue = self.posted_issue(request, object_id)
        if request.method == "POST":
            return self.preflight_act(request, issue)
        may_repair = self.may_repair(request, issue)
        context = {
            **self.admin_site.each_context(request),
            **review_context(issue, arranging=may_repair),
            "title": _("Check before publishing"),
            "opts": self.opts,
            "issue": issue,
            "reasons": REASONS,
            "now": timezone.now(),
            "may_wave": publishing.may(request.user, "edit", issue),
            "may_repair": may_repair,
        }
        return TemplateResponse(request, "desk/preflight.html", context)

    def may_repair(self, request, issue):
        """What readers have seen is corrected on the item's own page, with a note to them."""
        may_change = request.user.has_perm("issues.change_item")
        return may_change and publishing.may(request.user, "edit", issue) and not issue.was_public

    def preflight_act(self, request, issue):
        acts = {
            "wave": self.act_wave,
            "withdraw": self.act_withdraw,
            "repair": self.act_repair,
            "repair_all": self.act_repair_all,
        }
        act = acts.get(request.POST.get("do"), act_nothing)
        try:
            act(request, issue)
        except waiving.Refused as refusal:
            messages.error(request, str(refusal))
        except Stale:
            messages.error(
                request,
                _("Nothing was done: the text was changed meanwhile. This is how it stands."),
            )
        return HttpResponseRedirect(reverse("admin:issues_issue_preflight", args=[issue.pk]))

    def act_wave(self, request, issue):
        reason, digest = request.POST.get("reason", ""), request.POST.get("finding", "")
        waiver = waiving.wave(issue, digest, reason, request.user)
        label = preflight.LABELS[waiver.code]
        text = _("Let pass: %(finding)s (%(reason)s)") % {"finding": label, "reason": waiver.reason}
        self.log_change(request, issue, text)
        messages.success(request, text)

    def act_withdraw(self, request, issue):
        waiving.withdraw(issue, whole_number(request.POST.get("waiver", "")) or 0, request.user)
        text = _("The finding is open again.")
        self.log_change(request, issue, text)
        messages.success(request, text)

    def act_repair(self, request, issue):
        self.check_repair(request, issue)
        number = whole_number(request.POST.get("fix", "0"))
        digest = request.POST.get("finding", "")
        with history.recording(request.user, _("Put right in the check")):
            item, fix = waiving.repair(issue, digest, -1 if number is None else number)
        text = _("“%(item)s”: %(fix)s.") % {"item": item, "fix": fix.label}
        self.log_change(request, item, text)
        messages.success(request, text)

    def act_repair_all(self, request, issue):
        self.check_repair(request, issue)
        code = request.POST.get("code", "")
        if code not in preflight.LABELS:
            raise waiving.Refused(_("Nothing was chosen."))
        with history.recording(request.user, _("Put right in the check")):
            items = waiving.repair_all(issue, code)
        label = preflight.LABELS[code]
        for item in items:
            self.log_change(request, item, _("Put right: %(finding)s") % {"finding": label})
        text = ngettext("Put right in %(count)s item.", "Put right in %(count)s items.", len(items))
        messages.success(request, text % {"count": len(items)})

    def check_repair(self, request, issue):
        if not request.user.has_perm("issues.change_item"):
            raise PermissionDenied
        if issue.was_public:
            raise waiving.Refused(
                _("Readers have seen this issue: correct it on the item's page, with a note.")
            )


def act_nothing(request, issue):
    raise waiving.Refused(_("Nothing was chosen."))


def review_context(issue, *, arranging):
    """What the page and the summary on the issue's page show.

    `arranging`: whether links lead to the arranging page, for whoever may repair there.
    """

    def shown(one):
        return {"finding": one, "url": field_url(one, issue, arranging=arranging)}

    review = preflight.review(issue)
    many = {}
    for one in review.warnings:
        if one.fixes and one.fixes[0].pieces:
            many[one.code] = many.get(one.code, 0) + 1
    return {
        "errors": [shown(one) for one in review.errors],
        "warnings": [shown(one) for one in review.warnings],
        "waved": [(shown(one), waiver) for one, waiver in review.waved],
        "many": [
            (code, preflight.LABELS[code], count) for code, count in many.items() if count > 1
        ],
    }


def field_url(one, issue, *, arranging):
    """Where the editor puts it right: the field in the arranging page, or in the item's form."""
    if one.item is None:
        return section_url(one, issue, arranging=arranging)
    if arranging and one.field in SHORT:
        url = reverse("admin:issues_issue_arrange", args=[issue.pk])
        return f"{url}?edit={one.item.pk}&field={SHORT[one.field]}#i{one.item.pk}"
    url = reverse("admin:issues_item_change", args=[one.item.pk])
    return f"{url}?from=issue#id_{one.field}"


def section_url(one, issue, *, arranging):
    if one.field:  # of the issue itself: its number, its date
        return f"{reverse('admin:issues_issue_change', args=[issue.pk])}#id_{one.field}"
    if arranging:
        url = reverse("admin:issues_issue_arrange", args=[issue.pk])
        return f"{url}#h-{one.section.pk}" if one.section else url
    url = reverse("admin:issues_issue_change", args=[issue.pk])
    return f"{url}#s{one.section.pk}" if one.section else f"{url}#items-heading"
