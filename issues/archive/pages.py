import threading
from functools import wraps

from django.conf import settings
from django.views.decorators.http import require_safe

# Of one process. More would answer no sooner: they share its processor.
SEARCHES_AT_ONCE = 2
turns = threading.BoundedSemaphore(SEARCHES_AT_ONCE)


def in_turn(view):
    """A search: it waits for the others before it, so that a plain page waits for few of them."""

    @wraps(view)
    def page(request, *args, **kwargs):
        with turns:
            return view(request, *args, **kwargs)

    return page


def public(view):
    """A page for readers: GET and HEAD only; a copy may be kept, but is asked about each time.

    "Published" depends on the time, so that a copy may be out of date at any moment.
    """

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        closed = settings.ARCHIVE_ACCESS == "staff"
        response.headers["Cache-Control"] = "no-store, private" if closed else "no-cache"
        return response

    return page
