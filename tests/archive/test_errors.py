"""The pages for what went wrong; none of them may need the database."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from newsroom import errors
from tests.archive.pages import assert_good_page, parsed, texts


def shown(view, *args, language="zh-hans"):
    request = RequestFactory().get("/")
    request.resolver_match = None
    with translation.override(language):
        return view(request, *args)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.page_not_found, 404),
        (errors.csrf_failure, 403),
    ],
)
def test_each_has_a_page_without_the_database(django_db_blocker, view, status, language):
    args = () if view is errors.csrf_failure else (Exception(),)
    with django_db_blocker.block():
        response = shown(view, *args, language=language)
    assert response.status_code == status
    assert_good_page(response)
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("error", "status", "wait"),
    [
        (ValueError("secret"), 500, None),
        (OperationalError("secret"), 503, "30"),
        (InterfaceError("secret"), 503, "30"),
    ],
)
def test_trouble_on_our_side_is_told_apart(django_db_blocker, error, status, wait):
    try:
        raise error
    except (ValueError, OperationalError, InterfaceError):
        with django_db_blocker.block():
            response = shown(errors.server_error)
    assert response.status_code == status
    assert response.headers.get("Retry-After") == wait
    assert_good_page(response)
    assert b"secret" not in response.content


def test_a_database_that_breaks_off_is_503_on_a_page(monkeypatch, django_db_blocker):
    def broken(*args):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("issues.archive.counts.by_year", broken)
    with django_db_blocker.block():
        response = Client(raise_request_exception=False).get("/", secure=True)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert_good_page(response)


def test_the_missing_page_shows_ways_on(reader):
    response = reader.get("/nowhere/")
    ways = [link.get("href") for link in parsed(response).findall(".//main//a")]
    assert ways == ["/issues/latest/", "/issues/", "/regions/", "/topics/"]
    assert texts(response, ".//h1") == ["查无此页"]
