"""The read API: the search of /search/ as JSON. GET and HEAD only, no account, no cookie."""

from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from issues import asked as asking
from issues import search
from issues.archive.pages import in_turn, public

from . import shapes
from .problems import problem


def resource(view):
    """A view that takes the Asked of the address and returns what is to be said as JSON."""

    @public
    @in_turn
    def answer(request):
        try:
            asked = asking.read(request.GET)
        except asking.Unusable as unusable:
            return problem(HTTPStatus.BAD_REQUEST, "".join(unusable.sentences))
        body = view(request, asked)
        if body is None:
            return problem(HTTPStatus.NOT_FOUND, _("There is no such page of the list."))
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False})

    # Exempt, or a POST would be told of a missing form token before it is told 405.
    @csrf_exempt
    @wraps(view)
    def read_only(request):
        if request.method not in ("GET", "HEAD"):
            response = problem(HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = "GET, HEAD"
            return response
        return answer(request)

    return read_only


@resource
def items(request, asked):
    results = asked.find()
    if asked.page > results.pages:
        return None

    def page(number):
        path = reverse("api_items") + asked.link(page=number if number > 1 else None)
        return f"{settings.SITE_URL}{iri_to_uri(path)}"

    return {
        "count": results.total,
        "next": page(asked.page + 1) if asked.page < results.pages else None,
        "previous": page(asked.page - 1) if asked.page > 1 else None,
        "results": shapes.items(results.items()),
    }


@resource
def facets(request, asked):
    return shapes.facets(search.facets(asked.text, filters=asked.filters))
