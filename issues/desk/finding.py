"""Finding a region, issue, item or topic by what an editor types, best match first."""

from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import Length
from django.utils import formats
from django.utils.translation import gettext as _

from issues.models import FormerCode, Issue, Item, Region, Topic
from issues.text import regions_data, slugs

LONGEST = 100  # characters of what was typed that are looked at
ROOTS = ("CN", "001")
LEVELS = ("nation", "world", "province", "country", "city", "county")


class CompletionView(AutocompleteJsonView):
    """The admin's own completion, with the order and the texts of this module."""

    def get_queryset(self):
        find = FINDERS.get(self.model_admin.model)
        return find(self.term[:LONGEST]) if find else super().get_queryset()

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return {**result, "text": label(obj)}


def regions(term):
    """Regions by short or full name, pinyin, initials or code, former codes included.

    With nothing typed: the home region and its cities, then the other provinces.
    """
    rows = Region.objects.select_related("parent")
    text = slugs.key(term)
    spelt = text.replace(" ", "").replace("'", "") or text
    if text:
        named = Q(short_name=text) | Q(name=text)
        # Behind the names, for "sz" is 斯威士兰 in ISO 3166 and 深圳 to those who type it.
        exact = exactly(text) | Q(pinyin=spelt) | Q(initials=spelt)
        starts = Q(short_name__startswith=text) | Q(name__startswith=text)
        starts |= Q(code__istartswith=spelt)
        sounds = Q(pinyin__startswith=spelt) | Q(initials__startswith=spelt)
        rows = rows.filter(exact | starts | sounds | Q(name__contains=text))
        rank = steps(named, exact, starts, sounds)
    else:
        rank = steps(Q(level="nation"))
    return rows.order_by(rank, steps(at_home()), by_level(), "code")


def exactly(text):
    former = FormerCode.objects.filter(code=text).values("region")
    return Q(short_name=text) | Q(name=text) | Q(code__iexact=text) | Q(pk__in=former)


def at_home():
    home = settings.HOME_REGION
    path = "".join(f"{code}/" for code in (*regions_data.ancestors(home), home))
    return Q(path__startswith=path)


def by_level():
    return steps(*(Q(level=level) for level in LEVELS))


def steps(*conditions):
    """0 where the first condition holds, 1 where the second does, … for ordering."""
    whens = [When(condition, then=Value(place)) for place, condition in enumerate(conditions)]
    return Case(*whens, default=Value(len(conditions)), output_field=IntegerField())


def issues(term):
    """Issues by number or by words of the title, the newest first."""
    text = term.strip()
    found = Q(title__icontains=text)
    if (number := whole_number(text)) is not None:
        found |= Q(number__startswith=number)
    return Issue.objects.filter(found).newest_first()


def items(term):
    """Items by words of the title or by id, the newest first."""
    rows = Item.objects.select_related("issue").defer("summary", "remarks", "other_sources")
    found = Q()
    for word in term.split():
        found &= Q(title__icontains=word)
    if (number := whole_number(term.strip())) is not None:
        found |= Q(pk=number)
    return rows.filter(found).order_by("-pk")


def topics(term):
    """Topics whose name contains the text: the same name, then beginnings, then most used."""
    key = slugs.key(term)
    rank = steps(Q(key=key), Q(key__startswith=key))
    return (
        Topic.objects.filter(key__contains=key)
        .annotate(uses=Count("item_topics"))
        .order_by(rank, "-uses", Length("name"), "name")
    )


FINDERS = {Region: regions, Issue: issues, Item: items, Topic: topics}


def label(obj):
    """The text of a choice, enough to tell it from one of the same name."""
    if isinstance(obj, Region):
        within = f" — {obj.parent.short_name}" if obj.parent_id not in (None, *ROOTS) else ""
        return f"{obj.short_name}{within} ({obj.code})"
    if isinstance(obj, Issue):
        return f"{obj} · {formats.date_format(obj.date)} · {state(obj)}"
    if isinstance(obj, Item):
        return f"{obj.title} — {obj.issue if obj.issue_id else _('pool')}"
    return str(obj)


def state(issue):
    if issue.is_scheduled:
        return _("scheduled")
    return issue.get_status_display()


def exact(model, text):
    """The rows that a text means and nothing else: for a browser that runs no scripts."""
    text = text.strip()
    if model is Region:
        return list(Region.objects.select_related("parent").filter(exactly(slugs.key(text)))[:9])
    field = "number" if model is Issue else "pk"
    return list(model.objects.filter(**{field: whole_number(text)}))


def whole_number(text):
    """The number in a text from outside, or None; never one too large for a database."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
