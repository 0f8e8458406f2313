"""Regions, topics and earlier stories that an item's text speaks of, offered under the fields."""

from django.conf import settings
from django.template.loader import render_to_string

from issues import stories, topics
from issues.models import Region
from issues.text import places

from .finding import label


def suggest(form):
    """Names regions and topics that the text speaks of, under the fields for them."""
    title, summary = form["title"].value() or "", form["summary"].value() or ""
    codes = places.suggest(title, summary, home=settings.HOME_REGION).candidates
    found = Region.objects.select_related("parent").in_bulk(codes)
    regions = [
        {"code": code, "name": found[code].short_name, "label": label(found[code])}
        for code in codes
        if code in found
    ]
    existing, proposed = topics.suggest(title, summary)
    for name, context in (
        ("region", {"regions": regions}),
        ("topics", {"existing": existing, "proposed": proposed}),
    ):
        bound = form[name]
        context |= {"help_text": bound.help_text, "target": bound.id_for_label}
        bound.help_text = render_to_string("desk/suggestions.html", context)


def show_earlier(form):
    """Offers items of the same story under the field "follow-up of"."""
    title, summary, url = (form[name].value() or "" for name in ("title", "summary", "source_url"))
    bound = form["follows"]
    found = [
        match
        for match in stories.earlier(title, summary, url, exclude=form.instance.pk)
        if str(match.item.pk) != str(bound.value())
    ]
    if found:
        context = {"help_text": bound.help_text, "target": bound.id_for_label, "matches": found}
        bound.help_text = render_to_string("desk/earlier.html", context)
