"""A text that was refused and the one that stands in its place: shown together, and merged."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues import history, placing
from issues.desk.finding import whole_number
from issues.models import Item, RefusedText
from issues.text.differences import Piece, compare

from . import texts, words
from .saving import changed_by

# Compared as one piece: a name that was chosen, an address.
WHOLE = ("url", "pub", "region")
ROWS = {"title": 2, "summary": 6}


@dataclass
class Field:
    """One field of an item that two people changed; `choice` is mine, theirs or merge."""

    name: str
    label: str
    mine: str
    theirs: str
    merged: str
    choice: str = "merge"

    @property
    def pieces(self):
        if self.name in WHOLE:
            return [Piece(self.mine, self.theirs)]
        return compare(self.mine, self.theirs)

    @property
    def rows(self):
        return ROWS.get(self.name, 1)

    @property
    def result(self):
        return {"mine": self.mine, "theirs": self.theirs}.get(self.choice, self.merged)


@dataclass
class Merge:
    """What came of comparing three texts: those to choose between, and names of those taken."""

    fields: list[Field]
    only_mine: list[tuple[str, str, str]]
    only_theirs: list[tuple[str, str, str]]

    def changes(self):
        """{short name: text} to be saved."""
        return {name: text for name, _label, text in self.only_mine} | {
            field.name: field.result for field in self.fields
        }


def labels():
    return {
        "title": _("title"),
        "summary": _("summary"),
        "url": _("source link"),
        "pub": _("publisher"),
        "region": _("region"),
        "topics": _("topics"),
    }


def compared(kept, item):
    """The Merge of a RefusedText with its item as it stands now."""
    merge, stored = Merge([], [], []), texts.texts(item)
    for name, label in labels().items():
        seen, theirs = kept.seen.get(name), stored[name]
        mine = kept.mine.get(name, seen)
        if mine is None or mine == theirs:
            continue
        if name not in kept.mine:
            merge.only_theirs.append((name, label, theirs))
        elif seen == theirs:
            merge.only_mine.append((name, label, mine))
        else:
            merge.fields.append(Field(name, label, mine, theirs, mine))
    return merge


def address(site):
    return path("<path:object_id>/merge/", site.admin_view(merge_view), name="issues_item_merge")


@require_http_methods(["GET", "HEAD", "POST"])
def merge_view(request, object_id):
    pk = whole_number(object_id)
    if not texts.item_admin().has_change_permission(request):
        raise PermissionDenied
    if pk is None or not Item.objects.filter(pk=pk).exists():
        raise Http404
    if request.method != "POST":
        kept, item = fetched(request, pk)
        if kept is None:
            return nothing_waits(request, pk)
        return shown(request, kept, item, compared(kept, item))
    with history.recording(request.user):
        # As every writer does: issues first, then the item.
        placing.lock(set(Item.objects.filter(pk=pk).values_list("issue_id", flat=True)))
        list(Item.objects.select_for_update().filter(pk=pk).values_list("pk"))
        kept, item = fetched(request, pk)
        return answer(request, kept, item) if kept else nothing_waits(request, pk)


def fetched(request, pk):
    item = texts.rows().select_related("issue", "section", "region").get(pk=pk)
    return RefusedText.objects.filter(item=pk, user=request.user).first(), item


def nothing_waits(request, pk):
    messages.info(request, _("Nothing of yours is waiting to be merged here."))
    return HttpResponseRedirect(reverse("admin:issues_item_change", args=[pk]))


def answer(request, kept, item):
    """Drops the refused text, or saves what was merged; the same page again if it cannot."""
    if "drop" in request.POST:
        kept.delete()
        messages.info(request, _("Your changes were dropped; the text stays as it was saved."))
        return back(kept, item)
    merge = chosen(compared(kept, item), request.POST)
    if request.POST.get("v") != str(item.text_version):
        messages.warning(request, _("It was saved once more meanwhile: this is the latest text."))
        return shown(request, kept, item, merge, status=409)
    changes = merge.changes()
    form = texts.bound_form(request, item, changes)
    if changes and not form.is_valid():
        for name, errors in form.errors.items():
            for error in errors:
                messages.error(request, f"{labels().get(texts.SHORT.get(name), '')} {error}")
        item.refresh_from_db()
        return shown(request, kept, item, merge, status=422)
    if changes:
        texts.save(request, form, changes)
    kept.delete()
    messages.success(request, _("The merged text of “%(item)s” is saved.") % {"item": item})
    return back(kept, item)


def chosen(merge, data):
    for field in merge.fields:
        choice = data.get(f"use-{field.name}", "merge")
        field.choice = choice if choice in ("mine", "theirs") else "merge"
        field.merged = data.get(field.name, field.mine).replace("\r\n", "\n")
    return merge


def back(kept, item):
    """To the page where the editor was at work, which then forgets its own copy."""
    issue = kept.issue_id or item.issue_id
    if issue is None:
        return HttpResponseRedirect(reverse("admin:issues_item_change", args=[item.pk]))
    url = reverse("admin:issues_issue_arrange", args=[issue])
    return HttpResponseRedirect(f"{url}?merged={item.pk}#i{item.pk}", status=303)


def shown(request, kept, item, merge, *, status=200):
    who = changed_by(item)
    context = {
        "title": _("Two people changed the same item"),
        "item": item,
        "kept": kept,
        "issue": kept.issue,
        "merge": merge,
        "who": who,
        "version": item.text_version,
        "next_version": item.version + 1,
        "words": words.merging(),
    }
    context |= texts.item_admin().admin_site.each_context(request)
    return TemplateResponse(request, "desk/merge.html", context, status=status)
