"""The house style, by autocorrect-py: what text/copy.py does not judge for itself."""

import json
import re
from functools import cache

import autocorrect_py

from .copy import HAN, Fault, blanked

# How Chinese stands beside Latin letters and digits: as it comes, AI芯片, AI 芯片.
SPACINGS = ("any", "tight", "spaced")
RULES = ("fullwidth", "halfwidth-word", "halfwidth-punctuation")
# A space beside “ or 》 parts two clauses of a title; doubtful words are for people.
NEVER = ("no-space-fullwidth", "no-space-fullwidth-quote", "spellcheck")
SPACING_RULES = ("space-word", "space-punctuation", "space-bracket", "space-dash", "space-dollar")
TIGHT = re.compile(f"(?<=[{HAN}]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%]) +(?=[{HAN}])")


@cache
def configure(spacing: str) -> None:
    """autocorrect keeps one configuration for the process."""
    rules = dict.fromkeys(RULES, 1) | dict.fromkeys(SPACING_RULES, int(spacing == "spaced"))
    autocorrect_py.load_config(json.dumps({"rules": rules | dict.fromkeys(NEVER, 0)}))


def faults(text: str, spacing: str, known: list[Fault]) -> list[Fault]:
    """What the style writes otherwise; nothing where other rules have marked the text already.

    `spacing` is one of SPACINGS.
    """
    if spacing == "tight":
        plain = blanked(text)
        return [Fault("house_style", m.start(), m.end(), "") for m in TIGHT.finditer(plain)]
    if any(fault.code in ("halfwidth", "fullwidth", "spaces") for fault in known):
        return []
    configure(spacing)
    better = autocorrect_py.format(text)
    if better == text:
        return []
    return [Fault("house_style", *difference(text, better))]


def difference(text: str, better: str) -> tuple[int, int, str]:
    """(start, end, what stands there in the better text)"""
    shorter = min(len(text), len(better))
    head = next((at for at in range(shorter) if text[at] != better[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if text[-1 - at] != better[-1 - at]), rest)
    return head, len(text) - tail, better[head : len(better) - tail]
