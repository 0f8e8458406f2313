"""Numbers before titles and headings: 1. 1、 （一） 一、 ① — and Chinese numerals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
DIGITS |= {str(value): value for value in range(10)}
DIGITS |= {chr(0xFF10 + value): value for value in range(10)}
CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2776 + n): n + 1 for n in range(10)}
NUMERAL = "0-9０-９〇零一二两三四五六七八九十百"
ENCLOSED = re.compile(rf"[（(【\[]\s?([{NUMERAL}]{{1,4}})\s?[）)】\]]\s?[、.．:：]?\s?")
SEPARATED = re.compile(rf"([{NUMERAL}]{{1,4}})\s?([、.．)）])\s?")
HASHED = re.compile(r"(?:[#＃]|[Nn][Oo]\.\s?)(\d{1,3})[\s、.:：]\s?")
# 2.1 is the first in the second section; 5.5 亿元 is no number of a title.
WITHIN = re.compile(r"[0-9]{1,2}[.．]([0-9]{1,2})[\s、.．]\s?(?=\S)")
# 第一条 标题; 01丨标题; 1️⃣ 标题
ORDINAL = re.compile(rf"第([{NUMERAL}]{{1,3}})[条则]\s?[、.：:]?\s?")  # or words: 第一条地铁
BARRED = re.compile(r"([0-9]{1,2})\s?[丨|｜]\s?(?=\S)")
KEYCAP = re.compile(r"([0-9]{1,2})\ufe0f?\u20e3\s?")
PADDED = re.compile(r"(0[1-9])\s(?=\S)")
SPACED = re.compile(r"([0-9]{1,2})\s(?=\D)")
FORMS = (
    *((HASHED, "#"), (ENCLOSED, "()"), (WITHIN, "1.1"), (SEPARATED, "")),
    *((ORDINAL, "第"), (BARRED, "1|"), (KEYCAP, "1️⃣"), (PADDED, "01"), (SPACED, " ")),
)
UNSURE = (" ", "1.1", "第")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at the start of a line. `sure`: its form cannot be part of the words."""

    style: str
    number: int
    rest: str
    sure: bool


def numeral(text: str) -> int | None:
    """12, １２, 十二, 二十, 一百零五, 一二 as a number; None where it is none."""
    if not text:
        return None
    if not any(char in "十百" for char in text):
        if any(char not in DIGITS for char in text):
            return None
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in "十百":
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
        elif char in DIGITS:
            digit = DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def read_number(text: str) -> Numbered | None:
    if text[0] in CIRCLED:
        return Numbered("①", CIRCLED[text[0]], text[1:].lstrip(" 、."), True)
    for pattern, style in FORMS:
        if not (found := pattern.match(text)):
            continue
        number, rest = numeral(found[1]), text[found.end() :]
        if not number or not rest:
            return None
        script = "1" if found[1][0].isdigit() else "一"
        if pattern is SEPARATED:
            style = {"．": ".", "）": ")"}.get(found[2], found[2])
        tight = style == "." and rest[0].isdigit() and not found[0].endswith(" ")
        return Numbered(script + style, number, rest, style not in UNSURE and not tight)
    return None


def run(numbers: Iterable[Numbered]) -> list[bool]:
    """Which of these continue a count: 1, 2, 3 …, started again at 1 any time."""
    last, kept = 0, []
    for numbered in numbers:
        fits = numbered.number in (1, last + 1)
        kept.append(fits)
        if fits:
            last = numbered.number
    return kept
