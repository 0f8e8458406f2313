import json

import pytest
from django.urls import reverse

from issues.models import Issue, Item, Section


def arrange_url(issue, name="arrange"):
    return reverse(f"admin:issues_issue_{name}", args=[issue.pk])


def key(name):
    """The name of a section's list in what the page sends."""
    return str(Section.objects.get(name=name).pk)


def titles(issue):
    """{section: [title, …]} as it is stored."""
    found = {}
    for item in issue.items.in_order().select_related("section"):
        found.setdefault(item.section.name, []).append(item.title)
    return found


def edit(item, *, v=None, was=None, **changes):
    row = {"id": item.pk, "v": item.version if v is None else v, "set": changes}
    return row | ({"was": was} if was else {})


@pytest.fixture
def send():
    """send(browser, issue, order=…, …) posts as the page's scripts do, with what is stored now."""

    def send(browser, issue, *, version=None, order=None, moved=None, items=(), **more):
        if version is None:
            version = Issue.objects.values_list("version", flat=True).get(pk=issue.pk)
        if moved is None:
            named = [pk for ids in (order or {}).values() for pk in ids]
            moved = dict(Item.objects.filter(pk__in=named).values_list("pk", "version"))
        body = {"version": version, "order": order or {}, "moved": moved, "items": list(items)}
        return browser.post(
            arrange_url(issue), json.dumps(body | more), content_type="application/json"
        )

    return send
