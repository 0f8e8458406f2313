"""What a line says by itself: its label, its links, its marks."""

import re

from issues.text import tidy

from . import markdown, sources, splitting
from .labels import split_inline, split_label
from .rows import Bit, Row

SHORT_ANCHOR = 8  # a linked name of a publisher is not longer
# `via` before a link, at the head of a line or behind a sentence.
VIA = re.compile(
    r"(?:^|(?<=[。！？；”）)】\s]))([（(]?)(?:via|详情|详见|参考|参见)\s?[:：]?\s*(?=\[|https?://)",
    re.IGNORECASE,
)
OPENS_SECTION = re.compile(r"栏目：([^*：]{1,40}) (?=\*\*)")  # as pipes.py writes it
VALUES = frozenset(["tags", "region", "note", "other"])


def read_line(row: Row) -> list[Bit]:
    text = row.text
    if text.startswith(">") and len(text) > 1:
        text = markdown.QUOTE.sub("", text, count=1) or text
    text = VIA.sub(r"\1来源：", text)
    if markdown.is_picture(text):
        return [Bit("picture", "")]
    if sources.only_urls(text) and not is_linked_title(text):
        return [Bit("url", text)]
    if found := OPENS_SECTION.match(text):
        return [Bit("heading", found[1]), *entry(row, text[found.end() :])]
    if label := split_label(text):
        role, rest, _enclosed = label
        return labelled(role, rest)
    if source := sources.pointed(text):
        return [Bit("source", source)]
    if markdown.heading(text):
        return [Bit("md", text)]
    return entry(row, text)


def is_linked_title(text: str) -> bool:
    """[words](url) and nothing else, where the words are no address and no publisher's name."""
    found = markdown.linked_title(text.lstrip("-*+• "))
    if found is None or found[2] or len(markdown.links(text)) != 1:
        return False
    return len(tidy.squeeze(found[0])) > SHORT_ANCHOR and not sources.find_urls(found[0])


def labelled(role: str, rest: str) -> list[Bit]:
    if role in VALUES or role == "source":
        return [Bit(role, rest)]
    bits: list[Bit] = []
    for bit in split_inline(rest, role):
        bits += [bit] if bit.role == "source" else with_links(bit)
    return bits


def with_links(bit: Bit) -> list[Bit]:
    """A text without Markdown; its links follow as a source."""
    found = markdown.addresses(bit.text)
    bits = [Bit(bit.role, markdown.plain(bit.text))]
    if found:
        bits.append(Bit("links", " ".join(found)))
    return bits


def entry(row: Row, text: str) -> list[Bit]:
    bullet = markdown.BULLET.match(text)
    body = text[bullet.end() :] if bullet else text
    numbered = row.numbered if not bullet else None
    if numbered and numbered.sure and (markdown.links(body) or numbered.rest.startswith("**")):
        body = numbered.rest
        bullet = True
    if body.startswith(("**", "__")) and (found := markdown.bold(body)):
        return bold_entry(body, *found)
    if found := markdown.linked_title(body):
        return linked_entry(*found)
    if bullet and markdown.addresses(body):
        return told_entry(body)
    bits: list[Bit] = []
    for bit in split_inline(body, "plain"):
        bits += [bit] if bit.role == "source" else with_links(bit)
    return bits


def bold_entry(text: str, words: str, rest: str) -> list[Bit]:
    """`**title**`, `**title**：summary` or `**[title](url)** summary`."""
    if not rest and not markdown.links(words):
        return [Bit("md", text)]
    bits = [Bit("title", markdown.plain(words).rstrip("：: 。"))]
    if found := markdown.addresses(words):
        bits.append(Bit("source", " ".join(found)))
    return bits + rest_of_entry(rest.lstrip(markdown.BETWEEN + "。"))


def linked_entry(title: str, address: str, rest: str) -> list[Bit]:
    return [Bit("title", title), Bit("source", address), *rest_of_entry(rest)]


def rest_of_entry(rest: str) -> list[Bit]:
    rest = rest.removeprefix(". ")
    if not rest:
        return []
    if label := split_label(rest):
        return labelled(*label[:2])
    if sources.only_urls(rest):
        return [Bit("source", rest)]
    return labelled("summary", rest)


def told_entry(text: str) -> list[Bit]:
    """A list entry of one line: `title：summary [原文](url)` or `title [原文](url)`."""
    found = " ".join(markdown.addresses(text))
    words = markdown.plain(text)
    if parts := splitting.title_and_text(words):
        return [Bit("title", parts[0]), Bit("summary", parts[1]), Bit("source", found)]
    return [Bit("title", words), Bit("source", found)]
