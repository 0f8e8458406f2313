"""What every response tells the browser: newsroom/middleware.py and newsroom/settings.py."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from issues.models import IssueQuerySet
from newsroom.middleware import HEADERS
from tests.factories import make_issue, make_item

PATHS = {
    "/": 200,
    "/en/": 200,
    "/issues/12/": 200,
    "/issues/latest/": 302,
    "/issues/13/": 404,
    "/nothing": 404,
    "/nul%00": 400,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/admin/": 302,
    "/admin/login/": 200,
    "/en/admin/login/": 200,
    "/static/icon.svg": 200,
    "/static/admin/css/base.css": 200,
    "/static/nothing.css": 404,
}


class Browser(Client):
    """Takes a file to its end, as a browser does, and shows what a failing page looks like."""

    def request(self, **request):
        response = super().request(**request)
        if response.streaming:
            response.getvalue()
        return response


@pytest.fixture
def browser(db, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    make_item(make_issue(12))
    return Browser(raise_request_exception=False)


def carries_all(response):
    missing = {name for name, value in HEADERS.items() if response.headers.get(name) != value}
    return missing == set()


@pytest.mark.parametrize(("path", "status"), PATHS.items())
def test_every_response_carries_the_headers(browser, path, status):
    response = browser.get(path, secure=True)
    assert response.status_code == status
    assert carries_all(response)
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_the_policy_lets_nothing_in_but_our_own_files():
    policy = HEADERS["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    sources = {source for rule in policy for source in rule.split()[1:]}
    assert sources == {"'none'", "'self'"}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_a_refused_method_carries_them_too(browser, method):
    response = getattr(browser, method)("/", secure=True)
    assert response.status_code == 405
    assert carries_all(response)


def test_a_foreign_host_is_refused_with_them(browser):
    response = browser.get("/", secure=True, headers={"host": "evil.example.net"})
    assert response.status_code == 400
    assert carries_all(response)


def test_plain_http_leads_to_https_but_for_health(browser):
    response = browser.get("/issues/12/?x=1")
    assert (response.status_code, response.url) == (301, "https://testserver/issues/12/?x=1")
    assert carries_all(response)
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").status_code == 200


def test_a_form_without_its_token_is_refused_on_a_page_of_ours(browser):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", {"username": "x", "password": "y"}, secure=True)
    assert response.status_code == 403
    assert carries_all(response)
    assert "<style" not in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500)]
)
def test_a_failing_page_is_in_chinese_and_asks_the_database_nothing(
    browser, monkeypatch, error, status, django_assert_num_queries
):
    def fail(self):
        raise error("the disk is full")

    monkeypatch.setattr(IssueQuerySet, "published", fail)
    with django_assert_num_queries(0):
        response = browser.get("/issues/latest/", secure=True)
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("30" if status == 503 else None)
    assert "首页" in response.content.decode()
    assert "the disk is full" not in response.content.decode()
    assert carries_all(response)


def test_readers_get_no_cookie(browser):
    for path in PATHS:
        if "admin" not in path:
            response = browser.get(path, secure=True)
            assert not response.cookies
            assert "Cookie" not in response.headers.get("Vary", "")
            assert "Accept-Language" not in response.headers.get("Vary", "")


def test_the_cookies_of_editors_stay_with_this_host_and_away_from_scripts(browser, editor):
    form = browser.get("/admin/login/", secure=True)
    signed_in = browser.post(
        "/admin/login/", {"username": "bianji", "password": "a long password"}, secure=True
    )
    cookies = {**form.cookies, **signed_in.cookies}
    assert set(cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


@pytest.mark.parametrize("path", ["/", "/issues/12/", "/admin/", "/admin/issues/item/", "/nothing"])
def test_no_copy_is_kept_of_what_a_signed_in_person_sees(browser, editor, path):
    browser.force_login(editor)
    response = browser.get(path, secure=True)
    assert response.headers["Cache-Control"] == "no-store, private"


def test_static_files_may_be_kept_by_signed_in_browsers_too(browser, editor):
    browser.force_login(editor)
    response = browser.get("/static/icon.svg", secure=True)
    assert "no-store" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/issues/", "/issues/12/", "/items/1/", "/regions/CN/"])
def test_a_nul_in_the_query_is_left_out(browser, path):
    response = browser.get(f"{path}?year=%00&page=%00&x=\0", secure=True)
    assert response.status_code in (200, 404)


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "zh-hans"), ("/en/", "en"), ("/nothing", "zh-hans"), ("/en/x", "en")],
)
@pytest.mark.parametrize("asked", ["en-US,en;q=0.9", "de", "zh-CN", ""])
def test_the_language_is_that_of_the_address(browser, path, language, asked):
    response = browser.get(path, secure=True, headers={"accept-language": asked})
    assert response.headers["Content-Language"] == language


def test_an_archive_for_staff_only_sends_readers_to_the_sign_in_page(browser, settings, editor):
    settings.ARCHIVE_ACCESS = "staff"
    for path in ("/", "/en/", "/issues/12/", "/issues/13/", "/sitemap.xml"):
        response = browser.get(path, secure=True)
        assert response.status_code == 302
        assert "/admin/login/" in response.url
    for path in ("/healthz", "/readyz", "/robots.txt", "/static/icon.svg", "/admin/login/"):
        assert browser.get(path, secure=True).status_code == 200
    browser.force_login(editor)
    assert browser.get("/issues/12/", secure=True).status_code == 200
