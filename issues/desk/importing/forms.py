"""The forms of the workbench: one item by hand, and the head of the issue."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from issues.models import NUMBER_MAX, SUMMARY_MAX, TITLE_MAX, Item, Region
from issues.text import urls

from .. import finding
from ..fields import TopicsField

CODE = re.compile(r"\(([A-Za-z0-9]{1,12})\)$")
URL_MAX = Item._meta.get_field("source_url").max_length
PUBLISHER_MAX = Item._meta.get_field("source_name").max_length


class RegionNameField(forms.CharField):
    """A name, pinyin or code that means one region; gives its code, or "" for none."""

    default_error_messages = {
        "unknown": _("Nothing was found for “%(typed)s”."),
        "several": _("“%(typed)s” could be any of these; please type the code: %(found)s"),
    }

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\0", "")
        if not text:
            return ""
        code = CODE.search(text)
        rows = finding.exact(Region, code[1] if code else text)
        if len(rows) == 1:
            return rows[0].pk
        key = "several" if rows else "unknown"
        names = "；".join(finding.label(row) for row in rows)
        raise ValidationError(
            self.error_messages[key], code=key, params={"typed": text, "found": names}
        )


class AddressesField(forms.CharField):
    """Addresses, one a line; gives them parted by line feeds."""

    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages = {
        "invalid": _("This is no address that begins with http:// or https://: %(line)s")
    }

    def to_python(self, value):
        lines = (super().to_python(value) or "").replace("\0", "").split()
        for line in lines:
            if not urls.safe_url(line) or len(line) > URL_MAX:
                params = {"line": line[:100]}
                raise ValidationError(self.error_messages["invalid"], "invalid", params)
        return "\n".join(lines)


class CardForm(forms.Form):
    title = forms.CharField(
        label=_("title"),
        max_length=TITLE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    summary = forms.CharField(
        label=_("summary"),
        max_length=SUMMARY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source_url = forms.CharField(
        label=_("source link"),
        max_length=URL_MAX,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    other_sources = AddressesField(
        label=_("further source links"), max_length=SUMMARY_MAX, required=False
    )
    source_name = forms.CharField(label=_("publisher"), max_length=PUBLISHER_MAX, required=False)
    region = RegionNameField(label=_("region"), max_length=100, required=False)
    topics = TopicsField(
        label=_("topics"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    group = forms.IntegerField(label=_("heading"), required=False, widget=forms.Select)

    def __init__(self, *args, groups=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].widget.choices = groups
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"w-{name}"

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_source_url(self):
        address = self.cleaned_data["source_url"]
        if address and not urls.safe_url(address):
            raise ValidationError(_("This is no address that begins with http:// or https://."))
        return address


class HeadForm(forms.Form):
    number = forms.IntegerField(
        label=_("issue number"),
        min_value=1,
        max_value=NUMBER_MAX,
        error_messages={
            "required": _("The issue needs a number."),
            "invalid": _("This is no issue number."),
        },
    )
    date = forms.DateField(
        label=_("date"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("The issue needs a date."),
            "invalid": _("This is no date; write it as 2024-12-20."),
        },
    )
    title = forms.CharField(label=_("title"), max_length=TITLE_MAX, required=False)
