"""kill -9 in the middle of an editorial step: all of it or nothing, and the index agrees."""

import signal

import pytest
from django.contrib.auth.models import User
from django.db import connection

from issues import history, publishing, restoring, states
from issues.models import Issue, Item, StateChange
from issues.search.upkeep import differences
from tests.factories import make_issue, make_item, make_user
from tests.killing import WRITING, Deeds, dying


def publish(issue, chief):
    publishing.change_state(issue, "publish", user=chief)


def withdraw(issue, chief):
    publishing.change_state(issue, "withdraw", user=chief, reason="x")


def correct(issue, chief):
    with history.recording(chief, note="x"):
        item = Item.objects.get(title="a")
        item.title = "b"
        item.save()


def restore(issue, chief):
    restoring.restore(issue, history.revisions(issue.pk).last(), user=chief)


def deed(step, place):
    with connection.execute_wrapper(dying(int(place), WRITING)):
        globals()[step](Issue.objects.get(), User.objects.get())


@pytest.fixture(scope="module")
def run(django_db_setup):
    deeds = Deeds(__name__)
    yield deeds
    deeds.close()


@pytest.fixture
def newsroom(transactional_db):
    chief = make_user("zhubian", "主编")
    issue = make_issue(published=False)
    for title in ("a", "乙", "丙"):
        make_item(issue, title, tags=["芯片"])
    return chief, issue


def standing(issue):
    issue.refresh_from_db()
    trail = StateChange.objects.count(), history.revisions(issue.pk).count()
    return states.of(issue.pk), issue.status, trail


@pytest.mark.parametrize("step", ["publish", "correct", "withdraw", "restore"])
def test_all_or_nothing(newsroom, run, step):
    chief, issue = newsroom
    if step != "publish":
        publishing.change_state(issue, "publish", user=chief)
    if step == "restore":
        with history.recording(chief):
            Item.objects.get(title="丙").delete()
            Item.objects.filter(title="a").update(title="c")
    before = standing(issue)
    for place in (0, 1, 2, 4, 7, 12):
        status = run(step, place)
        assert list(differences()) == []
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert standing(issue) == before
    if status != 0:
        assert run(step, 10_000) == 0
    assert standing(issue) != before
    assert list(differences()) == []
