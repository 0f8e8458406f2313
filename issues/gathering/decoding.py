"""Bytes of a page or feed as text, whatever they claim to be written in."""

import codecs
from itertools import islice

from w3lib import encoding as w3

SAMPLE = 4000  # characters outside ASCII that are looked at
# Labels that servers send without thinking: every sequence of bytes fits them.
SINGLE_BYTE = {"cp1252", "iso8859-1", "latin_1", "ascii"}
COMMON = range(0xB0, 0xD8)  # first bytes of GB 2312's level one: the 3,755 usual characters


def decode(body, content_type=None):
    """The text of a page: what its labels say where that gives Chinese, else what does.

    `content_type` is the header. A byte order mark settles it; otherwise the header, the
    page's own declaration, UTF-8 and GB 18030 are tried, and the text with the fewest damaged
    and the most usual characters wins.
    """
    marked, mark = w3.read_bom(body)
    if marked:
        return tidied(w3.to_unicode(body[len(mark) :], marked))
    texts = [w3.to_unicode(body, name) for name in candidates(body, content_type)]
    return tidied(min(texts, key=strangeness))


def candidates(body, content_type):
    """Names of encodings, the likeliest first, each once."""
    names = [w3.http_content_type_encoding(content_type), w3.html_body_declared_encoding(body)]
    declared = [name for name in names if name and codecs.lookup(name).name not in SINGLE_BYTE]
    return list(dict.fromkeys([*declared, "utf-8", "gb18030"]))


def strangeness(text):
    """(damaged characters, share of unusual ones, in tenths): less is likelier to be right."""
    seen = list(islice((char for char in text if char > "\x7f"), SAMPLE))
    odd = sum(not is_usual(char) for char in seen)
    return text.count("\ufffd"), round(10 * odd / len(seen)) if seen else 0


def is_usual(char):
    """A common Chinese character or Chinese punctuation; traditional ones only where spelt so."""
    try:
        first = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first in COMMON or first in (0xA1, 0xA3)


def tidied(text):
    return text.removeprefix("\ufeff").replace("\0", "")
