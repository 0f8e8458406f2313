"""Form fields of the desk: a row found by typing, and topics in one line."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, get_select2_language
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from issues import topics
from issues.models import Region, Topic
from issues.text import slugs

from . import finding

TOPICS_MAX = 30
TOPIC_MAX = Topic._meta.get_field("name").max_length


class Typed(str):
    """What was typed where a browser runs no scripts; not yet a primary key."""

    __slots__ = ()


def may_be_key(model, text):
    """The select asks the database for its value as it stands, and that must not fail."""
    if isinstance(model._meta.pk, models.CharField):
        return len(text) <= model._meta.pk.max_length and "\0" not in text
    return finding.whole_number(text) is not None


class FinderSelect(AutocompleteSelect):
    """The admin's completing select; without scripts a line to type in takes its place."""

    def value_from_datadict(self, data, files, name):
        """A key, or Typed text where a line was typed or the key can be none at all."""
        typed = data.get(f"{name}-typed", "").strip()
        if typed:
            return Typed(typed)
        value = super().value_from_datadict(data, files, name)
        if value and not may_be_key(self.field.remote_field.model, value):
            return Typed(value)
        return value

    def render(self, name, value, attrs=None, renderer=None):
        typed = value if isinstance(value, Typed) else ""
        select = super().render(name, "" if typed else value, attrs, renderer)
        context = {"select": select, "name": name, "typed": typed}
        return render_to_string("desk/finder.html", context)

    @property
    def media(self):
        return super().media + forms.Media(js=[forms.Script("js/finder.js", type="module")])


class FinderField(forms.ModelChoiceField):
    default_error_messages = {
        "unknown": _("Nothing was found for “%(typed)s”."),
        "several": _("“%(typed)s” could be any of these; please type the code: %(found)s"),
    }

    def label_from_instance(self, obj):
        return finding.label(obj)

    def to_python(self, value):
        if isinstance(value, Typed):
            return self.found(value)
        # PostgreSQL takes no NUL in text, and the code of a region is text.
        if isinstance(value, str) and "\0" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def found(self, typed):
        text = typed.replace("\0", "")
        rows = finding.exact(self.queryset.model, text)
        if len(rows) == 1:
            return rows[0]
        names = "；".join(finding.label(row) for row in rows)
        raise ValidationError(
            self.error_messages["several" if rows else "unknown"],
            code="several" if rows else "unknown",
            params={"typed": text, "found": names},
        )


class RegionByTyping:
    """For a ModelAdmin: its region is found by typing."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "region":
            kwargs["widget"] = FinderSelect(db_field, self.admin_site)
            kwargs["form_class"] = FinderField
            kwargs["queryset"] = Region.objects.select_related("parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field is not None:
            # No buttons to add or change a region or section in a window of its own.
            field.widget = getattr(field.widget, "widget", field.widget)
        return field


class TopicsInput(forms.TextInput):
    """A line of names; js/topics.js puts the admin's completing select in its place."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        url = reverse("admin:autocomplete")
        return super().build_attrs(base_attrs, extra_attrs) | {
            "class": "vLargeTextField",
            "autocomplete": "off",
            "data-topics": f"{url}?app_label=issues&model_name=itemtopic&field_name=tag",
            "data-separators": slugs.SEPARATORS,
            "data-new": gettext("New: %s"),
            "data-language": get_select2_language() or "en",
        }


class TopicsField(forms.CharField):
    """Names of topics, separated by ， 、 ； and their half-width forms; gives a list."""

    widget = TopicsInput
    default_error_messages = {
        "long": _("“%(name)s” is too long for a topic."),
        "many": ngettext_lazy(
            "Please choose at most %(most)d topic.",
            "Please choose at most %(most)d topics.",
            "most",
        ),
    }

    def to_python(self, value):
        return slugs.split(super().to_python(value) or "")

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial, data):
        before = initial if isinstance(initial, list | tuple) else slugs.split(initial or "")
        return list(before) != slugs.split(data or "")

    def validate(self, names):
        super().validate(names)
        for name in names:
            if len(name) > TOPIC_MAX:
                params = {"name": f"{name[:20]}…"}
                raise ValidationError(self.error_messages["long"], code="long", params=params)
        if len(names) > TOPICS_MAX:
            params = {"most": TOPICS_MAX}
            raise ValidationError(self.error_messages["many"], code="many", params=params)

    def run_validators(self, names):
        """The validators of a text field look at text."""
        super().run_validators("、".join(names))


def unknown_topics(names):
    """Those of the names that no topic has yet."""
    known = topics.named(names)
    return [name for name in names if slugs.key(name) not in known]
