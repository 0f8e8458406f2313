"""The page that stands where a withdrawn issue, or an item of one, stood before."""

from http import HTTPStatus

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from issues.models import Issue, StateChange

from . import rows


def page(request, issues):
    """410 with the notice where the one of these issues is withdrawn; else raises Http404."""
    issue = get_object_or_404(issues, status=Issue.Status.WITHDRAWN)
    notice = issue.state_changes.filter(action=StateChange.Action.WITHDRAW).first()
    context = {
        "title": _("%(issue)s was withdrawn") % {"issue": rows.name_of(issue.number)},
        "place": "issues",
        "issue": issue,
        "notice": notice,
    }
    return render(request, "archive/withdrawn.html", context, status=HTTPStatus.GONE)
