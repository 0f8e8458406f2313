"""Kills a process at every statement of some actions, and compares the index after each.

    TEST_DATABASE_URL=… python -m tests.search.killed

Run by test_killed.py, in a process of its own, because it forks. Prints each action with the
number of places it was killed at; exits 1 with what differs.
"""

import os
import signal
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from issues import announce, publishing, topics  # noqa: E402
from issues.models import Issue, Item, Topic  # noqa: E402
from issues.search import upkeep  # noqa: E402
from tests.factories import fill, make_issue  # noqa: E402

DONE, TOO_FAR = 0, 1000  # places


def save():
    item = Item.objects.filter(issue__number=1).order_by("pk").first()
    with announce.together():
        item.title = f"{item.title}改"
        item.save()
        topics.put(item, topics.ensure(["新主题", "机器人"])[0])


@announce.together()
def rename():
    for topic in Topic.objects.filter(name__startswith="主题"):
        topic.name = f"{topic.name}改"
        topic.save()


def rename_all_at_once():
    Item.objects.filter(issue__number=1).update(source_name="改名的媒体", region="330100")


def publish():
    publishing.change_state(Issue.objects.get(number=2), "publish")


def withdraw():
    publishing.change_state(Issue.objects.get(number=2), "withdraw", reason="有误")


def delete():
    Issue.objects.get(number=3).delete()


ACTIONS = (save, rename, rename_all_at_once, publish, withdraw, delete)


class Killer:
    """Ends this process before statement or commit number `place`."""

    def __init__(self, place):
        self.left = place

    def step(self):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def around(self, execute, sql, params, many, context):
        self.step()
        return execute(sql, params, many, context)


def killed_at(action, place):
    """Whether a child that does the action was killed there, and not through before."""
    connection.close()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return True
        if status:
            sys.exit(f"{action.__name__} at {place}: status {status}")
        return False
    killer = Killer(place)
    commit = connection._commit

    def commit_or_die():
        killer.step()
        commit()

    connection._commit = commit_or_die
    with connection.execute_wrapper(killer.around):
        action()
    os._exit(DONE)


def prepare():
    with transaction.atomic():
        for number in (1, 2, 3):
            issue = make_issue(number, published=number == 1, date=date(2024, number, 1))
            fill(issue, 4)


def main():
    prepare()
    for action in ACTIONS:
        place = 0
        while killed_at(action, place) and place < TOO_FAR:
            place += 1
            if found := list(upkeep.differences()):
                sys.exit(f"{action.__name__} at {place}: {found}")
        if found := list(upkeep.differences()):
            sys.exit(f"{action.__name__}, done: {found}")
        print(action.__name__, place)


if __name__ == "__main__":
    main()
