"""How the site is served: `gunicorn newsroom.wsgi` from this folder reads this file.

Flags on the command line win, e.g. --bind. gunicorn itself reads FORWARDED_ALLOW_IPS: the
proxies whose X-Forwarded-Proto is believed (default: this machine).
"""

import os

from django.core.exceptions import ImproperlyConfigured

try:
    from newsroom import settings
except ImproperlyConfigured as error:
    raise SystemExit(str(error)) from error

bind = f"127.0.0.1:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
# The bookmarklet of the capture page brings an address, a title and a marked text in Chinese,
# nine bytes a character.
limit_request_line = 8190
worker_class = "gthread"
# Most of them may wait for their turn to search (issues/archive/pages.py).
threads = 24
# The site is loaded once, before the workers are forked: they share its memory, and when
# the socket opens it can answer.
preload_app = True
# The control socket would stand in the home directory, shared by every site of the user.
control_socket_disable = True
# A worker's heartbeat is a file; on a slow disk it would look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
loglevel = "warning"
if settings.LOG_FORMAT == "json":
    logconfig_dict = {
        **settings.LOGGING,
        "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}},
    }


def when_ready(server):
    print(f"{settings.SITE_NAME} {settings.SITE_URL}/", flush=True)
