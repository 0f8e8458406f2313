"""An issue as readers will see it, for staff and for those who were given a link."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from issues import preview, publishing
from issues.models import Issue

from .views import issue_context


@require_safe
def page(request, token):
    """Wrong, old and revoked links are the page that any wrong address gets."""
    link = preview.read(token)
    if link is None:
        raise Http404
    return of(request, link.issue, until=link.expires_at)


@require_safe
def staff(request, number):
    """For those who may see drafts at the desk; for all others there is nothing here."""
    issue = get_object_or_404(Issue, number=number)
    if not publishing.may(request.user, "see", issue):
        raise Http404
    return of(request, issue)


def of(request, issue, *, until=None):
    """The page of the issue with a banner. Its address must reach no cache, index or Referer."""
    # The switch of language leads home, so that the address stands nowhere in the page.
    home = {"chinese_path": "/", "english_path": "/en/"}
    context = issue_context(issue) | home | {"preview": True, "until": until}
    response = render(request, "archive/preview.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
