"""What an editor's post asks for -> steps of importing/steps.py."""

from dataclasses import dataclass, field

from issues.importing import commit, findings, mapping, regroup, steps
from issues.importing.work import BY_HAND

from . import showing
from .forms import CardForm

HEAD = {"number": 12, "date": 12, "title": 300}  # characters that are kept
SIMPLE = ("merge", "up", "down", "drop", "restore")
NAME_MAX = 40
PREFIX = "item"  # the issue has a title too, in the same form
TYPED = ("title", "summary", "source_url", "other_sources", "source_name", "topics")


@dataclass
class Asked:
    """`verb` and `key` of the button; the steps it means, and where the page opens again."""

    verb: str
    key: int | None = None
    rest: str = ""
    steps: list = field(default_factory=list)
    fragment: str = ""


def asked(request):
    """The button that was pressed: `up 3` is verb and key, `fill 3 https://…` has a rest."""
    verb, _space, rest = request.POST.get("do", "save").partition(" ")
    key, _space, rest = rest.partition(" ") if verb != "kind" else ("", "", rest)
    return Asked(verb, whole(key), clean(rest))


def whole(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def clean(text):
    """Text from outside without what no database and no page takes."""
    return "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")


def understood(request, at_work):
    """Fills in the steps of a button. Raises steps.Impossible for one that means nothing."""
    told = asked(request)
    if told.verb in SIMPLE:
        told.steps = [{"do": told.verb, "item": told.key}]
        told.fragment = f"a{told.key}" if told.verb != "merge" else above(at_work, told.key)
    elif told.verb in ("kind", "split"):
        of_lines(request, told)
    elif told.verb == "fill":
        told.steps = [{"do": "edit", "item": told.key, "set": {"source_url": told.rest[:2000]}}]
        told.fragment = f"a{told.key}"
    elif told.verb == "assign":
        target = clean(request.POST.get(f"map-{told.key}", ""))[: NAME_MAX + 1]
        told.steps = [{"do": "assign", "group": told.key, "target": target}]
        told.fragment = f"g{told.key}"
    elif told.verb == "open":
        told.fragment = f"a{told.key}"
    elif told.verb not in ("save", "back", "commit", "edit"):
        raise steps.Impossible
    return told


def of_lines(request, told):
    chosen = sorted(no for text in request.POST.getlist("l") if (no := whole(text)) is not None)
    if not chosen:
        raise steps.Impossible
    if told.verb == "split":
        told.steps = [{"do": "split", "line": chosen[0]}]
    else:
        told.steps = [{"do": "kind", "lines": chosen, "kind": told.rest}]
    told.fragment = f"l{chosen[-1]}"


def above(at_work, key):
    order = at_work.order
    return f"a{order[order.index(key) - 1]}" if key in order[1:] else ""


def head(request, row, at_work):
    """What was typed for number, date and title, as long as it is not what was proposed."""
    now = showing.heading(row, at_work)
    shown = {"number": now["number_text"], "date": now["date"], "title": now["title"]}
    typed = {
        name: clean(request.POST[name]).strip()[:most]
        for name, most in HEAD.items()
        if name in request.POST
    }
    return row.head | {name: text for name, text in typed.items() if text != str(shown[name])}


# --- an item by hand


def card_form(at_work, key, data=None):
    """The form of one item; None where there is no such item (any more)."""
    if key not in at_work.cards:
        return None
    groups = [(group.key, group.name or "—") for group in at_work.groups]
    return CardForm(data, prefix=PREFIX, groups=groups, initial=card_values(at_work, key))


def card_values(at_work, key):
    item, hand = regroup.texts(at_work, key), at_work.cards[key].hand
    suggested = findings.suggest.regions(item, home=findings.settings.HOME_REGION).best
    choice = regroup.Choice(topics=tuple(hand["topics"]) if "topics" in hand else None)
    return {
        "title": item.title,
        "summary": item.summary,
        "source_url": item.source_url or "",
        "other_sources": "\n".join(item.source_urls[1:]),
        "source_name": item.source_name,
        "region": showing.region_name(hand.get("region", suggested)),
        "topics": list(commit.topics_of(item, showing.topics.vocabulary(), choice)),
        "group": at_work.group_of(key).key,
    }


def card_steps(at_work, key, form):
    """The steps that bring the item to what the form says: only what was changed."""
    changed = {name: form.cleaned_data[name] for name in form.changed_data if name in BY_HAND}
    told = [{"do": "edit", "item": key, "set": changed}] if changed else []
    group = form.cleaned_data["group"]
    if "group" in form.changed_data and group != at_work.group_of(key).key:
        told.append({"do": "move", "item": key, "group": group})
    return told


def sections_of(at_work):
    """The sections' names for the groups. Raises Refused while one is open."""
    sections = list(showing.Section.objects.order_by("order", "pk"))
    return mapping.names(mapping.mapped(at_work, sections))
