"""An item's text as the arranging page holds it, and saving some of it through the item's form."""

import re

from django.contrib import admin

from issues.models import Item
from issues.topics import join

# The page's short names, and the fields of the item's form that they stand for.
FIELDS = {
    "title": "title",
    "summary": "summary",
    "url": "source_url",
    "pub": "source_name",
    "region": "region",
    "topics": "topics",
}
SHORT = {name: short for short, name in FIELDS.items()}
# What completion writes into the line: 深圳 — 广东 (440300).
CHOSEN = re.compile(r"\(([0-9A-Z]{2,6})\)$")


def texts(item):
    """{short name: text}; region and topics of the item should be fetched."""
    return {
        "title": item.title,
        # As browsers and JSON have it; the admin's forms store \r\n.
        "summary": item.summary.replace("\r\n", "\n"),
        "url": item.source_url,
        "pub": item.source_name,
        "region": item.region.short_name if item.region_id else "",
        "topics": join(item.topics),
    }


def rows():
    """Items with what `texts` and the marks of a row ask for."""
    return Item.objects.select_related("region").defer("remarks").with_topics()


def item_admin():
    return admin.site.get_model_admin(Item)


def bound_form(request, item, changes):
    """The item's own form over `changes` ({short name: text}) alone: its rules are the rules."""
    names = [FIELDS[short] for short in changes]
    form = item_admin().get_form(request, item, change=True, fields=names)
    data = {FIELDS[short]: text for short, text in changes.items()}
    if "region" in data:
        text = data.pop("region").strip()
        chosen = CHOSEN.search(text)
        data["region-typed"] = chosen[1] if chosen else text
    return form({**data, "version": str(item.version)}, instance=item)


def save(request, form, changes):
    """Saves a valid `bound_form` and says in the log who did."""
    item = form.save()
    if "topics" in changes:
        form.put_topics()
    message = item_admin().construct_change_message(request, form, [])
    item_admin().log_change(request, item, message)
    return item


def first_error(form):
    """(short name or "", sentence)"""
    name, errors = next(iter(form.errors.items()))
    return SHORT.get(name, ""), errors[0]


def equal(form):
    """Whether a valid `bound_form` says what is stored already."""
    for name, value in form.cleaned_data.items():
        if (name in SHORT and name in form.data) or f"{name}-typed" in form.data:
            stored = form.get_initial_for_field(form.fields[name], name)
            if (getattr(value, "pk", value) or None) != (stored or None):
                return False
    return True
