"""A path a command was given -> Source."""

from pathlib import Path

from .parsed import Refused
from .readers import read
from .readers.text import MOST_BYTES
from .source import Source


def source(path: str) -> Source:
    """Raises Refused: no_file, unreadable, and what readers.read raises."""
    file = Path(path)
    try:
        with file.open("rb") as stream:
            # One byte more than is taken, so that a huge file is refused and not loaded.
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise Refused("no_file", path=path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("unreadable", path=path, reason=reason) from error
    return read(data, file.name)
