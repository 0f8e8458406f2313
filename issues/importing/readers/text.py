"""Bytes of a text file -> physical lines. Anything else is refused, by name."""

import codecs

from issues.text import tidy

from ..parsed import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1b\x85\x1c\x1d\x1e\x08")


TEXT_CONTROL_BYTES = frozenset(ord(char) for char in TEXT_CONTROLS)


def read(data: bytes, name: str = "") -> list[str]:
    """The lines of a text file, form feeds kept at the head of their page.

    Raises Refused with a code of messages.py. `name` is the file's, for the wording only.
    """
    text = decode(data, name)
    check_controls(text, name)
    lines = tidy.split_lines(text)
    if not any(tidy.clean(line) for line in lines):
        raise Refused("blank", name=name)
    if len(lines) > MOST_LINES:
        raise Refused("too_many_lines", name=name, most=MOST_LINES)
    return lines


def decode(data: bytes, name: str) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return with_encoding(data[len(bom) :], encoding, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return without_utf8(data, error, name)
    if "\0" in text:
        return wide(data, name)
    return text


def with_encoding(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise damaged(data, error, encoding, name) from error


def without_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    loose = data.decode("utf-8", errors="replace")
    broken = loose.count("\ufffd")
    # Chinese in UTF-8 with few broken places is damaged UTF-8; read as GB18030 it would be
    # a different text without any error.
    if sum(char >= "\u0800" for char in loose) - broken > 10 * broken:
        raise damaged(data, error, "utf-8", name) from error
    if b"\0" in data:
        return wide(data, name)
    text = with_encoding(data, "gb18030", name)
    if not reads_as_chinese(text):
        raise Refused("undecodable", name=name)
    return text


def wide(data: bytes, name: str) -> str:
    """UTF-16 without a mark: the byte order that gives Chinese or Latin text."""
    even = data[: len(data) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        if "\0" not in text and reads_as_chinese(text):
            return with_encoding(data, encoding, name)
    controls = sum(byte < 32 and byte not in TEXT_CONTROL_BYTES for byte in data)
    raise Refused("nul" if controls * 50 < len(data) else "binary", name=name)


def reads_as_chinese(text: str) -> bool:
    """Whether nearly all characters are such as Chinese texts are made of."""
    known = sum(
        char.isascii()
        or "\u4e00" <= char <= "\u9fff"
        or "\u2000" <= char <= "\u33ff"
        or "\uff00" <= char <= "\uffee"
        or char in "·×÷±°§¨ \ufeff"
        for char in text
    )
    return known >= 0.95 * len(text)


def damaged(data: bytes, error: UnicodeDecodeError, encoding: str, name: str) -> Refused:
    """Refused("truncated") where the file ends within a character, else with the line."""
    if error.start >= len(data) - 3:
        return Refused("truncated", name=name)
    before = data[: error.start].decode(encoding, errors="replace")
    return Refused("damaged", name=name, line=len(tidy.split_lines(before)))


def check_controls(text: str, name: str) -> None:
    if "\0" in text:
        raise Refused("nul", name=name)
    controls = sum(char < " " and char not in TEXT_CONTROLS for char in text)
    if controls > max(2, len(text) * 0.005):
        raise Refused("binary", name=name)
