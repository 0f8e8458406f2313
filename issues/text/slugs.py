"""Names of topics and sections: tidied, compared, and written into addresses."""

import re
import unicodedata
from collections.abc import Iterable

SEPARATORS = ",，、;；\r\n\t"
# Signs that make another word of a word (C, C++, C#; 人工智能 and 人工智能+).
SPOKEN = {"+": "-plus-", "#": "-sharp-", "&": "-and-", "@": "-at-", "%": "-percent-"}
LEADING_DOT = re.compile(r"(?<!\w)\.(?=\w)")
GAPS = re.compile(r"[^\w]+|_+")
SPLIT = re.compile(f"[{SEPARATORS}]+")


def tidy(name: str) -> str:
    """The name as it is shown: NFC, no control characters, single spaces, no outer space."""
    kept = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in unicodedata.normalize("NFC", name)
        if unicodedata.category(char) not in ("Cf", "Cs")
    )
    return " ".join(kept.split())


def key(name: str) -> str:
    """What two spellings of one name share: width, letter case and spaces do not count."""
    return unicodedata.normalize("NFKC", tidy(name)).casefold().strip()


def split(text: str) -> list[str]:
    """Names out of a line an editor typed. A space never separates: "AI for Science" is one.

    Each name once, in the order typed; a later spelling of the same name is dropped.
    """
    names: dict[str, str] = {}
    for part in SPLIT.split(text):
        name = tidy(part)
        if name:
            names.setdefault(key(name), name)
    return list(names.values())


def slug(name: str, *, most: int = 100) -> str:
    """The name in an address: unicode letters, digits and hyphens, lower case, never empty."""
    word = LEADING_DOT.sub("dot-", key(name))
    for sign, spoken in SPOKEN.items():
        word = word.replace(sign, spoken)
    word = GAPS.sub("-", word).strip("-")[:most].rstrip("-")
    return word or "-".join(f"u{ord(char):x}" for char in key(name))[:most].rstrip("-") or "topic"


def free(name: str, taken: Iterable[str], *, most: int = 100) -> str:
    """The slug of `name`, numbered where another name has it already."""
    wanted, used = slug(name, most=most), set(taken)
    candidate, number = wanted, 2
    while candidate in used:
        tail = f"-{number}"
        candidate, number = wanted[: most - len(tail)].rstrip("-") + tail, number + 1
    return candidate
