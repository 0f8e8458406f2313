"""Days that a text speaks of: those that no calendar has, and those that do not fit its issue.

Pure. Everything is told as spans (start, end) of the text.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DATE = re.compile(
    r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})(?:日|号(?![线楼馆机院])))?"
    r"|(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])"
)
# In a sentence with one of these a day may well be still to come.
TO_COME = re.compile(
    "[将拟至到起前后止—–~-]|预计|计划|有望|目标|定于|施行|实施|生效|有效|期限|报名"
)
NEAR = timedelta(days=60)  # after the issue: what has happened by then is no news of it
# A year ago, which in January is mostly last year's number written by habit.
YEAR_AGO = timedelta(days=330), timedelta(days=400)


def parts(found: re.Match) -> tuple[int | None, int, int | None]:
    year, month, day = found.group(1, 2, 3) if found[2] else found.group(4, 5, 6)
    return year and int(year), int(month), day and int(day)


def impossible(text: str) -> Iterator[tuple[int, int]]:
    """2月30日, 13月, 2024-13-05."""
    for found in DATE.finditer(text):
        year, month, day = parts(found)
        wrong = not 1 <= month <= 12 or (day is not None and not 1 <= day <= LONGEST[month - 1])
        leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        if wrong or (month == 2 and day == 29 and not leap):
            yield found.start(), found.end()


def unlikely(text: str, issue: date) -> Iterator[tuple[int, int]]:
    """Days of the first sentence that news of an issue of that day would not have.

    Later than the issue where nothing says that it is to come, or one year earlier.
    """
    ends = [at for mark in "。！？" if (at := text.find(mark)) >= 0]
    sentence = text[: min(ends, default=len(text))]
    for found in DATE.finditer(sentence):
        day = day_of(parts(found), issue)
        if day is None:
            continue
        clause = without_span(sentence, found)
        year_ago = parts(found)[0] is not None and YEAR_AGO[0] <= issue - day <= YEAR_AGO[1]
        late = day > issue and not TO_COME.search(clause)
        if late or (year_ago and found.start() <= 16 and not TO_COME.search(clause)):
            yield found.start(), found.end()


def without_span(sentence: str, found: re.Match) -> str:
    return sentence[: found.start()] + " " + sentence[found.end() :]


def day_of(told: tuple[int | None, int, int | None], issue: date) -> date | None:
    """The day, in the year that puts it nearest to the issue; None where it says too little."""
    year, month, day = told
    if day is None:
        return None
    years = [year] if year else [issue.year - 1, issue.year, issue.year + 1]
    found = []
    for one in years:
        try:
            found.append(date(one, month, day))
        except ValueError:
            continue
    if not found:
        return None
    nearest = min(found, key=lambda one: abs(one - issue))
    # Without a year a day far off is one of long ago.
    return nearest if year or nearest - issue <= NEAR else None
