"""Marked lines and links of Markdown that turn out to be titles."""

from collections.abc import Sequence
from itertools import pairwise

from . import markdown, masthead, sources
from .lines import linked_entry
from .numbering import read_number
from .rows import Bit, Row


def titles_of_markdown(rows: Sequence[Row]) -> None:
    """Marked lines that turned out to be no headings are titles; the first one names the whole."""
    marked = [row for row in rows if row.content and row.role == "md"]
    later = [row.no for row in rows if row.role in ("heading", "summary", "source", "title")]
    alone = sum(row.text.startswith("#") and row.text[1:2] != "#" for row in marked) == 1
    content = [row for row in rows if row.content]
    below = {id(row): after for row, after in pairwise(content)}
    for row in marked:
        found = markdown.heading(row.text)
        words = found[1] if found else row.bits[0].text
        first = found and found[0] == 1 and (not later or later[0] > row.no)
        named = first and alone and (len(marked) > 1 or later)
        if named or heads_nothing(row, below.get(id(row)), later):
            row.bits = [Bit("plain", markdown.plain(words))]
            row.kind = "masthead" if named and row is content[0] else None
        elif linked := markdown.linked_title(unnumbered(words.strip("* "))):
            row.bits = linked_entry(*linked)
        else:
            row.bits = [Bit("title", markdown.plain(words))]


def titles_of_lists(rows: Sequence[Row]) -> None:
    """A linked name is an entry, not a source, below a heading or beside entries of its list."""
    content = [row for row in rows if row.content]
    for index, row in enumerate(content):
        if row.role != "url" or not (linked := short_link(row.text)):
            continue
        heads = index > 0 and content[index - 1].role == "heading"
        listed = markdown.BULLET.match(row.text) and any(
            other is not None and markdown.BULLET.match(other.text)
            for other in (beside(content, index, -1), beside(content, index, 1))
        )
        if listed or heads:
            row.bits = linked_entry(*linked)


def beside(content: Sequence[Row], index: int, step: int) -> Row | None:
    """The next row that is no deeper in the list, if it is of the same list."""
    indent, index = content[index].indent, index + step
    while 0 <= index < len(content) and content[index].indent > indent:
        index += step
    same = 0 <= index < len(content) and content[index].indent == indent
    return content[index] if same else None


def short_link(text: str) -> tuple[str, str, str] | None:
    """[words](url) alone, where the words are no address."""
    found = markdown.linked_title(text.lstrip("-*+• "))
    alone = found and not found[2] and len(markdown.links(text)) == 1
    return found if alone and not sources.find_urls(found[0]) else None


def unnumbered(words: str) -> str:
    number = read_number(words) if words else None
    return number.rest if number and number.sure else words


def heads_nothing(row: Row, after: Row | None, later: Sequence[int]) -> bool:
    """A bold line of the masthead: no item can begin before number, date or heading."""
    if row.text.startswith("#") or (later and later[0] < row.no):
        return False
    return after is None or after.role == "heading" or masthead.tells(after.text)
