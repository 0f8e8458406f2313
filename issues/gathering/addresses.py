"""Which addresses of the net the server may be sent to, and what a typed host really names.

An editor's link, a feed or a redirect must never make the server speak to itself or to its
neighbours. The list is our own: `ipaddress.is_private` of Python 3.11 lets 100.100.100.200,
multicast, NAT64, 6to4, ::127.0.0.1, fec0:: and 168.63.129.16 pass.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# RFC 6890 and its successors, and the fixed addresses of clouds outside of them.
CLOSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # Azure's own services on every machine
    )
)
# All that is given out for the public net; what lies outside is closed.
OPEN_V6 = IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
V4_AT_THE_END = tuple(
    IPv6Network(network) for network in ("::/96", "::ffff:0:0/96", "64:ff9b::/96")
)
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")
ISATAP = {0x0000_5EFE, 0x0200_5EFE}

LOWEST = 0xFFFF_FFFF
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def is_open(ip: str) -> bool:
    """Whether this is an address of the public net, itself and whatever is wrapped in it."""
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in CLOSED_V4)
    if address.scope_id:
        return False
    inner = wrapped(address)
    if inner is not None:
        return all(is_open(str(one)) for one in inner)
    return address in OPEN_V6 and not any(address in network for network in CLOSED_V6)


def wrapped(address: IPv6Address) -> tuple[IPv4Address, ...] | None:
    """The IPv4 addresses that a tunnel or translator would really send to; None without one."""
    bits = int(address)
    if any(address in network for network in V4_AT_THE_END):
        return (IPv4Address(bits & LOWEST),)
    if address in SIX_TO_FOUR:
        return (IPv4Address(bits >> 80 & LOWEST),)
    if address in TEREDO:  # the server, and the client with its bits turned
        return IPv4Address(bits >> 64 & LOWEST), IPv4Address(~bits & LOWEST)
    if address in OPEN_V6 and bits >> 32 & LOWEST in ISATAP:
        return (IPv4Address(bits & LOWEST),)
    return None


def host_name(text: str) -> str | None:
    """The host as it is asked for: lower case, ASCII, a number as the address it means.

    Follows browsers (the URL standard), because that is where editors try their links: other
    widths of letters and digits, ideographic full stops, a last dot, 0x7f.1, 017700000001 and
    2130706433 are undone. None where it names nothing.
    """
    if ":" in text:
        return bracketed(text)
    name = unicodedata.normalize("NFKC", text).replace("。", ".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    labels = name.removesuffix(".").split(".")
    if is_number(labels[-1]):
        return number_address(labels)
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        return None
    return ".".join(labels)


def bracketed(text: str) -> str | None:
    try:
        address = IPv6Address(text)
    except ValueError:
        return None
    return None if address.scope_id else str(address)


def is_number(label: str) -> bool:
    return label.isdigit() or re.fullmatch(r"0x[0-9a-f]*", label) is not None


def number_address(labels: list[str]) -> str | None:
    """127.1, 0x7f.0.0.1, 0177.0.0.1 and 2130706433 as 127.0.0.1; None where it is no address."""
    try:
        numbers = [number(label) for label in labels]
    except ValueError:
        return None
    *heads, last = numbers
    if len(numbers) > 4 or any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        return None
    value = last + sum(head * 256 ** (3 - place) for place, head in enumerate(heads))
    return str(IPv4Address(value))


def number(label: str) -> int:
    if len(label) > 40:  # int() takes its time over thousands of digits
        raise ValueError(label)
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label.startswith("0") else 10)
