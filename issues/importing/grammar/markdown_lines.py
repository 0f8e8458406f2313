"""Lines of a Markdown file as the grammar reads them: what Markdown has beside its text goes."""

import html
import re
from collections.abc import Sequence

from . import markdown

# Stands for a line that holds no text of an item: code, tags, comments.
ASIDE = "```"
FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*")
COMMENTS = (("<!--", "-->"), ("{/*", "*/}"))
TEMPLATE = re.compile(
    r"\s*(?:\* content|\{[%:{].{0,300}\}|\{\{<.{0,300}>\}\}|:::.{0,80}|import\s.{1,200};?)\s*"
)
ANCHORED = re.compile(
    r"<a\s[^<>]{0,500}?href=[\"']?(https?://[^\"'\s<>]{1,2000})[^<>]{0,300}>(.{0,200}?)</a>", re.I
)
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,1000})?/?>")
# Only whole entities: &copy=1 in an address is none.
ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
TO_PLACE = re.compile(r"\s*(?:[-*+]|\d{1,2}[.)])\s+\[[^\[\]]{1,100}\]\(#[^()\s]{0,200}\)\s*")


def read(texts: Sequence[str]) -> list[str]:
    """As many lines as were given."""
    out = without_code(texts)
    out = [line if line == ASIDE else without_tags(line) for line in without_comments(out)]
    for place in range(1, len(out)):
        if (found := UNDERLINE.fullmatch(out[place])) and is_underlined(out, place):
            out[place - 1] = ("# " if found[1][0] == "=" else "## ") + out[place - 1].strip()
            out[place] = markdown.SAYS_NOTHING
    return out


def without_code(texts: Sequence[str]) -> list[str]:
    out: list[str] = []
    fence = ""
    fences = [(place, found[1]) for place, line in enumerate(texts) if (found := FENCE.match(line))]
    last = {sign[0]: place for place, sign in fences}
    for place, line in enumerate(texts):
        found = FENCE.match(line)
        if fence:
            fence = "" if found and found[1].startswith(fence[:3]) else fence
            out.append(ASIDE if line.strip() else "")
        elif found and last[found[1][0]] > place:
            fence = found[1]
            out.append(ASIDE)
        else:
            out.append(line)
    return out


def without_comments(texts: Sequence[str]) -> list[str]:
    out: list[str] = []
    inside = False
    last = max((place for place, line in enumerate(texts) if "-->" in line), default=-1)
    for place, line in enumerate(texts):
        told = without_closed(line)
        if inside:
            inside = "-->" not in line
            told = ""
        elif "<!--" in told:
            inside = last > place
            told = told.partition("<!--")[0] if inside else told
        out.append(told if told.strip() or not line.strip() else ASIDE)
    return out


def without_closed(line: str) -> str:
    """The line without the comments that end on it."""
    for start, end in COMMENTS:
        head, opened, rest = line.partition(start)
        parts = [head]
        while opened:
            _comment, closed, after = rest.partition(end)
            if not closed:
                parts.append(start + rest)
                break
            head, opened, rest = after.partition(start)
            parts.append(head)
        line = "".join(parts)
    return line


def without_tags(line: str) -> str:
    """Tags of HTML and of templates go, the words between them stay."""
    if not line.strip():
        return line
    if TEMPLATE.fullmatch(line) or TO_PLACE.fullmatch(line):
        return ASIDE
    told = line
    if "<" in line:
        told = ANCHORED.sub(lambda found: f"[{TAG.sub('', found[2]).strip()}]({found[1]})", line)
        told = TAG.sub("", told)
    told = ENTITY.sub(lambda found: html.unescape(found[0]), told)
    if told != line and markdown.plain(told).strip() == "":
        return ASIDE
    return told


def is_underlined(texts: Sequence[str], place: int) -> bool:
    """A heading of its own line, with ==== or ---- below it."""
    words = texts[place - 1].strip()
    alone = place == 1 or not texts[place - 2].strip()
    marks = ("#", "-", "*", "+", ">", "|", "=", "`", "!", "[")
    return bool(words) and alone and len(words) <= 80 and not words.startswith(marks)
