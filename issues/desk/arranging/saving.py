"""One save of the arranging page: every row stands or falls by itself, in one transaction.

A text is stale when the item's text was saved after the version that the page saw; moving an
item makes a new version of it and of its neighbours, and that overwrites nobody's words. The
order is stale when the issue has moved on. What was refused is kept: see merging.py.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib import admin
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from issues import history
from issues.accounts import person
from issues.desk.versions import last_entry
from issues.models import Issue, Item, RefusedText

from . import page, texts
from .ordering import Order


@dataclass
class Reply:
    """`saved` ids, `refused` rows as they are sent, `order` {by, at} if the order was stale."""

    issue: Issue
    saved: set[int] = field(default_factory=set)
    refused: list[dict] = field(default_factory=list)
    order: dict | None = None

    @property
    def status(self):
        if self.order or any(row["why"] != "invalid" for row in self.refused):
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.refused else HTTPStatus.OK

    def as_json(self):
        rows = list(texts.rows().filter(pk__in=self.saved))
        page.mark(rows)
        saved = {str(item.pk): {"v": item.version, "marks": item.marks} for item in rows}
        version = Issue.objects.values_list("version", flat=True).get(pk=self.issue.pk)
        reply = {"saved": saved, "version": version, "refused": self.refused}
        return reply | ({"order": self.order} if self.order else {})


def save(request, issue, payload):
    """Saves what can be saved of a Payload; returns a Reply."""
    with history.recording(request.user):
        return save_rows(request, issue, payload)


def save_rows(request, issue, payload):
    order = Order(request.user, issue, payload)
    order.lock()
    reply = Reply(issue)
    edited = [edit.item for edit in payload.edits]
    items = texts.rows().filter(pk__in=edited)
    # Issues first, items after them, in one order: see placing.lock.
    held = Item.objects.select_for_update().filter(pk__in={*edited, *payload.moved})
    list(held.order_by("pk").values_list("pk"))
    items = {item.pk: item for item in items}
    for edit in payload.edits:
        save_text(request, reply, edit, items.get(edit.item))
    for edit in payload.edits:
        # A row that is changed and moved in one save is moved as it is now.
        if edit.item in reply.saved and edit.item in payload.moved:
            payload.moved[edit.item] = items[edit.item].version
    for pk, why, sentence in order.settle():
        reply.refused.append(refusal(pk, why, sentence))
    reply.saved |= order.settled
    if order.stale:
        reply.order = changed_by(issue)
    elif order.moved:
        log_moves(request, issue, order)
    return reply


def save_text(request, reply, edit, item):
    if item is None:
        reply.refused.append(refusal(edit.item, "gone", _("This item has been deleted.")))
        return
    if not texts.item_admin().has_change_permission(request, item):
        sentence = _("You may not change this item.")
        reply.refused.append(refusal(item.pk, "invalid", sentence))
        return
    if not edit.changes:
        reply.saved.add(item.pk)
        return
    fresh = item.text_version <= edit.version <= item.version
    form = texts.bound_form(request, item, edit.changes)
    valid = form.is_valid()
    if valid and texts.equal(form):
        reply.saved.add(item.pk)
    elif not fresh:
        reply.refused.append(keep(request.user, reply.issue, edit, item))
    elif not valid:
        name, sentence = texts.first_error(form)
        reply.refused.append(refusal(item.pk, "invalid", sentence, field=name))
    else:
        texts.save(request, form, edit.changes)
        reply.saved.add(item.pk)


def refusal(pk, why, sentence, **more):
    return {"id": pk, "why": why, "field": "", "message": sentence, "url": f"#i{pk}"} | more


def keep(user, issue, edit, item):
    """Keeps a refused text for its author to merge; what was kept before stays with it."""
    before = RefusedText.objects.filter(item=item, user=user).first()
    kept = before or RefusedText(item=item, user=user, seen_version=edit.version, seen=edit.seen)
    kept.mine = {**(kept.mine or {}), **edit.changes}
    kept.issue = issue
    kept.save()
    who = changed_by(item)
    sentence = _("%(name)s changed this at %(time)s; it was not overwritten")
    return refusal(
        item.pk,
        "stale",
        sentence % {"name": who["by"], "time": who["at"]},
        url=reverse("admin:issues_item_merge", args=[item.pk]),
        **who,
    )


def changed_by(row):
    """{"by": name, "at": time of day, or date and time} of the last change that the log tells."""
    entry = last_entry(row)
    time = timezone.localtime(entry.action_time if entry else row.updated_at)
    today = time.date() == timezone.localdate()
    return {
        "by": person(entry.user) if entry else _("Somebody else"),
        "at": formats.date_format(time, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT"),
    }


def log_moves(request, issue, order):
    text = _("Arranged: %(count)d moved.") % {"count": len(order.moved)}
    admin.site.get_model_admin(Issue).log_change(request, issue, text)
    for item in order.rejected:
        text = _("Rejected: %(why)s") % {"why": item.rejected_why}
        texts.item_admin().log_change(request, item, text)
