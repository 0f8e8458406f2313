"""Positions are 1…n within issue and section, whatever happens to the items."""

import random
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from issues import placing
from issues.models import Issue, Item, Section
from tests.factories import fill, make_issue, make_item

pytestmark = pytest.mark.django_db


def titles(issue, section="政策资讯"):
    rows = Item.objects.filter(issue=issue, section__name=section).order_by("position")
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.title for row in rows]


@pytest.fixture
def policy(db):
    return Section.objects.get(name="政策资讯")


@pytest.fixture
def abc():
    issue = make_issue()
    return issue, [make_item(issue, title) for title in "甲乙丙"]


def test_two_items_swap(abc, policy):
    issue, (a, b, c) = abc
    moved = placing.arrange(issue.pk, {policy.pk: [b.pk, a.pk, c.pk]})
    assert titles(issue) == ["乙", "甲", "丙"]
    assert sorted(moved) == [a.pk, b.pk]


def test_what_moves_gets_a_new_version_and_so_does_the_issue(abc, policy):
    issue, (a, b, c) = abc
    placing.arrange(issue.pk, {policy.pk: [b.pk, a.pk, c.pk]})
    versions = dict(Item.objects.values_list("title", "version"))
    assert versions == {"甲": 2, "乙": 2, "丙": 1}
    assert Issue.objects.get().version == 2


def test_the_same_order_again_changes_nothing(abc, policy):
    issue, items = abc
    assert placing.arrange(issue.pk, placing.layout(issue.pk)) == []
    assert Issue.objects.get().version == 1


def test_an_item_left_out_goes_to_the_pool(abc, policy):
    issue, (a, b, c) = abc
    placing.arrange(issue.pk, {policy.pk: [c.pk, a.pk]})
    assert titles(issue) == ["丙", "甲"]
    assert list(Item.objects.pool()) == [b]


def test_an_item_comes_from_another_issue_whose_gap_closes(abc, policy):
    issue, (a, b, c) = abc
    other = make_issue(13)
    placing.arrange(other.pk, {policy.pk: [b.pk]})
    assert titles(other) == ["乙"]
    assert titles(issue) == ["甲", "丙"]
    assert Issue.objects.get(number=12).version == 3


def test_move_inserts_in_the_middle_of_another_section(abc):
    issue, (a, b, c) = abc
    make_item(issue, "丁", section="国内资讯")
    make_item(issue, "戊", section="国内资讯")
    placing.move(a, issue, Section.objects.get(name="国内资讯"), 2)
    assert titles(issue, "国内资讯") == ["丁", "甲", "戊"]
    assert titles(issue) == ["乙", "丙"]
    assert (a.position, a.version) == (2, 2)


def test_a_place_past_the_end_is_the_end_and_zero_is_the_first(abc, policy):
    issue, (a, b, c) = abc
    placing.move(a, issue, policy, 99)
    assert titles(issue) == ["乙", "丙", "甲"]
    placing.move(a, issue, policy, 0)
    assert titles(issue) == ["甲", "乙", "丙"]


def test_move_to_the_pool_closes_the_gap(abc):
    issue, (a, b, c) = abc
    placing.move(a, None, None)
    assert titles(issue) == ["乙", "丙"]
    assert (a.issue_id, a.section_id, a.position) == (None, None, None)


@pytest.mark.parametrize("how", ["one", "queryset", "section_of_another_issue"])
def test_deleting_closes_the_gap(abc, how):
    issue, (a, b, c) = abc
    if how == "one":
        a.delete()
    elif how == "queryset":
        Item.objects.filter(pk__in=[a.pk]).delete()
    else:
        other = make_issue(13)
        make_item(other, "别期")
        a.delete()
        other.delete()
    assert titles(issue) == ["乙", "丙"]


def test_bulk_delete_of_several_closes_all_gaps(abc):
    issue, (a, b, c) = abc
    Item.objects.filter(title__in=["甲", "丙"]).delete()
    assert titles(issue) == ["乙"]


def test_an_issue_goes_with_its_items(abc):
    issue, items = abc
    issue.delete()
    assert not Item.objects.exists()


def test_an_item_in_two_places_is_refused(abc, policy):
    issue, (a, b, c) = abc
    with pytest.raises(ValueError, match="two places"):
        placing.arrange(issue.pk, {policy.pk: [a.pk, a.pk]})
    assert titles(issue) == ["甲", "乙", "丙"]


def test_an_unknown_item_is_refused_and_nothing_moves(abc, policy):
    issue, (a, b, c) = abc
    with pytest.raises(Item.DoesNotExist):
        placing.arrange(issue.pk, {policy.pk: [c.pk, 0, a.pk]})
    assert titles(issue) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    "fields",
    [
        {"position": None},
        {"position": 0},
        {"section": None, "position": 1},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_the_database_itself_refuses(abc, fields):
    issue, (a, b, c) = abc
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=a.pk).update(**fields)


def test_two_items_cannot_have_one_place(abc):
    issue, (a, b, c) = abc
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=a.pk).update(position=2)


def test_random_moves_leave_a_permutation(db):
    issue, other = make_issue(), make_issue(13)
    items = fill(issue, 15)
    sections = list(Section.objects.filter(standing=True))
    dice = random.Random(7)
    for _ in range(60):
        target = dice.choice([issue, other, None])
        placing.move(dice.choice(items), target, dice.choice(sections), dice.randint(1, 6))
    for each in (issue, other):
        for section in sections:
            titles(each, section.name)
    assert Item.objects.count() == 15


def test_the_number_of_queries_does_not_grow_with_the_issue(db, django_assert_max_num_queries):
    counts = []
    for number, size in ((20, 10), (21, 20)):
        issue = make_issue(number)
        fill(issue, size)
        places = {key: ids[::-1] for key, ids in placing.layout(issue.pk).items()}
        # 14 for the places, and the search index after them
        with django_assert_max_num_queries(26) as captured:
            placing.arrange(issue.pk, places)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_a_permutation(transactional_db):
    issue = make_issue()
    items = [make_item(issue, f"第{n}条") for n in range(8)]
    policy = Section.objects.get(name="政策资讯")
    barrier, faults = threading.Barrier(4), []

    def writer(seed):
        dice = random.Random(seed)
        try:
            barrier.wait()
            for _ in range(10):
                placing.move(
                    Item.objects.get(pk=dice.choice(items).pk), issue, policy, dice.randint(1, 8)
                )
        except Exception as fault:  # noqa: BLE001 — a thread's fault is the test's fault
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(titles(issue)) == 8
