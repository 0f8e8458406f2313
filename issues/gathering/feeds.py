"""Bytes of an RSS or Atom feed -> entries, as text. Knows no database and opens no connection.

Chinese feeds are often not what they say: GBK declared as UTF-8, XML with bare & and control
characters. So the bytes are decoded here by what they are, broken XML is mended by libxml2's
forgiving parser, and feedparser is given well-formed UTF-8. Entities that a feed declares for
itself have no honest use: such a feed is refused unread.
"""

import codecs
import html
import io
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import feedparser
from lxml import etree

from issues.text import markup, tidy, urls

from .times import when

MOST_BYTES = 5 * 1024 * 1024
MOST_ENTRIES = 10_000  # feedparser takes some 10 seconds for them
TITLE_MAX = 300  # characters
SUMMARY_MAX = 1000
BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),  # no mark, but the first sign of XML
    (b"\0<", "utf-16-be"),
]
# What a feed may say it is written in, if it is neither UTF-8 nor one of the GB encodings.
OTHERS = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}
CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)")
# Signs that XML does not allow at all.
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
NAMED = re.compile("&([A-Za-z][A-Za-z0-9]{1,31});")
BARE = re.compile("&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
OF_XML = frozenset(["amp", "lt", "gt", "quot", "apos"])
SENTENCE_ENDS = "。！？；"


class Unreadable(Exception):
    """`code` is a key of SENTENCES in issues/gathering/sources.py."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Entry:
    """`url` is "" or an address that is safe to link; `time` is aware, or None."""

    guid: str
    url: str
    title: str
    summary: str
    time: datetime | None


@dataclass(frozen=True)
class Feed:
    """`entries` in the order of the feed; `empty` is how many had neither title nor text."""

    title: str
    entries: tuple[Entry, ...]
    empty: int = 0


def read(body: bytes, *, content_type: str = "", url: str = "", now: datetime) -> Feed:
    """`url` is where the feed came from: relative links start there. Raises Unreadable."""
    if len(body) > MOST_BYTES:
        raise Unreadable("large")
    text = decode(body, content_type).translate(ILLEGAL).lstrip()
    if not text:
        raise Unreadable("empty")
    # Not in the head of the file alone, which can be disguised in a dozen ways.
    if "<!entity" in text.lower():
        raise Unreadable("entities")
    if text.count("<item") + text.count("<entry") > MOST_ENTRIES:
        raise Unreadable("many")
    parsed = feedparser.parse(
        io.BytesIO(well_formed(DECLARATION.sub("", text, count=1))),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        # All markup is taken out below, which is stricter than either.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise Unreadable("page" if "<html" in text[:2000].lower() else "broken")
    entries = [entry_of(entry, url, now) for entry in parsed.entries]
    kept = tuple(entry for entry in entries if entry.title)
    title = one_line(parsed.feed.get("title", ""))
    return Feed(title, kept, empty=len(entries) - len(kept))


# --- bytes to text ---


def decode(body: bytes, content_type: str = "") -> str:
    """The text, by what the bytes are rather than by what is said of them."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            start = 0 if b"<" in mark else len(mark)
            return body[start:].decode(encoding, errors="replace")
    loose = body.decode("utf-8", errors="replace")
    broken = loose.count("\ufffd")
    # A few spoilt bytes do not make it another encoding.
    if sum(char > "\x7f" for char in loose) - broken >= 10 * broken:
        return loose
    said = declared(body, content_type)
    for encoding in (said, "gb18030") if said != "cp1252" else ("gb18030", said):
        if encoding:
            try:
                return body.decode(encoding)
            except UnicodeDecodeError:
                continue
    return body.decode("gb18030", errors="replace")


def declared(body: bytes, content_type: str) -> str | None:
    """The codec of an encoding that the XML or the server names, where it is one of OTHERS."""
    in_xml = ENCODING.search(body[:400])
    in_header = CHARSET.search(content_type)
    names = [in_xml and in_xml[1].decode("ascii", "replace"), in_header and in_header[1]]
    return next((OTHERS[name.lower()] for name in names if name and name.lower() in OTHERS), None)


# --- text to well-formed XML ---


def well_formed(text: str) -> bytes:
    """UTF-8 that an XML parser takes: as it is where it can be, else mended."""
    data = text.encode("utf-8", errors="replace")
    try:
        etree.fromstring(data, xml_parser(recover=False))
    except etree.XMLSyntaxError:
        mended = outside_cdata(text, escaped).encode("utf-8", errors="replace")
        root = etree.fromstring(mended, xml_parser(recover=True))
        return b" " if root is None else etree.tostring(root, encoding="utf-8")
    return data


def xml_parser(*, recover):
    """Depth, text and attributes have libxml2's limits; nothing is loaded or expanded."""
    return etree.XMLParser(
        recover=recover, resolve_entities=False, load_dtd=False, no_network=True, encoding="utf-8"
    )


def outside_cdata(text, change):
    """The text with `change` applied to all but its CDATA sections."""
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end + 3
        pieces += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, change(text[at:])])


def escaped(text):
    """Names of HTML (&nbsp;) as their characters, and & in addresses as XML wants it."""
    return BARE.sub("&amp;", NAMED.sub(character, text))


def character(found):
    if found[1] in OF_XML:
        return found[0]
    char = html.unescape(found[0])
    # A name that nobody knows is no entity but text: AT&T;
    return f"&amp;{found[1]};" if char == found[0] else html.escape(char)


# --- entries ---


def entry_of(entry, base, now) -> Entry:
    summary = text_of(entry, "summary") or content_of(entry)
    title = one_line(text_of(entry, "title"))[:TITLE_MAX] or opening(summary)
    if tidy.squeeze(summary) == tidy.squeeze(title):
        summary = ""
    written = entry.get("published") or entry.get("updated") or ""
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return Entry(
        guid=one_line(entry.get("id", "")),
        url=link_of(entry, base),
        title=title,
        summary=shortened(summary),
        time=when(written, parsed, now=now),
    )


def text_of(entry, name):
    """A text of the entry without markup. RSS says nothing of the kind: HTML, then."""
    detail = entry.get(f"{name}_detail") or {}
    return plain(entry.get(name, ""), detail.get("type", ""))


def content_of(entry):
    return next((plain(part.value, part.get("type", "")) for part in entry.get("content", ())), "")


def plain(text, kind):
    if kind == "text/plain" and "<" not in text and "&" not in text:
        return markup.lines(text[: markup.MOST])
    return markup.plain(text)


def one_line(text):
    return " ".join(tidy.clean(line) for line in tidy.split_lines(text)).strip()


def link_of(entry, base):
    """The address of the page; the original one where a counting service stands before it."""
    found = entry.get("feedburner_origlink") or entry.get("link") or ""
    url = urls.safe_url(joined(base, "".join(found.split())))
    return url if url and len(url) <= 2000 else ""


def joined(base, link):
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def opening(summary):
    """A title for an entry without one: the first sentence."""
    first = summary.partition("\n")[0]
    ends = [first.find(mark) for mark in SENTENCE_ENDS if mark in first]
    return first[: min(ends, default=len(first))][:80]


def shortened(text):
    """At most SUMMARY_MAX characters, to the end of a sentence where there is one."""
    if len(text) <= SUMMARY_MAX:
        return text
    cut = text[: SUMMARY_MAX - 1]
    end = max(cut.rfind(mark) for mark in (*SENTENCE_ENDS, "\n"))
    return cut[: end + 1].rstrip() if end > SUMMARY_MAX // 2 else f"{cut}…"
