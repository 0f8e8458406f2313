"""The fetcher against hostile names, addresses and sites; nothing here leaves the machine."""

import gzip
import socket
import threading
import zlib
from pathlib import Path
from time import monotonic

import brotli
import pytest

from issues.apps import warn_of_test_hosts
from issues.gathering import addresses, fetch
from issues.gathering.refusals import SENTENCES, Refused

from .servers import answer, endless, moved, silent, site

CERTIFICATE = Path(__file__).parent.parent / "data" / "news.example.com.pem"
PUBLIC = "93.184.216.34"

# What the server must never be sent to, as an address of the net.
CLOSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200"),
    *("100.127.255.254", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.0.1"),
    *("169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "192.31.196.1", "192.52.193.1"),
    *("192.175.48.1", "::", "::1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1"),
    *("::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808", "100::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "ff0e::1", "2001::1"),
    *("2001:0:7f00:1:0:0:f7f7:f7f7", "2001:0:808:808:0:0:80ff:fffe", "2001:2::1"),
    *("2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    *("2002:6464:64c8::1", "2001:470::5efe:10.0.0.1", "2001:470::200:5efe:7f00:1"),
    *("2620:4f:8000::1", "3fff::1", "5f00::1", "4000::1", "1::1", "not-an-address"),
]
OPEN = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1"),
    *("172.32.0.1", "192.0.1.1", "198.17.0.1", "223.255.255.255", "168.63.129.17"),
    *("2606:2800:220:1::1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
    *("2002:808:808::1", "2001:0:808:808:0:0:f7f7:f7f7"),
]

# Typed by an editor, sent by a feed or a redirect: all of them mean a machine of ours.
DISGUISES = [
    *("http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/"),
    *("http://0x7f000001/", "http://0X7F.0.0.1/", "http://0x7f.1/", "http://017700000001/"),
    *("http://0177.0.0.1/", "http://0177.1/", "http://00000177.0.0.1/", "http://127.0.0.1./"),
    *(
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://127．0．0．1/",
        "http://127｡0｡0｡1/",
    ),
    *("http://①②⑦.⓪.⓪.①/", "http://0/", "http://0x/", "http://0.0.0.0/", "http://[::1]/"),
    *("http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::127.0.0.1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::FFFF:7F00:1]/", "http://[64:ff9b::7f00:1]/"),
    *("http://[2002:7f00:1::]/", "http://[fec0::1]/", "http://[fd00:ec2::254]/"),
    *("http://2852039166/", "http://0xa9fea9fe/", "http://169.254.43518/"),
    *("http://0251.0376.0251.0376/", "http://100.100.100.200/", "http://3232235777/"),
    *("http://[2001:0:808:808::80ff:fffe]/", "HTTP://LOCALHOST/", "http://localhost./"),
    *("http://ｌｏｃａｌｈｏｓｔ/", "http://metadata.internal/", "http://168.63.129.16/"),
    *("https://127.0.0.1/",),
]

NO_ADDRESS = [
    *("", "news", "//example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://x/"),
    *("javascript:alert(1)", "data:text/html,x", "dict://127.0.0.1:11211/", "http://", "http:///x"),
    *("http://user@example.com/", "http://user:pw@example.com/", "http://a@b@example.com/"),
    *("http://example.com@127.0.0.1/", "http://127.0.0.1\\@example.com/", "http://exa mple.com/"),
    *("http://example.com/\r\nHost: x", "http://exam\u200bple.com/", "http://127.0.0.1%00.com/"),
    *("http://127%2e0.0.1/", "http://[fe80::1%25eth0]/", "http://[::1/", "http://[v1.x]/"),
    *("http://1.2.3.4.5/", "http://256.1.1.1/", "http://08.1.1.1/", "http://4294967296/"),
    *("http://.example.com/", "http://example..com/", "http://example.com../", "http://-a.com/"),
    *("http://example.com:x/", "http://example.com:99999/", "http://a/" + "b" * 2000),
    f"http://{'9' * 5000}/",
]
PORTS = ["http://example.com:22/", "http://example.com:8080/", "http://[::1]:6379/", "http://a:0/"]


@pytest.fixture
def names(monkeypatch):
    """{name: its addresses}: stands for the name servers of the world."""
    known = {
        "localhost": ["127.0.0.1", "::1"],
        "metadata.internal": ["169.254.169.254"],
        "news.example.com": [PUBLIC],
    }

    def resolve(host, port):
        if addresses.is_number(host.rpartition(".")[2]) or ":" in host:
            return [host]
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return known[host]

    monkeypatch.setattr(fetch, "resolve", resolve)
    return known


class Dialler:
    """Stands for the sockets: `sites` {ip: a site of ours} answer, all others refuse."""

    def __init__(self):
        self.calls, self.sites = [], {}

    def __call__(self, ip, port, seconds):
        self.calls.append((ip, port))
        if ip not in self.sites:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.sites[ip].port), seconds)


@pytest.fixture
def dialled(monkeypatch, names):
    dialler = Dialler()
    monkeypatch.setattr(fetch, "dial", dialler)
    return dialler


@pytest.fixture
def hosts(settings):
    """hosts(server): the server's pages are those of news.example.com."""

    def lead(server, name="news.example.com"):
        settings.FETCH_TEST_HOSTS = {
            **settings.FETCH_TEST_HOSTS,
            name: ("127.0.0.1", server.port),
        }

    return lead


def refused(url, **options):
    with pytest.raises(Refused) as caught:
        fetch.fetch(url, **options)
    assert str(caught.value.sentence)
    return caught.value.code


# --- where to ---


@pytest.mark.parametrize("ip", CLOSED)
def test_an_address_that_is_not_of_the_public_net_is_closed(ip):
    assert not addresses.is_open(ip)


@pytest.mark.parametrize("ip", OPEN)
def test_an_address_of_the_public_net_is_open(ip):
    assert addresses.is_open(ip)


@pytest.mark.parametrize("url", DISGUISES)
def test_a_disguise_of_our_own_machines_is_seen_through(dialled, url):
    assert refused(url) == "inside"
    assert dialled.calls == []


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_of_a_page_is_not_looked_up(dialled, url):
    assert refused(url) == "address"
    assert dialled.calls == []


@pytest.mark.parametrize("url", PORTS)
def test_other_ports_are_closed(dialled, url):
    assert refused(url) == "port"
    assert dialled.calls == []


def test_a_name_that_leads_inside_is_refused(dialled, names):
    for ip in CLOSED:
        names["news.example.com"] = [ip]
        assert refused("https://news.example.com/") == "inside"
    assert dialled.calls == []


def test_of_several_addresses_only_the_open_ones_are_tried(dialled, names):
    names["news.example.com"] = ["127.0.0.1", "10.0.0.7", "1.1.1.1", "::1", PUBLIC]
    with site({"/": answer(b"page")}) as server:
        dialled.sites[PUBLIC] = server
        assert fetch.fetch("http://news.example.com/").body == b"page"
    assert dialled.calls == [("1.1.1.1", 80), (PUBLIC, 80)]


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(dialled, names, monkeypatch):
    """A name that changes its address after the look (rebinding) gains nothing."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    monkeypatch.setattr(fetch, "resolve", lambda host, port: next(answers))
    with site({"/": answer(b"page")}) as server:
        dialled.sites[PUBLIC] = server
        fetch.fetch("http://news.example.com/")
    assert dialled.calls == [(PUBLIC, 80)]
    assert refused("http://news.example.com/") == "inside"


def test_a_trap_on_loopback_is_never_called(names, monkeypatch):
    """The same with real sockets, and with the trap's port allowed."""
    with site({"/": answer(b"secret")}) as trap:
        monkeypatch.setattr(fetch, "PORTS", {80, 443, trap.port})
        for host in ("127.0.0.1", "127.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "0"):
            assert refused(f"http://{host}:{trap.port}/") == "inside"
        assert trap.asked == []


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("http://127.0.0.1:{port}/", "inside"),
        ("http://2130706433:{port}/", "inside"),
        ("//localhost:{port}/", "inside"),
        ("http://[::ffff:7f00:1]:{port}/", "inside"),
        ("http://127.0.0.1:22/", "port"),
        ("file:///etc/passwd", "address"),
        ("http://a:b@news.example.com/", "address"),
        ("http://nowhere.example.com/", "unknown"),
        ("/loop", "redirects"),
    ],
)
def test_every_redirect_is_checked_again(names, hosts, monkeypatch, where, code):
    with site({"/": answer(b"secret")}) as trap:
        monkeypatch.setattr(fetch, "PORTS", {80, 443, trap.port})
        pages = {"/a": moved(where.format(port=trap.port)), "/loop": moved("/loop")}
        with site(pages) as server:
            hosts(server)
            assert refused("http://news.example.com/a") == code
        assert trap.asked == []


def test_three_redirects_are_followed_and_no_more(hosts):
    pages = {
        "/4": moved("3", "301 Moved"),
        "/3": moved("//news.example.com/2", "307 Temporary"),
        "/2": moved("https://news.example.com/1", "308 Permanent"),
        "/1": answer(b"here"),
    }
    with site(pages) as server:
        hosts(server)
        response = fetch.fetch("http://news.example.com/3")
        assert (response.url, response.body) == ("https://news.example.com/1", b"here")
        assert fetch.fetch("http://news.example.com/4").url == "https://news.example.com/1"
        pages["/1"] = moved("/0")
        assert refused("http://news.example.com/4") == "redirects"


# --- what is asked, what is answered ---


def test_it_works(hosts, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    page = answer("中文".encode(), Set_Cookie="a=1", ETag='"v1"')
    with site({"/%E4%B8%AD?a=%E6%96%87&b=%20": page}) as server:
        hosts(server)
        url = "http://News.Example.com./中?a=文&b=%20#part"
        response = fetch.fetch(url, headers=[("If-None-Match", '"v0"')])
        fetch.fetch(url)
    assert (response.status, response.body.decode()) == (200, "中文")
    assert response.headers["etag"] == '"v1"'
    assert response.url == "http://News.Example.com./中?a=文&b=%20"
    first, second = (request.lower() for request in server.asked)
    assert "\r\nhost: news.example.com\r\n" in first
    assert '\r\nif-none-match: "v0"\r\n' in first
    assert "cookie" not in first + second


def test_a_chinese_name_is_asked_for_in_ascii(dialled, names):
    names["xn--fiq228c.xn--55qx5d"] = [PUBLIC]
    with site({"/": answer(b"page")}) as server:
        dialled.sites[PUBLIC] = server
        assert fetch.fetch("http://中文。公司/").body == b"page"
    assert "Host: xn--fiq228c.xn--55qx5d\r\n" in server.asked[0]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_redirect_to_a_chinese_path_is_followed(hosts, encoding):
    head = b"HTTP/1.1 302 Found\r\nLocation: /" + "新闻".encode(encoding) + b"\r\n\r\n"
    with site({"/": head, "/%E6%96%B0%E9%97%BB": answer(b"page")}) as server:
        hosts(server)
        assert fetch.fetch("http://news.example.com/").body == b"page"


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "500 Oops", "302 Found"])
def test_other_statuses_are_answers_too(hosts, status):
    with site({"/": answer(b"", status, Content_Encoding="gzip")}) as server:
        hosts(server)
        assert fetch.fetch("http://news.example.com/").status == int(status[:3])


PACKED = {
    "gzip": lambda body: gzip.compress(body, 1),
    "x-gzip": lambda body: gzip.compress(body[:5], 1) + gzip.compress(body[5:], 1),
    "deflate": zlib.compress,
    "Deflate": lambda body: zlib.compress(body)[2:-4],
    "br": lambda body: brotli.compress(body, quality=1),
    "gzip, br": lambda body: brotli.compress(gzip.compress(body, 1), quality=1),
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_packed_bodies_are_unpacked(hosts, encoding):
    body = "这是正文。".encode() * 1000
    packed = PACKED[encoding](body)
    with site({"/": answer(packed, Content_Encoding=encoding)}) as server:
        hosts(server)
        assert fetch.fetch("http://news.example.com/").body == body


@pytest.mark.parametrize("encoding", [name for name in PACKED if name != "identity"])
def test_a_bomb_does_not_go_off(hosts, encoding):
    packed = PACKED[encoding](bytes(20_000_000))
    with site({"/": answer(packed, Content_Encoding=encoding)}) as server:
        hosts(server)
        assert refused("http://news.example.com/") == "large"


@pytest.mark.parametrize("encoding", PACKED)
def test_a_packed_body_that_breaks_off_or_lies_is_refused(hosts, encoding):
    packed = PACKED[encoding](b"page" * 100)
    if encoding == "identity":
        encoding = "gzip"
    pages = {
        "/half": answer(packed[:-9], Content_Encoding=encoding),
        "/no": answer(b"<html>", Content_Encoding=encoding),
        "/many": answer(packed, Content_Encoding="gzip, gzip, gzip"),
        "/what": answer(packed, Content_Encoding="zstd"),
    }
    with site(pages) as server:
        hosts(server)
        for path in pages:
            assert refused(f"http://news.example.com{path}") == "broken"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
HOSTILE = {
    "a lying length, too long": (answer(b"page", Content_Length=400), "broken"),
    "a length over the limit": (answer(b"page", Content_Length=10**9), "large"),
    "no length and no end": (endless(OK + b"\r\n", bytes(65536)), "large"),
    "endless chunks": (endless(CHUNKED, b"10000\r\n" + bytes(65536) + b"\r\n"), "large"),
    "endless small chunks": (endless(CHUNKED, b"1\r\nx\r\n" * 1000), "large"),
    "an endless chunk's name": (endless(CHUNKED, b"1;x=" + b"x" * 9000), "broken"),
    "a spoilt chunk": (CHUNKED + b"zz\r\n", "broken"),
    "a chunk that breaks off": (CHUNKED + b"100\r\nx", "broken"),
    "endless trailers": (endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000), "large"),
    "endless headers": (endless(OK, b"X: y\r\n" * 1000), "broken"),
    "one endless header": (endless(OK + b"X: ", b"y" * 65536), "broken"),
    "huge headers": (endless(OK, b"X: " + b"y" * 60_000 + b"\r\n"), "large"),
    "endless 100 Continue": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "large"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", "broken"),
    "nothing": (b"", "unreachable"),
    "a status that is none": (b"HTTP/1.1 abc OK\r\n\r\n", "broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_refused(hosts, name):
    page, code = HOSTILE[name]
    with site({"/": page}) as server:
        hosts(server)
        assert refused("http://news.example.com/") == code


SLOW = {
    "silence": silent,
    "a head byte by byte": endless(OK + b"X: ", b"y", 0.02),
    "a body byte by byte": endless(OK + b"\r\n", b"y", 0.02),
    "chunks byte by byte": endless(CHUNKED, b"1\r\ny\r\n", 0.02),
    "a length that never comes": endless(answer(b"", Content_Length=4000), b"y", 0.02),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_time_is_for_all_of_it(hosts, name):
    """Each single read is quick enough; together they are not."""
    with site({"/": moved("/slow"), "/slow": SLOW[name]}) as server:
        hosts(server)
        start = monotonic()
        assert refused("http://news.example.com/", within=0.4) == "slow"
        assert monotonic() - start < 2
    assert fetch.SECONDS == 5
    assert fetch.MOST == 2 * 1024 * 1024


def test_a_slow_name_server_does_not_hold_us(monkeypatch):
    answered = threading.Event()

    def resolve(host, port):
        answered.wait(30)
        return [PUBLIC]

    monkeypatch.setattr(fetch, "resolve", resolve)
    assert refused("http://news.example.com/", within=0.1) == "slow"
    answered.set()


def test_a_site_that_is_not_there_is_said(dialled):
    assert refused("http://news.example.com/") == "unreachable"
    assert refused("http://nowhere.example.com/") == "unknown"


def test_a_site_that_speaks_no_tls_is_not_read_in_the_clear_instead(dialled):
    with site({"/": answer(b"page")}) as server:
        dialled.sites[PUBLIC] = server
        assert refused("https://news.example.com/") == "unreachable"
    assert dialled.calls == [(PUBLIC, 443)]
    assert server.asked == []


def test_a_certificate_must_be_trusted_and_name_the_site(dialled, names, monkeypatch):
    names["other.example.com"] = [PUBLIC]
    with site({"/": answer(b"page")}, certificate=CERTIFICATE) as server:
        dialled.sites[PUBLIC] = server
        assert refused("https://news.example.com/") == "certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert fetch.fetch("https://news.example.com/").body == b"page"
        assert refused("https://other.example.com/") == "certificate"


def test_every_refusal_has_its_sentence():
    for code in SENTENCES:
        assert str(Refused(code, "detail").sentence)


def test_every_start_with_hosts_for_tests_is_logged(settings, caplog):
    warn_of_test_hosts()
    assert caplog.records == []
    settings.FETCH_TEST_HOSTS = {"news.example.test": ("127.0.0.1", 8099)}
    warn_of_test_hosts()
    assert "news.example.test" in caplog.text
