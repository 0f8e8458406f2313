"""Collects the lines of a structured file, with their links and marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from issues.text import tidy

from ..parsed import Refused
from ..source import Kind, Line, Link, Mark, Source
from .text import MOST_LINES

HEAD, FOOT = 0.0, 1.0  # `top` of what stands above and below the text of an unpaged file
MOST_CHARACTERS = 8_000_000


@dataclass
class Collector:
    """`links` are (url, text) pairs; a level of None is ordinary text."""

    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    outline: list[Mark] = field(default_factory=list)
    characters: int = 0

    def add(
        self,
        text: str,
        links: Iterable[tuple[str, str]] = (),
        *,
        level: int | None = None,
        page: int | None = None,
        top: float | None = None,
        mark: str = "",
    ) -> int:
        """Returns the number of the line. `mark`: the words that are set off, if not all."""
        self.characters += len(text)
        if len(self.lines) >= MOST_LINES or self.characters > MOST_CHARACTERS:
            raise Refused("too_many_lines", most=MOST_LINES)
        self.lines.append(Line(text, page, top))
        number = len(self.lines)
        self.links += [Link(url, words, page, number) for url, words in links]
        if level is not None:
            self.outline.append(Mark(number, level, mark or text))
        return number

    def link(self, url: str, words: str) -> None:
        """One more link for the last line."""
        self.links.append(Link(url, words, self.lines[-1].page, len(self.lines)))

    def source(self, kind: Kind) -> Source:
        if not any(tidy.clean(line.text) for line in self.lines):
            raise Refused("blank")
        return Source(kind, tuple(self.lines), tuple(self.links), tuple(self.outline))


def joined(parts: Sequence[str]) -> str:
    """The lines of a cell as one text; an address broken at a line end stays in one piece."""
    text = ""
    for part in parts:
        in_address = "://" in text.rsplit(" ", 1)[-1]
        text = text + part if in_address else tidy.join([text, part])
    return text
