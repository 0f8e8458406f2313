"""Files -> Source."""

from ..parsed import Refused
from ..source import Source
from . import isolation, text
from .kinds import kind_of

MOST_BYTES = text.MOST_BYTES
ISOLATED = ("pdf", "zip", "html", "mhtml")


def read(data: bytes, name: str = "") -> Source:
    """The file as lines, links and outline. Raises Refused with a code of messages.py.

    `name` is the file's: Markdown is told by it, all other kinds by their first bytes.
    """
    if len(data) > MOST_BYTES:
        raise Refused("too_large", name=name, most=MOST_BYTES // 1024 // 1024)
    if not data:
        raise Refused("empty", name=name)
    kind = kind_of(data, name)
    if kind in ISOLATED:
        return isolation.run(kind, data, name)
    if kind == "encrypted":
        raise Refused("encrypted", name=name)
    if kind not in ("text", "markdown"):
        raise Refused("not_text", name=name, kind=kind)
    return Source.of_text(text.read(data, name), kind)


__all__ = ["MOST_BYTES", "Refused", "Source", "read"]
