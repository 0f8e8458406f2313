"""The form of an item: its text, its region and topics, and its place in an issue."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from issues import placing, publishing, topics
from issues.models import Section

from .fields import TopicsField, unknown_topics
from .recorded import RecordedForm


class ItemForm(RecordedForm):
    topics = TopicsField(
        label=_("topics"),
        required=False,
        help_text=_("Separated by 、 or a comma. A name that is new makes a new topic."),
    )
    place = forms.IntegerField(
        label=_("place in the section"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("1 is first; empty is the end of the section."),
    )

    class Meta:
        help_texts = {"source_name": _("For example 新华社.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["topics"] = [topic.name for topic in self.instance.topics]
            self.initial["place"] = self.instance.position
        if "section" in self.fields:
            # Those that an editor may choose; the item's own stays, retired or not.
            offered = Q(retired=False) | Q(pk=self.instance.section_id)
            self.fields["section"].queryset = Section.objects.filter(offered)

    def clean_topics(self):
        names = self.cleaned_data["topics"]
        if not self.user.has_perm("issues.add_topic") and (new := unknown_topics(names)):
            raise ValidationError(
                _("You may not make new topics: %(names)s."),
                code="forbidden",
                params={"names": "、".join(new)},
            )
        return names

    def clean(self):
        cleaned = super().clean()
        issue, section = cleaned.get("issue"), cleaned.get("section")
        if {"issue", "section"} <= cleaned.keys():
            self.check_place(issue, section)
        # The place is written by placing.move alone: kept from the instance.
        self.target = [cleaned.pop(name, None) for name in ("issue", "section", "place")]
        return cleaned

    def check_place(self, issue, section):
        if (issue is None) != (section is None):
            missing = "section" if issue else "issue"
            sentence = _("Issue and section go together: choose both, or neither.")
            self.add_error(missing, ValidationError(sentence, code="half_placed"))
        before = self.instance.issue
        if before != issue and any(
            other and other.was_public and not publishing.may(self.user, "publish", other)
            for other in (before, issue)
        ):
            sentence = _(
                "This issue is published: only a chief editor may add items or take them out."
            )
            self.add_error("issue", ValidationError(sentence, code="forbidden"))

    def put_in_place(self):
        """Moves the saved item to where the form says. A place that nobody touched follows."""
        item = self.instance
        issue, section, place = self.target
        stays = (item.issue_id, item.section_id) == (issue and issue.pk, section and section.pk)
        if "place" not in self.changed_data and not stays:
            place = None
        if not stays or (issue and "place" in self.changed_data):
            placing.move(item, issue, section, place)

    def put_topics(self):
        """Gives the item its topics; returns those that are new to the newsroom."""
        rows, made = topics.ensure(self.cleaned_data["topics"])
        topics.put(self.instance, rows)
        return made
