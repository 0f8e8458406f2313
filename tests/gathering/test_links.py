"""The job that tries the links of the next issues."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from issues import preflight
from issues.gathering import links
from issues.gathering.fetch import Response
from issues.gathering.refusals import Refused
from issues.models import Item, LinkState
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db
START = datetime(2025, 12, 19, 1, 0, tzinfo=UTC)


class Turn:
    def __init__(self, now):
        self.now = now

    def keep(self):
        pass


@pytest.fixture
def answers(monkeypatch):
    """{url: status or Refused} that the outside world gives; and what was asked, in `asked`."""

    class Answers(dict):
        asked = []

    given = Answers()
    given.asked = []

    def answer(url, **kwargs):
        given.asked.append(url)
        what = given.get(url, 200)
        if isinstance(what, Refused):
            raise what
        return Response(url, what, {}, b"")

    monkeypatch.setattr(links, "fetch", answer)
    return given


def turn(after=timedelta(0)):
    with time_machine.travel(START + after, tick=False):
        return links.check_due(Turn(START + after))


def dead(issue):
    return [one for one in preflight.check(issue) if one.code == "dead_link"]


def test_a_dead_link_is_told_after_a_retry(answers):
    issue = make_issue(12, published=False)
    item = make_item(issue, source_url="https://a.example.com/1")
    turn()
    assert LinkState.objects.get().alive_at == START
    answers["https://a.example.com/1"] = 404
    turn(timedelta(hours=13))
    assert dead(issue) == []
    turn(timedelta(hours=13, minutes=10))  # too early to try again
    assert len(answers.asked) == 2
    turn(timedelta(hours=14))
    (finding,) = dead(issue)
    assert finding.level == "warning"
    assert "2025年12月19日 09:00" in finding.message
    answers["https://a.example.com/1"] = 200
    turn(timedelta(hours=15))
    assert dead(issue) == []
    assert Item.objects.get(pk=item.pk).version == item.version


@pytest.mark.parametrize(
    ("answer", "failures"),
    [
        (200, 0),
        (Refused("large"), 0),
        (403, 0),
        (429, 0),
        (Refused("inside"), 0),
        (404, 1),
        (500, 1),
        (Refused("unknown"), 1),
        (Refused("slow"), 1),
    ],
)
def test_what_counts_as_a_failure(answers, answer, failures):
    make_item(make_issue(12, published=False), source_url="https://a.example.com/1")
    answers["https://a.example.com/1"] = answer
    turn()
    assert LinkState.objects.get().failures == failures


def test_only_what_readers_have_not_seen_is_tried(answers):
    make_item(make_issue(11), source_url="https://a.example.com/old")
    make_item(None, source_url="https://a.example.com/pool")
    later = make_issue(12, publish_at=START + timedelta(days=1))
    make_item(later, source_url="https://a.example.com/new?utm_source=x")
    make_item(later, source_url="https://a.example.com/new")
    assert turn() != ""
    assert len(answers.asked) == 1
    assert turn() == ""
