"""Copy checks: what a proof-reader marks in a short Chinese text. Pure.

Each rule is a small function: a text in, the faults in it out. A fault says where it stands, and
what to write instead where that is beyond doubt. Addresses and mail addresses are left alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import opencc

from . import days, tidy, words

DATA = Path(__file__).resolve().parent.parent / "data"
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
IS_HAN = re.compile(f"[{HAN}]").match
# Chinese letters and signs: beside one of them a sign has the full width.
WIDE = re.compile(f"[{HAN}，。、；：！？《》“”‘’（）【】「」『』〈〉…—％]").match
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
PAIRS = dict(zip("《〈“‘（【「『(［[{〔", "》〉”’）】」』)］]}〕", strict=True))
CLOSING = {close: start for start, close in PAIRS.items()}
FULL = dict(zip(",;:!?", "，；：！？", strict=True))
# The beginning of an entry in a list: 1) 2） a)
ENTRY = re.compile(r"(?:^|[\s；;。：:，、])[0-9a-zA-Z一二三四五六七八九十]{1,2}$")


@dataclass(frozen=True, slots=True)
class Fault:
    """text[start:end] is wrong; `instead` is what it should be, or None where nobody knows."""

    code: str
    start: int
    end: int
    instead: str | None = None


Rule = Callable[[str], Iterator[Fault]]


def blanked(text: str) -> str:
    """The text with addresses as a letter of the same length, which no rule minds."""
    return ADDRESS.sub(lambda found: "a" * len(found[0]), text)


def unpaired(text: str) -> Iterator[Fault]:
    """Brackets and quotes without their other half, or in the wrong order."""
    waiting: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in PAIRS:
            waiting.append((char, at))
        elif char in CLOSING:
            if char == "’" and text[at - 1 : at].isascii() and text[at + 1 : at + 2].isascii():
                continue  # an apostrophe
            if waiting and is_pair(waiting[-1][0], char):
                waiting.pop()
            elif any(is_pair(start, char) for start, _at in waiting):
                while not is_pair(waiting[-1][0], char):
                    _start, place = waiting.pop()
                    yield Fault("unpaired", place, place + 1)
                waiting.pop()
            elif not (char in "）)" and ENTRY.search(text[:at])):
                yield Fault("unpaired", at, at + 1)
    for _start, place in waiting:
        yield Fault("unpaired", place, place + 1)


NESTED = (("“", "”", "‘", "’", "‘《"), ("《", "》", "〈", "〉", "〈“"))


def nested(text: str) -> Iterator[Fault]:
    """“…“…”…” for “…‘…’…”, and 《…《…》…》 for 《…〈…〉…》."""
    for start, close, inner_start, inner_close, between in NESTED:
        waiting: list[int] = []
        found: list[tuple[int, int]] = []
        for at, char in enumerate(text):
            if char == start:
                waiting.append(at)
            elif char == close and waiting:
                begin = waiting.pop()
                if waiting and not any(is_open(text[waiting[-1] : begin], one) for one in between):
                    found.append((begin, at))
        if not waiting:  # else `unpaired` has something to say
            for begin, end in found:
                yield Fault("nested", begin, begin + 1, inner_start)
                yield Fault("nested", end, end + 1, inner_close)


def is_open(text: str, start: str) -> bool:
    return text.count(start) > text.count(PAIRS[start])


def is_pair(start: str, close: str) -> bool:
    """（ and ) are one pair of two widths, which `halfwidth` marks."""
    return PAIRS[start] == close or (start in "（(" and close in "）)")


def halfwidth(text: str) -> Iterator[Fault]:
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


def narrow_brackets(text: str) -> Iterator[Fault]:
    """( ) where they hold Chinese or stand beside it, each half by itself."""
    waiting: list[int] = []
    for at, char in enumerate(text):
        if char in "(（":
            waiting.append(at)
        elif char in ")）" and waiting:
            start = waiting.pop()
            halves = text[start] + char
            beside = text[start - 1 : start] if start else ""
            inside = text[start + 1 : at]
            if halves == "（）" or not (
                halves != "()" or any(map(WIDE, inside)) or (beside and WIDE(beside))
            ):
                continue
            if text[start] == "(":
                yield Fault("halfwidth", start, start + 1, "（")
            if char == ")":
                yield Fault("halfwidth", at, at + 1, "）")


def straight_quotes(text: str) -> Iterator[Fault]:
    for sign, quotes in (('"', "“”"), ("'", "‘’")):
        places = [at for at, char in enumerate(text) if char == sign and not in_word(text, at)]
        for start, end in zip(places[::2], places[1::2], strict=False):
            around = text[start - 1 : start] + text[start + 1 : end] + text[end + 1 : end + 2]
            if any(map(WIDE, around)):
                yield Fault("halfwidth", start, start + 1, quotes[0])
                yield Fault("halfwidth", end, end + 1, quotes[1])
        if sign == '"' and len(places) % 2 and any(map(WIDE, text)):
            yield Fault("unpaired", places[-1], places[-1] + 1)


def in_word(text: str, at: int) -> bool:
    """An apostrophe: OpenAI's, users' data."""
    before = text[at - 1 : at]
    return text[at] == "'" and before.isascii() and before.isalpha()


ELLIPSIS = re.compile(rf"(?<=[{HAN}”》）])(?:\.{{2,}}|。{{2,}}|…(?!…)(?<!……))")
DASH = re.compile(rf"(?<=[{HAN}》”]) ?-{{2,}} ?(?=[{HAN}《“])")


def broken_signs(text: str) -> Iterator[Fault]:
    """... and -- for …… and ——."""
    for found in ELLIPSIS.finditer(text):
        if found[0] == "。。" or (found[0] == "…" and text[found.start() - 1] == "…"):
            continue  # doubled, which may be one too many
        yield Fault("halfwidth", found.start(), found.end(), "……")
    for found in DASH.finditer(text):
        yield Fault("halfwidth", found.start(), found.end(), "——")


FULL_LETTERS = re.compile("[０-９Ａ-Ｚａ-ｚ]+")


def fullwidth(text: str) -> Iterator[Fault]:
    """Letters and digits of full width."""
    for found in FULL_LETTERS.finditer(text):
        yield Fault(
            "fullwidth", found.start(), found.end(), unicodedata.normalize("NFKC", found[0])
        )


PLACEHOLDERS = re.compile(
    r"(?<![有尚仍亟还])待(?:补充?|填写?|查(?![明处收验])|核实?(?![准查发销])|确认|添加|更新|完善|续写|编辑)"
    r"(?![偿贴缴助])"
    r"|[（【(\[][^）】)\]]{0,6}(?:待定|待|TBD|暂缺|暂无)[）】)\]]"
    r"|(?<![A-Za-z0-9])(?:TK|TKTK|TBC|TBD|TODO|FIXME|N/A)(?![A-Za-z0-9])(?! [A-Z][a-z])"
    r"|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|[×✕╳]{2,}|[*＊]{3,}|[?？]{3,}|[?？]{2,}(?=[%％])|_{2,}|[○●□■]{2,}"
    r"|某某|Lorem ipsum|占位|此处(?:填|补|插入|加|应|需)"
    r"|(?:请|需)(?:补充|填写|核对)(?:此|这|一下|[。！]|$)"
    r"|【\s*】|《\s*》|“\s*”|（\s*）|「\s*」|\(\s*\)"
    r"|(?:标题|摘要|内容|文字|图片|链接|数据)(?:待|暂缺)",
)


def placeholder(text: str) -> Iterator[Fault]:
    for found in PLACEHOLDERS.finditer(text):
        yield Fault("placeholder", found.start(), found.end())


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


def doubled(text: str) -> Iterator[Fault]:
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


def doubled_characters(text: str) -> Iterator[Fault]:
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


def spaces(text: str, *, title: bool = False) -> Iterator[Fault]:
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


def parted_words(text: str) -> Iterator[Fault]:
    """A space inside a word of a title, which parts no clauses: 纺织 厂改用."""
    for found in HAN_SPACES.finditer(text):
        left, right = words.split(text[: found.start()]), words.split(text[found.end() :])
        joined = words.split(text[: found.start()] + text[found.end() :])
        if left and right and joined[: len(left)] == [*left[:-1], left[-1] + right[0]]:
            yield Fault("spaces", found.start(), found.end(), "")


ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});")
LEFTOVER = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|#\d+);|</?[a-zA-Z][^<>]{0,200}>|\*\*|\ufffd|锟斤拷|烫烫烫"
    r"|\\[nrt]|\]\(http"
    r"|^(?:内容|摘要|简介|标题|来源|正文|题目|原文|导语|原标题|编辑|作者|记者|文|图)\s*[:：]|^[文图][/／]|(?:来源|原文链接|链接)\s*[:：]\s*(?:https?|www|$)"
    r"|[（(](?:记者|责任编辑|责编|编辑|完)[^（）()]{0,12}[）)]|责任编辑[:：]|点击(?:查看|阅读)|阅读原文|扫码(?:关注|阅读|看原文)|展开全文"
    r"|[（(](?:来源|原标题|图源|供图)[:：][^（）()]{0,20}[）)]|本报(?:记者|讯)|本[网站]讯|请(?:点击|戳)"
    r"|[\[【](?:详情|详细|全文|更多)[\]】]|!\[|^#{1,6} |ï¼|â€|[ÃÂ][\x80-\xbf]"
)


def leftover(text: str) -> Iterator[Fault]:
    """Mark-up, broken encodings and labels that came along with the text."""
    for found in LEFTOVER.finditer(text):
        yield Fault("leftover", found.start(), found.end())
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        if category in ("Cf", "Co", "Cn") or (category == "Cc" and char not in "\n\r\t"):
            yield Fault("invisible", at, at + 1, "")
        elif ord(char) in tidy.RADICALS or "\u2f00" <= char <= "\u2fdf":
            instead = tidy.RADICALS.get(ord(char)) or unicodedata.normalize("NFKC", char)
            yield Fault("radical", at, at + 1, str(instead))


@cache
def converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def known_names() -> tuple[str, ...]:
    lines = (DATA / "traditional_names.txt").read_text(encoding="utf-8").splitlines()
    return tuple(name for line in lines if not line.startswith("#") for name in line.split())


def traditional(text: str, names: tuple[str, ...] = ()) -> Iterator[Fault]:
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


def impossible_date(text: str) -> Iterator[Fault]:
    for start, end in days.impossible(text):
        yield Fault("date", start, end)


STOPS = "。！？…”’）)》」』】"


def unfinished(text: str) -> Iterator[Fault]:
    """A summary that breaks off."""
    end = len(text.rstrip())
    if end and (text[end - 1] not in STOPS or text[:end].endswith(("…", "..."))):
        yield Fault("unfinished", max(0, end - 1), end)


def closed_title(text: str) -> Iterator[Fault]:
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
