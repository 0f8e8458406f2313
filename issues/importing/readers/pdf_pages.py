"""A page of a PDF -> pieces: its lines and the rows of its tables, in reading order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from issues.text import tidy

from ..grammar import sources
from . import bare_tables, tables
from .layout import Char, TextLine, char_of, lines_of, segments_of, with_dots
from .lines import joined

GAP = 1.45  # of the usual distance of lines: more parts paragraphs
DRAWN = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
MOST_RULES = 3000  # a page with more lines is a drawing, no table


@dataclass
class Piece:
    """A line, or a row of a table, with where it stands on its page."""

    page: int
    top: float  # share of the height
    lines: list[TextLine] = field(default_factory=list)
    cells: list[tables.Cell] | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    gap: bool = False
    lead: str = ""  # the bold words that open an entry of a list; see pdf_lists.py
    sizes: Counter[float] = field(default_factory=Counter)  # of the characters in cells

    @property
    def text(self) -> str:
        return joined([line.text for line in self.lines])

    @property
    def size(self) -> float:
        return self.lines[0].whole.size

    @property
    def bold(self) -> bool:
        return all(line.whole.bold for line in self.lines)


def page_pieces(page, gutters: list[float], columns: list[bare_tables.Columns]) -> list[Piece]:
    """`gutters`, `columns`: those of the page before; they become this page's."""
    chars = [
        char_of(char)
        for char in page.dedupe_chars(tolerance=0.5).chars
        if char["upright"] and char["size"] > 1 and inside(char, page)
    ]
    found = drawn_tables(page)
    boxes = [table.bbox for table in found]
    free = [char for char in chars if not any(within(char, box) for box in boxes)]
    links = [link for link in page.hyperlinks if is_address(link.get("uri"))]
    bare, free = bare_tables.find(free, columns) if not found else ([], free)
    blocks: list[tuple[float, list[Piece]]] = []
    cut = sorted([*(box[1] for box in boxes), *(rows[0].top for rows in bare)])
    for low, high in zip([float("-inf"), *cut], [*cut, float("inf")], strict=True):
        part = [char for char in free if low <= char.middle < high]
        if part:
            blocks.append((max(low, 0.0) + 0.5, line_pieces(page, part, links, gutters)))
    blocks += [(table.bbox[1], table_pieces(page, table, chars, links)) for table in found]
    blocks += [(rows[0].top, bare_pieces(page, rows, links)) for rows in bare]
    return [piece for _top, part in sorted(blocks, key=lambda block: block[0]) for piece in part]


def inside(char, page) -> bool:
    return char["x1"] > 0 and char["x0"] < page.width and 0 <= char["bottom"] <= page.height + 5


def within(char: Char, box: Sequence[float]) -> bool:
    return box[0] <= (char.x0 + char.x1) / 2 <= box[2] and box[1] <= char.middle <= box[3]


def is_address(uri: object) -> bool:
    return isinstance(uri, str) and uri.lower().startswith(("http://", "https://"))


def drawn_tables(page) -> list:
    """Tables with ruled cells in at least two columns."""
    if len(page.rects) + len(page.lines) + len(page.curves) > MOST_RULES:
        return []
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    if not upright:
        return []
    # A table that goes on over the page end has no rule there.
    ends = [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]
    return [
        table
        for table in page.find_tables(DRAWN | {"explicit_horizontal_lines": ends})
        if any(sum(cell is not None for cell in row.cells) >= 2 for row in table.rows)
    ]


def line_pieces(
    page, chars: Sequence[Char], links: Sequence[dict], gutters: list[float]
) -> list[Piece]:
    lines, found = lines_of(chars, gutters)
    gutters[:] = found or gutters
    pitch = usual_pitch(lines)
    pieces: list[Piece] = []
    last: TextLine | None = None
    for line in lines:
        piece = Piece(page.page_number, line.whole.top / float(page.height), [line])
        if last is not None and pitch:
            step = line.whole.middle - last.whole.middle
            piece.gap = step > GAP * pitch * max(1.0, line.whole.size / last.whole.size)
        piece.links = links_of(line, links)
        if pieces and goes_on(pieces[-1], piece, pitch):
            merge(pieces[-1], piece)
        else:
            pieces.append(piece)
        last = line
    return pieces


def usual_pitch(lines: Sequence[TextLine]) -> float:
    steps = [
        round(b.whole.middle - a.whole.middle, 1)
        for a, b in pairwise(lines)
        if 0 < b.whole.middle - a.whole.middle < 4 * b.whole.size
    ]
    return sorted(steps)[len(steps) // 3] if steps else 0.0


def links_of(line: TextLine, links: Sequence[dict]) -> list[tuple[str, str]]:
    """(url, words) of the annotations on this line, from left to right."""
    found = []
    for link in sorted(links, key=lambda link: link["x0"]):
        words = "".join(
            char.text
            for char in line.chars
            if link["top"] <= char.middle <= link["bottom"]
            and link["x0"] - 1 <= (char.x0 + char.x1) / 2 <= link["x1"] + 1
        ).strip()
        if words:
            found.append((link["uri"], with_dots(words)))
    return found


def goes_on(before: Piece, piece: Piece, pitch: float) -> bool:
    """Whether the line continues the one above: one link over both, or one wrapped heading."""
    last, line = before.lines[-1], piece.lines[0]
    step = line.whole.middle - last.whole.middle
    if 0 < step < 4 * line.whole.size and same_address(before, piece):
        return True
    if not 0 < step < 2.2 * line.whole.size or piece.gap:
        return False
    if same_link(before, piece):
        words = before.links[-1][1]
        return (words == before.text or is_pointer(words, piece)) and len(before.lines) < 8
    return False


def same_link(before: Piece, piece: Piece) -> bool:
    """Whether a link at the end of one line is that at the head of the other."""
    if not before.links or not piece.links or before.links[-1][0] != piece.links[0][0]:
        return False
    words = before.links[-1][1]
    return tidy.squeeze(before.text).endswith(tidy.squeeze(words)[-8:])


def same_address(before: Piece, piece: Piece) -> bool:
    """The same for a link that shows its address, wherever the line goes on."""
    if not same_link(before, piece) or "://" not in before.text or len(before.lines) >= 8:
        return False
    words = tidy.squeeze(piece.links[0][1])
    return tidy.squeeze(piece.text).startswith(words) and words in piece.links[0][0]


def is_pointer(words: str, piece: Piece) -> bool:
    """阅读原 at the end of one line and 文 on the next."""
    return tidy.clean(words + piece.links[0][1]).strip("[]［］【】（）") in sources.POINTERS


def merge(before: Piece, piece: Piece) -> None:
    before.lines += piece.lines
    (url, words), (_same, more) = before.links[-1], piece.links[0]
    before.links[-1] = (url, joined([words, more]))
    before.links += piece.links[1:]


def table_pieces(page, table, chars: Sequence[Char], links: Sequence[dict]) -> Iterator[Piece]:
    for row in table.rows:
        own = [[c for c in chars if within(c, box)] if box else [] for box in row.cells]
        cells = [cell_of(lines_of(cell)[0], links) for cell in own]
        sizes = Counter(round(c.size, 1) for cell in own for c in cell)
        if any(cell.text for cell in cells):
            yield Piece(
                page.page_number, row.bbox[1] / float(page.height), cells=cells, sizes=sizes
            )


def bare_pieces(page, rows: Sequence[bare_tables.Row], links: Sequence[dict]) -> Iterator[Piece]:
    for row in rows:
        lines = [[TextLine(segments_of(line)) for line in cell] for cell in row.cells]
        sizes = Counter(round(c.size, 1) for c in row.chars)
        cells = [cell_of(cell, links) for cell in lines]
        yield Piece(page.page_number, row.top / float(page.height), cells=cells, sizes=sizes)


def cell_of(lines: Sequence[TextLine], links: Sequence[dict]) -> tables.Cell:
    found: dict[str, str] = {}
    for line in lines:
        for url, words in links_of(line, links):
            found[url] = found.get(url, "") + words
    return tables.Cell([line.text for line in lines], list(found.items()))
