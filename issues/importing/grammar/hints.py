"""What a file sets off or links, put into the lines as Markdown: the grammar reads that already."""

from collections import defaultdict
from collections.abc import Sequence

from issues.text import tidy

from ..source import Link, Mark, Source
from . import columns, markdown, markdown_lines, pipes
from .labels import split_label

POINTER = "原文"
STRUCTURED = ("html", "pdf", "docx")
NO_ANCHOR = frozenset("[]()")


def rendered(source: Source) -> list[str]:
    """The lines as the grammar is to read them; those of plain text nearly as they are."""
    texts = source.texts
    if source.kind in STRUCTURED:
        put_in(texts, source)
    else:
        texts = markdown_lines.read(texts) if source.kind == "markdown" else texts
        texts = pipes.rows_as_entries(texts)
    if source.kind == "text":
        texts = columns.with_colons(tidy.without_widening(texts))
    return tidy.without_even_spaces(texts)


def put_in(texts: list[str], source: Source) -> None:
    links: dict[int, list[Link]] = defaultdict(list)
    for link in source.links:
        if link.line:
            links[link.line].append(link)
    for number, found in links.items():
        texts[number - 1] = with_links(texts[number - 1], found)
    for mark in without_stressed(source):
        own = source.lines[mark.line - 1].text
        texts[mark.line - 1] = with_mark(own, texts[mark.line - 1], mark)


def without_stressed(source: Source) -> list[Mark]:
    """The marks but for bold first sentences, which are titles only where most texts have one."""
    leads = {mark.line for mark in source.outline if not mark.level and mark.text.endswith("。")}
    leads = {no for no in leads if tidy.clean(source.lines[no - 1].text) != ""}
    marked = {mark.line for mark in source.outline} - leads
    texts = [no for no, line in enumerate(source.lines, start=1) if tidy.clean(line.text)]
    others = [no for no in texts if no not in marked and no not in leads]
    titles = len(leads) >= 2 and len(leads) >= len(others)
    return [mark for mark in source.outline if titles or mark.line not in leads]


def with_links(text: str, links: Sequence[Link]) -> str:
    """Words of links become [words](url); pointers, and links without words, follow the line."""
    done, rest = "", text
    more: list[str] = []
    for link in links:
        place = rest.find(link.text)
        if is_shown(link):
            continue
        if place >= 0 and markdown.is_pointer(link.text):
            done += rest[:place]
            rest = rest[place + len(link.text) :]
            more.append(link.url)
            continue
        if place < 0 or not link.text or NO_ANCHOR & set(link.text) or ")" in link.url:
            more.append(link.url)
            continue
        done += f"{rest[:place]}[{link.text}]({link.url})"
        rest = rest[place + len(link.text) :]
    return "".join([done, rest, *(f" [{POINTER}]({url})" for url in dict.fromkeys(more))])


def is_shown(link: Link) -> bool:
    """Whether the words are the address itself, in full."""
    return tidy.squeeze(link.text).rstrip("/") == link.url.rstrip("/")


def with_mark(own: str, text: str, mark: Mark) -> str:
    label = split_label(own)
    if label or not tidy.clean(own):
        return text
    if mark.level:
        return "#" * mark.level + " " + text.replace("\n", " ")
    if tidy.clean(mark.text) == tidy.clean(own):
        return f"**{text}**" if "**" not in text else text
    if text.startswith((mark.text, "• " + mark.text)):
        start = text.find(mark.text)
        end = start + len(mark.text)
        return f"{text[:start]}**{mark.text}**{text[end:]}"
    return text
