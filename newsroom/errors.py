"""The pages for what went wrong. None of them asks the database for anything."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER = "30"  # seconds


def bad_request(request, exception):
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception):
    return render(request, "errors/403.html", status=403)


def page_not_found(request, exception):
    return render(request, "errors/404.html", status=404)


@requires_csrf_token
def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)


def server_error(request):
    """A database that is down or slow is 503 with a time to come back, all else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = render(request, "errors/503.html", status=503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    return render(request, "errors/500.html", status=500)
