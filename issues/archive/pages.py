from functools import wraps

from django.conf import settings
from django.views.decorators.http import require_safe


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
