"""What belongs to the pages and not to the text: running heads, page numbers, link blocks.

PDF text repeats the head and foot of each page in the middle of sentences, and some extractors
end each page with the addresses of its links.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from issues.text import tidy

from . import contents, headings, markdown_lines, masthead, sources
from .masthead import NUMBER, TOTAL, find_date
from .numbering import NUMERAL
from .rows import Bit, Row, ends_sentence, previous

DASH = r"\-—–－―─·•~｜|"
PAGE = [
    re.compile(rf"[{DASH}\s]+\d{{1,4}}[{DASH}\s]+"),
    re.compile(
        rf"[{DASH}\s]*第\s?[{NUMERAL}]{{1,4}}\s?页[\s,，/／|（(]*(共\s?[{NUMERAL}]{{1,4}}\s?页)?[)）{DASH}\s]*"
    ),
    re.compile(rf"共\s?[{NUMERAL}]{{1,4}}\s?页[\s,，/／|]*第\s?[{NUMERAL}]{{1,4}}\s?页"),
    re.compile(r"[（(]?\d{1,3}\s?[/／]\s?\d{1,3}[)）]?"),
    re.compile(r"(?:page|p\.?)\s?\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?", re.IGNORECASE),
]
BARE_NUMBER = re.compile(r"\d{1,3}")
RULE = re.compile(r"[\-=*_—–~─━·.…#＊－＝\s]{3,}")
DIGIT_RUN = re.compile(r"\d+")
# What the names of newsletters end with.
NAMES = (
    *("简报", "周报", "通讯", "快报", "要览", "月报", "日报", "动态", "专报", "内参", "参考"),
    *("周刊", "速览", "速递", "资讯", "摘编", "汇编", "报告", "信息"),
)
PAGE_TAIL = re.compile(
    rf"[\s{DASH}]*(第\s?\d{{1,3}}\s?页(\s?[/／,，]?\s?共\s?\d{{1,3}}\s?页)?|\d{{1,3}}\s?[/／]\s?\d{{1,3}}|\d{{1,3}})[\s{DASH}]*$"
)
BULLETS = re.compile(r"[•●▪◦‣·○■◆►➢✓\s]+")  # of list entries, on lines of their own
LONGEST = 60
# What a running head neither ends nor begins with, but a line of a list in a summary.
SENTENCE_SIGNS = tuple("。；，、：！？;,:")
LIST_SIGNS = ("- ", "• ", "* ", "+ ", "·")
MOST_OPENING = 40
MOST_ADDRESS_ROWS = 6


def mark_placed(rows: Sequence[Row]) -> None:
    """What readers give as head or foot of a file without pages; see readers/lines.py."""
    for row in rows:
        if row.sheet is None and row.top is not None:
            row.kind = "header_footer"


def mark_page_numbers(rows: Sequence[Row]) -> None:
    bare = []
    for index, row in enumerate(rows):
        if not row.content:
            continue
        if not row.text.strip("> "):  # an empty line of a quoted mail
            row.kind = "header_footer"
            if index + 1 < len(rows):
                rows[index + 1].gap = True
        elif row.text == markdown_lines.ASIDE:
            row.kind = "unplaced"
        elif RULE.fullmatch(row.text) or BULLETS.fullmatch(row.text) or _is_page_number(row.text):
            row.kind = "header_footer"
        elif BARE_NUMBER.fullmatch(row.text):
            bare.append((row, _at_edge(rows, index)))
    for place, (row, at_edge) in enumerate(bare):
        near = [int(other.text) for other, _edge in bare[max(0, place - 1) : place + 2]]
        # Bare numbers that go up by one, or stand at the edge of a page.
        if at_edge or any(abs(int(row.text) - value) == 1 for value in near):
            row.kind = "header_footer"


def _is_page_number(text: str) -> bool:
    return len(text) <= 40 and any(form.fullmatch(text) for form in PAGE)


def _at_edge(rows: Sequence[Row], index: int) -> bool:
    after = rows[index + 1] if index + 1 < len(rows) else None
    return rows[index].page or after is None or after.page


def _key(text: str) -> str:
    return DIGIT_RUN.sub("#", tidy.squeeze(text))


def mark_running_heads(rows: Sequence[Row]) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        told = any(char.isalnum() for char in row.text)  # not the 。 that wrapped alone
        plain = told and row.content and row.role == "plain" and not row.inner
        if plain and tidy.width(row.text) <= LONGEST * 2 and not _in_address(rows, index):
            groups[_key(row.text)].append(index)
    opening = _opening(rows)
    names = _names(rows, opening)
    for places in groups.values():
        if _opens_items(rows, places):
            continue
        repeats = len(places) >= 2 and _repeats_as_head(rows, places, names)
        if repeats or _is_publication(rows[places[0]].text, names):
            _set(rows, [place for place in places if place not in opening])


def _in_address(rows: Sequence[Row], index: int) -> bool:
    """The rest of an address that broke at a line end; many of one host end alike."""
    if not sources.continues(rows[index].text):
        return False
    for before in reversed(rows[max(0, index - MOST_ADDRESS_ROWS) : index]):
        if "://" in before.text:
            return True
        if not sources.continues(before.text):
            return False
    return False


def _set(rows: Sequence[Row], places: list[int]) -> None:
    for place in places:
        rows[place].kind = "header_footer"


def _opening(rows: Sequence[Row]) -> range:
    """Rows before the first heading, label or address: masthead and first title."""
    for index, row in enumerate(rows):
        heading = headings.read(row.text)
        named = heading is not None and (heading.mark == "【" or heading.name in headings.STANDARD)
        ends = named or contents.MARKER.fullmatch(row.text)
        if ends or index == MOST_OPENING or (row.role not in ("plain", "note") and row.content):
            return range(index)
    return range(min(3, len(rows)))


def _names(rows: Sequence[Row], opening: range) -> set[str]:
    """What the publication calls itself: the opening lines, as far as number and date go."""
    told = [index for index in opening if masthead.tells(rows[index].text)]
    last = told[-1] if told else 0
    return {tidy.squeeze(rows[index].text) for index in opening if index <= last}


def _repeats_as_head(rows: Sequence[Row], places: list[int], names: set[str]) -> bool:
    text = rows[places[0]].text
    if tidy.squeeze(text).strip(":：【】") in headings.STANDARD:
        return False
    if _is_publication(text, names):
        return True
    edges = sum(_by_page_edge(rows, place) for place in places)
    if edges >= 2 and edges * 3 >= len(places) * 2:
        return True
    if text.endswith(SENTENCE_SIGNS) or text.startswith(LIST_SIGNS) or _counts(rows[places[0]]):
        return False
    cuts = sum(_cuts_a_sentence(rows, place) for place in places)
    return len(places) >= 3 and cuts >= 1


def _counts(row: Row) -> bool:
    return row.numbered is not None and row.numbered.sure


def _is_publication(text: str, names: set[str]) -> bool:
    """Names the publication with its number, date or page: 某某简报 第12期 3."""
    words = PAGE_TAIL.sub("", text).strip()
    rest = TOTAL.sub(" ", words)
    rest = NUMBER.sub(" ", rest)
    dated = find_date(rest)
    if dated:
        rest = rest[: dated.start] + " " + rest[dated.end :]
    rest = rest.strip(" （）()|｜-—–·.,，、/~年第期")
    told = rest != words.strip(" （）()|｜-—–·.,，、/~年第期")
    if not rest:
        return told
    known = tidy.squeeze(rest)
    named = known in names or (
        len(known) >= 4
        and any(name.startswith(known) or known in name.split("第")[0] for name in names)
    )
    if named:
        return told or words != text or known in names
    return told and len(known) <= 16 and known.endswith(NAMES)


def _by_page_edge(rows: Sequence[Row], place: int) -> bool:
    if rows[place].page or place == len(rows) - 1:
        return True
    before = rows[place - 1] if place else None
    after = rows[place + 1]
    return (
        after.page
        or after.kind in ("header_footer", "link_block")
        or (before is not None and before.kind in ("header_footer", "link_block"))
    )


def _cuts_a_sentence(rows: Sequence[Row], place: int) -> bool:
    before = previous(rows, place)
    return (
        before is not None
        and before.role in ("plain", "summary")
        and (not ends_sentence(before.text))
    )


def _opens_items(rows: Sequence[Row], places: list[int]) -> bool:
    """A repeated title: a summary follows it each time."""
    return all(
        place + 1 < len(rows) and rows[place + 1].role in ("summary", "source") for place in places
    )


def mark_link_blocks(rows: Sequence[Row]) -> None:
    """Addresses at page ends that repeat those of the sources."""
    labelled = {url for row in rows if row.role == "source" for url in _urls(row)}
    lengths = sorted({len(url) for url in labelled if len(url) >= 16})
    named_only = not labelled and any(row.role == "source" for row in rows)
    if not labelled and not named_only:
        mark_repeated_links(rows)
    for block in _runs(rows):
        found = [url for row in block for url in _urls(row)]
        # A labelled address may have been cut off at its line end.
        claimed = sum(
            url in labelled or any(url[:length] in labelled for length in lengths) for url in found
        )
        if (claimed and claimed * 2 >= len(found)) or (named_only and len(found) >= 2):
            for row in block:
                row.kind = "link_block"


def mark_repeated_links(rows: Sequence[Row]) -> None:
    """Where sources have no label: nearly every address comes a second time at a page end."""
    counts = Counter(_bare(url) for row in rows if row.role == "url" for url in _urls(row))
    repeated = sum(count > 1 for count in counts.values())
    if repeated < max(3, len(counts) * 0.6):
        return
    seen: set[str] = set()
    within = False
    for row in rows:
        if row.role == "url" and row.content:
            found = {_bare(url) for url in _urls(row)}
            within = found <= seen
            seen |= found
        else:
            within = within and row.role == "urlpart"
        if within:
            row.kind = "link_block"


def _bare(url: str) -> str:
    return url.replace("-", "")  # see restore_hyphens


def restore_hyphens(rows: Sequence[Row]) -> None:
    """poppler drops a hyphen at a line end, in addresses too; the link at the page end has it."""
    links: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind == "link_block":
            for url in _urls(row):
                links[_bare(url)].add(url)
    for row in rows:
        if row.content and row.role in ("source", "url"):
            for url in _urls(row):
                whole = links.get(_bare(url), {url})
                if len(whole) == 1 and url not in whole:
                    text = sources.mend(row.bits[0].text).replace(url, *whole)
                    row.bits[0] = Bit(row.role, text)


def _urls(row: Row) -> list[str]:
    return [
        url
        for bit in row.bits
        if bit.role in ("source", "url")
        for url in sources.find_urls(bit.text)
    ]


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        if row.kind == "header_footer":
            continue
        if row.role in ("url", "urlpart") and (block or row.role == "url"):
            block.append(row)
        else:
            if block:
                yield block
            block = []
    if block:
        yield block
