"""Number, date and title of an import: typed, or proposed from the file and the archive."""

from dataclasses import dataclass

from issues.models import Import, Issue

from . import proposing
from .work import Work


@dataclass(frozen=True, slots=True)
class Head:
    """As the fields show it. `number` is None and `date` empty where nothing is known."""

    number: int | None
    number_text: str
    date: str
    title: str
    proposal: proposing.Proposal
    near: tuple[proposing.Near, ...]


def of(row: Import, at_work: Work) -> Head:
    told = proposing.stated(at_work.base, row.name)
    typed = row.head
    near = around(whole(typed.get("number")) or told.number, told.date)
    proposal = proposing.completed(told, near)
    number = str(typed.get("number", proposal.number or ""))
    date = typed.get("date", proposal.date.isoformat() if proposal.date else "")
    title = typed.get("title", at_work.base.title or "")
    return Head(whole(number), number, date, title, proposal, near)


def whole(text: object) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def around(number, date) -> tuple[proposing.Near, ...]:
    """The nearest issues before and after: by number where it is known, else by date."""
    rows = Issue.objects.order_by("number")
    if number:
        found = (rows.filter(number__lt=number).last(), rows.filter(number__gt=number).first())
    elif date:
        rows = Issue.objects.order_by("date", "number")
        same = rows.filter(date=date).first()
        found = (rows.filter(date__lt=date).last(), same, rows.filter(date__gt=date).first())
    else:
        found = (rows.last(),)
    return tuple(proposing.Near(issue.number, issue.date) for issue in found if issue)
