"""Admin pages whose changes are kept in the history, with a note to readers where it is due."""

from django import forms
from django.utils.translation import gettext_lazy as _

from issues import history, publishing

from .versions import VersionedAdmin, VersionedForm


class RecordedForm(VersionedForm):
    """Asks for a correction note where readers have seen what is changed.

    `user` is set on the class that the admin makes for one request.
    """

    user = None
    correction = forms.CharField(
        label=_("note to readers"),
        required=False,
        max_length=publishing.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Readers see it with today’s date as a correction. Left empty, it says which "
            "parts have changed."
        ),
    )
    silent = forms.BooleanField(
        label=_("only a typo"),
        required=False,
        help_text=_("Readers are told nothing; the record of the issue keeps it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        issue = issue_of(self.instance)
        if issue is None or not issue.was_public:
            del self.fields["correction"], self.fields["silent"]
        elif not publishing.may(self.user, "correct_silently", issue):
            del self.fields["silent"]


def issue_of(row):
    """The issue that a row is or stands in, or None."""
    if row is None or row.pk is None:
        return None
    return row.issue if hasattr(row, "issue_id") else row


class RecordedAdmin(VersionedAdmin):
    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        issue = issue_of(obj)
        if issue is None or not issue.was_public or not self.has_change_permission(request, obj):
            return fieldsets
        names = ["correction"]
        if publishing.may(request.user, "correct_silently", issue):
            names.append("silent")
        return [*fieldsets, (_("correction"), {"fields": names})]

    def save_model(self, request, obj, form, change):
        recording = history.current()
        recording.note = form.cleaned_data.get("correction", "")
        recording.silent = form.cleaned_data.get("silent", False)
        super().save_model(request, obj, form, change)

    # Only what is sent may write: no page that is merely looked at opens a transaction.

    def changeform_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with history.recording(request.user):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().delete_view(request, *args, **kwargs)
        with history.recording(request.user):
            return super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        with history.recording(request.user):
            return super().changelist_view(request, *args, **kwargs)
