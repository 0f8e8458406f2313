"""The pages of the pool: sorting what came in, and what was rejected."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from issues import pool
from issues.models import Issue, Item, Section

from . import pool_list
from .finding import whole_number
from .pool_words import for_scripts

MOST_AT_ONCE = 200
# What editors say most often; any other reason can be typed.
REASONS = ("与主题无关", "重复", "太旧", "广告软文", "不够重要")


def paths(site):
    """The addresses below admin/issues/item/."""
    pages = [("pool/", show, "pool"), ("pool/sort/", sort, "pool_sort")]
    pages.append(("pool/rejected/", rejected, "pool_rejected"))
    return [
        path(
            address,
            site.admin_view(lambda request, view=view: view(request, site)),
            name=f"issues_item_{name}",
        )
        for address, view, name in pages
    ]


@require_safe
def show(request, site):
    if not request.user.has_perm("issues.view_item"):
        raise PermissionDenied
    asked = pool_list.read(request.GET)
    items, notes = pool_list.rows(asked)
    listed, pager = pool_list.page_of(items, int(asked.page))
    drafts, target = pool_list.targets(asked)
    sections, counts = pool_list.sections(drafts)
    for section in sections:
        section.count = counts[target.pk].get(section.pk, 0) if target else 0
    context = {
        **site.each_context(request),
        "title": _("Pool"),
        "asked": asked,
        "rows": listed,
        "pager": pager,
        "notes": notes,
        "choices": pool_list.choices(asked),
        "drafts": drafts,
        "target": target,
        "sections": sections,
        "counts": {str(pk): row for pk, row in counts.items()},
        "reasons": REASONS,
        "words": for_scripts(),
        **rights(request.user),
    }
    return TemplateResponse(request, "desk/pool.html", context)


@require_safe
def rejected(request, site):
    if not request.user.has_perm("issues.view_item"):
        raise PermissionDenied
    asked = pool_list.read({"page": request.GET.get("page", "")})
    listed, pager = pool_list.plain_page(pool_list.rejected(), int(asked.page))
    context = {
        **site.each_context(request),
        "title": _("Rejected"),
        "asked": asked,
        "rows": listed,
        "pager": pager,
        **rights(request.user),
    }
    return TemplateResponse(request, "desk/pool_rejected.html", context)


def rights(user):
    return {
        "may_sort": user.has_perms(["issues.change_item", "issues.change_issue"]),
        "may_add_issue": user.has_perm("issues.add_issue"),
        "may_add_item": user.has_perm("issues.add_item"),
        "may_see_sources": user.has_perm("issues.view_source"),
    }


@require_POST
def sort(request, site):
    """One step for one row or many: `do` says which, `pick` the rows with the versions seen."""
    if not request.user.has_perm(pool.CHANGE):
        raise PermissionDenied
    do, _colon, key = request.POST.get("do", "").partition(":")
    try:
        done, sentence = step(do, key, picked(request), request)
    except pool.Refused as refused:
        return answer(request, do, None, [str(refused)])
    if done.done:
        single = len(done.done) == 1
        LogEntry.objects.log_actions(
            request.user.pk, done.done, CHANGE, sentence, single_object=single
        )
    return answer(request, do, done, pool_list.said(done, sentence))


def step(do, key, wanted, request):
    """(pool.Sorted, a sentence on what was done). Raises pool.Refused, Http404."""
    user = request.user
    if not wanted:
        raise pool.Refused(_("Nothing was picked: tick the items first."))
    if do == "reject":
        done = pool.reject(wanted, request.POST.get("why", ""), user=user)
        text = ngettext("Rejected %(count)d item.", "Rejected %(count)d items.", len(done.done))
        return done, text % {"count": len(done.done)}
    if do == "restore":
        return back_again(pool.restore(wanted, user=user))
    issue = get_object_or_404(Issue, pk=whole_number(request.POST.get("issue", "")))
    if do == "back":
        return back_again(pool.put_back(wanted, issue, user=user))
    section = get_object_or_404(Section, pk=whole_number(key))
    done = pool.take(wanted, issue, section, user=user)
    text = ngettext(
        "%(count)d item taken into %(section)s of issue %(number)s.",
        "%(count)d items taken into %(section)s of issue %(number)s.",
        len(done.done),
    )
    return done, text % {"count": len(done.done), "section": section, "number": issue.number}


def back_again(done):
    text = ngettext(
        "Back in the pool: %(count)d item.", "Back in the pool: %(count)d items.", len(done.done)
    )
    return done, text % {"count": len(done.done)}


def picked(request):
    """{item id: version seen} from `pick` = "303.2", in the order of the page."""
    wanted = {}
    for text in request.POST.getlist("pick")[:MOST_AT_ONCE]:
        pk, _dot, version = text.partition(".")
        pk, version = whole_number(pk), whole_number(version)
        if pk is not None and version is not None:
            wanted[pk] = version
    return wanted


def answer(request, do, done, sentences):
    """JSON for scripts; for a form, back to the page it was on, with the sentences."""
    if request.headers.get("Accept") == "application/json":
        status = HTTPStatus.OK if done else HTTPStatus.UNPROCESSABLE_ENTITY
        return JsonResponse(as_json(done, sentences), status=status)
    for place, sentence in enumerate(sentences):
        good = done and done.done and place == 0
        messages.add_message(request, messages.SUCCESS if good else messages.WARNING, sentence)
    if do == "restore":
        return HttpResponseRedirect(reverse("admin:issues_item_pool_rejected"))
    asked = pool_list.read(QueryDict(request.POST.get("query", "").encode("utf-8", "replace")))
    issue = Issue.objects.filter(pk=whole_number(request.POST.get("issue", ""))).first()
    number = str(issue.number) if issue else asked.issue
    link = asked.link(page=asked.page, issue=number)
    return HttpResponseRedirect(reverse("admin:issues_item_pool") + link)


def as_json(done, sentences):
    if done is None:
        return {"done": {}, "refused": [], "said": sentences}
    return {
        "done": {str(item.pk): item.version for item in done.done},
        "refused": [item.pk for item in done.stale] + list(done.gone),
        "said": sentences,
        "left": Item.objects.pool().count(),
    }
