"""Reading the admin's pages in tests."""

import html5lib
from django.urls import reverse

XHTML = "{http://www.w3.org/1999/xhtml}"


def tree(response):
    return html5lib.parse(response.content.decode())


def text(element):
    return " ".join("".join(element.itertext()).split())


def by_id(response, name):
    found = [element for element in tree(response).iter() if element.get("id") == name]
    assert len(found) == 1, f"{len(found)} elements with the id {name}"
    return found[0]


def fields(response, form="item_form"):
    """What a browser without scripts would send back if nobody touched the form."""
    data = {}
    for element in by_id(response, form).iter():
        tag, name = element.tag.removeprefix(XHTML), element.get("name")
        if name is None or element.get("type") in ("submit", "checkbox"):
            continue
        if tag == "input":
            data[name] = element.get("value", "")
        elif tag == "textarea":
            # A browser takes one line break after the tag as its end, and html5lib does too.
            data[name] = element.text or ""
        elif tag == "select":
            options = list(element.iter(f"{XHTML}option"))
            chosen = [option for option in options if option.get("selected") is not None]
            data[name] = (chosen or options or [{}])[0].get("value", "")
    return data


def item_url(item, page="change"):
    return reverse(f"admin:issues_item_{page}", args=[item.pk])


def issue_url(issue, page="change"):
    return reverse(f"admin:issues_issue_{page}", args=[issue.pk])


ADD_ITEM = "/admin/issues/item/add/"
ITEMS = "/admin/issues/item/"
ISSUES = "/admin/issues/issue/"
