"""An HTML tree -> lines: one for each paragraph, with its links and what is set in bold."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import html

from issues.text import tidy

from ..grammar.labels import split_label
from . import tables
from .lines import Collector

DROPPED = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "svg", "canvas", "object", "video"),
        *("audio", "button", "select", "input", "textarea", "head", "title", "meta", "link", "map"),
    ]
)
INLINE = frozenset(
    [
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
        ),
        *("i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "center-inline", "ruby", "rb"),
    ]
)
BOLD = re.compile(r"font-weight:(?:bold|bolder|[6-9]00)")
LINE_BREAK_IN_SOURCE = re.compile(r"\s*[\n\r]\s*")
SPACES = re.compile(r"[ \t\r\n\f]+")
HEADING = re.compile(r"h[1-6]")
BULLET = "• "
# A bold opening is a title where such a sign or the end of the line follows it.
AFTER_TITLE = ("：", ":", "—", "–", "|", "｜", "\n")
MOST_DEPTH = 200


def style_of(element: html.HtmlElement) -> str:
    return element.get("style", "").replace(" ", "").lower()


def is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.tag in DROPPED
        or element.get("hidden") is not None
        or "display:none" in style_of(element)
    )


@dataclass
class Run:
    """The paragraph that is being collected."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    bold: int = 0  # characters that are not spaces
    lead: int = 0  # how far the text is bold from its start
    item: bool = False  # opens a list entry

    def put(self, words: str, bold: bool) -> None:
        if not self.text or self.text.endswith((" ", "\n")):
            words = words.lstrip(" ")
        if bold and self.lead == len(self.text):
            self.lead += len(words)
        self.bold += len(tidy.squeeze(words)) if bold else 0
        self.text += words


class Walker:
    """`skip` tells elements to leave out; `top` is given to every line."""

    def __init__(
        self,
        lines: Collector,
        *,
        skip: Callable[[html.HtmlElement], bool] = lambda element: False,
        top: float | None = None,
    ):
        self.lines, self.skip, self.top = lines, skip, top
        self.run = Run()
        self.level: int | None = None
        self.depth = 0

    def walk(self, element: html.HtmlElement) -> None:
        self.block(element, bold=False)
        self.flush()

    def block(self, element: html.HtmlElement, *, bold: bool) -> None:
        self.depth += 1
        bold = bold or element.tag in ("b", "strong") or bool(BOLD.search(style_of(element)))
        self.words(element.text, bold=bold)
        for child in element if self.depth < MOST_DEPTH else ():
            if isinstance(child.tag, str) and not is_hidden(child) and not self.skip(child):
                self.child(child, bold=bold)
            self.words(child.tail, bold=bold)
        self.depth -= 1

    def child(self, element: html.HtmlElement, *, bold: bool) -> None:
        if element.tag == "br":
            self.flush(blank=not self.run.text.strip())
        elif element.tag == "a":
            self.link(element, bold=bold)
        elif element.tag in INLINE and element.tag != "img":
            self.block(element, bold=bold)
        elif element.tag == "img":
            pass
        elif element.tag == "table" and (rows := rows_of(element)):
            self.flush()
            self.table(rows)
        else:
            self.paragraph(element, bold=bold)

    def paragraph(self, element: html.HtmlElement, *, bold: bool) -> None:
        self.flush()
        level, self.level = self.level, self.level
        if HEADING.fullmatch(element.tag):
            self.level = int(element.tag[1])
        self.run.item = element.tag == "li"
        bold = bold or element.tag == "dt"
        self.block(element, bold=bold)
        self.flush()
        self.level = level

    def words(self, text: str | None, *, bold: bool) -> None:
        if not text:
            return

        def mended(found: re.Match[str]) -> str:
            before, after = text[: found.start()][-1:], text[found.end() :][:1]
            wide = before and after and tidy.width(before) == tidy.width(after) == 2
            return "" if wide else " "

        text = LINE_BREAK_IN_SOURCE.sub(mended, text)
        self.run.put(SPACES.sub(" ", text), bold)

    def link(self, element: html.HtmlElement, *, bold: bool) -> None:
        start, run = len(self.run.text), self.run
        self.block(element, bold=bold)
        url = (element.get("href") or "").strip()
        # Where blocks stand inside the link, they are the lines before this one.
        words = run.text[start:].strip() if run is self.run else ""
        if url.lower().startswith(("http://", "https://")):
            if words:
                self.run.links.append((url, words))
            elif run is not self.run and self.lines.lines and (last := self.lines.lines[-1].text):
                self.lines.link(url, last)

    def flush(self, *, blank: bool = False) -> None:
        run, self.run = self.run, Run()
        text = run.text.strip()
        if not text:
            self.run.item = run.item
            if blank and self.lines.lines and self.lines.lines[-1].text:
                self.lines.add("", top=self.top)
            return
        mark, level = text, self.level
        if level is None and run.bold >= len(tidy.squeeze(text)):
            level = 0
        elif level is None and (lead := lead_of(run)):
            level, mark = 0, lead
        if run.item and run.links and not text.startswith("•"):
            text = BULLET + text
        self.lines.add(text, run.links, level=level, top=self.top, mark=mark)

    def table(self, rows: list[list[tables.Cell]]) -> None:
        for entry in tables.entries(rows):
            first, *rest = entry.texts
            self.lines.add(first, entry.links, level=entry.level, top=self.top)
            for text in rest:
                self.lines.add(text, top=self.top)


def lead_of(run: Run) -> str:
    """The bold opening of a list entry or paragraph that can be its title."""
    lead = run.text[: run.lead].strip()
    rest = run.text[run.lead :].lstrip()
    if len(lead) < 4 or split_label(lead + rest):
        return ""
    told = rest.startswith(AFTER_TITLE) or lead.endswith(("：", ":", "。"))
    return lead if told or (run.item and len(lead) >= 6) else ""


def rows_of(table: html.HtmlElement) -> list[list[tables.Cell]]:
    """The cells of a table of data; empty for one that only arranges a page."""
    if table.find(".//table") is not None:
        return []
    rows = [list(cells_of(row)) for row in table.iter("tr")]
    waiting: dict[int, int] = {}
    whole = [spread(row, waiting) for row in rows]
    return whole if any(sum(bool(c.text) for c in row) >= 2 for row in whole) else []


def cells_of(row: html.HtmlElement) -> Iterator[tuple[tables.Cell, int, int]]:
    for element in row:
        if element.tag not in ("td", "th"):
            continue
        lines = Collector()
        Walker(lines).walk(element)
        cell = tables.Cell(
            [line.text for line in lines.lines if line.text],
            [(link.url, link.text) for link in lines.links],
        )
        yield cell, span(element, "colspan"), span(element, "rowspan")


def span(element: html.HtmlElement, name: str) -> int:
    value = element.get(name, "1").strip()
    return min(int(value), 100) if value.isascii() and value.isdigit() and value != "0" else 1


def spread(row: list[tuple[tables.Cell, int, int]], waiting: dict[int, int]) -> list[tables.Cell]:
    """The row with empty cells where one from above reaches into it."""
    out: list[tables.Cell] = []

    def fill() -> None:
        while waiting.get(len(out), 0):
            waiting[len(out)] -= 1
            out.append(tables.Cell())

    for cell, columns, rows in row:
        fill()
        for place in range(columns):
            if rows > 1:
                waiting[len(out)] = rows - 1
            out.append(tables.Cell() if place else cell)
    fill()
    return out
