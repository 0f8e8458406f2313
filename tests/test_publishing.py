import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection

from issues import publishing, search
from issues.models import AppendOnly, Issue, StateChange
from issues.search.upkeep import differences
from tests.factories import make_issue, make_item, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
STATES = ("draft", "in_review", "approved", "scheduled", "published", "withdrawn")
# Where each action leads from each of the STATES, "-" where it is refused.
TABLE = {
    "submit": ("in_review", "in_review", "-", "-", "-", "-"),
    "recall": ("draft", "draft", "-", "-", "-", "-"),
    "approve": ("-", "approved", "approved", "-", "-", "-"),
    "take_back": ("draft", "draft", "draft", "draft", "-", "-"),
    "publish": ("published", "published", "published", "scheduled", "published", "-"),
    "reschedule": ("-", "-", "-", "published", "-", "-"),
    "withdraw": ("-", "-", "-", "-", "withdrawn", "withdrawn"),
    "reinstate": ("-", "-", "-", "-", "published", "published"),
}
EDITORS = ("submit", "recall")


def in_state(state, number=12):
    time = {"scheduled": NOW + DAY, "published": NOW - DAY, "withdrawn": NOW - DAY}.get(state)
    issue = make_issue(
        number,
        status="published" if state == "scheduled" else state,
        publish_at=time,
        public_since=time if state in ("published", "withdrawn") else None,
    )
    make_item(issue)
    return issue


def state_of(issue):
    issue = Issue.objects.get(pk=issue.pk)
    return "scheduled" if issue.is_scheduled else issue.status


@pytest.fixture
def draft():
    issue = make_issue(published=False)
    make_item(issue)
    return issue


@pytest.mark.parametrize("action", TABLE)
def test_the_table_of_transitions(chief, action):
    with time_machine.travel(NOW, tick=False):
        for number, (state, end) in enumerate(zip(STATES, TABLE[action], strict=True), start=1):
            issue = in_state(state, number)
            if end == "-":
                with pytest.raises(publishing.Refused):
                    publishing.change_state(issue, action, user=chief, reason="来源有误")
                end = state
            else:
                outcome = publishing.change_state(issue, action, user=chief, reason="来源有误")
                assert outcome.changed == (state != end)
            assert state_of(issue) == end
            assert issue.state_changes.count() == (state != end)


@pytest.mark.parametrize("action", TABLE)
def test_who_may(editor, chief, outsider, root, action):
    issue = in_state("in_review")
    for user in (chief, root):
        assert publishing.may(user, action, issue)
    assert not publishing.may(outsider, action, issue)
    assert publishing.may(editor, action) == (action in EDITORS)
    for user in (outsider, editor):
        if not publishing.may(user, action, issue):
            with pytest.raises(PermissionDenied):
                publishing.change_state(issue, action, user=user, reason="来源有误")
    assert state_of(issue) == "in_review"
    assert not StateChange.objects.exists()


def test_an_editor_calls_back_what_the_editor_sent(draft, editor):
    other = make_user("linyi", "编辑")
    publishing.change_state(draft, "submit", user=editor, reason="请看第三条")
    with pytest.raises(PermissionDenied):
        publishing.change_state(draft, "recall", user=other)
    publishing.change_state(draft, "recall", user=editor)
    assert [row.action for row in draft.state_changes.all()] == ["recall", "submit"]


def test_a_chief_who_left_may_not(draft, chief):
    chief.is_active = False
    assert not publishing.may(chief, "publish", draft)


def test_publishing_twice_is_once(draft, chief):
    publishing.change_state(draft, "publish", user=chief)
    assert not publishing.change_state(draft, "publish", user=chief).changed
    assert StateChange.objects.get().user == chief


def test_a_time_to_come_is_a_schedule_and_comes_without_a_job(draft, chief):
    with time_machine.travel(NOW, tick=False):
        publishing.change_state(draft, "publish", user=chief, publish_at=NOW + DAY)
        assert not Issue.objects.published().exists()
    with time_machine.travel(NOW + DAY, tick=False):
        assert list(Issue.objects.published()) == [draft]


def test_another_time(draft, chief):
    with time_machine.travel(NOW, tick=False):
        publishing.change_state(draft, "publish", user=chief, publish_at=NOW + DAY)
        publishing.change_state(draft, "reschedule", user=chief, publish_at=NOW + 2 * DAY)
        again = publishing.change_state(draft, "reschedule", user=chief, publish_at=NOW + 2 * DAY)
        assert not again.changed
    with time_machine.travel(NOW + DAY, tick=False):
        assert not Issue.objects.published().exists()


@pytest.mark.parametrize("action", ["withdraw", "take_back"])
def test_a_reason_is_asked_for(chief, action):
    issue = in_state("published" if action == "withdraw" else "in_review")
    with pytest.raises(publishing.Refused, match="请写明理由"):
        publishing.change_state(issue, action, user=chief, reason=" ")


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


# --- clocks that jump ---


def test_what_came_out_stays_when_the_clock_jumps_back(client, draft, chief):
    with time_machine.travel(NOW, tick=False):
        publishing.change_state(draft, "publish", user=chief)
    with time_machine.travel(NOW - 400 * DAY, tick=False):
        assert client.get("/issues/12/", secure=True).status_code == 200
        assert search.find("测试").total == 1


@pytest.mark.parametrize("first", ["/", "/issues/12/", "/items/{item}/", "tick"])
def test_what_was_scheduled_stays_once_it_was_seen(client, draft, chief, first):
    with time_machine.travel(NOW, tick=False):
        publishing.change_state(draft, "publish", user=chief, publish_at=NOW + DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        if first == "tick":
            call_command("tick")
        else:
            path = first.format(item=draft.items.get().pk)
            assert client.get(path, secure=True).status_code == 200
    with time_machine.travel(NOW, tick=False):
        assert client.get("/issues/12/", secure=True).status_code == 200
        assert list(Issue.objects.published()) == [draft]
        assert search.find("测试").total == 1
    assert StateChange.objects.count() == 1


# --- the trail ---


def test_the_trail_is_only_added_to(draft, chief):
    publishing.change_state(draft, "publish", user=chief)
    row = StateChange.objects.get()
    for change in (
        row.save,
        row.delete,
        StateChange.objects.all().delete,
        lambda: StateChange.objects.update(user=None),
        lambda: StateChange.objects.bulk_update([row], ["user"]),
        lambda: draft.state_changes.all().delete(),
    ):
        with pytest.raises(AppendOnly):
            change()
    assert StateChange.objects.get().user == chief


def test_an_issue_that_readers_saw_is_not_deleted(chief):
    for number, state in enumerate(("published", "withdrawn"), start=1):
        with pytest.raises(publishing.Refused, match="只能撤下"):
            publishing.delete(in_state(state, number), user=chief)
    assert Issue.objects.count() == 2


def test_the_trail_outlives_a_deleted_draft(draft, editor, chief):
    publishing.change_state(draft, "submit", user=editor)
    with pytest.raises(PermissionDenied):
        publishing.delete(draft, user=editor)
    publishing.delete(draft, user=chief)
    rows = StateChange.objects.values_list("number", "action", "issue")
    assert list(rows) == [(12, "delete", None), (12, "submit", None)]


# --- withdrawal ---


def test_a_withdrawn_issue_says_so_and_is_nowhere_else(client, chief):
    issue = make_issue(12)
    item = make_item(issue, "量子通信干线", tags=["量子"], region="深圳")
    make_item(make_issue(13), "别的条目")
    for action, status in (("withdraw", 410), ("reinstate", 200)):
        publishing.change_state(issue, action, user=chief, reason="第三条来源有误<b>")
        for path in ("/issues/12/", f"/items/{item.pk}/", "/en/issues/12/"):
            page = client.get(path, secure=True)
            assert page.status_code == status
            assert ("第三条来源有误&lt;b&gt;" in page.content.decode()) == (status == 410)
            assert ("量子通信干线" in page.content.decode()) == (status == 200)
        for path in (
            *("/", "/issues/", "/search/?q=量子", "/sitemap.xml", "/feeds/issues.atom"),
            *("/feeds/items.json", "/api/v1/items/", "/topics/", "/issues/13/"),
        ):
            page = client.get(path, secure=True).content.decode()
            shown = "/issues/12/" in page or f"/items/{item.pk}/" in page or "/topics/量子/" in page
            assert shown == (status == 200), path
        assert list(differences()) == []


# --- several at once ---


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_and_two_ticks_publish_once(transactional_db):
    chief = make_user("zhubian", "主编")
    issue = make_issue(published=False)
    make_item(issue)
    barrier, outcomes = threading.Barrier(10), []

    def publish():
        try:
            barrier.wait()
            outcomes.append(publishing.change_state(issue, "publish", user=chief).changed)
        finally:
            connection.close()

    def note():
        try:
            barrier.wait()
            publishing.note_public()
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(8)]
    threads += [threading.Thread(target=note) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 7 + [True]
    assert StateChange.objects.count() == 1
    assert list(differences()) == []
