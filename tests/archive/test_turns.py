"""Searches wait for one another; plain pages do not wait for them."""

import threading
from contextlib import nullcontext

import pytest

from issues.archive import pages

LONG = 30  # seconds; only a failure waits so long


def test_no_more_at_once_than_there_are_turns():
    entered, go = threading.Semaphore(0), threading.Event()

    @pages.in_turn
    def slow(request):
        entered.release()
        go.wait(LONG)

    threads = [
        threading.Thread(target=slow, args=(None,)) for _ in range(pages.SEARCHES_AT_ONCE + 1)
    ]
    for thread in threads:
        thread.start()
    for _ in range(pages.SEARCHES_AT_ONCE):
        assert entered.acquire(timeout=LONG)
    assert not entered.acquire(blocking=False)
    go.set()
    assert entered.acquire(timeout=LONG)
    for thread in threads:
        thread.join(LONG)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/search/?q=智能", 1),
        ("/feeds/search.atom?q=智能", 1),
        ("/api/v1/items/?q=智能", 1),
        ("/api/v1/facets/?q=智能", 1),
        ("/", 0),
        ("/issues/", 0),
    ],
)
def test_who_takes_a_turn(client, monkeypatch, path, number):
    taken = []

    class Turns(nullcontext):
        def __enter__(self):
            taken.append(path)

    monkeypatch.setattr(pages, "turns", Turns())
    assert client.get(path, secure=True).status_code == 200
    assert len(taken) == number
