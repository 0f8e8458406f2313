"""What each line says by itself: its label, its links, its marks. The grammar adds the context."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from issues.text import tidy

from . import markdown, masthead, sources, splitting
from .headings import STANDARD
from .labels import COLONS, split_inline, split_label
from .numbering import read_number
from .rows import Bit, Row, ends_sentence

MOST_PARTS = 6
SHORT_ANCHOR = 8  # a linked name of a publisher is not longer
SCATTERED = frozenset("".join(sorted(word + "：")) for word in ("来源", "链接", "原文", "出处"))
LEAD = re.compile(r"【([^【】]{8,80})】\s?([^【】]{4,}[，。].*)")
# `via` before a link, at the head of a line or behind a sentence.
VIA = re.compile(
    r"(?:^|(?<=[。！？；”）)】\s]))([（(]?)(?:via|详情|详见|参考|参见)\s?[:：]?\s*(?=\[|https?://)",
    re.IGNORECASE,
)
QUERY = frozenset("/=&")  # hardly ever in a title without Chinese
LONGEST_HEADING = 8
OPENS_SECTION = re.compile(r"栏目：([^*：]{1,40}) (?=\*\*)")  # as pipes.py writes it
NAMED_TITLE = re.compile(rf"【({'|'.join(sorted(STANDARD))})】\s?([^【】。]{{6,80}})$")
VALUES = frozenset(["tags", "region", "note", "other"])


def read_all(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.content:
            row.bits = read_line(row)
    content = [row for row in rows if row.content]
    open_sections(content)
    mend_labels(content)
    mend_scattered(content)
    mend_parted(content)
    open_leads(content)
    name_sources(content)
    part_addresses(content)


def open_sections(rows: Sequence[Row]) -> None:
    """【政策资讯】标题: a section that each of its titles names."""
    found = [
        (row, opened)
        for row in rows
        if row.plain and (opened := NAMED_TITLE.match(row.bits[0].text))
    ]
    for row, opened in found if len(found) > 1 else ():
        row.bits = [Bit("heading", opened[1]), Bit("title", opened[2])]


def open_leads(rows: Sequence[Row]) -> None:
    """【标题】正文。 on one line, in a file that has no 内容： of its own."""
    if any(row.role == "summary" for row in rows):
        return
    found = [(row, lead) for row in rows if row.role == "plain" and (lead := lead_of(row))]
    wrapped = [lead for index in range(len(rows)) if (lead := wrapped_lead(rows, index))]
    if len(found) + len(wrapped) < 2:
        return
    for row, lead in found:
        row.bits = [Bit("title", lead[1]), Bit("summary", lead[2]), *row.bits[1:]]
    for row, *more in wrapped:
        title, _close, rest = tidy.join(part.text for part in (row, *more))[1:].partition("】")
        row.bits = [Bit("title", title)] + ([Bit("summary", rest.strip())] if rest else [])
        for part in more:
            part.bits = [Bit("more", part.text)]


def wrapped_lead(rows: Sequence[Row], index: int) -> Sequence[Row]:
    """The lines of 【标题】正文 whose title fills its first line; none where that is a heading."""
    if not rows[index].text.startswith("【") or rows[index].role != "plain":
        return ()
    widest = max(tidy.width(row.text) for row in rows if row.role == "plain")
    for end in range(index, min(index + 4, len(rows))):
        short = end == index and tidy.width(rows[end].text) < widest * 0.8
        if short or rows[end].role != "plain":
            return ()
        if "】" in rows[end].text:
            title = tidy.join(row.text for row in rows[index : end + 1])[1:].partition("】")[0]
            goes_on = end + 1 < len(rows) and rows[end + 1].role == "plain"
            return rows[index : end + 1] if 8 <= len(title) <= 80 and goes_on else ()
    return ()


def lead_of(row: Row) -> re.Match[str] | None:
    numbered = row.numbered.rest if row.numbered and row.numbered.sure else ""
    text = row.bits[0].text
    return LEAD.fullmatch(numbered if text.endswith(numbered) and numbered else text)


def name_sources(rows: Sequence[Row]) -> None:
    """示例日报 https://… or 示例日报（https://…） below the prose of items without labels."""
    if any(row.role == "source" for row in rows):
        return
    found = [
        row
        for before, row in pairwise(rows)
        if row.role == "plain" and ends_sentence(before.text) and sources.named(row.text)
    ]
    for row in found if len(found) > 1 else ():
        row.bits = [Bit("source", row.text)]


def part_addresses(rows: Sequence[Row]) -> None:
    """Addresses behind the text, in a file that has no line for them."""
    if any(row.role in ("source", "url") or row.bits[-1].role == "source" for row in rows):
        return
    for row in rows:
        last = row.bits[-1]
        if last.role in ("plain", "summary") and (parts := sources.part_tail(last.text)):
            row.bits[-1:] = [Bit(last.role, parts[0]), Bit("source", parts[1])]


def mend_labels(rows: Sequence[Row]) -> None:
    """来, 源 and ： on three lines: some extractors part a justified label into its signs."""
    index = 0
    while index < len(rows):
        parts = [row.text for row in rows[index : index + MOST_PARTS]]
        count = next((n for n in range(2, len(parts) + 1) if _is_label(parts[:n])), 0)
        if count:
            rows[index].bits = labelled(*split_label("".join(parts[:count]))[:2])
            for row in rows[index + 1 : index + count]:
                row.bits = [Bit("part", row.text)]
        index += max(count, 1)


def mend_scattered(rows: Sequence[Row]) -> None:
    """The same with the address among the signs: 来, 源, https://…, ："""
    for index, row in enumerate(rows):
        if row.role != "url":
            continue
        signs = [*_signs(rows, range(index - 1, index - 4, -1))]
        signs += _signs(rows, range(index + 1, index + 3))
        if "".join(sorted("".join(sign.text for sign in signs))) in SCATTERED:
            row.bits = [Bit("source", row.bits[0].text)]
            for sign in signs:
                sign.bits = [Bit("part", sign.text)]


def _signs(rows: Sequence[Row], places: Iterable[int]) -> Iterator[Row]:
    """Rows of one or two characters, up to the first longer one."""
    for place in places:
        if not 0 <= place < len(rows) or len(rows[place].text) > 2 or not rows[place].plain:
            return
        yield rows[place]


def mend_parted(rows: Sequence[Row]) -> None:
    """来 at the end of one line and 源：https://… on the next one: no extractor joins them."""
    for row, after in pairwise(rows):
        if not (row.plain and after.plain and len(row.text) <= 3):
            continue
        found = split_label(row.text + after.text)
        if found and not split_label(after.text) and len(row.text) < len(row.text + after.text):
            after.bits = labelled(*found[:2])
            row.bits = [Bit("part", row.text)]


def _is_label(parts: Sequence[str]) -> bool:
    """Single signs that end with a colon, and are a label together."""
    if any(len(part) > 2 for part in parts) or parts[-1][-1] not in COLONS:
        return False
    found = split_label("".join(parts))
    return found is not None and not found[1]


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


def absorb_addresses(rows: Sequence[Row]) -> None:
    """Lines that are the rest of an address broken at a line end become part of it."""
    whole = sorted(
        {url for row in rows if row.role == "url" for url in sources.only_urls(row.text)}
    )
    content = [row for row in rows if row.content]
    for index, row in enumerate(content):
        if row.role not in ("source", "url", "summary", "plain", "title"):
            continue
        address = open_address(row)
        for after in range(index + 1, len(content)) if address else ():
            parted = content[after].role == "url" and row.role == "source"
            if parted and not among(whole, address):
                continue  # a block of links may part an address
            # A bare address is no witness for itself.
            known = whole if row.role == "source" else ()
            if not goes_on(address, content, after, known):
                break
            address += content[after].text
            content[after].bits = [Bit("urlpart", content[after].text)]
            row.bits[-1] = Bit(row.bits[-1].role, row.bits[-1].text + content[after].text)


def open_address(row: Row) -> str:
    """The address the line ends with, which may go on in the next one."""
    bit = row.bits[-1]
    if bit.role not in ("source", "url"):
        return ""
    text = sources.mend(bit.text).rstrip(")） ")
    found = list(sources.ADDRESS.finditer(text))
    # As it stands, not trimmed: a line may well break behind the ? or = of a query.
    return found[-1][0] if found and found[-1].end() == len(text) else ""


def among(addresses: Sequence[str], address: str) -> bool:
    place = bisect_left(addresses, address)
    return place < len(addresses) and addresses[place] == address


def begins_one(addresses: Sequence[str], start: str) -> bool:
    place = bisect_left(addresses, start)
    return place < len(addresses) and addresses[place].startswith(start)


def goes_on(address: str, content: Sequence[Row], index: int, whole: Sequence[str]) -> bool:
    row = content[index]
    if row.role != "plain" or not sources.continues(row.text.rstrip("）")):
        return False
    longer = address + row.text.rstrip("）")
    if begins_one(whole, longer):
        return True
    if among(whole, address):
        return False
    after = content[index + 1] if index + 1 < len(content) else None
    if after is not None and after.role == "summary":  # the line may be a title
        return bool(QUERY & set(row.text)) and not row.text.replace("-", "").isalpha()
    if after is not None and after.role == "title":  # or the name of a section
        sure = len(row.text) > LONGEST_HEADING or "." in row.text or not address[-1].isalnum()
        return sure and bool(sources.SIGNS & set(row.text))
    return bool(sources.SIGNS & set(row.text)) or row.text.islower() or len(address) > 50


def fill_empty_labels(rows: Sequence[Row]) -> None:
    """来源： on a line of its own takes the address or name on the next one."""
    content = [row for row in rows if row.content and row.role != "part"]
    for row, after in pairwise(content):
        if row.role != "source" or len(row.bits) > 1 or row.bits[0].text:
            continue
        if after.role == "url" or (
            after.role == "plain" and len(after.text) <= 40 and "。" not in after.text
        ):
            after.bits = [Bit("source", after.bits[0].text)]
