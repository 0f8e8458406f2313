"""The workbench: one import, its lines beside what they became."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues import publishing
from issues.importing import commit, comparing, record, regroup, steps
from issues.importing import messages as sentences
from issues.importing.parsed import Refused
from issues.models import Import, Issue, Stale

from . import ending, posting, showing, words
from .common import allowed, shown
from .forms import HeadForm

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def page(request, pk):
    row = allowed(request, pk)
    if request.method == "POST":
        return post(request, row)
    if row.is_committed:
        return ending.result_page(request, row)
    key = posting.whole(request.GET.get("edit", ""))
    return bench(request, row, key)


def bench(request, row, key=None, *, form=None, status=200, **more):
    at_work = record.work_of(row)
    if key is not None and form is None:
        form = posting.card_form(at_work, key)
    if form is not None:
        more |= {"editing": key, "form": form, "hints": hints(at_work, key)}
    more.setdefault("last", words.step(row.steps[-1]) if row.steps else "")
    context = showing.bench(row, request.user, **more)
    return shown(request, "desk/workbench.html", context, status)


def hints(at_work, key):
    """Regions and topics that the item's text speaks of."""
    item = regroup.texts(at_work, key)
    existing, proposed = showing.topics.suggest(item.title, item.summary)
    candidates = posting.findings.suggest.regions(
        item, home=posting.findings.settings.HOME_REGION
    ).candidates
    regions = [(code, showing.region_name(code)) for code in candidates]
    return {"regions": regions, "existing": existing, "proposed": proposed}


def post(request, row):
    if row.is_committed:
        messages.error(request, sentences.refusal("committed_already", {}))
        return back_to(row)
    at_work = record.work_of(row)
    if request.POST.get("version") != str(row.version):
        return stale(request, row, at_work)
    try:
        told = posting.understood(request, at_work)
        if told.verb == "commit":
            return store(request, row, at_work)
        if told.verb == "edit":
            return edit(request, row, at_work, told.key)
        return step(request, row, at_work, told)
    except steps.Impossible:
        messages.warning(request, _("This step is not possible here; nothing was changed."))
        return back_to(row)
    except Stale as newer:
        return stale(request, newer.saved, at_work)
    except Refused as refused:
        error = sentences.refusal(refused.code, refused.values)
        return bench(request, row, status=UNPROCESSABLE, error=error)


def back_to(row, fragment="", query=""):
    url = reverse("admin:import", args=[row.pk]) + query
    return HttpResponseRedirect(f"{url}#{fragment}" if fragment else url, status=303)


def step(request, row, at_work, told):
    head = posting.head(request, row, at_work)
    if told.verb == "back":
        row = record.take_back(row, user=request.user, head=head)
    elif told.steps or head != row.head:
        row = record.change(row, told.steps, user=request.user, head=head)
    query = f"?edit={told.key}" if told.verb == "open" and told.key is not None else ""
    return back_to(row, told.fragment, query)


def edit(request, row, at_work, key):
    form = posting.card_form(at_work, key, request.POST)
    if form is None:
        raise steps.Impossible
    if not form.is_valid():
        return bench(request, row, key, form=form, status=UNPROCESSABLE)
    told = posting.card_steps(at_work, key, form)
    head = posting.head(request, row, at_work)
    if told or head != row.head:
        row = record.change(row, told, user=request.user, head=head)
    return back_to(row, f"a{key}")


def stale(request, row, at_work):
    """Somebody else was quicker: their state, and what was typed here, to be saved again."""
    row = Import.objects.select_related("edited_by").get(pk=row.pk)
    if row.is_committed:
        messages.error(request, sentences.refusal("committed_already", {}))
        return back_to(row)
    now = record.work_of(row)
    told = posting.asked(request)
    form = posting.card_form(now, told.key, request.POST) if told.verb == "edit" else None
    typed = []
    if told.verb == "edit" and form is None:
        name = f"{posting.PREFIX}-%s"
        typed = [(words.FIELDS[of], request.POST.get(name % of, "")) for of in posting.TYPED]
    return bench(
        request,
        row,
        told.key if form else None,
        form=form,
        status=CONFLICT,
        stale=True,
        typed=[pair for pair in typed if pair[1]],
        typed_head=posting.head(request, row, now),
        chosen={posting.whole(text) for text in request.POST.getlist("l")},
    )


# --- storing


def store(request, row, at_work):
    form = HeadForm(request.POST)
    if not form.is_valid():
        errors = [error for errors in form.errors.values() for error in errors]
        return bench(request, row, status=UNPROCESSABLE, head_errors=errors, **typed(request))
    publish = request.POST.get("as") == "published"
    if publish and not publishing.may(request.user, "publish"):
        error = _("Only a chief editor may publish. Store it as a draft.")
        return bench(request, row, status=403, error=error, **typed(request))
    head = form.cleaned_data
    try:
        result = record.store(
            row,
            user=request.user,
            sections=posting.sections_of(at_work),
            publish=publish,
            replace="replace" in request.POST,
            seen=posting.whole(request.POST.get("seen", "")),
            **head,
        )
    except Refused as refused:
        if refused.code == "other_content":
            return compare(request, row, at_work, head)
        error = sentences.refusal(refused.code, refused.values)
        return bench(request, row, status=UNPROCESSABLE, error=error, **typed(request))
    except publishing.Refused as refused:
        return bench(request, row, status=UNPROCESSABLE, error=str(refused), **typed(request))
    messages.success(request, ending.sentence(result))
    return back_to(row)


def typed(request):
    """Number, date and title stay in their fields as they were typed."""
    names = {name: posting.clean(request.POST.get(name, ""))[:300] for name in posting.HEAD}
    return {"typed_head": names, "typed_as": request.POST.get("as")}


def compare(request, row, at_work, head):
    """The issue exists: what storing would change there, and the question whether to."""
    issue = Issue.objects.get(number=head["number"])
    parsed = regroup.parsed(at_work, posting.sections_of(at_work))
    drafts = commit.drafted(parsed, regroup.choices(at_work))
    found = comparing.compare(issue, commit.heading(parsed, **head), drafts)
    context = {
        "title": _("Issue %(number)s exists already") % {"number": issue.number},
        "row": row,
        "issue": issue,
        "found": found,
        "counts": [
            (what, label, sum(one.what == what for one in found.items))
            for what, label in words.DIFFERENCES.items()
        ],
        "head": head,
        "as": request.POST.get("as", "draft"),
        "may_replace": not issue.was_public or publishing.may(request.user, "publish", issue),
    }
    return shown(request, "desk/import_compare.html", context, CONFLICT)
