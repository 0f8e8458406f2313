"""Links by reference: `[words][1]` or `words[1]`, and `[1]: https://…` at the end of the file."""

import re
from collections.abc import Sequence

from . import sources
from .rows import Row, is_prose

# [1]: https://…, [1] 示例网 https://…, [^note]: <https://…> "title"
DEFINITION = re.compile(
    r"\[\^?([^\[\]]{1,40})\](?:\s?[:：]\s?|\s?)([^<>\[\]()]{0,60}?)<?(https?://[^\s<>]+)>?(?:\s.{0,80})?"
)
FULL = re.compile(r"\[([^\[\]]{1,200})\]\s?\[([^\[\]]{1,40})\]")
MARK = re.compile(r"(?<=\S)\s?\[\^?([^\[\]]{1,40})\](?![(:：\[])")
LEVEL = re.compile(r"#{0,6}\s?")
POINTER = "原文"


def resolve(rows: Sequence[Row]) -> None:
    """Puts the addresses where they are referred to; their own lines are a block of links."""
    found = {row.no: DEFINITION.fullmatch(row.text) for row in rows if row.content}
    found = {no: match for no, match in found.items() if match and _told(match)}
    addresses = {match[1]: sources.trimmed(match[3]) for match in found.values()}
    if not addresses:
        return
    used: set[str] = set()
    for row in rows:
        if row.content and row.no not in found and "[" in row.text:
            row.text = _resolved(row.text, addresses, used)
    for row in rows:
        if row.no in found and found[row.no][1] in used:
            row.kind = "link_block"


def _told(match: re.Match[str]) -> bool:
    """Without a colon only a number is a reference, and [文] https://… is a label."""
    return match[1].isdigit() or match[0][len(match[1]) + 1 :].lstrip("]^").startswith((":", "："))


def _resolved(text: str, addresses: dict[str, str], used: set[str]) -> str:
    def full(found: re.Match[str]) -> str:
        if found[2] not in addresses:
            return found[0]
        used.add(found[2])
        return f"[{found[1]}]({addresses[found[2]]})"

    text = FULL.sub(full, text)
    marks = [found for found in MARK.finditer(text) if found[1] in addresses]
    if not marks:
        return text
    used.update(found[1] for found in marks)
    words = MARK.sub(lambda found: "" if found[1] in addresses else found[0], text).strip()
    urls = [addresses[found[1]] for found in marks]
    level = LEVEL.match(words)[0]
    if len(urls) == 1 and marks[0].end() == len(text) and _is_title(words[len(level) :]):
        return f"{level}[{words[len(level) :]}]({urls[0]})"
    return words + "".join(f" [{POINTER}]({url})" for url in urls)


def _is_title(words: str) -> bool:
    plain = not any(sign in words for sign in "[]()#|*") and not is_prose(words)
    return plain and not words.endswith(("：", ":", "，", "；", "。"))
