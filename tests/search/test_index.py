"""The index follows the items, whichever way a row is written, and says so when it does not."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from issues import announce, placing, publishing, topics
from issues.models import Issue, Item, ItemTopic, Region, Section, Topic
from issues.search import upkeep
from issues.search.backend import engine
from issues.search.index import index_items
from issues.search.table import SearchRow
from tests.factories import fill, make_issue, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two issues, one of them a draft, with items, and one in the pool."""
    issue, draft = make_issue(12), make_issue(13, published=False, date=date(2025, 1, 10))
    fill(issue, 8)
    fill(draft, 6)
    make_item(None, "待选", tags=["人工智能"])
    return issue, draft


def policy():
    return Section.objects.get(name="政策资讯")


def first(**where):
    return Item.objects.filter(**where).order_by("pk").first()


def save_item(two):
    item = first()
    item.title = "改过的题目"
    item.save()


def save_some_fields(two):
    item = first()
    item.summary, item.source_url = "改过的摘要", "https://other.example.org/"
    item.save(update_fields=["summary", "source_url"])


def change_region(two):
    item = first()
    item.region = Region.objects.get(pk="330100")
    item.save()


def update_items(two):
    Item.objects.filter(issue=two[0]).update(region="330100", source_name="新的媒体")


def bulk_update_items(two):
    items = list(Item.objects.filter(issue=two[0]))
    for item in items:
        item.title = f"批量{item.pk}"
    Item.objects.bulk_update(items, ["title"])


def bulk_create_items(two):
    Item.objects.bulk_create([Item(title="批量一"), Item(title="批量二")])


def through_the_issue(two):
    two[0].items.update(summary="都一样")


def put_topics(two):
    topics.put(first(), topics.ensure(["机器人", "新主题"])[0])


def add_tag(two):
    first().tags.add("另一个主题")


def remove_tag(two):
    first().tags.remove("人工智能")


def set_tags(two):
    first().tags.set(["甲", "乙"])


def clear_tags(two):
    first().tags.clear()


def merge_topics(two):
    one, other = Topic.objects.order_by("pk")[1:3]
    ItemTopic.objects.filter(tag=other).update(tag=one)


def rename_topic(two):
    topic = Topic.objects.get(name="人工智能")
    topic.name = "人工智能与智能体"
    topic.save()


def update_topics(two):
    Topic.objects.filter(name="人工智能").update(name="智能体", key="智能体")


def delete_topic(two):
    Topic.objects.get(name="人工智能").delete()


def delete_topics(two):
    Topic.objects.all().delete()


def rename_section(two):
    section = policy()
    section.name = "政策法规"
    section.save()


def reorder_sections(two):
    section = policy()
    section.order = 999
    section.save()


def reorder_in_bulk(two):
    Section.objects.filter(name__in=["政策资讯", "国内资讯"]).update(order=500)


def section_in_the_middle(two):
    Section.objects.create(name="插入的栏目", order=15)


def delete_section(two):
    empty = Section.objects.create(name="空栏目", order=1)
    empty.delete()


def move_region(two):
    Region.objects.filter(pk="440300").update(path="CN/810000/440300/", parent="810000")


def rename_region(two):
    region = Region.objects.get(pk="440300")
    region.short_name = "鹏城"
    region.save()


def publish(two):
    publishing.change_state(two[1], "publish")


def withdraw(two):
    publishing.change_state(two[0], "withdraw", reason="来源有误")


def change_date(two):
    two[0].date = date(2025, 2, 7)
    two[0].save()


def change_numbers(two):
    for issue, number in ((two[0], 99), (two[1], 12)):
        issue.number = number
        issue.save()


def update_issues(two):
    Issue.objects.update(date=date(2020, 1, 3))


def reverse_the_order(two):
    places = {key: ids[::-1] for key, ids in placing.layout(two[0].pk).items()}
    placing.arrange(two[0].pk, places)


def into_another_issue(two):
    placing.arrange(two[1].pk, {policy().pk: [first(issue=two[0]).pk]})


def into_the_pool(two):
    placing.move(first(issue=two[0]), None, None)


def out_of_the_pool(two):
    placing.move(first(issue=None), two[0], policy(), 1)


def delete_item(two):
    first().delete()


def delete_items(two):
    Item.objects.filter(pk__in=[item.pk for item in Item.objects.order_by("pk")[:4]]).delete()


def delete_issue(two):
    two[0].delete()


def delete_issues(two):
    Issue.objects.all().delete()


def many_at_once(two):
    with announce.together():
        item = first()
        item.title = "合在一起"
        item.save()
        item.tags.set(["一", "二", "三"])
        Issue.objects.filter(pk=two[1].pk).update(date=date(2024, 5, 3))
        delete_item(two)


WAYS = [value for value in list(globals().values()) if getattr(value, "__code__", None)]
WAYS = [way for way in WAYS if way.__code__.co_varnames[:1] == ("two",)]


def all_rows():
    return list(SearchRow.objects.order_by("item").values())


def test_every_way_of_writing_is_here():
    assert len(WAYS) == 38


@pytest.mark.parametrize("way", WAYS)
def test_the_index_agrees_after(two, way):
    assert list(upkeep.differences()) == []
    before = all_rows()
    way(two)
    assert list(upkeep.differences()) == []
    renamed_only = way in (rename_section, rename_region, delete_section, bulk_create_items)
    assert renamed_only or all_rows() != before


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left_of_a_change_that_is_rolled_back(two, way):
    before = all_rows()
    with transaction.atomic():
        way(two)
        transaction.set_rollback(True)
    assert all_rows() == before
    assert list(upkeep.differences()) == []


class Killed(BaseException):
    """As from a signal: nothing on the way catches it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [save_item, rename_topic, publish, update_items, reverse_the_order])
def test_killed_anywhere_inside_the_index_agrees(way, monkeypatch):
    """The process stops before each statement in turn, outside of any transaction of a test."""
    issue, draft = make_issue(12), make_issue(13, published=False)
    two = issue, draft
    fill(issue, 4)
    fill(draft, 3)
    statements, stops = 0, 0
    while True:
        left = statements

        def stop(execute, sql, params, many, context):
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(stop):
                way((Issue.objects.get(pk=issue.pk), Issue.objects.get(pk=draft.pk)))
            break
        except Killed:
            stops += 1
            connection.close()
        assert list(upkeep.differences()) == []
        statements += 1
    assert stops > 3
    assert list(upkeep.differences()) == []
    assert two


def test_a_save_that_changes_nothing_writes_no_row(two):
    item = first()
    item.remarks = "只给编辑看"
    item.save(update_fields=["remarks"])
    assert index_items(Item.objects.values_list("pk", flat=True)) == 0


def test_following_an_issue_takes_as_many_queries_for_ten_items_as_for_twenty(two):
    counts = []
    for number, size in ((30, 10), (31, 20)):
        issue = make_issue(number, published=False)
        fill(issue, size)
        with connection.execute_wrapper(counter := Counter()):
            publishing.change_state(issue, "publish")
        counts.append(counter.statements)
    assert counts[0] == counts[1]


class Counter:
    statements = 0

    def __call__(self, execute, sql, params, many, context):
        # PostgreSQL writes rows singly, in one round trip.
        self.statements += 1
        return execute(sql, params, many, context)


def check():
    out = io.StringIO()
    try:
        call_command("rebuild_index", check=True, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def spoil_text(row):
    SearchRow.objects.filter(pk=row.pk).update(head="别的")


def spoil_order(row):
    SearchRow.objects.filter(pk=row.pk).update(counted="甲乙丙丁")


def lose_row(row):
    SearchRow.objects.filter(pk=row.pk).delete()


def row_of_nothing(row):
    row.item_id, row.sort, row.marked, row.words = 10**6, row.sort + 1000, ["all"], set()
    engine().insert([row])


@pytest.mark.parametrize("fault", [spoil_text, spoil_order, lose_row, row_of_nothing])
def test_the_check_finds_a_difference_and_rebuilding_mends_it(two, fault):
    assert check()[0] == 0
    fault(SearchRow.objects.order_by("item").first())
    code, said = check()
    assert code == 1
    assert "1" in said
    call_command("rebuild_index", stdout=io.StringIO())
    assert check()[0] == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER issues_searchfts_delete",
        "DELETE FROM issues_searchcounts WHERE sort = (SELECT min(sort) FROM issues_searchcounts)",
        "INSERT INTO issues_searchfts(issues_searchfts) VALUES ('delete-all')",
    ],
)
def test_the_check_looks_inside_sqlite(two, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert check()[0] == 1
    call_command("rebuild_index", stdout=io.StringIO())
    assert check()[0] == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
@pytest.mark.parametrize("tsv", ["NULL", "array_to_tsvector(ARRAY['all'])"])
def test_the_check_looks_inside_postgresql(two, tsv):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE issues_searchrow SET tsv = {tsv} WHERE item_id = {first().pk}")
    assert check()[0] == 1
    call_command("rebuild_index", stdout=io.StringIO())
    assert check()[0] == 0


def test_migrate_builds_an_index_that_is_missing(two):
    SearchRow.objects.all().delete()
    upkeep.after_migrate(None, "default")
    assert check()[0] == 0


def test_migrate_builds_anew_what_other_tokens_made(two):
    SearchRow.objects.filter(item=first().pk).update(version=0, head="别的")
    upkeep.after_migrate(None, "default")
    assert check()[0] == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_migrate_puts_back_triggers_that_a_remade_table_lost(two, titles):
    with connection.cursor() as cursor:
        for name in engine().TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    upkeep.after_migrate(None, "default")
    make_item(Issue.objects.get(number=12), "触发器")
    assert titles("触发器") == ["触发器"]


def test_rebuilding_tells_how_far_it_is(two):
    out = io.StringIO()
    call_command("rebuild_index", stdout=out)
    assert out.getvalue().splitlines()[0].count("15") == 2


def test_rows_without_a_known_key_are_refused(two):
    topic = Topic.objects.first()
    links = [ItemTopic(content_object=first(), tag=topic)]
    with pytest.raises(ValueError, match="without a known key"), transaction.atomic():
        ItemTopic.objects.bulk_create(links, ignore_conflicts=True)
