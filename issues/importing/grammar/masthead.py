"""Number, total number, date and title from the lines before the first section."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from issues.text import tidy

from .numbering import NUMERAL, numeral

TOTAL = re.compile(rf"[（(]?\s?(?:总|累计|总期)\s?第?\s?([{NUMERAL}]{{1,6}})\s?期?\s?[)）]?")
NUMBER = re.compile(
    rf"第\s?([{NUMERAL}]{{1,6}})\s?[期号辑刊]|(?:\bno|\bvol|\bissue|№)\s?[.．:：#]?\s?(\d{{1,6}})\b|"
    rf"(?<=[年\]］〕])\s?([{NUMERAL}]{{1,4}})\s?期|(?:期号|期数|刊号)\s?[:：]\s?(\d{{1,6}})\b|"
    rf"(?<=\d\d\d\d年)\s?第\s?([{NUMERAL}]{{1,3}})\s?周|(?<=[刊报讯])\s?[#＃]\s?(\d{{1,5}})\b",
    re.IGNORECASE,
)
YEAR = "[12０-９0-9〇零一二三四五六七八九]{4}"
DATE = re.compile(
    rf"({YEAR})\s?[年./／．\-–－]\s?([{NUMERAL}]{{1,3}})\s?[月./／．\-–－]\s?([{NUMERAL}]{{1,3}})\s?[日号]?"
)
YEAR_ALONE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
DAY = re.compile(
    rf"[（(]?\s?([{NUMERAL}]{{1,3}})\s?月\s?([{NUMERAL}]{{1,3}})\s?[日号]\s?[)）]?\s?(?:出版|出刊|印发|发布|刊发)?"
)
EMPTY_BRACKETS = re.compile(r"[（(\[]\s*[)）\]]")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
ENGLISH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?\s(\d{{1,2}}),?\s(\d{{4}})\b", re.IGNORECASE)
COMPACT = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)")
UNTIL = re.compile(
    rf"\s?[-—–－~～至到]{{1,2}}\s?(?:({YEAR})\s?[年./\-])?\s?(?:([{NUMERAL}]{{1,3}})\s?[月./\-]\s?)?([{NUMERAL}]{{1,3}})\s?[日号]?"
)
EDGES = " （）()[]【】|｜-—–·.,，、:：/~#*"
LEFTOVER = re.compile(
    rf"^(?:{YEAR}\s?年?|星期[一二三四五六日天]|周[一二三四五六日天]|出版日期|日期|期数|刊期|出刊)$"
)
IMPRINT = re.compile(
    r"(主办|承办|协办|编印|编辑|编审|责编|责任编辑|审核|校对|签发|主编|报送|抄送|印发|发送|印数|联系人|"
    r"联系电话|电话|邮箱|地址|内部资料|仅供参考|出版|制作|策划|撰稿|排版|本期责编|版权|免责声明|传真)"
)
# The same with its colon, which no title of an item has there.
PARTICULAR = re.compile(rf"{IMPRINT.pattern}\w{{0,4}}\s?[:：]")


@dataclass(frozen=True, slots=True)
class FoundDate:
    date: datetime.date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masthead:
    number: int | None = None
    total_number: int | None = None
    title: str | None = None
    date: datetime.date | None = None


def find_date(text: str) -> FoundDate | None:
    """The first date of a text; of a span (12月16日—20日) its last day."""
    for form in (DATE, COMPACT):
        for found in form.finditer(text):
            if first := _date(found[1], found[2], found[3]):
                return _span(text, found, first)
    for found in ENGLISH.finditer(text):
        month = str(MONTHS.index(found[1].lower()) + 1)
        if day := _date(found[3], month, found[2]):
            return FoundDate(day, found.start(), found.end())
    return None


def day_of_year(lines: Sequence[str]) -> datetime.date | None:
    """12月20日出版 on a line of its own, where another line gives the year: 2024年第51期."""
    years = {found[1] for line in lines for found in YEAR_ALONE.finditer(line)}
    days = [found for line in lines if (found := DAY.fullmatch(line.strip(" \t\u3000")))]
    return _date(years.pop(), days[0][1], days[0][2]) if len(years) == 1 and days else None


def _span(text: str, found: re.Match[str], first: datetime.date) -> FoundDate:
    until = UNTIL.match(text, found.end())
    if until:
        last = _date(until[1] or found[1], until[2] or found[2], until[3])
        if last and last >= first:
            return FoundDate(last, found.start(), until.end())
    return FoundDate(first, found.start(), found.end())


def _date(year: str, month: str, day: str) -> datetime.date | None:
    parts = [numeral(part) for part in (year, month, day)]
    if any(part is None for part in parts):
        return None
    try:
        return datetime.date(*parts)
    except ValueError:
        return None


def read(lines: Sequence[str]) -> Masthead:
    number = total = date = None
    names: list[str] = []
    for line in lines:
        text = line.lstrip("#> *").rstrip("#* ")
        if found := TOTAL.search(text):
            total = total or numeral(found[1])
            text = TOTAL.sub(" ", text, count=1)
        if dated := find_date(text):
            date = date or dated.date
            text = text[: dated.start] + " " + text[dated.end :]
        if found := NUMBER.search(text):
            number = number or numeral(next(filter(None, found.groups())))
            text = NUMBER.sub(" ", text, count=1)
        text = EMPTY_BRACKETS.sub("", text)
        name = tidy.without_stray_spaces(tidy.clean(text)).strip(EDGES)
        parts = [part for part in name.split() if not LEFTOVER.match(part.strip(EDGES))]
        if DAY.fullmatch(name):
            parts = []
        name = " ".join(parts).strip(EDGES)
        if name and not IMPRINT.match(name) and name not in names:
            names.append(name)
    return Masthead(number, total, _title(names), date or day_of_year(lines))


def _title(names: list[str]) -> str | None:
    """The line after the name of the newsletter; the name where it stands alone."""
    names = [name for name in names if tidy.width(name) <= 120]
    if not names:
        return None
    return names[1] if len(names) > 1 else names[0]


def belongs(text: str) -> bool:
    """Whether a line can be part of a masthead or imprint: no sentence, or particulars."""
    return bool(
        IMPRINT.match(text.strip(EDGES))
        or TOTAL.search(text)
        or NUMBER.search(text)
        or (tidy.width(text) <= 100 and not text.endswith("。"))
    )


def tells(text: str) -> bool:
    """Whether the line gives a number or a date and is no sentence."""
    if "。" in text or tidy.width(text) > 100:
        return False
    return bool(TOTAL.search(text) or NUMBER.search(text) or find_date(text))
