"""A folder of back issues, one file after another: what came of each, in a steady order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import reset_queries

from issues import publishing

from . import files, messages, record
from .commit import ImportResult
from .parsed import Refused

DIGITS = re.compile(r"(\d+)")
# What systems and programs leave in folders.
LEFTOVERS = ("~$", ".~", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: a result, or the sentence that refuses it."""

    path: Path
    result: ImportResult | None
    refusal: str = ""


def paths(folder: str) -> list[Path]:
    """Files of the folder and those below it; 第2期 stands before 第10期. Raises Refused."""
    top = Path(folder)
    try:
        found = [path for path in top.rglob("*") if path.is_file() and not is_leftover(path, top)]
    except OSError as error:
        raise Refused("unreadable", path=folder, reason=error.strerror or str(error)) from error
    if not found:
        raise Refused("no_files", path=folder)
    return sorted(found, key=lambda path: natural(path.relative_to(top).as_posix()))


def is_leftover(path: Path, top: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(top).parts)
    return hidden or path.name.startswith(LEFTOVERS)


def natural(name: str) -> list[tuple[int, int, str]]:
    return [
        (0, int(part[:18]), part) if part.isascii() and part.isdigit() else (1, 0, part)
        for part in DIGITS.split(name)
        if part
    ]


def import_all(found: list[Path], **options) -> Iterator[Outcome]:
    """Each file in a transaction of its own: one that is refused keeps no other back."""
    for path in found:
        try:
            result = record.import_file(*files.load(str(path)), **options)
        except Refused as refused:
            yield Outcome(path, None, messages.refusal(refused.code, refused.values))
        except (publishing.Refused, ValidationError) as refused:
            yield Outcome(path, None, str(refused))
        else:
            yield Outcome(path, result)
        reset_queries()  # with DEBUG they are kept: memory would grow with the folder
