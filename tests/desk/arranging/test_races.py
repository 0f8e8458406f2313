"""Several editors at once. With 100 ROUNDS and 50 TURNS they run for minutes."""

import json
import random
import threading

import pytest
from django.db import connection

from issues.models import Issue, Item, RefusedText
from tests.factories import make_issue, make_item, make_user

from .conftest import arrange_url, edit, key

ROUNDS, WRITERS, TURNS = 10, 8, 3
POLICY = "政策资讯"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    """Runs the functions in threads of their own, let go together: [result]."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number):
        try:
            barrier.wait()
            results[number] = jobs[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def post(browser, issue, body):
    return browser.post(arrange_url(issue), json.dumps(body), content_type="application/json")


def test_of_two_texts_exactly_one_wins_and_both_are_kept(browse, transactional_editors):
    issue = make_issue(12, published=False)
    item = make_item(issue, "原来的标题")
    browsers = [browse(user) for user in transactional_editors]
    for turn in range(ROUNDS):
        item.refresh_from_db()
        RefusedText.objects.all().delete()
        bodies = [
            {"version": 1, "items": [edit(item, title=f"第{turn}轮的标题{who}")]} for who in "甲乙"
        ]
        answers = at_once(
            [
                lambda browser=browser, body=body: post(browser, issue, body)
                for browser, body in zip(browsers, bodies, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = [answer.status_code for answer in answers].index(200)
        stored, kept = Item.objects.get(), RefusedText.objects.get()
        assert stored.title == bodies[winner]["items"][0]["set"]["title"]
        assert kept.mine == bodies[1 - winner]["items"][0]["set"]
        assert stored.version == item.version + 1


def test_of_two_orders_exactly_one_wins(browse, transactional_editors):
    issue = make_issue(12, published=False)
    ids = [make_item(issue, title).pk for title in "一二三四五"]
    browsers = [browse(user) for user in transactional_editors]
    for _turn in range(ROUNDS):
        issue.refresh_from_db()
        now = list(issue.items.in_order().values_list("pk", flat=True))
        orders = [[*now[1:], now[0]], [now[-1], *now[:-1]]]
        answers = at_once(
            [
                lambda browser=browser, order=order: post(
                    browser, issue, {"version": issue.version, "order": {key(POLICY): order}}
                )
                for browser, order in zip(browsers, orders, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = [answer.status_code for answer in answers].index(200)
        stored = list(issue.items.in_order().values_list("pk", flat=True))
        assert stored == orders[winner]
        assert sorted(stored) == sorted(ids)


def test_writers_who_load_again_and_try_again_all_land(browse, transactional_db):
    """Each writer reorders at random; whoever is refused looks at the new order and tries again."""
    issue = make_issue(12, published=False)
    ids = [make_item(issue, f"第{number}条").pk for number in range(12)]
    names = [key(POLICY), key("行业资讯")]
    browsers = [browse(make_user(f"editor{number}")) for number in range(WRITERS)]

    def write(browser, dice):
        landed = 0
        while landed < TURNS:
            version = Issue.objects.values_list("version", flat=True).get()
            now = list(Item.objects.order_by("pk").values_list("pk", flat=True))
            dice.shuffle(now)
            cut = dice.randrange(len(now) + 1)
            order = dict(zip(names, (now[:cut], now[cut:]), strict=True))
            answer = post(browser, issue, {"version": version, "order": order})
            assert answer.status_code in (200, 409), answer.content
            landed += answer.status_code == 200
        return landed

    jobs = [
        lambda browser=browser, seed=seed: write(browser, random.Random(seed))
        for seed, browser in enumerate(browsers)
    ]
    assert at_once(jobs) == [TURNS] * WRITERS
    assert sorted(Item.objects.values_list("pk", flat=True)) == sorted(ids)
    for name in names:
        places = list(
            Item.objects.filter(section=name)
            .order_by("position")
            .values_list("position", flat=True)
        )
        assert places == list(range(1, len(places) + 1))
    assert Issue.objects.get().version >= WRITERS * TURNS
