"""However a process ends, index and items agree."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
ACTIONS = ["save", "rename", "rename_all_at_once", "publish", "withdraw", "delete"]


def address(tmp_path):
    """DATABASE_URL of the test's database: on SQLite of a copy, on PostgreSQL of itself."""
    if connection.vendor == "postgresql":
        known = connection.get_connection_params()
        user = ":".join(known[name] for name in ("user", "password") if known.get(name))
        return f"postgres://{user}@{known['host']}:{known.get('port', 5432)}/{known['dbname']}"
    path = tmp_path / "copy.sqlite3"
    connection.ensure_connection()
    connection.connection.execute("VACUUM INTO ?", [str(path)])
    return f"sqlite:///{path}"


@pytest.mark.django_db(transaction=True)
def test_killed_at_every_statement_of_a_write(tmp_path):
    environment = os.environ | {"TEST_DATABASE_URL": address(tmp_path)}
    connection.close()
    run = subprocess.run(
        [sys.executable, "-m", "tests.search.killed"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    places = dict(line.split() for line in run.stdout.splitlines())
    assert list(places) == ACTIONS
    assert all(int(number) > 8 for number in places.values()), places
