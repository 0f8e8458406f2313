"""What the arranging page sends, read with care: anybody can send anything."""

import json
from dataclasses import dataclass, field

from issues.desk.finding import whole_number

from .texts import FIELDS

ROWS_MAX, LISTS_MAX, TEXT_MAX = 1000, 100, 20_000


class Malformed(Exception):
    """The message is not one of the page's; what is wrong is for whoever wrote the script."""


@dataclass(frozen=True)
class Edit:
    item: int
    version: int
    changes: dict[str, str]
    seen: dict[str, str]


@dataclass(frozen=True)
class Payload:
    """`order` maps the names of lists to all ids in them; `moved` item ids to versions seen;
    `why` the ids that are rejected to reasons."""

    version: int
    order: dict[str, list[int]] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    why: dict[int, str] = field(default_factory=dict)


def read(body):
    """A Payload from the bytes of a request; raises Malformed."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("this is not JSON") from error
    data = mapping(data, "the message")
    order = {
        cleaned(name): [number(item, "an id in order") for item in listed(ids, name)]
        for name, ids in mapping(data.get("order", {}), "order").items()
    }
    placed = [item for ids in order.values() for item in ids]
    if len(order) > LISTS_MAX or len(placed) > ROWS_MAX:
        raise Malformed("too many rows")
    if len(set(placed)) != len(placed):
        raise Malformed("an item stands in two places")
    moved = {
        number(item, "an id in moved"): number(version, "a version in moved")
        for item, version in mapping(data.get("moved", {}), "moved").items()
    }
    why = {
        number(item, "an id in why"): text(reason, "a reason")
        for item, reason in mapping(data.get("why", {}), "why").items()
    }
    edits = [edit(row) for row in listed(data.get("items", []), "items")]
    if len({row.item for row in edits}) != len(edits):
        raise Malformed("an item is changed twice")
    return Payload(number(data.get("version", 0), "version"), order, moved, edits, why)


def edit(row):
    row = mapping(row, "an item")
    changes, seen = text_fields(row.get("set", {})), text_fields(row.get("was", {}))
    return Edit(number(row.get("id"), "id"), number(row.get("v", 0), "v"), changes, seen)


def text_fields(values):
    """The fields that the page knows; others are nobody's to write from here."""
    return {
        name: text(value, name) for name, value in mapping(values, "set").items() if name in FIELDS
    }


def text(value, name):
    if not isinstance(value, str) or len(value) > TEXT_MAX:
        raise Malformed(f"{name} is no text, or too long")
    return cleaned(value)


def cleaned(text):
    """Without what a database cannot store: NUL, and halves of a broken pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def mapping(value, name):
    if not isinstance(value, dict):
        raise Malformed(f"{name} is no object")
    return value


def listed(value, name):
    if not isinstance(value, list) or len(value) > ROWS_MAX:
        raise Malformed(f"{name} is no list, or too long")
    return value


def number(value, name):
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    found = whole_number(value) if isinstance(value, str) else None
    if found is None or found >= 2**31:
        raise Malformed(f"{name} is no number")
    return found
