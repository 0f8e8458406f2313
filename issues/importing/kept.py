"""A ParsedIssue as plain JSON and back, for keeping it with its import."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple

from .parsed import ParsedIssue, ParsedItem, ParsedSection, PlacedLine, Problem, UnplacedLine

HEAD = ("number", "total_number", "title", "note")


def to_json(parsed: ParsedIssue) -> dict[str, object]:
    return {
        **{name: getattr(parsed, name) for name in HEAD},
        "date": parsed.date.isoformat() if parsed.date else None,
        "sections": [asdict(section) for section in parsed.sections],
        "unplaced": [list(astuple(row)) for row in parsed.unplaced],
        "ledger": dict(parsed.ledger),
        "lines": [list(astuple(row)) for row in parsed.lines],
    }


def from_json(data: Mapping[str, object]) -> ParsedIssue:
    return ParsedIssue(
        **{name: data[name] for name in HEAD},
        date=datetime.date.fromisoformat(data["date"]) if data["date"] else None,
        sections=tuple(
            ParsedSection(section["name"], tuple(item(row) for row in section["items"]))
            for section in data["sections"]
        ),
        unplaced=tuple(UnplacedLine(*row) for row in data["unplaced"]),
        ledger=data["ledger"],
        lines=tuple(placed(*row) for row in data["lines"]),
    )


def placed(
    line: int, kind: str, item: int | None, told: Sequence[Sequence[str]] = ()
) -> PlacedLine:
    """What was kept before there was `told` has three values in a row."""
    return PlacedLine(line, kind, item, tuple((role, text) for role, text in told))


def item(row: Mapping[str, object]) -> ParsedItem:
    return ParsedItem(
        **row
        | {
            "source_urls": tuple(row["source_urls"]),
            "tags": tuple(row["tags"]),
            "problems": tuple(Problem(**found) for found in row["problems"]),
        }
    )
