"""The addresses of the arranging page. Hung under the issues' pages by issue_admin.py."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from issues import history, placing, publishing
from issues.desk.finding import state, whole_number
from issues.desk.pool_views import REASONS
from issues.models import Issue, RefusedText, Section

from . import adding, page, posting, presence, texts, words
from .ordering import issue_list, may_fill, not_yours
from .payload import Malformed, read
from .saving import save

SCRIPTS = [
    f"js/desk/{name}.js"
    for name in (
        "page",
        "board",
        "drag",
        "reject",
        "keys",
        "edit",
        "complete",
        "save",
        "rows",
        "pool",
        "here",
    )
]


def addresses(site):
    """Before the admin's own, whose last one takes everything."""
    views = {
        "arrange/": (arrange, "arrange"),
        "arrange/items.json": (items, "arrange_items"),
        "arrange/pool.json": (pool, "arrange_pool"),
        "arrange/add/": (quick_add, "arrange_add"),
        "arrange/here/": (here, "arrange_here"),
    }
    return [
        path(f"<path:object_id>/{tail}", site.admin_view(view), name=f"issues_issue_{name}")
        for tail, (view, name) in views.items()
    ]


def url(name, issue):
    return reverse(f"admin:issues_issue_{name}", args=[issue.pk])


def fetched(request, object_id, rows=None):
    """The issue of an address, for somebody who may arrange it."""
    pk = whole_number(object_id)
    rows = Issue.objects.all() if rows is None else rows
    if pk is None:
        raise Http404
    issue = get_object_or_404(rows, pk=pk)
    if not may_arrange(request.user, issue):
        raise PermissionDenied
    return issue


def may_arrange(user, issue=None):
    return publishing.may(user, "edit", issue) and user.has_perm("issues.change_item")


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, object_id):
    if request.method == "POST":
        if request.content_type == "application/json":
            return save_json(request, fetched(request, object_id))
        return press(request, fetched(request, object_id))
    issue = fetched(request, object_id, page.issues_to_arrange())
    query = request.GET.get("q", "")[:200]
    rows, notes = page.shown(issue, query)
    sections, beside = page.lists(issue, rows)
    drafts = page.other_drafts(request.user, issue)
    context = {
        "title": _("Arrange %(issue)s") % {"issue": issue},
        "issue": issue,
        "state": state(issue),
        "sections": sections,
        "pool": beside,
        "drafts": [(issue_list(draft.pk), draft) for draft in drafts],
        "others": presence.others(issue, request.user),
        "query": query,
        "notes": notes,
        "reasons": REASONS,
        "words": words.for_scripts(),
        "scripts": SCRIPTS,
        "may_add": request.user.has_perm("issues.add_item"),
    }
    return TemplateResponse(request, "desk/arrange.html", frame(context, request))


def frame(context, request):
    """With what the admin's own pages have around them."""
    return {**admin.site.each_context(request), **context}


def save_json(request, issue):
    try:
        payload = read(request.body)
    except (Malformed, RequestDataTooBig) as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.BAD_REQUEST)
    try:
        reply = save(request, issue, payload)
    except Issue.DoesNotExist as error:
        raise Http404 from error
    return JsonResponse(reply.as_json(), status=reply.status)


def press(request, issue):
    item = posting.act(request, issue)
    presence.note(issue, request.user)
    return see_other(f"{url('arrange', issue)}{f'#i{item}' if item else ''}")


def see_other(address):
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


@require_GET
def items(request, object_id):
    """Texts and versions of the page's rows, and a fresh token for who has signed in again."""
    issue = fetched(request, object_id)
    rows, _notes = page.shown(issue, request.GET.get("q", "")[:200])
    kept = RefusedText.objects.filter(user=request.user).values_list("item", flat=True)
    response = JsonResponse(page.as_json(rows, set(kept)))
    response.headers["X-CSRFToken"] = get_token(request)
    return response


@require_GET
def pool(request, object_id):
    """More rows of the pool for a search: their markup, texts and versions."""
    fetched(request, object_id)
    rows, notes = page.pool_rows(request.GET.get("q", "")[:200])
    ids = list(rows.values_list("pk", flat=True)[: page.POOL_ROWS])
    found = list(texts.rows().filter(pk__in=ids).order_by("-pk"))
    return JsonResponse({**rows_as_json(request, found), "notes": notes})


def rows_as_json(request, rows):
    page.mark(rows)
    html = [render_to_string("desk/arrange_row.html", {"item": item}, request) for item in rows]
    return {"rows": html, "items": page.as_json(rows, set())}


@require_POST
def quick_add(request, object_id):
    """Titles or addresses from the fields `text-{list}`, into a section or the pool.

    Only a POST fetches an address, and before the transaction begins.
    """
    issue = fetched(request, object_id)
    if not request.user.has_perm("issues.add_item"):
        raise PermissionDenied
    typed = read_all(request)
    with history.recording(request.user):
        placing.lock([issue.pk])
        issue.refresh_from_db()
        before = issue.version
        made, problems, left = add_all(request, issue, typed)
        issue.refresh_from_db()
    if request.headers.get("Accept") == "application/json":
        found = list(texts.rows().filter(pk__in=[item.pk for item in made]).order_by("pk"))
        told = {"problems": problems, "left": "\n".join(left)}
        told |= {"was": before, "version": issue.version}
        return JsonResponse(rows_as_json(request, found) | told)
    for problem in problems:
        messages.error(request, problem)
    return see_other(f"{url('arrange', issue)}{f'#i{made[0].pk}' if made else ''}")


def read_all(request):
    """[(section or None for the pool, Lines, lines too many)] of the fields that are not empty."""
    known = {str(section.pk): section for section in Section.objects.all()} | {"pool": None}
    texts_of = {
        key: request.POST.get(f"text-{key}", "").replace("\0", "")[:20_000] for key in known
    }
    return [(known[key], *adding.read(text)) for key, text in texts_of.items() if text.strip()]


def add_all(request, issue, typed):
    made, problems, left = [], [], []
    for section, lines, too_many in typed:
        if section and not may_fill(request.user, issue):
            problems.append(not_yours())
            left += [*(line.text for line in lines), *too_many]
            continue
        rows, wrong, rest = adding.add(request, issue, section, lines, too_many)
        made, problems, left = made + rows, problems + wrong, left + rest
    return made, problems, left


@require_POST
def here(request, object_id):
    """Notes that the page is open, and tells who else has it open and what order is stored."""
    issue = fetched(request, object_id)
    if "leave" in request.POST:
        presence.leave(issue, request.user)
        return JsonResponse({})
    presence.note(issue, request.user)
    others = [
        words.here(row["name"], formats.time_format(row["since"], "TIME_FORMAT"))
        for row in presence.others(issue, request.user)
    ]
    return JsonResponse({"others": others, "version": issue.version})
