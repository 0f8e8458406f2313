"""The arranging page without scripts: one button pressed, one thing done."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import placing
from issues.desk.finding import whole_number
from issues.models import Item

from .ordering import REJECT
from .page import sections
from .payload import Payload
from .saving import save


def act(request, issue):
    """Does what the pressed button says; returns the id to show again, or None."""
    data = request.POST
    if "up" in data or "down" in data:
        by = -1 if "up" in data else 1
        item = whole_number(data.get("up" if by < 0 else "down", ""))
        return item if item and step(request, issue, item, by) else None
    if "send" in data:
        seen = versions_seen(data.getlist("pick"))
        picked, to = list(seen), data.get("to", "")
        if data["send"] == REJECT:
            # It is no longer on the page that is shown again.
            return reject(request, issue, seen, data.get("why", ""))
        return picked[0] if picked and send(request, issue, picked, to) else None
    return None


def versions_seen(texts):
    """{item id: version} from "303.2", in the order of the page; 0 where none is named."""
    seen = {}
    for text in texts:
        pk, _dot, version = text.partition(".")
        if pk := whole_number(pk):
            seen[pk] = whole_number(version) or 0
    return seen


def reject(request, issue, seen, why):
    version = whole_number(request.POST.get("version", "")) or 0
    why = why.replace("\0", "")
    payload = Payload(version, {REJECT: list(seen)}, seen, why=dict.fromkeys(seen, why))
    done = tell(request, save(request, issue, payload)) & seen.keys()
    if done:
        text = ngettext("Rejected %(count)d item.", "Rejected %(count)d items.", len(done))
        messages.success(request, text % {"count": len(done)})


def step(request, issue, pk, by):
    """One place up or down; at the end of a section, into the one beside it or the pool."""
    places = shown_places(issue)
    keys = [*places, "pool"]
    at = next((key for key, ids in places.items() if pk in ids), "pool")
    ids = places.get(at, [])
    place = (ids.index(pk) if pk in ids else 0) + by
    if at != "pool" and 0 <= place < len(ids):
        ids.remove(pk)
        ids.insert(place, pk)
        return submit(request, issue, {at: ids}, [pk])
    beside = keys.index(at) + by
    if not 0 <= beside < len(keys):
        return False
    return place_in(request, issue, places, [pk], keys[beside], first=by > 0)


def send(request, issue, picked, to):
    return place_in(request, issue, shown_places(issue), picked, to)


def shown_places(issue):
    """{list: ids} of every section of the page, empty ones too."""
    layout = placing.layout(issue.pk)
    return {str(section.pk): layout.get(section.pk, []) for section in sections(issue)}


def place_in(request, issue, places, picked, to, *, first=False):
    """Takes rows out of where they are and puts them at the end, or the top, of a list."""
    order = {}
    for key, ids in places.items():
        rest = [pk for pk in ids if pk not in picked]
        if rest != ids:
            order[key] = rest
    there = order.get(to, places.get(to, []))
    order[to] = [*picked, *there] if first else [*there, *picked]
    return submit(request, issue, order, picked)


def submit(request, issue, order, picked):
    """Saves as the scripts do, and says what came of it. True if all went well."""
    version = whole_number(request.POST.get("version", ""))
    versions = dict(Item.objects.filter(pk__in=picked).values_list("pk", "version"))
    # A row of another issue has no business here: its version is nobody's to have seen.
    outside = Item.objects.filter(pk__in=picked).exclude(issue=None).exclude(issue=issue)
    for pk in outside.values_list("pk", flat=True):
        versions.pop(pk)
    saved = tell(request, save(request, issue, Payload(version or 0, order, versions)))
    done = len(saved & set(picked))
    if done and len(picked) > 1:
        messages.success(request, ngettext("%d item moved.", "%d items moved.", done) % done)
    return bool(done)


def tell(request, reply):
    """Says what was refused and why; returns the ids of what was saved."""
    if reply.order:
        messages.error(
            request,
            _("Nothing was moved: the order was changed meanwhile. This is how it stands."),
        )
    for row in reply.refused:
        messages.error(request, row["message"])
    return reply.saved
