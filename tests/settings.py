"""The site's own settings with a fixed environment: tests do not see the shell's."""

import os

FIXED = {
    "SECRET_KEY": "tests",
    "DEBUG": "0",
    "TLS": "1",
    "SITE_URL": "https://news.example.org",
    "SITE_NAME": "数智要览",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HOME_REGION": "440000",
    "ARCHIVE_ACCESS": "public",
    "LOGIN_RATE_ACCOUNT": "5/15m",
    "LOGIN_RATE_ADDRESS": "10/15m",
    "LOG_FORMAT": "text",
    "FETCH_TEST_HOSTS": "",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or "sqlite:///var/tests.sqlite3",
}
os.environ.update(FIXED)

from newsroom.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
MEDIA_ROOT = DATA_DIR / "test-media"  # noqa: F405
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 — WhiteNoise warns where it is missing

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, because threads cannot share a database in memory; no waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "tests.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
