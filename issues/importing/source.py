"""What a reader gives: the lines of a file with where they stand, its links and its outline."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

Kind = Literal["text", "markdown", "html", "pdf", "docx"]


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, blank ones included. `page` counts from 1; `top` is the distance from
    the head of the page as a share of its height, 0 to 1. Both None where a file has no pages.
    """

    text: str
    page: int | None = None
    top: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link with the words it stands on. `line` counts from 1; None where no line shows it."""

    url: str
    text: str
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that the file sets off: `level` 1 to 6 for headings, 0 for bold or larger type."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. Line N of the ledger is `lines[N - 1]`.

    `to_json` and `from_json` are for keeping it: plain lists and strings, nothing lost.
    """

    kind: Kind
    lines: tuple[Line, ...]
    links: tuple[Link, ...] = ()
    outline: tuple[Mark, ...] = ()

    @classmethod
    def of_text(cls, lines: Sequence[str], kind: Kind = "text") -> "Source":
        return cls(kind, tuple(Line(line) for line in lines))

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "lines": [list(astuple(line)) for line in self.lines],
            "links": [list(astuple(link)) for link in self.links],
            "outline": [list(astuple(mark)) for mark in self.outline],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Source":
        return cls(
            data["kind"],
            tuple(Line(*values) for values in data["lines"]),
            tuple(Link(*values) for values in data["links"]),
            tuple(Mark(*values) for values in data["outline"]),
        )
