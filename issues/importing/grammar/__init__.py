"""Lines of a back issue -> ParsedIssue. Pure: no Django, no file, no clock.

    Issue := masthead? (section heading, items)*
    Item  := title lines, 内容：summary lines, 来源：source

First each line is read (lines.py, reading.py), what belongs to pages is set aside (furniture.py),
then a state machine gives the rest to items (machine.py). A text that is no text yet, a table or
Markdown, is made one before (hints.py).
"""

from collections import Counter
from collections.abc import Sequence

from issues.text import tidy, urls

from ..parsed import (
    KINDS,
    ParsedIssue,
    ParsedItem,
    ParsedSection,
    PlacedLine,
    Problem,
    Refused,
    UnplacedLine,
)
from ..source import Source
from . import (
    addresses,
    contents,
    entries,
    front_matter,
    furniture,
    headings,
    hints,
    items,
    machine,
    masthead,
    reading,
    references,
    tails,
    titles,
)
from .rows import Row, scan


def parse(source: Source | Sequence[str]) -> ParsedIssue:
    """Reads any lines; see `require_items` for what is no issue at all."""
    source = source if isinstance(source, Source) else Source.of_text(source)
    rows = scan(source, hints.rendered(source))
    prepare(rows)
    built = machine.run(rows)
    titles.strip_ornaments(built.sections)
    titles.strip_numbers(built.sections)
    return ParsedIssue(
        **head(rows),
        note=tidy.join(built.note),
        sections=tuple(
            ParsedSection(section.name, tuple(item.parsed() for item in section.items))
            for section in with_repeats_marked(built.sections)
        ),
        unplaced=tuple(
            UnplacedLine(row.no, tidy.clean(source.lines[row.no - 1].text))
            for row in rows
            if row.kind == "unplaced"
        ),
        ledger=ledger(rows),
        lines=tuple(PlacedLine(row.no, row.kind or "unplaced", row.item, row.told) for row in rows),
    )


def require_items(parsed: ParsedIssue) -> ParsedIssue:
    """The issue itself, or Refused("no_item") where no item was found."""
    if not parsed.items:
        raise Refused("no_item", lines=parsed.ledger["lines"])
    return parsed


def prepare(rows: list[Row]) -> None:
    """What can be told before the items are: in this order, as each step uses the last."""
    furniture.mark_placed(rows)
    front_matter.mark(rows)
    front_matter.mark_mail(rows)
    furniture.mark_page_numbers(rows)
    references.resolve(rows)
    reading.read_all(rows)
    furniture.mark_running_heads(rows)
    addresses.absorb(rows)
    headings.mark_all(rows)
    headings.mark_containers(rows)
    entries.titles_of_markdown(rows)
    entries.titles_of_lists(rows)
    tails.part(rows)
    reading.fill_empty_labels(rows)
    addresses.absorb(rows)
    furniture.mark_link_blocks(rows)
    furniture.restore_hyphens(rows)
    contents.mark(rows)
    titles.mark_numbered(rows)


def head(rows: Sequence[Row]) -> dict[str, object]:
    """Number, total number, title and date; running heads help where the masthead is silent."""
    own = masthead.read([row.text for row in rows if row.kind == "masthead" and not row.listed])
    running = masthead.read([row.text for row in rows if row.kind == "header_footer"][:12])
    return {
        "number": own.number or running.number,
        "total_number": own.total_number or running.total_number,
        "title": own.title,
        "date": own.date or running.date,
    }


def ledger(rows: Sequence[Row]) -> dict[str, int]:
    counts = Counter(row.kind for row in rows)
    return {"lines": len(rows)} | {kind: counts[kind] for kind in KINDS}


def with_repeats_marked(sections: list[items.Section]) -> list[items.Section]:
    """An item whose title or address came before is kept, and said."""
    seen: dict[tuple[str, str], int] = {}
    for item in (item for section in sections for item in section.items):
        keys = [("title", tidy.squeeze(item.title))]
        keys += [("url", urls.normalise(item.source.urls[0]))] if item.source.urls else []
        for what, key in keys:
            if (what, key) in seen:
                item.problems.append(Problem(f"repeated_{what}", item.line, str(seen[what, key])))
            else:
                seen[what, key] = item.line
    return sections


__all__ = ["ParsedIssue", "ParsedItem", "ParsedSection", "Refused", "parse", "require_items"]
