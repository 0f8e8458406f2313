"""An item in the making, and what is doubtful about it."""

from dataclasses import dataclass, field

from issues.text import tidy

from ..parsed import ParsedItem, Problem
from . import doubting, sources
from .rows import Row


@dataclass(slots=True)
class Item:
    """An item in the making. `marked`: its title was told by a mark, not by what follows it."""

    index: int
    line: int
    title_parts: list[str]
    marked: bool = False
    labelled: bool = False  # by 内容： or 来源：, as only items are
    summary_parts: list[str] = field(default_factory=list)
    has_summary: bool = False
    source_parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    region: str = ""
    problems: list[Problem] = field(default_factory=list)
    last: Row | None = None  # the row that was added last
    closed: bool = False
    title: str = ""
    source: sources.Source = field(default_factory=lambda: sources.Source((), "", ()))

    def finish(self, section: str) -> None:
        self.title = tidy.join(self.title_parts).strip()
        self.source = sources.read(" ".join(self.source_parts or self.links))
        if not self.summary_parts:
            self.problems.append(Problem("no_summary", self.line))
        if not self.labelled:
            summary = tidy.join(self.summary_parts)
            self.problems += doubting.about(self.line, self.title, summary, section)
        for text in self.source.refused:
            self.problems.append(Problem("source_refused", self.line, text))
        for text in self.source.completed:
            self.problems.append(Problem("scheme_added", self.line, text))
        if not self.source.urls and not self.source.refused:
            code = "no_link" if self.source.name else "no_source"
            self.problems.append(Problem(code, self.line, self.source.name))

    def parsed(self) -> ParsedItem:
        return ParsedItem(
            title=self.title,
            summary=tidy.join(self.summary_parts).strip(),
            source_url=self.source.urls[0] if self.source.urls else None,
            source_urls=self.source.urls,
            source_name=self.source.name,
            tags=tuple(self.tags),
            region=self.region or None,
            problems=tuple(self.problems),
            line=self.line,
        )


@dataclass(slots=True)
class Section:
    name: str
    items: list[Item] = field(default_factory=list)
