"""Number and date of an issue: from its masthead, its file's name, or its neighbours. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from .grammar import masthead
from .parsed import ParsedIssue

WEEK = datetime.timedelta(days=7)
MOST_APART = 10  # issues: farther neighbours tell nothing about a date


@dataclass(frozen=True, slots=True)
class Near:
    """An issue of the archive."""

    number: int
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Proposal:
    """`number_from` and `date_from` are masthead, name, neighbours, or empty: not known."""

    number: int | None = None
    date: datetime.date | None = None
    number_from: str = ""
    date_from: str = ""


def stated(parsed: ParsedIssue, name: str) -> Proposal:
    """What masthead and file name say."""
    number, date = parsed.total_number or parsed.number, parsed.date
    stem = name.rsplit(".", 1)[0].replace("_", " ")
    told = masthead.read([stem])
    called = told.total_number or told.number or bare_number(stem)
    return Proposal(
        number or called,
        date or told.date,
        "masthead" if number else "name" if called else "",
        "masthead" if date else "name" if told.date else "",
    )


def bare_number(stem: str) -> int | None:
    """A file called 012, 12 or 简报12: the only number in its name, if it is no year or day."""
    digits = "".join(char if char.isascii() and char.isdigit() else " " for char in stem).split()
    if len(digits) != 1 or len(digits[0]) > 4:
        return None
    number = int(digits[0])
    return number if number and not (1980 <= number <= 2100) else None


def completed(told: Proposal, issues: Sequence[Near]) -> Proposal:
    """The other one of the two, where the issues around it leave only one answer.

    `issues` are the nearest before and after, by what is known, in their order.
    """
    if told.number and not told.date:
        date = date_between(told.number, issues)
        return Proposal(told.number, date, told.number_from, "neighbours" if date else "")
    if told.date and not told.number:
        number = number_between(told.date, issues)
        return Proposal(number, told.date, "neighbours" if number else "", told.date_from)
    return told


def date_between(number: int, issues: Sequence[Near]) -> datetime.date | None:
    """A week for each number after the last one before, as long as the next leaves room."""
    before = [near for near in issues if near.number < number]
    after = [near for near in issues if near.number > number]
    if before and number - before[-1].number <= MOST_APART:
        date = before[-1].date + WEEK * (number - before[-1].number)
        return date if not after or date < after[0].date else None
    if not before and after and after[0].number - number <= MOST_APART:
        return after[0].date - WEEK * (after[0].number - number)
    return None


def number_between(date: datetime.date, issues: Sequence[Near]) -> int | None:
    """The number that is missing, or the next one where the date is about a week later."""
    before = [near for near in issues if near.date < date]
    after = [near for near in issues if near.date > date]
    if any(near.date == date for near in issues):
        return next(near.number for near in issues if near.date == date)
    if before and after:
        return before[-1].number + 1 if after[0].number - before[-1].number == 2 else None
    if before:
        weeks = round((date - before[-1].date) / WEEK)
        return before[-1].number + weeks if 1 <= weeks <= MOST_APART else None
    if after:
        weeks = round((after[0].date - date) / WEEK)
        number = after[0].number - weeks
        return number if 1 <= weeks <= MOST_APART and number >= 1 else None
    return None
