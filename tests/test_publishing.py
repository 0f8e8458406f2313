import threading
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from issues import publishing
from issues.models import Issue, StateChange
from tests.factories import make_issue, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    issue = make_issue(published=False)
    make_item(issue)
    return issue


def test_the_chief_publishes(draft, chief):
    outcome = publishing.change_state(draft, "publish", user=chief)
    assert outcome.changed
    assert list(Issue.objects.published()) == [draft]
    assert StateChange.objects.get().user == chief


def test_an_editor_may_not(draft, editor, outsider):
    for user in (editor, outsider):
        with pytest.raises(PermissionDenied):
            publishing.change_state(draft, "publish", user=user)
    assert not Issue.objects.published().exists()


def test_a_chief_who_left_may_not(draft, chief):
    chief.is_active = False
    assert not publishing.may(chief, "publish", draft)


def test_publishing_twice_is_once(draft, chief):
    publishing.change_state(draft, "publish", user=chief)
    assert not publishing.change_state(draft, "publish", user=chief).changed
    assert StateChange.objects.count() == 1


def test_a_time_to_come_is_a_schedule(draft, chief):
    later = datetime(2999, 1, 1, tzinfo=UTC)
    publishing.change_state(draft, "publish", user=chief, publish_at=later)
    assert not Issue.objects.published().exists()
    assert Issue.objects.get().is_scheduled


def test_what_is_taken_back_is_a_draft_again(draft, chief):
    publishing.change_state(draft, "publish", user=chief)
    publishing.change_state(draft, "take_back", user=chief)
    draft.refresh_from_db()
    assert (draft.status, draft.publish_at) == ("draft", None)


def test_an_empty_issue_is_refused_with_a_sentence(chief):
    with pytest.raises(publishing.Refused, match="没有条目"):
        publishing.change_state(make_issue(published=False), "publish", user=chief)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2024, 12, 20), datetime(2024, 12, 19, 16, tzinfo=UTC)),
        # Shanghai had summer time from 1986 to 1991.
        (date(1988, 7, 1), datetime(1988, 6, 30, 15, tzinfo=UTC)),
    ],
)
def test_a_back_issue_came_out_at_midnight_in_shanghai(day, utc):
    assert publishing.start_of_day(day) == utc


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_publish_once(transactional_db):
    chief = make_user("zhubian", "主编")
    issue = make_issue(published=False)
    make_item(issue)
    barrier, outcomes = threading.Barrier(8), []

    def publish():
        try:
            barrier.wait()
            outcomes.append(publishing.change_state(issue, "publish", user=chief).changed)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 7 + [True]
    assert StateChange.objects.count() == 1
