"""Entries of bulleted lists in a PDF made one line each, with the bold words that open them."""

from collections.abc import Sequence

from issues.text import tidy

from .layout import Char, TextLine
from .lines import joined
from .pdf_pages import Piece, merge, same_link

BULLETS = "•●◦▪■‣·▶◆"
BULLET = "• "
FEWEST_BOLD = 4  # characters, before they can be a title
ALIGNED = 3.0  # points
MOST_LINES = 60


def entries_together(pieces: Sequence[Piece], running: set[int]) -> list[Piece]:
    """Pieces with the lines of each entry in its first piece; `lead` is set where one is bold."""
    out: list[Piece] = []
    entry: Piece | None = None
    for piece in pieces:
        if id(piece) in running:
            out.append(piece)
        elif entry is not None and belongs(entry, piece):
            take(entry, piece)
        else:
            entry = piece if opens(piece) else None
            out.append(piece)
    for piece in out:
        if piece.lines and opens(piece):
            piece.lead = lead_of(piece.lines)
    return out


def told(line: TextLine) -> list[Char]:
    return [char for char in line.chars if char.text.strip()]


def has_bullet(piece: Piece) -> bool:
    first = tidy.clean(piece.lines[0].text)[:1] if piece.lines else ""
    return bool(first) and first in BULLETS and len(told(piece.lines[0])) > 1


def opens(piece: Piece) -> bool:
    """A bullet with bold words or a link behind it."""
    if piece.cells is not None or not has_bullet(piece):
        return False
    first, text = told(piece.lines[0])[1], tidy.clean(piece.lines[0].text)[1:].strip()
    return first.bold or any(text.startswith(words[:8]) for _url, words in piece.links)


def belongs(entry: Piece, piece: Piece) -> bool:
    """Whether the line goes on with the entry: below its text, or at the head of a column."""
    if piece.cells is not None or piece.gap or has_bullet(piece):
        return False
    if abs(piece.size - entry.size) > 1 or len(entry.lines) >= MOST_LINES:
        return False
    last, line = entry.lines[-1].whole, piece.lines[0].whole
    if piece.page == entry.page and line.middle > last.middle:
        return abs(line.x0 - told(entry.lines[0])[1].x0) <= ALIGNED
    return True


def take(entry: Piece, piece: Piece) -> None:
    if same_link(entry, piece):
        merge(entry, piece)
    else:
        entry.lines += piece.lines
        entry.links += piece.links
    entry.page = piece.page


def lead_of(lines: Sequence[TextLine]) -> str:
    """The bold words that open an entry, as they stand in its text; empty for none."""
    chars = [char for line in lines for char in told(line)][1:]
    count = next((n for n, char in enumerate(chars) if not char.bold), len(chars))
    if count < FEWEST_BOLD:
        return ""
    text = text_of(lines)[len(BULLET) :]
    ends = [end for end, char in enumerate(text, start=1) if not char.isspace()]
    return text[: ends[count - 1]] if count <= len(ends) else ""


def text_of(lines: Sequence[TextLine]) -> str:
    text = tidy.clean(joined([line.text for line in lines]))
    return BULLET + text[1:].lstrip()
