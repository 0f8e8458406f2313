"""What is kept is what would be counted, and no longer kept than that is so."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from issues import search, tick
from issues.models import Issue, Item, Region, SearchChange, SearchTally, Topic
from issues.search import finding, tallies, upkeep
from issues.text import synthetic
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db
QUERIES = ["", "智能", "智", "GPT-4o", "数据 智能", "鸿"]
FILTERS = [{}, {"region": "440000"}]


@pytest.fixture
def archive(monkeypatch):
    """Four issues a year for three years, the newest with two of them and a draft."""
    monkeypatch.setattr(tallies, "LEAST", 5)
    monkeypatch.setattr(tallies, "PART", 1000)
    for made in synthetic.issues(10, items=5):
        day = date(2023 + (made.number - 1) // 4, 2 + 3 * ((made.number - 1) % 4), 3)
        issue = make_issue(made.number, date=day)
        for item in made.items:
            make_item(
                issue,
                item.title,
                summary=item.summary,
                region=Region.objects.get(pk=item.region).short_name if item.region else None,
                tags=item.topics,
                source_url=item.source_url,
                source_name=item.source_name,
            )
    make_item(make_issue(90, published=False, date=date(2025, 9, 9)), "智能草稿", tags=["草稿"])


def answers():
    """All that is counted and listed, of conditions that are kept and of others."""
    found = {}
    for text in QUERIES:
        for number, filters in enumerate(FILTERS):
            pages = [
                search.find(text, filters=filters, page=page, per_page=7) for page in (1, 2, 9)
            ]
            ranked = search.find(text, filters=filters, sort="relevance")
            counts = [search.count(text, filters=filters), ranked.total]
            facets = search.facets(text, filters=filters)
            found[text, number] = [(p.total, p.ids) for p in pages], counts, ranked.ids, facets
    return found


def keeps(text="智能"):
    return finding.read(text)[2].kept is not None


def test_what_is_kept_changes_no_answer(archive):
    counted = answers()
    assert not keeps()
    number = tallies.refresh()
    assert number == SearchTally.objects.count() > 50
    for text in ("", "智能", "智", "5G", "人工智能"):
        assert keeps(text)
    assert keeps("地区:440000")
    assert not keeps("鸿")
    assert finding.read("智能", audience=search.DESK)[2].kept is None
    assert answers() == counted


def old_item():
    return Item.objects.filter(issue__number=2, summary__contains="智能").first()


def change_title():
    item = old_item()
    item.summary = "改过"
    item.save()


def delete_item():
    old_item().delete()


def withdraw_issue():
    Issue.objects.filter(number=2).update(status=Issue.Status.DRAFT, publish_at=None)


def delete_issue():
    Issue.objects.get(number=2).delete()


def add_back_issue():
    make_item(make_issue(80, date=date(2023, 12, 31)), "智能旧闻")


def rename_topic():
    topic = Topic.objects.filter(item_topics__content_object__issue__number=2).first()
    topic.name = "智能改名"
    topic.save()


def delete_topics():
    Topic.objects.filter(item_topics__content_object__issue__number=2).delete()


def move_regions():
    Item.objects.filter(issue__number__lte=8).update(region="330100")


@pytest.mark.parametrize(
    "change",
    [
        change_title,
        delete_item,
        withdraw_issue,
        delete_issue,
        add_back_issue,
        rename_topic,
        delete_topics,
        move_regions,
    ],
)
def test_a_change_of_what_was_counted_puts_it_out_of_use(archive, change):
    tallies.refresh()
    change()
    assert not keeps()
    assert tallies.due()
    counted = answers()
    tallies.refresh()
    assert keeps()
    assert answers() == counted


def test_the_newest_year_and_drafts_can_change_freely(archive):
    tallies.refresh()
    make_item(Issue.objects.get(number=9), "智能新闻")
    make_item(make_issue(81, date=date(2026, 1, 9)), "智能明年")
    make_item(Issue.objects.get(number=90), "智能草稿二")
    assert keeps()
    assert search.find("智能").items()[0].title == "智能明年"
    counted = answers()
    SearchTally.objects.all().delete()
    assert answers() == counted


def test_an_old_issue_that_is_still_to_come_out(archive):
    due = datetime(2025, 12, 1, tzinfo=UTC)
    make_item(make_issue(82, date=date(2024, 12, 31), publish_at=due), "智能到点")
    with time_machine.travel(datetime(2025, 11, 30, tzinfo=UTC), tick=False):
        tallies.refresh()
        before = search.count("智能")
        assert not keeps()
    with time_machine.travel(datetime(2025, 12, 2, tzinfo=UTC), tick=False):
        assert keeps()
        assert search.count("智能") == search.facets("智能").count == before + 1


def test_who_writes_while_it_counts_is_not_forgotten(archive):
    steps = iter([change_title])
    tallies.refresh(lambda: next(steps, lambda: None)())
    assert not keeps()
    tallies.refresh()
    assert keeps()


def test_of_two_that_count_at_once_the_later_wins(archive):
    def meanwhile():
        change_title()
        assert tallies.refresh()

    steps = iter([meanwhile])
    assert tallies.refresh(lambda: next(steps, lambda: None)()) == 0
    assert keeps()
    kept = search.count("智能")
    SearchTally.objects.all().delete()
    assert search.count("智能") == kept


def test_the_job_works_when_there_is_something_to_do(archive):
    jobs = [job for job in tick.JOBS if job.name == "tallies"]
    assert tick.run(jobs=jobs).outcomes[0].said
    assert not tallies.due()
    assert tallies.NOTES >= SearchChange.objects.count() == 0
    state = tick.JobState.objects.all()
    state.delete()
    assert tick.run(jobs=jobs).outcomes[0].said == ""


def test_a_check_counts_again(archive):
    tallies.refresh()
    assert not list(upkeep.differences())
    SearchTally.objects.filter(key="智能").update(total=1)
    assert [what for _item, what in upkeep.differences()] == ["issues_searchtally: 智能"]
    for row in SearchTally.objects.all():
        assert tallies.key(tallies.tree_of(row.key)) == row.key


def test_a_small_archive_keeps_nothing():
    make_item(make_issue(1, date=date(2020, 1, 1)), "智能")
    make_item(make_issue(2, date=date(2021, 1, 1)), "智能")
    assert tallies.refresh() == 0
    assert not SearchChange.objects.exists()
    assert search.count("智能") == 2


def test_what_is_looked_for_in_a_sample():
    texts = [["GPT-4o与人工智能，智能", "AI芯片 2025年"], ["用 gpt-4o 做人工智能", ""]]
    parts = tallies.common_parts(texts, 2)
    assert {"gpt-4o", "4o", "人工智能", "智能", "智"} <= set(parts)
    assert not {"智能，智能", "芯片", "与人"} & set(parts)
