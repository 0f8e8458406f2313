"""Text into search tokens: what two spellings share, and where one word may be found.

The same tokens are written to the index of either database and asked of it, so a query finds
exactly the texts that contain it. What "contain" means is defined here, once:

- Folding: NFKC, radicals as the characters they look like, letter case, traditional characters
  as simplified ones. Invisible characters are nothing.
- A run of Chinese (or kana, or Hangul) is its overlapping pairs and its last character alone:
  人工智能 -> 人工 工智 智能 能. Each character begins exactly one token, so a query of any
  length is a sequence of tokens that stands somewhere in that list.
- A run of letters and digits is one token, found as a whole word only: 5G-A -> 5g a.
- "+" and "#" are tokens, because C, C++ and C# are three things.
- Blanks between Chinese and a word or a sign count as nothing, for editors write them or not:
  AI芯片 and AI 芯片 are the same. Other punctuation there leaves the token BREAK.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Stored with each row of the index: to be raised by any change of what is written there, and
# the next `migrate` writes it anew.
VERSION = 2
# Between Chinese and a word where punctuation stands; no text can contain it as a token.
BREAK = "¦"
# A lexeme of PostgreSQL ends at 2,046 bytes. Queries end at 200 characters, so that a longer
# word can only be asked for by its beginning, and that is kept.
WORD_MAX = 255

Span = tuple[str, int, int]  # a token, and where in the folded text it begins and ends

DATA = Path(__file__).resolve().parent.parent / "data"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
KANA = "\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HANGUL = "\uac00-\ud7af"
CJK = HAN + KANA + HANGUL
SIGNS = {"+": "＋", "#": "＃"}  # as tokens: no ASCII sign survives SQLite's tokenizer
IS_CJK = re.compile(f"[{CJK}]").match
RUN = re.compile(f"(?P<cjk>[{CJK}]+)|(?P<sign>[+#])|(?P<word>[^\\W_{CJK}]+)")
# Characters that may melt into the one before them when a text is normalised.
MARKS = "".join(
    chr(code)
    for code in range(0x300, 0xFFFF)
    if unicodedata.combining(chr(code)) or 0x1160 <= code <= 0x11FF or code in (0xFF9E, 0xFF9F)
)
CLUSTER = re.compile(f"[^{MARKS}]?[{MARKS}]+", re.DOTALL)
NOTHING = ("Cf", "Cs")  # formatting characters, and halves of a broken pair
VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]").match  # picks a glyph only


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand side by side; with `prefix` the last one is the beginning of a token."""

    tokens: tuple[str, ...]
    prefix: bool = False


class FoldTable(dict[int, str]):
    """For str.translate: fills itself with the characters that are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_cluster(chr(code))
        return folded


@cache
def same_characters() -> dict[int, str]:
    """Each traditional character and look-alike radical with the one it is matched as."""
    pairs: dict[int, str] = {}
    for name in ("fold_traditional.txt", "fold_radicals.txt"):
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                pairs.update((ord(pair[0]), pair[1]) for pair in line.split())
    return pairs


def fold_cluster(text: str) -> str:
    """One character with the marks on it, folded."""
    if unicodedata.category(text[0]) in NOTHING or VARIANT(text[0]):
        return fold_cluster(text[1:]) if text[1:] else ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(same_characters())


FOLDED = FoldTable()


def fold(text: str) -> str:
    """The text as it is matched. Folding twice changes nothing."""
    if not CLUSTER.search(text):
        return text.translate(FOLDED)
    parts, last = [], 0
    for match in CLUSTER.finditer(text):
        parts += text[last : match.start()].translate(FOLDED), fold_cluster(match[0])
        last = match.end()
    parts.append(text[last:].translate(FOLDED))
    return "".join(parts)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` it comes from.

    The list has one entry more, the length of `text`.
    """
    parts, offsets, last = [], [], 0
    marked = {match.start(): match for match in CLUSTER.finditer(text)}
    while last < len(text):
        match = marked.get(last)
        part = fold_cluster(match[0]) if match else FOLDED[ord(text[last])]
        parts.append(part)
        offsets += [last] * len(part)
        last = match.end() if match else last + 1
    return "".join(parts), [*offsets, len(text)]


def spans(folded: str) -> Iterator[Span]:
    """The tokens of a folded text in their order, BREAK with no length among them."""
    kind_before, end_before = "", 0
    for match in RUN.finditer(folded):
        kind, start, end = match.lastgroup or "", match.start(), match.end()
        if kind_before and breaks(kind_before, kind, folded[end_before:start]):
            yield BREAK, start, start
        if kind == "cjk":
            for at in range(start, end - 1):
                yield folded[at : at + 2], at, at + 2
            yield folded[end - 1], end - 1, end
        elif kind == "sign":
            yield SIGNS[match[0]], start, end
        else:
            yield match[0][:WORD_MAX], start, end
        kind_before, end_before = kind, end


def breaks(before: str, after: str, between: str) -> bool:
    """Whether what stands between two runs must be told apart from nothing.

    Not between two runs of Chinese or two words: they never touch, and their tokens say it.
    """
    if before == after and before != "sign":
        return False
    return bool(between.strip(" \t"))


def tokens(text: str) -> list[str]:
    """The tokens of a text for the index."""
    return [token for token, _start, _end in spans(fold(text))]


def phrase(text: str, *, prefix: bool = False) -> Phrase | None:
    """What a text is looked for as, or None where it has no token (punctuation alone).

    A last run of Chinese goes without its last character alone, for in a text it may go on;
    where it is one character, it is the beginning of a pair. `prefix` asks for words that
    begin with the last one (AI*); after Chinese it means nothing, for it is always so.
    """
    found = list(spans(fold(text)))
    if not found:
        return None
    words = tuple(token for token, _start, _end in found)
    if not IS_CJK(words[-1]):
        return Phrase(words, prefix and words[-1] not in SIGNS.values())
    alone = len(found) == 1 or found[-2][2] != found[-1][2]
    return Phrase(words, prefix=True) if alone else Phrase(words[:-1])


def occurrences(haystack: list[str], needle: Phrase) -> list[int]:
    """Where the phrase begins in a list of tokens: the index finds a text where there is one."""
    *before, last = needle.tokens
    ends = str.startswith if needle.prefix else str.__eq__
    return [
        at
        for at in range(len(haystack) - len(before))
        if ends(haystack[at + len(before)], last) and haystack[at : at + len(before)] == before
    ]
