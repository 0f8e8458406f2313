"""What a short news text says that another text of the same mould would say differently.

Places, numbers, years, turns (第三批, 第二季度, B轮), names in Latin letters and names in quotes.
Numbers count by their value: 二十条 and 20条, 百亿元 and 100亿元 are the same.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from . import tokens
from .gazetteer import Role, find

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
TENS = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
# What is counted: a Chinese numeral counts as a number only before one of these (not 千行百业).
MEASURES = "条项个家台辆元名人次场部座所款种倍篇套架艘枚颗吨米层"
# What a turn is of: 第三批, 二期, 首届.
TURNS = "批期届版轮代季次号"
NUMBER = re.compile(
    r"(?<![a-z\d.-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([百千]?[万亿]{0,2})(?![a-z\d.])"
)
SPELT = re.compile(f"(?<![{HAN_NUMBER}\\d.第])[{HAN_NUMBER}]+(?=[余多]?[{MEASURES}])")
TENTHS = re.compile(f"([{HAN_NUMBER}])成")
TURN = re.compile(
    f"(第?)([0-9]{{1,3}}|[{HAN_NUMBER}]{{1,4}}|首|i{{1,3}}v?|[a-f](?=轮))(?:财)?([{TURNS}])"
)
# 13号线, 2号机组: which one of its kind, not a day.
NUMBERED = re.compile(r"(\d{1,3})号(?=[线楼机站厂车馆院仓井])")
# 昇腾910C: the number of a model.
MODEL = re.compile(r"(?<![a-z\d.-])(\d{2,5})(?=[a-z](?![a-z]))")
QUARTER = re.compile(r"(?<![a-z\d])q([1-4])(?![a-z\d])|(?<![\d.])([1-4])q(?![a-z\d])")
HALF = re.compile(r"([上下])半年|\d{4}h([12])")
MONTHS = re.compile(
    rf"(?:前|1\s*[-—–~至]+\s*)([0-9]{{1,2}}|[{HAN_NUMBER}]{{1,3}})个?月|(?<![0-9-])([0-9]{{1,2}})月份"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d|\.\d)")
DATE = re.compile(r"(?<!\d)(\d{1,2})月\s*(\d{1,2})日")
LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]+(?:[.+-][a-z0-9]+)*\+*")
VERSION = re.compile(r"([a-z]{2,})[ -]?(\d+(?:\.\d+)?)(?![\d%万亿个])")
# Letters that say what kind of thing, not which one.
COMMON_WORDS = """
ai aigc app it ict 5g 5g-a 6g llm gpt iot vr ar xr cpu gpu npu ppt pdf tob toc ip ipo gdp ceo cto
q1 q2 q3 q4 h1 h2
"""
COMMON_LATIN = frozenset(COMMON_WORDS.split())
QUOTED = re.compile("《([^《》]{2,80})》|“([^“”]{2,30})”|「([^「」]{2,30})」")
ORGANISATIONS = (Role.COMPANY, Role.FOREIGN)
PLACES = (Role.PLACE, Role.COUNTRY, Role.VENUE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one text, folded as for searching. Numbers are (value, digits that count)."""

    text: str
    places: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    years: frozenset[str] = frozenset()
    turns: frozenset[tuple[str, str]] = frozenset()
    dates: frozenset[tuple[int, int]] = frozenset()
    latin: frozenset[str] = frozenset()
    versions: frozenset[tuple[str, str]] = frozenset()
    quoted: frozenset[str] = frozenset()


def value_of(numeral: str) -> int:
    """二十 is 20, 三百五 350 is not read: 305. The empty text is 0."""
    if numeral.isdigit():
        return int(numeral)
    total = section = digit = 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += (digit or 1) * TENS[char]
            digit = 0
        else:
            section += digit
            total = (
                (total + (section or 1)) * BIG[char]
                if char == "亿"
                else (total + (section or 1) * BIG[char])
            )
            section = digit = 0
    return total + section + digit


def multiplied(number: str, unit: str) -> float:
    value = float(number.replace(",", ""))
    for char in unit:
        value *= TENS.get(char) or BIG.get(char, 1)
    return round(value, 4)


def numbers(text: str) -> set[float]:
    found = {float(10 * value_of(m[1])) for m in TENTHS.finditer(text)}
    found |= {float(value_of(m[0])) for m in SPELT.finditer(text)}
    found |= {float(number) for number in MODEL.findall(text)}
    for part in NUMBER.finditer(text):
        found.add(multiplied(part[1], part[2]))
    return found


def turns(text: str) -> set[tuple[str, str]]:
    """{("批", "3"), ("季", "1"), ("月", "10")}: what comes round again, and which one it is."""
    found = set()
    for sign, which, what in TURN.findall(text):
        if what in "次号代" and not (sign or which == "首"):
            continue
        number = 1 if which == "首" else ROMAN.get(which) or which
        if isinstance(number, str) and number not in "abcdef":
            number = value_of(number)
        found.add((what, str(number)))
    found |= {("号", number) for number in NUMBERED.findall(text)}
    found |= {("季", one or other) for one, other in QUARTER.findall(text)}
    found |= {("半年", number or "12"["上下".index(half)]) for half, number in HALF.findall(text)}
    found |= {("月", str(value_of(one or other))) for one, other in MONTHS.findall(text)}
    return found


@lru_cache(4096)
def facts(text: str, home: str = "440000") -> Facts:
    """The facts of a title, or of title and summary together; `home` as places.suggest takes it."""
    folded = tokens.fold(text)
    mentions = find(folded, "", home)[0]
    plain = DATE.sub(" ", YEAR.sub(" ", folded))
    return Facts(
        text=folded,
        places=frozenset(m.code for m in mentions if m.role in PLACES),
        organisations=frozenset(
            folded[m.start : m.end] for m in mentions if m.role in ORGANISATIONS
        ),
        numbers=frozenset(numbers(TURN.sub(" ", MONTHS.sub(" ", plain)))),
        years=frozenset(YEAR.findall(folded)),
        turns=frozenset(turns(plain)),
        dates=frozenset((int(month), int(day)) for month, day in DATE.findall(folded)),
        latin=frozenset(LATIN.findall(folded)) - COMMON_LATIN,
        versions=frozenset(VERSION.findall(folded)),
        quoted=frozenset(one or two or three for one, two, three in QUOTED.findall(folded)),
    )
