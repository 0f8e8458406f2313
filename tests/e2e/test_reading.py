"""The readers' pages in a browser: for everybody, on every width, without a script."""

import re

import pytest
from playwright.sync_api import expect

from issues.models import Item
from tests.factories import fill, make_issue

from .conftest import follow

PAGES = [
    "/",
    "/en/",
    "/issues/",
    "/issues/12/",
    "/en/issues/12/",
    "/items/{item}/",
    "/regions/",
    "/regions/440000/",
    "/topics/",
    "/topics/人工智能/",
    "/search/?q=第&region=CN",
    "/en/search/?q=Agent",
    "/search/?q=第&year=1999",
]


@pytest.fixture
def issue(live_server):
    make_issue(11, date="2024-12-27")
    issue = make_issue(12)
    fill(issue, 25)
    return issue


def path_of(page):
    return page.format(item=Item.objects.order_by("pk")[2].pk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_everybody(visitor, accessible, issue, page, width, scheme):
    opened = visitor.open(path_of(page), width=width, scheme=scheme)
    accessible(opened)
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_search_that_is_refused_is_for_everybody(visitor, accessible, issue):
    accessible(visitor.open("/search/?region=ZZ", status=400))


def test_the_slash_leads_to_the_search_box(visitor, issue):
    page = visitor.open("/issues/")
    page.keyboard.press("/")
    page.keyboard.type("第1条 a/b")
    expect(page.locator(".find input")).to_have_value("第1条 a/b")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_a_first_visit_of_an_issue_loads_a_sheet_and_no_script(visitor, issue):
    page = visitor.open("/issues/12/")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name.rpartition(".")[2] for name in loaded if not name.endswith(".svg")] == ["css"]


def test_a_missing_page_is_for_everybody(visitor, accessible, issue):
    accessible(visitor.open("/issues/999/", status=404))


def test_without_scripts_everything_is_there(visitor, issue):
    page = visitor.open("/issues/12/", java_script_enabled=False)
    assert page.get_by_role("heading", name="第1条").count() >= 1
    follow(page, page.get_by_role("link", name="第1条", exact=True).first)
    assert page.url.rstrip("/").rsplit("/", 2)[1] == "items"


def test_a_first_visit_is_small(visitor, issue):
    sizes = []
    page = visitor.open("/healthz")
    page.on("response", lambda response: sizes.append(response.request.sizes()))
    page.goto(f"{visitor.site}/issues/12/", wait_until="networkidle")
    assert len(sizes) <= 3
    assert sum(size["responseBodySize"] for size in sizes) <= 15 * 1024


def test_the_keyboard_alone_reaches_the_text(visitor, issue):
    page = visitor.open("/issues/12/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_the_language_is_switched_and_stays(visitor, issue):
    page = visitor.open("/issues/12/")
    follow(page, page.get_by_role("link", name="English"))
    assert page.url.endswith("/en/issues/12/")
    follow(page, page.get_by_role("link", name="Regions", exact=True))
    assert page.url.endswith("/en/regions/")
    assert page.context.cookies() == []
