"""Errors as problem documents (RFC 9457), in Chinese: the API has one language."""

from http import HTTPStatus

from django.http import JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json; charset=utf-8"
TITLES = {
    HTTPStatus.BAD_REQUEST: _("Unreadable request"),
    HTTPStatus.FORBIDDEN: _("Not allowed"),
    HTTPStatus.NOT_FOUND: _("No such page"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This address can only be read"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Our mistake"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Out of service for a moment"),
}
DETAILS = {
    HTTPStatus.BAD_REQUEST: _(
        "The server could not make sense of the address or of what was sent with it."
    ),
    HTTPStatus.FORBIDDEN: _("The archive is open to those who have signed in."),
    HTTPStatus.NOT_FOUND: _("The API has no such address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("Use GET or HEAD."),
    HTTPStatus.INTERNAL_SERVER_ERROR: _(
        "Something went wrong on the server. It has been written to the log."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Please try again in a while."),
}


def problem(status, detail=None):
    """The response; `detail` is a sentence, by default what the status means here."""
    with translation.override("zh-hans"):
        body = {
            "type": "about:blank",
            "title": str(TITLES[status]),
            "status": int(status),
            "detail": str(detail or DETAILS[status]),
        }
    response = JsonResponse(
        body,
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Cache-Control"] = "no-cache"
    return response
