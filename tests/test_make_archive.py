"""The synthetic archive: the same again, complete, and never among other issues."""

import io

import pytest
from django.core.management import CommandError, call_command

from issues.models import Issue, Item
from issues.search import upkeep
from issues.text import synthetic
from tests.factories import make_issue

pytestmark = pytest.mark.django_db


def make(**options):
    call_command("make_archive", stdout=io.StringIO(), **options)


def rows():
    return list(
        Item.objects.order_by("pk").values_list(
            "issue__number", "section__slug", "position", "title", "region", "tags__name"
        )
    )


def test_it_works():
    make(issues=3, items=6)
    states = Issue.objects.order_by("number").values_list("number", "status", "date")
    assert [row[:2] for row in states] == [
        (1, "published"),
        (2, "published"),
        (3, "published"),
        (4, "draft"),
        (5, "draft"),
    ]
    assert [row[2].isoformat() for row in states][:3] == ["2025-12-12", "2025-12-19", "2025-12-26"]
    assert Item.objects.count() == 30
    assert Item.objects.published().count() == 18
    assert Item.objects.exclude(region=None).exclude(tags=None).exists()
    assert list(upkeep.differences()) == []


def test_the_same_again_and_another_with_another_seed():
    made = []
    for seed in (1, 1, 2):
        Issue.objects.all().delete()
        make(issues=2, items=5, seed=seed)
        made.append(rows())
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_positions_are_whole():
    make(issues=1, items=20)
    for issue in Issue.objects.all():
        places = {}
        for slug, position in issue.items.in_order().values_list("section__slug", "position"):
            places.setdefault(slug, []).append(position)
        for found in places.values():
            assert found == list(range(1, len(found) + 1))


def test_it_refuses_numbers_that_are_taken():
    make_issue(4)
    with pytest.raises(CommandError, match="4"):
        make(issues=2)
    assert Issue.objects.count() == 1


@pytest.mark.parametrize("options", [{"issues": 0}, {"issues": 10**7}, {"issues": 1, "items": 0}])
def test_it_refuses_sizes_that_make_no_sense(options):
    with pytest.raises(CommandError):
        make(**options)
    assert not Issue.objects.exists()


def test_an_issue_has_the_same_places_in_a_small_archive_and_a_large_one():
    small, large = (list(synthetic.issues(count, items=3)) for count in (2, 5))

    def places(issues):
        return [
            [(item.region, item.topics, item.section) for item in made.items] for made in issues
        ]

    assert places(small) == places(large[:4])
