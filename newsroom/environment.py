"""Reads the environment. A bad value stops the start with a sentence that names it."""

import os
import re
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
RATE = re.compile(r"(\d{1,6})/(\d{0,6})([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def refuse(name, value, expected):
    raise ImproperlyConfigured(f"{name}={value!r} cannot be used: {expected}.")


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def boolean(name, *, default):
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    return refuse(name, value, "say 1 or 0")


def whole_number(name, default, *, least=1, most=1024):
    value = text(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        refuse(name, value, f"a whole number from {least} to {most} is needed")
    return int(value)


def choice(name, default, choices):
    value = text(name, default)
    if value not in choices:
        refuse(name, value, f"one of {', '.join(choices)} is needed")
    return value


def member(name, default, codes):
    value = text(name, default)
    if value not in codes:
        refuse(name, value, "a code of issues/data/regions.json is needed, such as 440000")
    return value


def kept_secret(path):
    """50 random characters, made at the first start and kept in a file only we can read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set, and none can be kept in {path}: {error.strerror}."
        ) from error


def make_secret(path):
    """Whole or not at all: a process that starts at the same time never reads half a key."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):  # the other process was first: its key is as good
        os.link(draft, path)
    draft.unlink()


def directory(name, default):
    """An absolute path to a folder, made when it is missing."""
    path = Path(text(name, str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(name, str(path), f"the folder cannot be made ({error.strerror})")
    return path


def words(name, default=""):
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def test_hosts(name):
    """{host: (ip, port)} from "news.example.test=127.0.0.1:8099,…"; loopback addresses only."""
    found = {}
    for entry in words(name):
        host, _sign, place = entry.partition("=")
        ip, _colon, port = place.rpartition(":")
        try:
            good = ip_address(ip.strip("[]")).is_loopback and 0 < int(port) < 65536
        except ValueError:
            good = False
        if not good or not host:
            refuse(name, entry, "name=127.0.0.1:8099 is needed, with an address of this machine")
        found[host.lower()] = (ip.strip("[]"), int(port))
    return found


def origin(name, default):
    """An absolute http(s) address without path, e.g. https://news.example.org."""
    value = text(name, default).rstrip("/")
    parts = split_url(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        refuse(name, value, "an address such as https://news.example.org is needed")
    return value


def rate(name, default):
    """(attempts, seconds) from text such as "10/15m"; empty means no limit and gives None."""
    value = os.environ.get(name, default).strip()
    if not value:
        return None
    match = RATE.fullmatch(value)
    if not match or int(match[1]) == 0 or match[2] == "0":
        refuse(name, value, "a rate such as 10/15m is needed (attempts per time)")
    return int(match[1]), int(match[2] or 1) * SECONDS[match[3]]


def split_url(name, value):
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 — raises on a port that is no number
    except ValueError as error:
        refuse(name, redacted(value), str(error))
    return parts


def redacted(url):
    """The address without its password, fit for an error message and a log."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url


def database(name, default):
    """Django's DATABASES entry from postgres://user:password@host:port/name or sqlite:///path."""
    value = text(name, default)
    parts = split_url(name, value)
    path = unquote(parts.path)
    if parts.scheme == "sqlite":
        if len(path) < 2:
            refuse(name, value, "sqlite:///relative.db or sqlite:////absolute/path.db is needed")
        return sqlite(path[1:])
    if parts.scheme in ("postgres", "postgresql"):
        if len(path) < 2:
            refuse(name, redacted(value), "the name of the database is missing")
        return postgresql(parts, path[1:])
    return refuse(name, redacted(value), "postgres://… or sqlite:///… is needed")


def sqlite(path):
    # WAL lets readers go on while an editor writes; IMMEDIATE takes the write lock at the
    # start of a transaction, where waiting is possible (DEFERRED fails half-way instead).
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            # The file is read through the memory that all connections share, instead of 2 MB
            # of each: a search reads more.
            " PRAGMA mmap_size=1073741824;",
        },
    }


def postgresql(parts, name):
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0", "CHARSET": "UTF8"},
    }
