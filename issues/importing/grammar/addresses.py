"""Addresses that broke at line ends."""

from bisect import bisect_left
from collections.abc import Sequence

from . import sources
from .rows import Bit, Row

QUERY = frozenset("/=&")  # hardly ever in a title without Chinese
LONGEST_HEADING = 8


def absorb(rows: Sequence[Row]) -> None:
    """Lines that are the rest of an address broken at a line end become part of it."""
    whole = sorted(
        {url for row in rows if row.role == "url" for url in sources.only_urls(row.text)}
    )
    content = [row for row in rows if row.content]
    for index, row in enumerate(content):
        if row.role not in ("source", "url", "summary", "plain", "title"):
            continue
        address = open_address(row)
        for after in range(index + 1, len(content)) if address else ():
            parted = content[after].role == "url" and row.role == "source"
            if parted and not among(whole, address):
                continue  # a block of links may part an address
            # A bare address is no witness for itself.
            known = whole if row.role == "source" else ()
            if not goes_on(address, content, after, known):
                break
            address += content[after].text
            content[after].bits = [Bit("urlpart", content[after].text)]
            row.bits[-1] = Bit(row.bits[-1].role, row.bits[-1].text + content[after].text)


def open_address(row: Row) -> str:
    """The address the line ends with, which may go on in the next one."""
    bit = row.bits[-1]
    if bit.role not in ("source", "url"):
        return ""
    text = sources.mend(bit.text).rstrip(")） ")
    found = list(sources.ADDRESS.finditer(text))
    # As it stands, not trimmed: a line may well break behind the ? or = of a query.
    return found[-1][0] if found and found[-1].end() == len(text) else ""


def among(addresses: Sequence[str], address: str) -> bool:
    place = bisect_left(addresses, address)
    return place < len(addresses) and addresses[place] == address


def begins_one(addresses: Sequence[str], start: str) -> bool:
    place = bisect_left(addresses, start)
    return place < len(addresses) and addresses[place].startswith(start)


def goes_on(address: str, content: Sequence[Row], index: int, whole: Sequence[str]) -> bool:
    row = content[index]
    if row.role != "plain" or not sources.continues(row.text.rstrip("）")):
        return False
    longer = address + row.text.rstrip("）")
    if begins_one(whole, longer):
        return True
    if among(whole, address):
        return False
    after = content[index + 1] if index + 1 < len(content) else None
    if after is not None and after.role == "summary":  # the line may be a title
        return bool(QUERY & set(row.text)) and not row.text.replace("-", "").isalpha()
    if after is not None and after.role == "title":  # or the name of a section
        sure = len(row.text) > LONGEST_HEADING or "." in row.text or not address[-1].isalnum()
        return sure and bool(sources.SIGNS & set(row.text))
    return bool(sources.SIGNS & set(row.text)) or row.text.islower() or len(address) > 50
