"""Optimistic locking in the admin's forms: a stale save overwrites nothing and loses nothing.

The form carries the version it was made from and, in hidden fields, the values. When the row
has moved on, the three texts are compared field by field: what only the other person changed
is taken over, what only I changed stays, and where both did, both are shown.
"""

from datetime import date

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import IS_POPUP_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.translation import gettext as _

from issues.accounts import person
from issues.text.differences import Piece, compare

CONFLICT, GONE = 409, 410


class VersionedForm(forms.ModelForm):
    """`stale` after a refused save, with `conflicts` {field: stored value} and `taken` [field]."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stale, self.conflicts, self.taken = False, {}, []
        if self.instance.pk:
            self.initial["version"] = str(self.instance.version)
            for name, field in self.fields.items():
                field.show_hidden_initial = name != "version"

    def clean(self):
        cleaned = super().clean()
        # A missing or spoilt version tells nothing about what the editor has seen: stale.
        if self.instance.pk and self.data.get("version") != str(self.instance.version):
            self.errors.pop("version", None)
            self.merge()
        return cleaned

    def merge(self):
        """Prepares the form for another look: see the head of this module."""
        self.stale = True
        touched = set(self.changed_data)
        data = self.data.copy()
        for name, field in self.fields.items():
            if name == "version":
                continue
            bound = self[name]
            stored = self.get_initial_for_field(field, name)
            seen = data.get(bound.html_initial_name)
            if name not in touched:
                if field.has_changed(stored, bound.data):
                    self.taken.append(name)
                    data[bound.html_name] = as_text(field, stored)
            elif field.has_changed(stored, bound.data) and (
                seen is None or field.has_changed(stored, seen)
            ):
                self.conflicts[name] = stored
            data[bound.html_initial_name] = as_text(field, stored)
        data["version"] = str(self.instance.version)
        self.data = data
        self.add_error(None, ValidationError(self.stale_message(), code="stale"))
        for name in self.conflicts:
            self.add_error(name, ValidationError(_("Changed by both of you."), code="stale"))

    def stale_message(self):
        if self.conflicts:
            return _(
                "Not saved: somebody else saved this after you opened it. Your text is kept in "
                "the form, theirs stands beside it. Saving again keeps what the form shows now."
            )
        return _(
            "Not saved yet: somebody else saved this after you opened it. You changed different "
            "things, and the form now holds both. Please have a look and save again."
        )


def as_text(field, value):
    """A stored value as a browser would send it back."""
    value = field.prepare_value(value)
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def for_reading(field, value):
    """A stored value as an editor reads it."""
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(pk=value).first() if value is not None else None
        return field.label_from_instance(found) if found else ""
    value = field.prepare_value(value)
    if isinstance(value, date):
        return formats.date_format(value)
    return "" if value is None else str(value)


def typed_for_reading(bound):
    """What was typed, with names in the place of keys."""
    if isinstance(bound.field, forms.ModelChoiceField):
        try:
            return bound.field.label_from_instance(bound.field.to_python(bound.data))
        except ValidationError:
            return str(bound.data)
    return str(bound.data)


class VersionedAdmin(admin.ModelAdmin):
    """Change pages whose form is a VersionedForm."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            # The log keeps labels in English and translates them when it is read; with a
            # capital letter ("Title") they are not the words that the catalogue knows.
            field.label = db_field.verbose_name
        return field

    def lock(self, request, pk):
        """Holds the row until the end of the transaction."""
        rows = self.model._default_manager.select_for_update().filter(pk=pk)
        list(rows.values_list("pk", flat=True))

    def get_object(self, request, object_id, from_field=None):
        if request.method == "POST" and connection.in_atomic_block:
            try:
                self.lock(request, self.model._meta.pk.to_python(object_id))
            except ValidationError:
                return None
        return super().get_object(request, object_id, from_field)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        stale = getattr(form, "stale", False)
        if stale:
            saved_by, saved_at = last_saved(context["original"])
            context |= {"saved_by": saved_by, "saved_at": saved_at}
            context["title"] = _("Two people at work on the same thing")
            if is_only_stale(form):
                context["errors"] = []  # the notice says it all
            context["taken"] = [form[name].label for name in form.taken]
            show_stored(form, saved_by, saved_at)
        response = super().render_change_form(request, context, *args, **kwargs)
        if stale:
            response.status_code = CONFLICT
        return response

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A form sent for a row that was deleted meanwhile: show what was typed."""
        if request.method != "POST" or "post" in request.POST or IS_POPUP_VAR in request.POST:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        form = self.get_form(request, None, change=False)(request.POST)
        typed = [
            (bound.label, bound.html_name, bound.data, typed_for_reading(bound))
            for bound in form.visible_fields()
            if bound.data not in (None, "")
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deleted meanwhile"),
            "opts": opts,
            "object_id": unquote(object_id),
            "typed": typed,
            "has_add_permission": self.has_add_permission(request),
        }
        return TemplateResponse(request, "desk/gone.html", context, status=GONE)


def is_only_stale(form):
    return all(
        error.code == "stale" for errors in form.errors.as_data().values() for error in errors
    )


def last_saved(row):
    """(name, time): who saved the row last, or None where that was not through its form."""
    # Written after the row in the same request: an entry older than the row is about an
    # earlier state of it.
    entry = last_entry(row, action_time__gte=row.updated_at)
    return (person(entry.user) if entry else None), row.updated_at


def last_entry(row, **conditions):
    """What the log tells last of the row: who added or changed it, and when; or None."""
    return (
        LogEntry.objects.select_related("user")
        .filter(
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            action_flag__lte=CHANGE,
            **conditions,
        )
        .order_by("-action_time")
        .first()
    )


def show_stored(form, saved_by, saved_at):
    """Puts the stored text under each field that both changed."""
    for name, stored in form.conflicts.items():
        bound = form[name]
        theirs = for_reading(bound.field, stored)
        choice = isinstance(bound.field, forms.ModelChoiceField)
        mine = typed_for_reading(bound) if choice else str(bound.data or "")
        context = {
            "help_text": bound.help_text,
            "name": saved_by,
            "time": saved_at,
            "text": theirs,
            "mine": mine,
            # A name that was chosen is one thing, whatever characters two of them share.
            "pieces": [Piece(mine, theirs)] if choice else compare(mine, theirs),
        }
        bound.help_text = render_to_string("desk/stored_value.html", context)
