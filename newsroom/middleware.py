"""What happens to every request before and after its view."""

import re
import zlib
from http import HTTPStatus

import brotli
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from issues.api import problems

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), "
        "payment=(), usb=(), browsing-topics=()"
    ),
}
# Links for those without an account; each says itself what it opens.
PREVIEWS = ("/preview/", "/en/preview/")
OPEN_TO_ALL = ("/healthz", "/readyz", "/robots.txt")
COMPRESSIBLE = re.compile(
    r"(text/|application/(json|xml|[a-z.]+\+(xml|json)|javascript)|image/svg)"
)
SMALLEST = 500  # bytes; below this the header of the compressed form costs what it saves


def security_headers(get_response):
    """Stands first, so that errors, redirects and static files carry the headers too."""

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_static(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def is_static(request):
    return request.path_info.startswith(settings.STATIC_URL)


def clean_input(get_response):
    """PostgreSQL takes no NUL in text: none gets past here in an address or its parameters."""

    def middleware(request):
        if "\0" in request.path_info:
            raise BadRequest("NUL in the path")
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
        return get_response(request)

    return middleware


def compressed(get_response):
    """Brotli or gzip for pages that carry no secret (BREACH): no cookie in, no cookie out."""

    def middleware(request):
        response = get_response(request)
        if not may_compress(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = accepted_encodings(request.headers.get("Accept-Encoding", ""))
        if "br" in accepted:
            body, name = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=9), "br"
        elif "gzip" in accepted:
            packer = zlib.compressobj(6, zlib.DEFLATED, 31)
            body, name = packer.compress(response.content) + packer.flush(), "gzip"
        else:
            return response
        response.content = body
        response.headers["Content-Encoding"] = name
        response.headers["Content-Length"] = str(len(body))
        return response

    return middleware


def may_compress(request, response):
    return (
        not response.streaming
        and len(response.content) >= SMALLEST
        and not response.has_header("Content-Encoding")
        and COMPRESSIBLE.match(response.headers.get("Content-Type", "")) is not None
        and not request.COOKIES
        and not response.cookies
    )


def accepted_encodings(header):
    """The encodings a client names with a weight above 0."""
    names = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if not re.fullmatch(r"\s*q=0(\.0{0,3})?\s*", weight):
            names.add(name.strip())
    return names


def language_from_path(get_response):
    """/en/ is English, everything else Chinese, whatever languages the browser asks for.

    Django's LocaleMiddleware would answer by Accept-Language and add Vary for it.
    """

    def middleware(request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def archive_access(get_response):
    """ARCHIVE_ACCESS=staff closes the reading pages to those who have not signed in."""

    def middleware(request):
        if settings.ARCHIVE_ACCESS == "staff" and not may_enter(request):
            if request.path_info.startswith(problems.PREFIX):
                # A program cannot fill in the sign-in page.
                return problems.problem(HTTPStatus.FORBIDDEN)
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return get_response(request)

    return middleware


def may_enter(request):
    path = request.path_info
    return (
        path in OPEN_TO_ALL
        or path.startswith((reverse("admin:index"), settings.STATIC_URL, *PREVIEWS))
        or request.user.is_staff
    )
