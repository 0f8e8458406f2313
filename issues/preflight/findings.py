"""What a rule says of an issue: a finding, and the repairs that it knows."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.models import Item, Section

ERROR, WARNING = "error", "warning"
LABELS = {
    "no_title": _("no title"),
    "bad_url": _("unsafe link"),
    "no_summary": _("no summary"),
    "no_source": _("no source"),
    "no_region": _("no region"),
    "other_region": _("another region in the title"),
    "no_topic": _("no topic"),
    "short_link": _("shortened link"),
    "number_gap": _("number left out"),
    "issue_date": _("date of the issue"),
    "wrong_day": _("day does not fit the issue"),
    "repeated_url": _("repeated link"),
    "repeated_title": _("repeated title"),
    "told_before": _("told before"),
    "dead_link": _("dead link"),
    "not_home": _("not of the province"),
    "empty_section": _("empty section"),
    "few_items": _("fewer items than usual"),
    "many_items": _("more items than usual"),
    "one_source": _("one source too often"),
    "one_region": _("one region only"),
    "short_title": _("short title"),
    "long_title": _("long title"),
    "short_summary": _("short summary"),
    "long_summary": _("long summary"),
    "summary_is_title": _("summary repeats the title"),
    "unpaired": _("unpaired brackets"),
    "nested": _("quotation inside quotation"),
    "halfwidth": _("half-width punctuation"),
    "fullwidth": _("full-width letters"),
    "placeholder": _("placeholder"),
    "doubled": _("said twice"),
    "spaces": _("stray space"),
    "leftover": _("leftover"),
    "invisible": _("invisible character"),
    "radical": _("look-alike character"),
    "traditional": _("traditional character"),
    "date": _("impossible date"),
    "unfinished": _("breaks off"),
    "title_stop": _("full stop in the title"),
    "house_style": _("house style"),
}
ERRORS = frozenset(["no_title", "bad_url"])


@dataclass(frozen=True, slots=True)
class Piece:
    """Words around a repair: what goes and what comes in its place."""

    before: str
    old: str
    new: str
    after: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair with one click: `value` goes into `field` of the item as it is stored."""

    label: str
    field: str
    value: str | int
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`basis` is the text it was found in: where that changes, the finding is another one."""

    code: str
    message: str
    item: Item | None = None
    section: Section | None = None
    field: str = ""
    basis: str = ""
    quote: str = ""
    other: Item | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def level(self) -> str:
        return ERROR if self.code in ERRORS else WARNING

    @property
    def label(self):
        return LABELS[self.code]

    @property
    def digest(self) -> str:
        """The same for the same fault in the same text, on every run."""
        where = self.item.pk if self.item else ""
        section = self.section.pk if self.section else ""
        parts = (self.code, where, section, self.field, self.basis)
        return sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()


def place_of(item: Item) -> str:
    """Where the item stands in its issue, in words."""
    return gettext("%(section)s, item %(place)s") % {
        "section": item.section,
        "place": item.position,
    }
