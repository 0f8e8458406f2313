"""Keeping gathered items while others do the same."""

import threading

import pytest
from django.db import connection

from issues.gathering.capture import Closed, keep
from issues.models import Issue, Item, Section
from tests.factories import make_issue, make_user


@pytest.mark.django_db(transaction=True)
def test_editors_who_gather_at_once_keep_everything_in_one_order():
    issue, user = make_issue(13, published=False), make_user()
    section = Section.objects.get(name="省内资讯")
    start, failures = threading.Barrier(4), []

    def gather(name):
        try:
            start.wait()
            for number in range(5):
                item = Item(title=f"{name}的第{number}条")
                keep(item, ["共同的主题"], user=user, issue=issue, section=section)
        except Exception as error:  # noqa: BLE001 — said below, in the thread that asserts
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=gather, args=[name]) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    places = issue.items.order_by("position").values_list("position", flat=True)
    assert list(places) == list(range(1, 21))
    assert all(len(item.topics) == 1 for item in issue.items.all())


def test_nothing_is_left_of_an_item_whose_issue_closed(db):
    issue, user = make_issue(13), make_user()
    section = Section.objects.get(name="省内资讯")
    with pytest.raises(Closed):
        keep(Item(title="晚了一步"), ["主题"], user=user, issue=issue, section=section)
    assert Issue.objects.get().items.count() == Item.objects.count() == 0
