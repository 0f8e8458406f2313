"""Markdown as weeklies use it: headings, list entries, links, bold, quotes."""

import re
from dataclasses import dataclass

from issues.text import slugs

from .sources import MARKDOWN, POINTERS

HEADING = re.compile(r"(#{1,6})(?!\d{1,3}[\s、.:：])\s*([^#].*)")  # #1 is a number
BULLET = re.compile(r"([-*+•])\s+(?=\S)|([🔹🔸🔷🔶▪▫◾◽])\s*(?=\S)")
QUOTE = re.compile(r">\s?")
IMAGE = re.compile(r"!\[[^\[\]]{0,200}\]\([^()\s]{0,2000}\)")
SAYS_NOTHING = "---"  # for a line that is read and holds no text of an item
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
# Marks of emphasis, and brackets that a link has left empty.
LEFT_OVER = ("**", "__", "`", "（）", "()", "【】", "[]", "［］", "〔〕")
TAG = re.compile(r"`([^`]+)`|(?<![^\s,，、;；])[#＃]([^\s#＃,，、;；]+)[#＃]?")
MOST_ASIDE = 12
HANDS = "🔗👉➡→»›\ufe0f "  # before a link to the original
# What stands between a linked title and its summary.
BETWEEN = "：:—–- |｜,，"


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str
    start: int
    end: int


def links(text: str) -> list[Link]:
    """Links of a text; a picture is none."""
    return [
        Link(m[1].strip("* "), m[2], m.start(), m.end())
        for m in MARKDOWN.finditer(text)
        if text[m.start() - 1 : m.start()] != "!"
    ]


def is_picture(text: str) -> bool:
    return text.startswith("![") and IMAGE.fullmatch(text) is not None


def heading(text: str) -> tuple[int, str] | None:
    found = HEADING.fullmatch(text)
    return (len(found[1]), found[2].rstrip("# ").strip()) if found else None


def bold(text: str) -> tuple[str, str] | None:
    """(bold, rest) of a line that opens in bold."""
    for sign in ("**", "__"):
        if text.startswith(sign) and (end := text.find(sign, 2)) > 2:
            return text[2:end].strip(), text[end + 2 :].strip()
    return None


def plain(text: str) -> str:
    """The text without marks of emphasis, images, links (their words stay) and escapes."""
    if not any(sign in text for sign in "*_`[\\!"):
        return text
    text = MARKDOWN.sub(lambda m: "" if is_pointer(m[1]) else m[1], IMAGE.sub("", text))
    text = text.rstrip(HANDS)
    for sign in LEFT_OVER:
        text = text.replace(sign, "")
    return ESCAPE.sub(r"\1", text).strip()


def tags(text: str) -> list[str]:
    """Topics of a line: marked ones (`AI` `算力`, #AI #算力#), else parted by separators."""
    marked = [found[1] or found[2] for found in TAG.finditer(text)]
    return slugs.split("，".join(marked) if marked else text)


def addresses(text: str) -> list[str]:
    """Addresses of the links in a text, those called 原文 or 链接 first."""
    found = [link for link in links(text) if link.url.startswith(("http://", "https://"))]
    return [link.url for link in sorted(found, key=lambda link: not is_pointer(link.text))]


def is_pointer(words: str) -> bool:
    """Whether the words of a link only say that the original is behind it."""
    return words.strip("* []【】［］〔〕()（）:：→>»").lower() in POINTERS


def linked_title(text: str) -> tuple[str, str, str] | None:
    """(title, address, rest) of an entry such as `[title](https://…)：rest`."""
    found = links(text)
    if not found or is_pointer(found[0].text):
        return None
    before = text[: found[0].start].strip("* ")
    if before:
        return None
    title, rest = (
        plain(found[0].text),
        text[found[0].end :].lstrip("* ").rstrip().removesuffix("**"),
    )
    rest = rest.lstrip(BETWEEN)
    # （英文） behind a link belongs to it and is no summary.
    if rest[:1] in ("（", "(") and rest[-1:] in ("）", ")") and len(rest) <= MOST_ASIDE:
        title, rest = title + rest, ""
    return title, found[0].url, rest
