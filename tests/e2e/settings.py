"""The tests' settings for a browser: plain http, and static files as production serves them."""

import os

# Playwright's loop runs in the thread of the test, and Django takes that for code that must
# not wait for a database. Nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from tests.settings import *  # noqa: F403

TLS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
# The live server takes everything below MEDIA_URL for a file of its own.
MEDIA_URL = "/media/"
# Each process that runs tests collects its own.
STATIC_ROOT = DATA_DIR / "e2e-static" / os.environ.get("PYTEST_XDIST_WORKER", "")  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "newsroom.staticfiles.JoinedManifestStorage"}  # noqa: F405
