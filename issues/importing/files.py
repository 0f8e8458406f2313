"""A path a command was given -> Source."""

from pathlib import Path

from .parsed import Refused
from .readers import read
from .readers.text import MOST_BYTES
from .source import Source


def source(path: str) -> Source:
    """Raises Refused: no_file, unreadable, and what readers.read raises."""
    return read(*load(path))


def load(path: str) -> tuple[bytes, str]:
    """The file's bytes and its name. Raises Refused: no_file, unreadable."""
    file = Path(path)
    try:
        with file.open("rb") as stream:
            # One byte more than is taken, so that a huge file is refused and not loaded.
            return stream.read(MOST_BYTES + 1), file.name
    except FileNotFoundError as error:
        raise Refused("no_file", path=path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused("unreadable", path=path, reason=reason) from error
