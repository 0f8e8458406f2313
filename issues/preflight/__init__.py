"""What should not leave the house unseen: small named rules, and what they find in an issue.

    check(issue)            all findings that were not waved through, errors first
    review(issue)           the same, with those that were, for the page of the check
    errors(issue)           only what keeps an issue from being published: one query
    marks(items)            {item id: findings} for lists, by the rules that need no query

The texts are judged by issues/text; the rules are in rules.py (an item) and wholes.py (an issue).
"""

from dataclasses import dataclass

from issues.models import Issue, Item, Waiver

from .findings import ERROR, LABELS, WARNING, Finding, Fix, place_of
from .rules import ITEM_RULES, bad_url, no_title, wording
from .subject import Subject, subject
from .wholes import ISSUE_RULES

ERROR_RULES = (no_title, bad_url)


@dataclass(frozen=True)
class Review:
    """`waved` are findings with their waivers; a waiver whose text has changed is not here."""

    errors: list[Finding]
    warnings: list[Finding]
    waved: list[tuple[Finding, Waiver]]

    @property
    def open(self) -> list[Finding]:
        return [*self.errors, *self.warnings]

    def by_item(self) -> dict[int, list[Finding]]:
        found: dict[int, list[Finding]] = {}
        for finding in self.open:
            if finding.item:
                found.setdefault(finding.item.pk, []).append(finding)
        return found


def review(issue: Issue) -> Review:
    found = findings(subject(issue))
    waivers = {
        row.digest: row
        for row in Waiver.objects.filter(issue=issue, withdrawn_at=None).select_related("user")
    }
    waved = [(one, waivers[one.digest]) for one in found if one.digest in waivers]
    rest = [one for one in found if one.digest not in waivers or one.level == ERROR]
    return Review(
        errors=[one for one in rest if one.level == ERROR],
        warnings=[one for one in rest if one.level == WARNING],
        waved=[pair for pair in waved if pair[0].level == WARNING],
    )


def check(issue: Issue) -> list[Finding]:
    return review(issue).open


def findings(about: Subject) -> list[Finding]:
    """All that the rules say, of the issue first, then of its items in their order; each once."""
    found = [one for rule in ISSUE_RULES for one in rule(about)]
    for item in about.items:
        found += [one for rule in ITEM_RULES for one in rule(item, about)]
    # A link that is repeated is found by the index and in the issue itself.
    kinds = {(one.code, one.item and one.item.pk, one.section, one.field): one for one in found}
    repeated = {one.item.pk for one in found if one.code in ("repeated_url", "repeated_title")}
    return [
        one for one in kinds.values() if one.code != "told_before" or one.item.pk not in repeated
    ]


def errors(issue: Issue) -> list[Finding]:
    items = list(issue.items.in_order().select_related("section"))
    about = Subject(items)
    return [one for item in items for rule in ERROR_RULES for one in rule(item, about)]


def marks(items: list[Item], waved: set[str] | None = None) -> dict[int, list[Finding]]:
    """What copy checks say of items in a list, without those that were waved through.

    `waved` are the digests of open waivers, where the caller has them already.
    """
    items = list(items)
    if waved is None:
        rows = Waiver.objects.filter(item__in=items, withdrawn_at=None)
        waved = set(rows.values_list("digest", flat=True))
    about = Subject(items)
    return {
        item.pk: [
            one
            for rule in (*ERROR_RULES, wording)
            for one in rule(item, about)
            if one.digest not in waved
        ]
        for item in items
    }


__all__ = [
    "ERROR",
    "LABELS",
    "WARNING",
    "Finding",
    "Fix",
    "Review",
    "check",
    "errors",
    "findings",
    "marks",
    "place_of",
    "review",
    "subject",
]
