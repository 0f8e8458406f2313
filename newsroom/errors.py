"""The pages for what went wrong. None of them asks the database for anything."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from issues.api import problems

RETRY_AFTER = "30"  # seconds


def page(request, status, name=None):
    if request.path_info.startswith(problems.PREFIX):
        return problems.problem(status)
    # The switch of language leads home: what does not exist has no twin, and the page for a
    # draft is to the letter the page for a number that nobody ever used.
    context = {"chinese_path": "/", "english_path": "/en/"}
    response = render(request, f"errors/{name or status}.html", context, status=status)
    # HTTP lets a cache keep a 404 as it likes; an issue that comes out would stay missing.
    response.headers["Cache-Control"] = "no-cache"
    return response


def bad_request(request, exception):
    return page(request, 400)


def permission_denied(request, exception):
    return page(request, 403)


def page_not_found(request, exception):
    return page(request, 404)


@requires_csrf_token
def csrf_failure(request, reason=""):
    return page(request, 403, "csrf")


def server_error(request):
    """A database that is down or slow is 503 with a time to come back, all else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = page(request, 503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    return page(request, 500)
