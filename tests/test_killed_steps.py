"""kill -9 in the middle of an editorial step: all of it or nothing, and the index agrees."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from issues import history, publishing, states
from issues.models import Item, StateChange
from issues.search.upkeep import differences
from tests.factories import make_issue, make_item, make_user

ROOT = Path(__file__).resolve().parent.parent
# The child dies with its n-th statement that writes.
CHILD = """
import os, signal, sys
import django
from django.db import connection
django.setup()
connection.settings_dict["NAME"] = sys.argv[1]
from django.contrib.auth.models import User
from issues import history, publishing, restoring
from issues.models import Issue, Item
left = int(sys.argv[3])
def dying(execute, sql, params, many, context):
    global left
    if sql.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
chief, issue = User.objects.get(), Issue.objects.get()
def publish():
    publishing.change_state(issue, "publish", user=chief)
def withdraw():
    publishing.change_state(issue, "withdraw", user=chief, reason="x")
def correct():
    with history.recording(chief, note="x"):
        item = Item.objects.get(title="a")
        item.title = "b"
        item.save()
def restore():
    restoring.restore(issue, history.revisions(issue.pk).last(), user=chief)
with connection.execute_wrapper(dying):
    locals()[sys.argv[2]]()
"""


@pytest.fixture
def newsroom(transactional_db):
    chief = make_user("zhubian", "主编")
    issue = make_issue(published=False)
    for title in ("a", "乙", "丙"):
        make_item(issue, title, tags=["芯片"])
    return chief, issue


def run(step, dies_at):
    """The exit status of a process that is killed at its n-th writing statement."""
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", CHILD, database, step, str(dies_at)]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    return subprocess.run(command, cwd=ROOT, env=env, timeout=60, check=False).returncode


def standing(issue):
    issue.refresh_from_db()
    trail = StateChange.objects.count(), history.revisions(issue.pk).count()
    return states.of(issue.pk), issue.status, trail


@pytest.mark.parametrize("step", ["publish", "correct", "withdraw", "restore"])
def test_all_or_nothing(newsroom, step):
    chief, issue = newsroom
    if step != "publish":
        publishing.change_state(issue, "publish", user=chief)
    if step == "restore":
        with history.recording(chief):
            Item.objects.get(title="丙").delete()
            Item.objects.filter(title="a").update(title="c")
    before = standing(issue)
    for dies_at in (1, 2, 3, 5, 8, 13):
        status = run(step, dies_at)
        assert list(differences()) == []
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert standing(issue) == before
    if status != 0:
        assert run(step, 10_000) == 0
    assert standing(issue) != before
    assert list(differences()) == []
