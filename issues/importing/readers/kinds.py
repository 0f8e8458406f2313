"""What a file is, by its first bytes and not by its name. The kinds are worded in messages.py."""

import re

SIGNATURES = [
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "database"),
    (b"CAJ\x00", "caj"),
    (b"KDH", "caj"),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in a compound file, which are written in UTF-16.
STREAMS = [("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("WordDocument", "doc")]
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
TAGS = re.compile(rb"</(?:p|div|a|span|h[1-6]|li|td|body|section)\s*>", re.IGNORECASE)
SAVED = re.compile(rb"^(?:MIME-Version|Content-Type:\s*multipart/related)", re.I | re.M)
MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
MHTML_NAMES = (".mht", ".mhtml")


def kind_of(data: bytes, name: str = "") -> str:
    """text, markdown, html, mhtml, pdf, zip (docx and others), or a kind that is refused."""
    head = data[:4096]
    # A PDF may have a few bytes before its signature.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if data.startswith(ZIPS):
        return "zip"
    if data.startswith(OLE):
        return compound(data)
    bare = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    for signature, kind in SIGNATURES:
        if bare.startswith(signature):
            return kind
    if bare[:4] == b"RIFF" and bare[8:12] == b"WEBP":
        return "image"
    if bare[:2] == b"BM" and data[6:10] == bytes(4):
        return "image"
    if bare[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "image"
    return text_kind(data, bare, name.lower())


def compound(data: bytes) -> str:
    """The old formats of Office share a container, and so do its files with a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    for stream, kind in STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return "doc"


def text_kind(data: bytes, head: bytes, name: str) -> str:
    # UTF-16 pages: the signature with the zero bytes gone.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    if name.endswith(MHTML_NAMES) and SAVED.search(head):
        return "mhtml"
    if MARKUP.match(head):
        return "html"
    if name.endswith(HTML_NAMES) and TAGS.search(data):
        return "html"
    return "markdown" if name.endswith(MARKDOWN_NAMES) else "text"
