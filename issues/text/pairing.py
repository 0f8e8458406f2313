"""Copy checks of what has two halves: brackets and quotation marks. Pure."""

import re

from .fault import WIDE, Fault, Faults

PAIRS = dict(zip("《〈“‘（【「『(［[{〔", "》〉”’）】」』)］]}〕", strict=True))
CLOSING = {close: start for start, close in PAIRS.items()}
# The beginning of an entry in a list: 1) 2） a)
ENTRY = re.compile(r"(?:^|[\s；;。：:，、])[0-9a-zA-Z一二三四五六七八九十]{1,2}$")


def unpaired(text: str) -> Faults:
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


def nested(text: str) -> Faults:
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


def narrow_brackets(text: str) -> Faults:
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


def straight_quotes(text: str) -> Faults:
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
