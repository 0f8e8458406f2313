"""Background jobs: once whoever asks, each for itself, and never in silence."""

import io
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from issues import tick
from issues.models import JobState, Lease
from issues.tick import Job, run


def job(name="job", do=lambda turn: "", **fields):
    return Job(name, name, do, **fields)


def fails(turn):
    raise LookupError("no such thing")


def test_it_works(db):
    report = run(jobs=[job(do=lambda turn: "did it")])
    assert [(o.name, o.said, o.error) for o in report.outcomes] == [("job", "did it", "")]
    state = JobState.objects.get()
    assert (state.name, state.said, state.error) == ("job", "did it", "")
    assert Lease.objects.get().holder == ""


def test_a_failing_job_stops_no_other_and_is_kept_and_logged(db, caplog):
    report = run(jobs=[job("bad", fails), job("good", lambda turn: "fine")])
    assert [o.name for o in report.failed] == ["bad"]
    assert [o.said for o in report.outcomes] == ["", "fine"]
    assert JobState.objects.get(name="bad").error == "LookupError: no such thing"
    assert "Traceback" in caplog.text
    run(jobs=[job("bad")])
    state = JobState.objects.get(name="bad")
    assert state.error == ""
    assert state.failed_at < state.succeeded_at


def test_a_failure_in_the_database_leaves_the_others_a_working_one(transactional_db):
    def wrong(turn):
        with transaction.atomic():
            JobState.objects.create(name="half", started_at=turn.now)
            connection.cursor().execute("SELECT * FROM no_such_table")

    report = run(jobs=[job("bad", wrong), job("good")])
    assert [o.name for o in report.failed] == ["bad"]
    assert not JobState.objects.filter(name="half").exists()


def test_a_job_rests_between_two_runs(db):
    done = []
    jobs = [job("each"), job("rare", lambda turn: done.append(turn.now), every=timedelta(hours=1))]
    now = timezone.now()
    for minutes in (0, 1, 59, 60):
        run(now + timedelta(minutes=minutes), jobs)
    assert done == [now, now + timedelta(hours=1)]


def test_two_at_once_do_the_work_once(transactional_db):
    begun, other_is_done, reports = threading.Event(), threading.Event(), []

    def slow(turn):
        begun.set()
        assert other_is_done.wait(20)

    def work():
        reports.append(run(jobs=[job(do=slow)]))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    second = run(jobs=[job(do=fails)])
    other_is_done.set()
    thread.join()
    assert second.busy
    assert second.outcomes == []
    assert [report.busy for report in reports] == [False]
    assert not reports[0].failed


def test_of_many_that_start_together_one_wins(transactional_db):
    Lease.objects.create(name=tick.NAME, until=timezone.now() - timedelta(minutes=1))
    barrier, won = threading.Barrier(6), []

    def contend(mark):
        barrier.wait()
        free = Lease.objects.filter(name=tick.NAME, until__lte=timezone.now())
        until = timezone.now() + timedelta(minutes=1)
        if free.update(holder=mark, until=until):
            won.append(mark)
        connection.close()

    threads = [threading.Thread(target=contend, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_the_lease_of_one_that_was_killed_runs_out(db):
    until = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(name=tick.NAME, holder="killed", until=until)
    assert run(jobs=[job()]).busy
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert [o.name for o in run(jobs=[job()]).outcomes] == ["job"]


def test_whoever_lost_the_lease_stops_and_leaves_it_to_the_other(db):
    def slow(turn):
        Lease.objects.update(holder="another", until=timezone.now() + timedelta(minutes=1))
        turn.keep()

    report = run(jobs=[job("slow", slow), job("next", fails)])
    assert [o.name for o in report.failed] == ["slow"]
    assert Lease.objects.get().holder == "another"


def test_the_lease_is_given_back_when_the_process_is_told_to_stop(db):
    def told(turn):
        raise SystemExit(143)

    with pytest.raises(SystemExit):
        run(jobs=[job(do=told)])
    assert not run(jobs=[job()]).busy


def test_the_command_says_what_failed_and_exits_with_1(db, monkeypatch):
    monkeypatch.setattr(tick, "JOBS", [job("bad", fails), job("good", lambda turn: "3 new")])
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("tick", stdout=out, stderr=err)
    assert stopped.value.code == 1
    assert out.getvalue() == "good: 3 new\n"
    assert err.getvalue().strip() == "bad: LookupError: no such thing"


def test_the_command_is_silent_and_content_where_nothing_is_due(db):
    out = io.StringIO()
    call_command("tick", stdout=out)
    call_command("tick", stdout=out)
    assert out.getvalue() == ""


def test_a_rest_of_no_seconds_is_refused(db):
    with pytest.raises(CommandError) as refused:
        call_command("tick", "--every", "0")
    assert refused.value.returncode == 2


def test_sessions_that_ended_are_removed(db):
    for age in (-60, 60):
        session = SessionStore()
        session.set_expiry(timezone.now() + timedelta(seconds=age))
        session.save()
    assert not run().failed
    assert Session.objects.count() == 1


def test_the_first_page_of_the_desk_shows_what_failed(client, editor, monkeypatch):
    monkeypatch.setattr(tick, "JOBS", [job("bad", fails)])
    run()
    client.force_login(editor)
    page = client.get("/admin/", secure=True).content.decode()
    assert "LookupError: no such thing" in page
    run(jobs=[job("bad")])
    assert "LookupError" not in client.get("/admin/", secure=True).content.decode()
