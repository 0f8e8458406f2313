"""Corrections: what changes in an issue that readers have seen is told to them.

Nobody calls this to be honest: history.recording compares how such an issue stood before and
after, whichever way it was written, and adds the entry. Where the editor gave no note, it says
which parts have changed.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import publishing, states
from .models import Issue, Item, StateChange
from .text.titles import titled

OPEN, SILENT = StateChange.Action.CORRECT, StateChange.Action.CORRECT_SILENTLY
MOST_NAMED = 3  # items a note of ours names
HEAD_NAMES = {
    "number": gettext_lazy("issue number"),
    "year_number": gettext_lazy("number in the year"),
    "title": gettext_lazy("title"),
    "date": gettext_lazy("date"),
    "note": gettext_lazy("editor's note"),
}
NAMES = {name: Item._meta.get_field(name).verbose_name for name in states.CONTENT}
NAMES["topics"] = gettext_lazy("topics")


def record(issue_id, before, after, *, user, note="", silent=False):
    """Adds what readers of the issue see otherwise now to the trail, if anything.

    Returns the entry or None. Raises PermissionDenied where a silent correction is not the
    user's to make.
    """
    found = states.difference(before, after, names=(*states.SHOWN, "topics"))
    if not found:
        return None
    issue = Issue.objects.get(pk=issue_id)
    if silent and user is not None and not publishing.may(user, "correct_silently", issue):
        raise PermissionDenied
    now = timezone.now()
    entry = publishing.record(
        issue,
        SILENT if silent else OPEN,
        user=user,
        at=now,
        reason=note.strip()[: publishing.REASON_MAX] or sentence(found, before, after),
        items=[*found.changed, *found.added],
    )
    if not silent and not found.head:
        # Feeds and the sitemap tell of it; the version stays, for the issue's own form is not old.
        Issue.objects.filter(pk=issue_id).update(updated_at=now)
    return entry


def sentence(found, before, after):
    """Which parts have changed, in Chinese, whatever language the editor's desk speaks."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("; ").join(map(str, parts(found, before, after))) + _(".")


def parts(found, before, after):
    if found.head:
        names = _(", ").join(str(HEAD_NAMES[name]) for name in found.head)
        yield _("Changed of the issue: %(names)s") % {"names": names}
    if len(found.changed) > MOST_NAMED:
        yield _("Changed: %(items)s") % {"items": listed(found.changed, after)}
    else:
        for pk, names in found.changed.items():
            yield _("Changed of %(item)s: %(names)s") % {
                "item": listed([pk], after),
                "names": _(", ").join(str(NAMES[name]) for name in names),
            }
    if found.added:
        yield _("Added: %(items)s") % {"items": listed(found.added, after)}
    if found.removed:
        yield _("Taken out: %(items)s") % {"items": listed(found.removed, before)}
    if found.moved:
        yield _("The order has changed")


def listed(ids, state):
    ids = list(ids)
    named = "".join(titled(state.items[pk]["title"]) for pk in ids[:MOST_NAMED])
    if len(ids) <= MOST_NAMED:
        return named
    return format_lazy("{}{}", named, _("and others, %(count)s items") % {"count": len(ids)})
