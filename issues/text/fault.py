"""What the copy checks find, and the characters that they tell apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
IS_HAN = re.compile(f"[{HAN}]").match
# Chinese letters and signs: beside one of them a sign has the full width.
WIDE = re.compile(f"[{HAN}，。、；：！？《》“”‘’（）【】「」『』〈〉…—％]").match


@dataclass(frozen=True, slots=True)
class Fault:
    """text[start:end] is wrong; `instead` is what it should be, or None where nobody knows."""

    code: str
    start: int
    end: int
    instead: str | None = None


Faults = Iterator[Fault]
