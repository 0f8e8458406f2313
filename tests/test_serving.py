"""The files that a web server reads: newsroom/wsgi.py and gunicorn.conf.py."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from newsroom.logs import JSONFormatter

SHOW = """
import json
from newsroom.wsgi import application
from django.db import connection
print(json.dumps(connection.settings_dict["OPTIONS"]))
"""
SHOW_LIMIT = """
import sys
if "web" in sys.argv:
    from newsroom.wsgi import application
else:
    import django
    django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(cursor.fetchone()[0])
"""


def python(*args, **environment):
    return subprocess.run(
        [sys.executable, *args],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "newsroom.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgres://127.0.0.1/news", "-c statement_timeout=5000"),
        (
            "postgres://127.0.0.1/news?options=-c%20statement_timeout%3D900",
            "-c statement_timeout=5000 -c statement_timeout=900",
        ),
        ("sqlite:///var/x.sqlite3", None),
    ],
)
def test_web_processes_limit_their_statements(tmp_path, url, options):
    done = python("-c", SHOW, DATA_DIR=str(tmp_path), DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).get("options") == options


@pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="SQLite has no statement_timeout",
)
def test_postgresql_keeps_the_limit_for_pages_but_not_for_commands():
    server = os.environ["DATABASE_URL"].rpartition("/")[0] + "/postgres"
    assert python("-c", SHOW_LIMIT, "web", DATABASE_URL=server).stdout.strip() == "5s"
    assert python("-c", SHOW_LIMIT, "command", DATABASE_URL=server).stdout.strip() == "0"


def test_gunicorn_reads_its_settings_from_the_environment(tmp_path):
    done = python(
        "-m",
        "gunicorn",
        "--print-config",
        "newsroom.wsgi",
        DATA_DIR=str(tmp_path),
        PORT="8123",
        WEB_CONCURRENCY="5",
        FORWARDED_ALLOW_IPS="10.0.0.1",
    )
    assert done.returncode == 0, done.stderr
    shown = dict(line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line)
    shown = {key.strip(): value for key, value in shown.items()}
    assert shown["bind"] == "['127.0.0.1:8123']"
    assert shown["workers"] == "5"
    assert shown["worker_class"] == "gthread"
    assert shown["threads"] == "24"
    assert shown["control_socket_disable"] == "True"
    assert "10.0.0.1" in shown["forwarded_allow_ips"]


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("TLS", "maybe"), ("LOG_FORMAT", "x")]
)
def test_gunicorn_stops_with_a_sentence_on_a_bad_value(tmp_path, name, value):
    done = python("-m", "gunicorn", "newsroom.wsgi", DATA_DIR=str(tmp_path), **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}='{value}' cannot be used: ")
    assert "Traceback" not in done.stderr


def test_manage_py_stops_with_a_sentence_on_a_bad_value(tmp_path):
    done = python("manage.py", "check", DATA_DIR=str(tmp_path), DEBUG="maybe")
    assert done.returncode == 1
    assert done.stderr.strip() == "DEBUG='maybe' cannot be used: say 1 or 0."


def test_a_log_line_in_json_is_one_object():
    try:
        int("第一行\n第二行")
    except ValueError:
        record = logging.getLogger("news").makeRecord(
            "news", logging.ERROR, __file__, 1, "没有 %s", ("标题",), sys.exc_info()
        )
    line = JSONFormatter().format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "news", "没有 标题")
    assert "第二行" in entry["traceback"]
