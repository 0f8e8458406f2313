"""Chinese words, by jieba with the newsroom's own terms in its dictionary."""

import logging
import re
from functools import cache
from pathlib import Path
from types import ModuleType

TERMS = Path(__file__).resolve().parent.parent / "data" / "terms.txt"
NUMBER = re.compile(r"(\d+(?:[.,:]\d+)+%?)")  # which jieba would cut at its point


@cache
def dictionary() -> ModuleType:
    """jieba itself. Loading its words takes more than a second: once a process, when asked."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            jieba.add_word(line, freq=100_000, tag="nz")
    return jieba


def split(text: str) -> list[str]:
    """The words of a text in their order; joined they are the text again."""
    # Without guessing at unknown words: a guess about one sentence changes with its neighbours.
    cut = dictionary().lcut
    parts = NUMBER.split(text)
    return [
        word
        for place, part in enumerate(parts)
        for word in ([part] if place % 2 else cut(part, HMM=False))
    ]
