import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment as env


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("VALUE", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("TRUE", True), ("on", True), ("0", False), ("No", False), (" ", True)],
)
def test_a_boolean_is_read(given, text, value):
    given(text)
    assert env.boolean("VALUE", default=True) is value


def test_what_is_not_set_is_the_default(monkeypatch):
    monkeypatch.delenv("VALUE", raising=False)
    assert env.boolean("VALUE", default=True) is True
    assert env.text("VALUE", "x") == "x"
    assert env.whole_number("VALUE", 2) == 2
    assert env.choice("VALUE", "a", ("a", "b")) == "a"
    assert env.words("VALUE", "a, b,") == ["a", "b"]
    assert env.rate("VALUE", "10/15m") == (10, 900)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("5/s", (5, 1)), ("10/15m", (10, 900)), ("100/2d", (100, 172800)), ("", None)],
)
def test_a_rate_is_read(given, text, rate):
    given(text)
    assert env.rate("VALUE", "1/s") == rate


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: env.boolean("VALUE", default=True), "maybe"),
        (lambda: env.whole_number("VALUE", 2), "two"),
        (lambda: env.whole_number("VALUE", 2), "0"),
        (lambda: env.whole_number("VALUE", 2, most=64), "65"),
        (lambda: env.whole_number("VALUE", 2), "٣"),
        (lambda: env.choice("VALUE", "a", ("a", "b")), "c"),
        (lambda: env.member("VALUE", "a", {"a": 1}), "b"),
        (lambda: env.rate("VALUE", "1/s"), "often"),
        (lambda: env.rate("VALUE", "1/s"), "0/15m"),
        (lambda: env.rate("VALUE", "1/s"), "5/0m"),
        (lambda: env.origin("VALUE", ""), "news.example.org"),
        (lambda: env.origin("VALUE", ""), "https://news.example.org/path"),
        (lambda: env.origin("VALUE", ""), "https://news.example.org:port"),
        (lambda: env.origin("VALUE", ""), "ftp://news.example.org"),
        (lambda: env.database("VALUE", ""), "mysql://localhost/news"),
        (lambda: env.database("VALUE", ""), "postgres://localhost"),
        (lambda: env.database("VALUE", ""), "postgres://localhost:x/news"),
        (lambda: env.database("VALUE", ""), "sqlite://"),
        (lambda: env.directory("VALUE", "x"), "/dev/null/folder"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(given, read, text):
    given(text)
    with pytest.raises(ImproperlyConfigured, match=r"^VALUE=.* cannot be used: .+"):
        read()


def test_no_message_shows_a_password(given):
    given("mysql://news:geheim@localhost/news")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.database("VALUE", "")
    assert "geheim" not in str(refused.value)


def test_an_origin_loses_its_last_slash(given):
    given("https://news.example.org:8443/")
    assert env.origin("VALUE", "") == "https://news.example.org:8443"


def test_a_postgresql_address_is_read(given):
    given("postgres://news:p%40ss@db.example.org:5433/news?sslmode=require")
    row = env.database("VALUE", "")
    assert row["ENGINE"] == "django.db.backends.postgresql"
    assert [row[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "news",
        "p@ss",
        "db.example.org",
        "5433",
        "news",
    ]
    assert row["OPTIONS"] == {"sslmode": "require"}
    assert row["CONN_HEALTH_CHECKS"] is True


def test_an_sqlite_address_is_absolute_with_four_slashes(given):
    given("sqlite:////srv/news.sqlite3")
    row = env.database("VALUE", "")
    assert row["NAME"] == "/srv/news.sqlite3"
    assert row["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_folder_is_made(given, tmp_path):
    given(str(tmp_path / "a" / "b"))
    assert env.directory("VALUE", "x").is_dir()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret_key"
    secret = env.kept_secret(path)
    assert len(secret) >= 50
    assert env.kept_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_that_cannot_be_kept_is_a_sentence(tmp_path):
    (tmp_path / "var").write_text("a file stands where the folder should be")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.kept_secret(tmp_path / "var" / "secret_key")


def test_hosts_for_tests_are_of_this_machine(given, monkeypatch):
    given("News.example.test=127.0.0.1:8099, b.example.test=[::1]:80")
    assert env.test_hosts("VALUE") == {
        "news.example.test": ("127.0.0.1", 8099),
        "b.example.test": ("::1", 80),
    }
    monkeypatch.delenv("VALUE")
    assert env.test_hosts("VALUE") == {}


@pytest.mark.parametrize(
    "text", ["a", "a=127.0.0.1", "=127.0.0.1:80", "a=10.0.0.1:80", "a=b:80", "a=127.0.0.1:0"]
)
def test_a_host_for_tests_elsewhere_stops_the_start(given, text):
    given(text)
    with pytest.raises(ImproperlyConfigured, match="VALUE"):
        env.test_hosts("VALUE")
