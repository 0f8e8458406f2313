"""Copy checks: what a proof-reader marks in a short Chinese text. Pure.

Each rule is a small function: a text in, the faults in it out. A fault says where it stands, and
what to write instead where that is beyond doubt. Addresses and mail addresses are left alone.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import opencc

from . import days, words
from .fault import HAN, IS_HAN, WIDE, Fault, Faults
from .pairing import narrow_brackets, nested, straight_quotes, unpaired
from .remains import leftover, placeholder

DATA = Path(__file__).resolve().parent.parent / "data"
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
FULL = dict(zip(",;:!?", "，；：！？", strict=True))


def blanked(text: str) -> str:
    """The text with addresses as a letter of the same length, which no rule minds."""
    return ADDRESS.sub(lambda found: "a" * len(found[0]), text)


def halfwidth(text: str) -> Faults:
    """Signs of half width in Chinese text."""
    for at, char in enumerate(text):
        before, after = text[:at].rstrip(" ")[-1:], text[at + 1 :].lstrip(" ")[:1]
        wide = bool(WIDE(before) or WIDE(after))
        if char in FULL and wide and not (before.isdigit() and after.isdigit()):
            if char == ":" and not WIDE(before) and text[at + 1 : at + 2].isdigit():
                continue
            end = at + 1 + (len(text[at + 1 :]) - len(text[at + 1 :].lstrip(" ")))
            yield Fault("halfwidth", at, end, FULL[char])
        elif char == "," and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha():
            # B,C in a Chinese list; whether 、 or ， is for people.
            if any(map(WIDE, text)):
                yield Fault("halfwidth", at, at + 1)
        elif char == "." and is_stop(text, at):
            yield Fault("halfwidth", at, at + 1, "。")
    yield from narrow_brackets(text)
    yield from straight_quotes(text)


def is_stop(text: str, at: int) -> bool:
    """A full stop behind Chinese, and no dot of an ellipsis."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(IS_HAN(before)) and (not after.strip() or bool(WIDE(after)))


ELLIPSIS = re.compile(rf"(?<=[{HAN}”》）])(?:\.{{2,}}|。{{2,}}|…(?!…)(?<!……))")
DASH = re.compile(rf"(?<=[{HAN}》”]) ?-{{2,}} ?(?=[{HAN}《“])")


def broken_signs(text: str) -> Faults:
    """... and -- for …… and ——."""
    for found in ELLIPSIS.finditer(text):
        if found[0] == "。。" or (found[0] == "…" and text[found.start() - 1] == "…"):
            continue  # doubled, which may be one too many
        yield Fault("halfwidth", found.start(), found.end(), "……")
    for found in DASH.finditer(text):
        yield Fault("halfwidth", found.start(), found.end(), "——")


FULL_LETTERS = re.compile("[０-９Ａ-Ｚａ-ｚ]+")


def fullwidth(text: str) -> Faults:
    """Letters and digits of full width."""
    for found in FULL_LETTERS.finditer(text):
        yield Fault(
            "fullwidth", found.start(), found.end(), unicodedata.normalize("NFKC", found[0])
        )


# Function words that stand twice only by mistake: (word, what before it makes it right, behind).
TWICE = {
    "的": ("标有", "确士"), "了": ("不为除", "解结然之不"), "在": ("存正实所现自内潜", ""),
    "是": ("但还可于就要若总凡或", "非"), "和": ("共饱温缓柔平谐", "气"), "与": ("参给赋", ""),
    "及": ("普涉埃触波", ""), "将": ("干大名", ""), "于": ("", "都田洪"), "被": ("棉", ""),
    "把": ("一", ""), "从": ("服", ""), "这": ("", ""), "也": ("", ""), "就": ("成造", ""),
    "都": ("首成", ""),
    "并": ("合", ""), "而": ("然从反", ""), "或": ("", ""), "到": ("", "账期货位场岗达来访"),
    "其": ("尤", ""), "由": ("自理", ""), "向": ("面方走", ""), "已": ("而", ""), "该": ("应", ""),
    "对": ("应针一绝面相核配", ""), "以": ("可所", ""), "为": ("行作认成称名", ""),
}  # fmt: skip
REPEATED = re.compile(f"([{HAN}]{{2,8}})\\1")
# Verbs and adverbs that Chinese doubles on purpose.
ON_PURPOSE = frozenset(
    ["研究", "讨论", "考虑", "商量", "了解", "非常", "很多", "特别", "十分", "一步", "哈哈", "家家"]
)
REPEATED_LATIN = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,20}) +\1(?![A-Za-z])", re.IGNORECASE)
REPEATED_YEAR = re.compile(r"(\d{4}年|\d{1,2}月)\1")
SIGNS_TWICE = re.compile(
    "，，+|、、+|；；+|：：+|。。+|！！+|？？+|[，、；：][。，、；：！？]|[。！？][，、；：。]|。”。"
)


def doubled(text: str) -> Faults:
    """Words and signs that stand twice."""
    yield from doubled_characters(text)
    for found in REPEATED.finditer(text):
        word, after = found[1], text[found.end() : found.end() + 1]
        meant = word in ON_PURPOSE or word[0] == "一" or after in tuple("化学库集部局厅")
        if not meant and len(set(word)) > 1:
            yield Fault("doubled", found.start(), found.end(), word)
    for pattern in (REPEATED_LATIN, REPEATED_YEAR):
        for found in pattern.finditer(text):
            yield Fault("doubled", found.start(), found.end(), found[1])
    for found in SIGNS_TWICE.finditer(text):
        same = len(set(found[0])) == 1
        yield Fault("doubled", found.start(), found.end(), found[0][0] if same else None)


def is_purpose(text: str, at: int) -> bool:
    """以增收为目的的项目 is right, 项目的的 is not."""
    return text[at - 1 : at] == "目" and text[at - 2 : at - 1] not in tuple(
        "项题栏节科数账面类书条"
    )


def doubled_characters(text: str) -> Faults:
    for at in range(len(text) - 1):
        char, after = text[at], text[at + 2 : at + 3]
        if char in TWICE and text[at + 1] == char and after != char:
            before, behind = TWICE[char]
            right = (
                is_purpose(text, at)
                or (at and text[at - 1] in before)
                or (after and after in behind)
            )
            if not right:
                yield Fault("doubled", at, at + 2, char)


ODD_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u3000]+| {2,}")
SIGN_SPACES = re.compile(
    "(?<=[，。、；：！？《“（【「》”）】」]) +(?=\\S)|(?<=\\S) +(?=[，。、；：！？》”）】」])"
)
# In a title a space may follow 》 or ！ and stand before 《: it parts two clauses there.
TITLE_SIGN_SPACES = re.compile(
    "(?<=[，。、；：《“（【「]) +(?=\\S)|(?<=\\S) +(?=[，。、；：！？》”）】」])"
)
HAN_SPACES = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
SPLIT_WORD = re.compile(
    f"(?<![{HAN}])[{HAN}](?: [{HAN}]){{2,}}(?![{HAN}])|(?<=[{HAN}]) [{HAN}] (?=[{HAN}])"
)


def spaces(text: str, *, title: bool = False) -> Faults:
    """Spaces that Chinese does not have. In a title or a quotation one parts two clauses."""
    if text != text.strip():
        yield Fault("spaces", 0, len(text), text.strip())
        return
    for found in ODD_SPACES.finditer(text):
        wide = WIDE(text[found.start() - 1]) or WIDE(text[found.end() : found.end() + 1] or " ")
        yield Fault("spaces", found.start(), found.end(), "" if wide and not title else " ")
    for found in (TITLE_SIGN_SPACES if title else SIGN_SPACES).finditer(text):
        yield Fault("spaces", found.start(), found.end(), "")
    for found in SPLIT_WORD.finditer(text):
        yield Fault("spaces", found.start(), found.end(), found[0].replace(" ", ""))
    if title:
        yield from parted_words(text)
    else:
        quoted = {at for m in re.finditer("“[^“”]*”|《[^《》]*》", text) for at in range(*m.span())}
        for found in HAN_SPACES.finditer(text):
            if found.start() not in quoted:
                yield Fault("spaces", found.start(), found.end(), "")


def parted_words(text: str) -> Faults:
    """A space inside a word of a title, which parts no clauses: 纺织 厂改用."""
    for found in HAN_SPACES.finditer(text):
        left, right = words.split(text[: found.start()]), words.split(text[found.end() :])
        joined = words.split(text[: found.start()] + text[found.end() :])
        if left and right and joined[: len(left)] == [*left[:-1], left[-1] + right[0]]:
            yield Fault("spaces", found.start(), found.end(), "")


ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});")


@cache
def converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def known_names() -> tuple[str, ...]:
    lines = (DATA / "traditional_names.txt").read_text(encoding="utf-8").splitlines()
    return tuple(name for line in lines if not line.startswith("#") for name in line.split())


def traditional(text: str, names: tuple[str, ...] = ()) -> Faults:
    """Traditional characters, outside the names that are written so."""
    spared: set[int] = set()
    for name in (*known_names(), *names):
        at = text.find(name)
        while at >= 0:
            spared |= {*range(at, at + len(name))}
            at = text.find(name, at + 1)
    for at, char in enumerate(text):
        if at not in spared and IS_HAN(char) and not simplified(char):
            yield Fault("traditional", at, at + 1, converter().convert(char))


@cache
def simplified(char: str) -> bool:
    """GB 2312 has it, or it has no simpler form: 乾 and 著 are right in some words."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return bool(converter().convert(char) == char)
    return True


def impossible_date(text: str) -> Faults:
    for start, end in days.impossible(text):
        yield Fault("date", start, end)


STOPS = "。！？…”’）)》」』】"


def unfinished(text: str) -> Faults:
    """A summary that breaks off."""
    end = len(text.rstrip())
    if end and (text[end - 1] not in STOPS or text[:end].endswith(("…", "..."))):
        yield Fault("unfinished", max(0, end - 1), end)


def closed_title(text: str) -> Faults:
    """A title with a full stop or a comma at its end."""
    bare = text.rstrip()
    if bare.endswith(tuple("。，、；：,;.")) and not bare.endswith("..."):
        yield Fault("title_stop", len(bare) - 1, len(bare), "")


def faults(text: str, *, title: bool, names: tuple[str, ...] = ()) -> list[Fault]:
    """All faults of a title or a summary, in their order; where two overlap, the first."""
    whole = blanked(text)
    plain = ENTITY.sub(lambda found: "a" * len(found[0]), whole)
    found = [
        *unpaired(plain), *nested(plain), *halfwidth(plain), *broken_signs(plain),
        *fullwidth(plain), *placeholder(plain), *doubled(plain), *spaces(plain, title=title),
        *leftover(whole),
        *traditional(plain, names), *impossible_date(plain),
        *(closed_title(plain) if title else unfinished(plain)),
    ]  # fmt: skip
    return sorted(found, key=lambda fault: (fault.start, fault.end))


def mended(text: str, found: list[Fault]) -> str:
    """The text with every fault that has an `instead` put right."""
    parts, at = [], 0
    for fault in sorted(found, key=lambda fault: (fault.start, -fault.end)):
        if fault.instead is not None and fault.start >= at:
            parts += [text[at : fault.start], fault.instead]
            at = fault.end
    return "".join([*parts, text[at:]])
