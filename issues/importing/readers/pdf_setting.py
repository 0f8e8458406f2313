"""Pieces of all pages -> Source: what is set off, what wraps, what goes on over a page end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from issues.text import tidy

from ..grammar import sources
from ..source import Source
from . import tables
from .layout import TextLine
from .lines import Collector, joined
from .pdf_lists import entries_together, has_bullet, text_of
from .pdf_pages import Piece, merge, same_address

LARGER = 1.08  # of the size of the text: a line set in larger type
EDGE = 0.12  # of the page: where running heads and feet stand
OPENS, CLOSES = "“‘《〈（【「『", "，。、；：！？）》〉」』】”’"
# What a line end does not part: Latin words, and punctuation from what it opens or closes.
FIRST_WORD = re.compile(rf"[{OPENS}]*(?:[A-Za-z0-9]+|.)[{OPENS}]*.?[{CLOSES}]*")


def written(pieces: Sequence[Piece]) -> Source:
    lines = Collector()
    body = body_size(pieces)
    told = [piece for piece in pieces if piece.lines]
    bold_body = sum(piece.bold for piece in told) * 2 > len(told)
    ranks = size_ranks(pieces, body)
    running = running_lines(told)
    rows: list[Piece] = []
    held: list[Piece] = []  # heads and feet between the parts of a table
    together = set_together(entries_together(pieces, running), body, running)
    for piece in [*together, None]:
        if piece is not None and piece.cells is not None:
            rows.append(piece)
        elif piece is not None and rows and id(piece) in running:
            held.append(piece)
        else:
            write_table(rows, lines)
            for line in [*held, *([piece] if piece else [])]:
                level = None if id(line) in running else level_of(line, ranks, bold_body)
                write_line(line, lines, level)
            rows, held = [], []
    return lines.source("pdf")


def running_lines(pieces: Sequence[Piece]) -> set[int]:
    """Ids of the lines at page edges that other pages have at the same height."""
    places: dict[tuple[str, float], list[Piece]] = {}
    for piece in pieces:
        if not EDGE < piece.top < 1 - EDGE:
            key = "".join("#" if char.isdigit() else char for char in tidy.squeeze(piece.text))
            places.setdefault((key.replace("##", "#"), round(piece.top, 2)), []).append(piece)
    return {id(piece) for alike in places.values() if len(alike) > 1 for piece in alike}


def level_of(piece: Piece, ranks: dict[float, int], bold_body: bool) -> int | None:
    level = ranks.get(round(piece.size, 1))
    return 0 if level is None and piece.bold and not bold_body else level


def write_line(piece: Piece, lines: Collector, level: int | None) -> None:
    if piece.gap:
        lines.add("", page=piece.page)
    text, top = whole_text(piece), round(piece.top, 4)
    level = 0 if piece.lead else level
    lines.add(text, piece.links, level=level, page=piece.page, top=top, mark=piece.lead)


def whole_text(piece: Piece) -> str:
    """The text, with an address that wraps as its link has it."""
    text = text_of(piece.lines) if has_bullet(piece) else piece.text
    if len(piece.lines) > 1 and piece.links and "://" in text:
        url, _words = piece.links[-1]
        start = text.rfind("http")
        shown = sources.trimmed(text[start:])
        if tidy.squeeze(shown).replace("-", "") == url.replace("-", ""):
            return text[:start] + url
    return text


def body_size(pieces: Sequence[Piece]) -> float:
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes.update(piece.sizes)
        if piece.lines:
            sizes[round(piece.size, 1)] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def size_ranks(pieces: Sequence[Piece], body: float) -> dict[float, int]:
    """Larger sizes as levels of headings, the largest first."""
    larger = {round(p.size, 1) for p in pieces if p.lines and p.size > body * LARGER}
    return {size: min(rank, 6) for rank, size in enumerate(sorted(larger, reverse=True), start=1)}


def set_together(pieces: Sequence[Piece], body: float, running: set[int]) -> list[Piece]:
    """Lines of a heading or an address made one, over the end of a column or page too."""
    out: list[Piece] = []
    for piece in pieces:
        last = next((p for p in reversed(out[-4:]) if id(p) not in running), None)
        if last is None or not piece.lines or not last.lines or id(piece) in running:
            out.append(piece)
        elif same_address(last, piece):
            merge(last, piece)
        elif same_heading(last, piece, body):
            last.lines += piece.lines
            last.links += [link for link in piece.links if link[0] not in dict(last.links)]
        else:
            out.append(piece)
    return out


def same_heading(before: Piece, piece: Piece, body: float) -> bool:
    set_off = piece.size > body * LARGER or (piece.bold and before.bold)
    if not set_off or abs(piece.size - before.size) > 0.3 or piece.bold is not before.bold:
        return False
    if piece.gap or len(before.lines) >= 4:
        return False
    last, line = before.lines[-1], piece.lines[0]
    step = line.whole.middle - last.whole.middle
    below = 0 < step < 2.4 * piece.size and piece.page == before.page
    beside = piece.page == before.page and step < 0 and line.whole.x0 > last.whole.x1
    if not (below or beside or piece.page == before.page + 1):
        return False
    if tidy.open_brackets([before.text], "《》"):
        return True
    first = next((c for c in line.chars if c.text.strip()), None)
    room = last.right - last.whole.x1
    return first is not None and room < word_width(line) + 0.6 * piece.size


def word_width(line: TextLine) -> float:
    """Of the first word of the line: one ideograph, or a run of Latin letters."""
    chars = [char for char in line.chars if char.text.strip()]
    first = FIRST_WORD.match("".join(char.text[:1] for char in chars))
    return chars[max(first.end(), 1) - 1].x1 - chars[0].x0


def write_table(pieces: Sequence[Piece], lines: Collector) -> None:
    """Rows that a page end has cut are made whole, then written as items."""
    rows = whole_rows([part for piece in pieces for part in heads_apart(piece)])
    places = {id(piece.cells): piece for piece in rows}
    for entry in tables.entries([piece.cells for piece in rows]):
        piece = places.get(id(entry.row))
        page, top = (piece.page, round(piece.top, 4)) if piece else (None, None)
        texts = [joined(entry.texts)] if entry.labelled else entry.texts
        for place, text in enumerate(texts):
            links = entry.links if place == 0 else ()
            lines.add(text, links, level=entry.level, page=page, top=top)


def heads_apart(piece: Piece) -> list[Piece]:
    """The heads of the columns as a row of their own, where no rule parts them from the first."""
    first = [tables.Cell(cell.texts[:1]) for cell in piece.cells]
    rest = [tables.Cell(cell.texts[1:], cell.links) for cell in piece.cells]
    if not tables.heads(first) or not any(cell.text for cell in rest):
        return [piece]
    return [replace(piece, cells=first), replace(piece, cells=rest)]


def whole_rows(pieces: Sequence[Piece]) -> list[Piece]:
    rows: list[Piece] = []
    roles: list[str] | None = None
    for piece in pieces:
        found = tables.heads(piece.cells)
        if found and roles == found:
            continue  # the head repeated on the next page
        roles = found or roles
        last = rows[-1] if rows else None
        below_heads = last is None or tables.heads(last.cells) is not None
        next_page = not found and not below_heads and piece.page == last.page + 1
        if next_page and cut_by_page(last.cells, piece.cells, roles):
            for cell, more in zip(last.cells, piece.cells, strict=True):
                cell.texts += more.texts
                cell.links += [link for link in more.links if link[0] not in dict(cell.links)]
            last.page = piece.page
        else:
            rows.append(piece)
    return rows


def cut_by_page(
    above: Sequence[tables.Cell], below: Sequence[tables.Cell], roles: Sequence[str] | None
) -> bool:
    """Whether the first row of a page goes on with the last one of the page before."""
    if len(above) != len(below) or len(above) < 2:
        return False
    if any(cell.text == "" for cell in below) and any(cell.text for cell in below):
        return len([cell for cell in below if cell.text]) < len(below)
    if roles is None or "summary" not in roles:
        return False
    text = above[roles.index("summary")].text
    return bool(text) and not text.endswith(("。", "！", "？", "”", "…", "."))
