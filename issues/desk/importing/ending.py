"""After storing: the result page, undoing, and throwing away what was never stored."""

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from issues.importing import messages as sentences
from issues.importing import record, undo
from issues.importing.parsed import Refused
from issues.models import Issue, Item, Section, Stale, Topic

from ..versions import person
from . import words
from .common import allowed, shown


def result_page(request, row):
    result = row.result
    made = Item.objects.filter(pk__in=[int(pk) for pk in result["made"]])
    context = {
        "title": row.name,
        "row": row,
        "result": result,
        "items": made.filter(issue=row.issue_id).in_order().select_related("section"),
        "sections": Section.objects.filter(pk__in=result["sections"]),
        "topics": Topic.objects.filter(pk__in=result["topics"]),
        "ledger": [
            (letter, name, row.ledger.get(kind, 0))
            for kind, (letter, name) in words.KINDS.items()
            if row.ledger.get(kind)
        ],
    }
    return shown(request, "desk/import_result.html", context)


def sentence(result):
    number, count = result.issue.number, result.items
    if result.state == "unchanged":
        return _("Issue %(number)s holds the same already: nothing was changed.") % {
            "number": number
        }
    values = {"number": number, "count": count}
    if result.published:
        text = ngettext(
            "Issue %(number)s is stored with %(count)s item and published.",
            "Issue %(number)s is stored with %(count)s items and published.",
            count,
        )
    else:
        text = ngettext(
            "Issue %(number)s is stored with %(count)s item.",
            "Issue %(number)s is stored with %(count)s items.",
            count,
        )
    return text % values


def to(row):
    return HttpResponseRedirect(reverse("admin:import", args=[row.pk]), status=303)


def seen_is_old(request, row):
    if request.POST.get("version") == str(row.version):
        return False
    messages.error(
        request,
        _("Nothing was done: somebody changed this import meanwhile. This is how it stands."),
    )
    return True


@require_POST
def undo_view(request, pk):
    row = allowed(request, pk)
    if seen_is_old(request, row):
        return to(row)
    try:
        done = undo.undo(row, user=request.user, seen=request.POST.get("seen", ""))
    except undo.Edited as asked:
        return question(request, row, asked)
    except Refused as refused:
        messages.error(request, sentences.refusal(refused.code, refused.values))
        return to(row)
    except Stale as newer:
        seen_is_old(request, newer.saved)
        return to(row)
    messages.success(request, undone(done))
    return to(row)


def undone(done):
    if done.issue_removed:
        text = _("Undone: issue %(number)s is gone, with the %(count)s items of the import.")
    else:
        text = _("Undone: issue %(number)s is again what it was before the import.")
    parts = [text % {"number": done.number, "count": done.removed}]
    if done.freed:
        more = _("Items of others went to the pool: %(titles)s.")
        parts.append(more % {"titles": "；".join(done.freed)})
    for names, what in (
        (done.sections, _("Sections removed with it: %(names)s.")),
        (done.topics, _("Topics removed with it: %(names)s.")),
    ):
        if names:
            parts.append(what % {"names": "、".join(names)})
    return " ".join(parts)


def question(request, row, asked):
    """What was edited since, by whom and when; undoing it all the same is a button."""
    names = editors(row, asked.edits)
    public = [edit for edit in asked.edits if edit.what == "seen"]
    edits = [edit for edit in asked.edits if edit.what != "seen"]
    context = {
        "title": _("Readers have seen this issue")
        if public
        else _("This was edited after the import"),
        "row": row,
        "seen": asked.seen,
        "public_since": public[0].at if public else None,
        "deleted": row.result["state"] == "created",
        "edits": [
            {
                "edit": edit,
                "what": words.EDITS[edit.what],
                "fields": words.fields(edit.fields),
                "by": names.get((edit.what == "issue", str(edit.item or row.issue_id))),
            }
            for edit in edits
        ],
    }
    return shown(request, "desk/import_undo.html", context, 409)


def editors(row, edits):
    """{(is the issue, id): who saved it last since the import}"""
    types = {
        ContentType.objects.get_for_model(Item).pk: False,
        ContentType.objects.get_for_model(Issue).pk: True,
    }
    ids = [str(edit.item or row.issue_id) for edit in edits]
    entries = LogEntry.objects.select_related("user").filter(
        content_type__in=types, object_id__in=ids, action_time__gte=row.committed_at
    )
    return {
        (types[entry.content_type_id], entry.object_id): person(entry.user)
        for entry in entries.order_by("action_time")
    }


@require_POST
def discard_view(request, pk):
    row = allowed(request, pk)
    if seen_is_old(request, row):
        return to(row)
    try:
        record.discard(row)
    except Refused as refused:
        messages.error(request, sentences.refusal(refused.code, refused.values))
        return to(row)
    except Stale as newer:
        seen_is_old(request, newer.saved)
        return to(row)
    messages.success(request, _("“%(name)s” was thrown away.") % {"name": row.name})
    return HttpResponseRedirect(reverse("admin:imports"), status=303)
