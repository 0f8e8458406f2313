"""The form of the capture page: an item as it comes from the web, and how a page fills it."""

import json

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from issues.gathering import refused_pages, telling
from issues.models import SUMMARY_MAX, Item, Region
from issues.text import regions_data, urls

from . import finding
from .fields import FinderField, TopicsField, Typed, unknown_topics

# What a page may fill, in the order in which the page names it.
FILLED = ("title", "summary", "source_name", "source_date", "region", "topics")


class TypedRegionField(FinderField):
    """A region in a plain line: a name, its pinyin or its code, which may stand behind the name."""

    widget = forms.TextInput(attrs={"list": "regions", "autocomplete": "off"})

    def to_python(self, value):
        text = (value or "").strip()
        code = text.split()[-1] if text else ""
        return super().to_python(Typed(code if code in regions_data.by_code() else text) or None)

    def found(self, typed):
        text = typed[: finding.LONGEST]
        spelt = finding.regions(text).first()
        # Two of one spelling: the order of the list is that of likelihood, home first.
        if spelt and spelt.pinyin == text.lower().replace(" ", ""):
            return spelt
        return super().found(Typed(text))


def region_text(code):
    """What stands in the line for a region: its short name, with the code where others share it."""
    row = regions_data.by_code().get(code)
    if row is None:
        return ""
    shared = sum(other.short == row.short for other in regions_data.rows()) > 1
    return f"{row.short} {row.code}" if shared else row.short


def usual_regions():
    """For the list under the line: the country, the home province, its cities, the provinces."""
    home = settings.HOME_REGION
    rows = [row for row in regions_data.rows() if row.level in ("nation", "province")]
    rows += [row for row in regions_data.rows() if row.parent == home and row.level == "city"]
    rows.sort(key=lambda row: (row.level != "nation", row.code != home, row.parent != home))
    return [region_text(row.code) for row in rows]


class CaptureForm(forms.ModelForm):
    """`user` is asked whether it may make topics."""

    region = TypedRegionField(label=_("region"), queryset=Region.objects.all(), required=False)
    topics = TopicsField(label=_("topics"), required=False, widget=forms.TextInput)
    # {field: text} that a page gave: what still says the same was typed by nobody.
    given = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Item
        fields = [
            *("source_url", "title", "summary", "source_name", "source_date", "region", "follows")
        ]
        widgets = {
            "source_url": forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
            "title": forms.Textarea(attrs={"rows": 1}),
            "summary": forms.Textarea(attrs={"rows": 6}),
            "source_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "follows": forms.HiddenInput,
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.fields["source_url"].required = True
        self.fields["topics"].widget.attrs["autocomplete"] = "off"
        for name in ("title", "summary"):
            self.fields[name].widget.attrs["data-count"] = _("%s characters")
        self.fields["summary"].widget.attrs["maxlength"] = SUMMARY_MAX

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_topics(self):
        names = self.cleaned_data["topics"]
        if not self.user.has_perm("issues.add_topic") and (new := unknown_topics(names)):
            raise ValidationError(
                _("You may not make new topics: %(names)s."),
                code="forbidden",
                params={"names": "、".join(new)},
            )
        return names


def texts(draft):
    """{field: text} that the draft of a page puts into the form; nothing where it knows nothing."""
    found = {
        "title": draft.title,
        "summary": draft.summary,
        "source_name": draft.source_name,
        "source_date": draft.source_date.isoformat() if draft.source_date else "",
        "region": region_text(draft.region),
        "topics": "、".join(draft.topics),
    }
    return {name: text for name, text in found.items() if text}


def filled(data, draft):
    """(the posted data with the page's texts in it, names of the fields they went into).

    Only what nobody has typed in is filled: what is empty, or says what a page gave before.
    """
    data, found = data.copy(), texts(draft)
    before, url = given(data.get("given", "")), data.get("source_url", "").strip()
    same = before.get("url") == url
    free = [
        name for name in FILLED if data.get(name, "").strip() in ("", before.get(name, "").strip())
    ]
    for name in free:
        # What another page gave does not stay beside this one; what the bookmarklet brought
        # of this one does, when the page itself refuses.
        if name in found or not (same and draft.problem):
            data[name] = found.get(name, "")
    data["given"] = json.dumps({"url": url} | {name: data.get(name, "") for name in free})
    return data, [name for name in free if name in found]


def given(text):
    """The hidden record of what a page gave; nothing where it was tampered with."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(record, dict):
        return {}
    return {name: text for name, text in record.items() if isinstance(text, str)}


def from_bookmarklet(query, names=()):
    """Initial texts from the address that the bookmarklet opens; nothing is fetched for them.

    `names` are those of the site, which the browser puts behind the title.
    """
    url = urls.safe_url(query.get("url", "")[:2000]) or ""
    title = telling.without_site(" ".join(query.get("title", "").split())[:300], names)
    title = "" if refused_pages.by_title(title) else title
    summary = query.get("text", "").strip()[:SUMMARY_MAX]
    initial = {"source_url": url, "title": title, "summary": summary}
    # The page's own title is better than the browser's, and may take its place.
    return initial | {"given": json.dumps({"url": url, "title": title})}


def names_of(form, fields):
    return "、".join(str(form.fields[name].label) for name in fields)
