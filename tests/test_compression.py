"""Pages in brotli and gzip: `compressed` in newsroom/middleware.py."""

import gzip

import brotli
import pytest

from newsroom.middleware import SMALLEST, accepted_encodings
from tests.factories import fill, make_issue


@pytest.fixture
def issue(db):
    issue = make_issue(12)
    fill(issue, 25)
    return issue


def get(client, encodings, path="/issues/12/", **kwargs):
    return client.get(path, secure=True, headers={"accept-encoding": encodings}, **kwargs)


def plain(client, path="/issues/12/"):
    return get(client, "identity", path).content


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("BR", "br"),
        ("deflate", None),
        ("br;q=0, gzip;q=0.000", None),
        ("", None),
    ],
)
def test_a_browser_gets_the_best_it_takes(client, issue, asked, given):
    response = get(client, asked)
    assert response.headers.get("Content-Encoding") == given
    assert response.headers["Vary"] == "Accept-Encoding"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[given]
    assert unpack(response.content) == plain(client)
    assert response.headers["Content-Length"] == str(len(response.content))


def test_it_is_worth_it(client, issue):
    assert len(get(client, "br").content) < len(plain(client)) / 4
    assert len(get(client, "gzip").content) < len(plain(client)) / 3


def test_a_sitemap_is_packed_and_a_short_answer_is_not(client, issue):
    assert get(client, "br", "/sitemap.xml").headers["Content-Encoding"] == "br"
    short = get(client, "br", "/robots.txt")
    assert len(short.content) < SMALLEST
    assert "Content-Encoding" not in short.headers


def test_nothing_is_packed_for_a_browser_with_a_cookie(client, issue, editor):
    client.cookies["anything"] = "x"
    assert "Content-Encoding" not in get(client, "br").headers
    client.cookies.clear()
    client.force_login(editor)
    assert "Content-Encoding" not in get(client, "br", "/admin/").headers


def test_a_page_that_sets_a_cookie_is_not_packed(client, db):
    response = get(client, "br", "/admin/login/")
    assert response.cookies
    assert "Content-Encoding" not in response.headers


def test_head_tells_the_length_that_get_has(client, issue):
    head = client.head("/issues/12/", secure=True, headers={"accept-encoding": "br"})
    assert head.headers["Content-Length"] == get(client, "br").headers["Content-Length"]
    assert head.headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("gzip;q=0.5, br", {"gzip", "br"}),
        ("gzip ; q=0 , br;q=0.0", set()),
        ("*", {"*"}),
        (";;;,,", {""}),
    ],
)
def test_the_header_is_read(header, names):
    assert accepted_encodings(header) == names
