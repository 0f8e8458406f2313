"""Files -> Source."""

from ..parsed import Refused
from ..source import Source
from . import text

MARKDOWN = (".md", ".markdown", ".mdown")


def read(data: bytes, name: str = "") -> Source:
    """The file as lines, links and outline. Raises Refused with a code of messages.py."""
    kind = "markdown" if name.lower().endswith(MARKDOWN) else "text"
    return Source.of_text(text.read(data, name), kind)


__all__ = ["Refused", "Source", "read"]
