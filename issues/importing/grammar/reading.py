"""What lines say: each by itself, then in the light of all the others."""

import re
from collections.abc import Sequence
from itertools import pairwise

from issues.text import tidy

from . import parted, sources
from .headings import STANDARD
from .lines import read_line
from .rows import Bit, Row, ends_sentence

LEAD = re.compile(r"【([^【】]{8,80})】\s?([^【】]{4,}[，。].*)")
NAMED_TITLE = re.compile(rf"【({'|'.join(sorted(STANDARD))})】\s?([^【】。]{{6,80}})$")


def read_all(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.content:
            row.bits = read_line(row)
            row.alone = () if row.resolved else tuple(row.bits)
    content = [row for row in rows if row.content]
    open_sections(content)
    parted.mend_labels(content)
    parted.mend_scattered(content)
    parted.mend_parted(content)
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
    widest = max((tidy.width(row.text) for row in rows if row.role == "plain"), default=0)
    wrapped = [lead for index in range(len(rows)) if (lead := wrapped_lead(rows, index, widest))]
    if len(found) + len(wrapped) < 2:
        return
    for row, lead in found:
        row.bits = [Bit("title", lead[1]), Bit("summary", lead[2]), *row.bits[1:]]
    for row, *more in wrapped:
        title, _close, rest = tidy.join(part.text for part in (row, *more))[1:].partition("】")
        row.bits = [Bit("title", title)] + ([Bit("summary", rest.strip())] if rest else [])
        for part in more:
            part.bits = [Bit("more", part.text)]


def wrapped_lead(rows: Sequence[Row], index: int, widest: int) -> Sequence[Row]:
    """The lines of 【标题】正文 whose title fills its first line; none where that is a heading."""
    if not rows[index].text.startswith("【") or rows[index].role != "plain":
        return ()
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
