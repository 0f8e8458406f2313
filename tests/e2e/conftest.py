"""A browser on the site as production serves it. Where there is none, the suite is skipped."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import handlers
from django.core.management import call_command
from django.test import Client
from playwright import sync_api
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
REQUIRED = os.environ.get("REQUIRE_BROWSER")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Told apart from a page's own messages by its id.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
# What color-mix() gives, in the words that axe knows: it ends a rule at any other.
PLAIN_COLORS = """
const plain = (value) => typeof value !== "string" ? value : value.replace(
  /color\\(srgb ([\\d.e-]+) ([\\d.e-]+) ([\\d.e-]+)(?: \\/ ([\\d.e-]+))?\\)/g,
  (_all, red, green, blue, alpha = 1) =>
    `rgba(${[red, green, blue].map((part) => Math.round(part * 255))}, ${alpha})`);
const computed = window.getComputedStyle.bind(window);
window.getComputedStyle = (...of) => new Proxy(computed(...of), {
  get: (style, name) => typeof style[name] === "function"
    ? (...asked) => plain(style[name](...asked)) : plain(style[name]),
});
"""


@pytest.fixture(scope="session")
def live_server(django_db_setup, django_test_environment):
    """The whole site in a thread; unlike pytest-django's own, with WhiteNoise's static files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "StaticFilesHandler", lambda application: application)
        call_command("collectstatic", clear=True, interactive=False, verbosity=0)
        server = LiveServer("127.0.0.1")
    yield server
    server.stop()


def trouble():
    """Why there is nothing to test with; None where there is a browser."""
    if Path(CHROMIUM).exists():
        return None
    return f"no browser at {CHROMIUM} (apt install chromium, or set CHROMIUM)"


def pytest_report_header(config):
    return f"Skipped: {trouble()}" if trouble() else None


@pytest.fixture(scope="session")
def browser():
    if trouble() and REQUIRED:
        pytest.fail(trouble())
    if trouble():
        pytest.skip(trouble())
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def session_of(user, site):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


def follow(page, link):
    """Presses what leads to another page, and waits until that one is there."""
    with page.expect_navigation():
        link.click()


def until(page, ready):
    """Waits until `ready()` is true: the pages' policy forbids what Playwright has for it."""
    for _turn in range(200):
        if ready():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come in ten seconds")


class Visitor:
    """Opens pages and remembers what a browser complains about."""

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.complaints, self.contexts, self.pages = [], [], []

    def open(self, path, *, width=1280, scheme="light", status=200, user=None, **options):
        """A page in a fresh browser profile, fully loaded; signed in as `user` if one is named."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        self.contexts.append(context)
        if user:
            context.add_cookies([session_of(user, self.site)])
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("console", lambda message: self.hear(page, message))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self.check_host)
        self.pages.append(page)
        response = page.goto(f"{self.site}{path}", wait_until="load")
        assert response.status == status, f"{path} answered {response.status}"
        return page

    def hear(self, page, message):
        # The page's own error status is said in the console as well: `open` checks it.
        # A browser asks for /favicon.ico where a page names no icon, as /healthz does.
        asked = message.location.get("url")
        own_status = asked in (page.url, f"{self.site}/favicon.ico") and "status of" in message.text
        if message.type in ("error", "warning") and not own_status:
            self.complaints.append(f"{page.url}: {message.text}")

    def check_host(self, request):
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"{request.frame.url} asks a foreign host: {request.url}")

    def close(self):
        for page in self.pages:
            if not page.is_closed():
                self.complaints += page.evaluate("window.violations || []")
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitor(live_server, browser):
    """Fails the test afterwards if a page broke the policy, asked elsewhere or logged an error."""
    visitor = Visitor(browser, live_server.url)
    yield visitor
    visitor.close()
    assert visitor.complaints == []


@pytest.fixture
def accessible():
    """accessible(page): fails with what axe finds. `rules` "wcag" leaves out its own advice."""
    import axe_core_python

    source = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def check(page, rules="all"):
        tags = wcag if rules == "wcag" else [*wcag, "best-practice"]
        page.evaluate(f"() => {{ if (!window.axe) {{ {PLAIN_COLORS}; {source} }} }}")
        found = page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}
        assert [rule["error"] for rule in found["incomplete"] if "error" in rule] == []
        assert [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ] == []

    return check
