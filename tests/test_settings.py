"""docs/settings.md lists what is read from the environment, no more and no less."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from newsroom import environment as env

ROOT = Path(settings.BASE_DIR)
CALL = re.compile(r"\b(?:env|environment)\.\w+\(\s*[\"']([A-Z_]+)[\"'](?:, [\"']([^\"']*)[\"'])?")
ELSEWHERE = {
    # gunicorn's own; the tests' own.
    "FORWARDED_ALLOW_IPS": "gunicorn.conf.py",
    "TEST_DATABASE_URL": "tests/settings.py",
    "REQUIRE_POSTGRES": "Makefile",
    "REQUIRE_BROWSER": "tests/e2e/conftest.py",
    "CHROMIUM": "tests/e2e/conftest.py",
}


def documented():
    """{variable: what its line says is the default}"""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", text, re.MULTILINE))


def read():
    """{variable: its default where that is a text, else ""}"""
    found = {}
    for name in ("newsroom/settings.py", "gunicorn.conf.py"):
        found |= dict(CALL.findall((ROOT / name).read_text(encoding="utf-8")))
    return found


def test_every_variable_is_documented_and_every_documented_one_is_read():
    assert set(documented()) == set(read()) | set(ELSEWHERE)


@pytest.mark.parametrize(("name", "path"), ELSEWHERE.items())
def test_what_others_read_is_named_there(name, path):
    assert name in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "default"), [row for row in read().items() if row[1]])
def test_the_documented_default_is_the_one_in_force(name, default):
    assert documented()[name] == f"`{default}`"


def test_the_environment_is_read_in_one_place_only():
    reads = re.compile(r"os\.(environ|getenv)\b")
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("issues", "newsroom")
        for path in (ROOT / folder).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    # wsgi.py names the settings module, as Django asks.
    assert found == {"newsroom/environment.py", "newsroom/wsgi.py"}


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("SITE_NAME", "  ")
    assert env.text("SITE_NAME", "数智要览") == "数智要览"
