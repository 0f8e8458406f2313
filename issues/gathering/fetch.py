"""The only module that opens connections to other machines: `fetch`.

What an editor, a feed or a redirect names is checked on the address that the socket really
connects to, so that a name that changes its address in between (DNS rebinding) gains nothing.
http.client knows neither proxies of the environment nor cookies.
"""

import http.client
import logging
import queue
import socket
import ssl
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from . import addresses
from .bodies import Spoilt, TooLarge, unpacked
from .refusals import Refused

logger = logging.getLogger(__name__)

SECONDS = 5.0  # for the name, all redirects and the whole body together
MOST = 2 * 1024 * 1024  # bytes of body, packed and unpacked
HEAD = 256 * 1024  # bytes that headers and the seams of chunks may take besides
PORTS = {80, 443}
REDIRECTS = 3
MOVED = {301, 302, 303, 307, 308}
TRIES = 4  # addresses of one name
LONGEST = 2000  # characters of an address, as in Item.source_url
# What an address may hold as it is; the rest is percent-encoded, Chinese as UTF-8.
PLAIN = "%/:@!$&'()*+,;=~-._?[]|"


@dataclass(frozen=True)
class Response:
    """`url` is where the redirects ended; `headers` have names in lower case."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Target:
    """Where one request goes: what the site is called, and what is asked of it."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    # (ip, port) of FETCH_TEST_HOSTS: spoken to in plain http, not judged.
    instead: tuple[str, int] | None = None

    @property
    def authority(self):
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return name if self.port == usual else f"{name}:{self.port}"


@dataclass
class Clock:
    """What is left of the time for one fetch."""

    seconds: float
    start: float = field(default_factory=monotonic)

    def left(self):
        left = self.start + self.seconds - monotonic()
        if left <= 0:
            raise Refused("slow")
        return left


def fetch(url, *, headers=(), most=MOST, within=SECONDS):
    """Gets a page or a feed: a Response, whatever its status, after at most 3 redirects.

    `headers` are (name, value) pairs such as If-None-Match. Raises Refused. Never call it
    inside a transaction: it takes up to `within` seconds.
    """
    clock = Clock(within)
    target = read_target(url)
    for _hop in range(REDIRECTS + 1):
        response = ask(target, dict(headers), most, clock)
        onward = response.headers.get("location")
        if response.status not in MOVED or not onward:
            return response
        target = read_target(urljoin(target.url, from_header(onward)))
    raise Refused("redirects", url)


# --- the address ---


def read_target(url):
    """The request that an address asks for. Raises Refused before anything is looked up."""
    text = url.strip()
    if len(text) > LONGEST or "\\" in text or not all(c.isprintable() and c != " " for c in text):
        raise Refused("address", text[:80])
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Refused("address", text[:80]) from error
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.hostname:
        raise Refused("address", text[:80])
    in_brackets = "[" in parts.netloc
    host = addresses.host_name(parts.hostname)
    if host is None or in_brackets != (":" in host):
        raise Refused("address", text[:80])
    instead = settings.FETCH_TEST_HOSTS.get(host)
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if port not in PORTS and not (instead and port == instead[1]):
        raise Refused("port", text[:80])
    return Target(whole(parts), parts.scheme, host, port, path_of(parts), instead)


def whole(parts: SplitResult):
    return parts._replace(fragment="").geturl()


def path_of(parts: SplitResult):
    path = quote(parts.path, safe=PLAIN) or "/"
    return f"{path}?{quote(parts.query, safe=PLAIN)}" if parts.query else path


def from_header(value):
    """http.client reads headers as Latin-1; Chinese servers write addresses in UTF-8 or GBK."""
    raw = value.encode("latin-1")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value


# --- the connection ---


def resolve(host, port):
    """Every IP of the name, as text. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(row[4][0] for row in found))


def looked_up(target, clock):
    """The addresses that may be connected to; the look-up itself cannot be given a time."""
    answer = queue.SimpleQueue()

    def look():
        try:
            answer.put((resolve(target.host, target.port), None))
        except (OSError, UnicodeError) as error:
            answer.put(([], error))

    threading.Thread(target=look, name="resolve", daemon=True).start()
    try:
        found, error = answer.get(timeout=clock.left())
    except queue.Empty:
        raise Refused("slow", target.host) from None
    if not found:
        raise Refused("unknown", target.host) from error
    allowed = [ip for ip in found if addresses.is_open(ip)]
    if not allowed:
        logger.warning("refused %s, which is %s", target.host, ", ".join(found[:TRIES]))
        raise Refused("inside", target.host)
    return allowed[:TRIES]


def dial(ip, port, seconds):
    return socket.create_connection((ip, port), seconds)


def connected(target, clock):
    """A socket to the first address that answers."""
    if target.instead:
        return dial(*target.instead, clock.left())
    ips = looked_up(target, clock)
    for left, ip in zip(range(len(ips), 0, -1), ips, strict=True):
        try:
            # One that is silent leaves time for the others.
            return dial(ip, target.port, clock.left() / left)
        except OSError as error:
            failure = error
    raise failure


def secured(sock, target, clock):
    if target.scheme == "http" or target.instead:
        return sock
    sock.settimeout(clock.left())
    return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)


class Wire(RawIOBase):
    """Stands for the socket before http.client: every read fits what is left of time and size."""

    def __init__(self, sock, clock, most):
        self.sock, self.clock, self.allowance = sock, clock, most + HEAD

    def makefile(self, mode):
        return BufferedReader(self)

    def close(self):
        """http.client does so before it reads the body; `ask` closes the socket."""

    def sendall(self, data):
        self.sock.settimeout(self.clock.left())
        self.sock.sendall(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(self.clock.left())
        count = self.sock.recv_into(buffer)
        self.allowance -= count
        if self.allowance < 0:
            raise Refused("large")
        return count


@contextmanager
def plain_refusals(target):
    """Says in our own words what went wrong on the way."""
    try:
        yield
    except TimeoutError as error:
        raise Refused("slow", target.host) from error
    except ssl.SSLCertVerificationError as error:
        raise Refused("certificate", str(error)) from error
    except OSError as error:
        raise Refused("unreachable", f"{target.host}: {error}") from error
    except TooLarge as error:
        raise Refused("large", target.host) from error
    except (http.client.HTTPException, Spoilt, ValueError) as error:
        raise Refused("broken", f"{target.host}: {error!r}") from error


# --- one request ---


def ask(target, headers, most, clock):
    """One request, one answer: redirects are answers too, and their bodies are not read."""
    with (
        plain_refusals(target),
        closing(connected(target, clock)) as plain,
        closing(secured(plain, target, clock)) as sock,
    ):
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.auto_open = 0
        connection.sock = Wire(sock, clock, most)
        connection.request("GET", target.path, headers=headers | ours(target))
        with connection.getresponse() as answer:
            known = lower_names(answer.headers)
            body = b"" if answer.status in MOVED else read_body(answer, known, most)
            return Response(target.url, answer.status, known, body)


def ours(target):
    return {
        "Host": target.authority,
        "User-Agent": f"Mozilla/5.0 (compatible; Newsroom/0.1; +{settings.SITE_URL})",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "close",
    }


def lower_names(headers):
    known = {}
    for name, value in headers.items():
        name = name.lower()
        known[name] = f"{known[name]}, {value}" if name in known else value
    return known


def read_body(answer, headers, most):
    """The unpacked body. A length that is not kept is an answer that broke off."""
    if answer.length is not None and answer.length > most:
        raise TooLarge
    pieces, size = [], 0
    while piece := answer.read(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise TooLarge
    if answer.length:
        raise Spoilt("shorter than its Content-Length")
    return unpacked(b"".join(pieces), headers.get("content-encoding", ""), most)
