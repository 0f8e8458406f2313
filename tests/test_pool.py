"""Sorting the pool: what it does, and that nobody's work is overwritten by it."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from issues import history, placing, pool, search
from issues.models import Item, Section
from issues.search import upkeep
from tests.factories import make_issue, make_item, make_user


@pytest.fixture
def draft(db):
    return make_issue(13, published=False)


@pytest.fixture
def section(db):
    return Section.objects.get(name="政策资讯")


def waiting(count=3):
    return [make_item(None, f"素材{n}") for n in range(count)]


def seen(*items):
    return {item.pk: item.version for item in items}


def order(issue, section):
    rows = Item.objects.filter(issue=issue, section=section).order_by("position")
    return list(rows.values_list("title", "position"))


def test_items_go_to_the_end_of_the_section_in_the_order_they_were_chosen(draft, section, editor):
    make_item(draft, "已在", section="政策资讯")
    one, two, three = waiting()
    done = pool.take(seen(three, one), draft, section, user=editor)
    assert [item.title for item in done.done] == ["素材2", "素材0"]
    assert order(draft, section) == [("已在", 1), ("素材2", 2), ("素材0", 3)]
    assert list(Item.objects.pool()) == [two]
    assert list(upkeep.differences()) == []
    back = pool.put_back(seen(*done.done), draft, user=editor)
    assert len(back.done) == 2
    assert order(draft, section) == [("已在", 1)]
    assert Item.objects.pool().count() == 3


def test_a_stale_row_is_refused_and_the_rest_lands(draft, section, editor):
    one, two, three = waiting()
    wanted = seen(one, two, three) | {99999: 1}
    two.title = "有人改过"
    two.save()
    done = pool.take(wanted, draft, section, user=editor)
    assert [item.pk for item in done.done] == [one.pk, three.pk]
    assert [item.title for item in done.stale] == ["有人改过"]
    assert done.gone == (99999,)
    assert order(draft, section) == [("素材0", 1), ("素材2", 2)]


def test_what_is_no_longer_in_the_pool_is_not_taken_a_second_time(draft, section, editor):
    (one,) = waiting(1)
    other = make_issue(14, published=False)
    wanted = seen(one)
    pool.take(wanted, other, section, user=editor)
    assert pool.take(wanted, draft, section, user=editor).done == ()
    assert pool.take(seen(Item.objects.get()), draft, section, user=editor).done == ()
    assert Item.objects.get().issue == other


def test_a_published_issue_takes_nothing(section, editor):
    (one,) = waiting(1)
    with pytest.raises(pool.Refused):
        pool.take(seen(one), make_issue(12), section, user=editor)
    published = make_item(make_issue(11), "已发")
    with pytest.raises(pool.Refused):
        pool.put_back(seen(published), published.issue, user=editor)
    assert Item.objects.pool().count() == 1


def test_rejecting_needs_a_reason_and_keeps_who_when_and_why(db, editor):
    one, two, _three = waiting()
    with pytest.raises(pool.Refused):
        pool.reject(seen(one), " \n", user=editor)
    done = pool.reject(seen(one, two), " 与\n主题无关 ", user=editor)
    assert len(done.done) == 2
    one.refresh_from_db()
    assert (one.rejected_by, one.rejected_why) == (editor, "与 主题无关")
    assert one.rejected_at
    assert Item.objects.pool().count() == 1
    assert pool.reject(seen(one), "再来", user=editor).done == ()
    pool.restore(seen(one), user=editor)
    one.refresh_from_db()
    assert (one.rejected_at, one.rejected_by, one.rejected_why) == (None, None, "")
    assert Item.objects.pool().count() == 2


def test_every_step_is_kept_in_the_history(draft, section, editor):
    from reversion.models import Version

    (one,) = waiting(1)
    pool.reject(seen(one), "太旧", user=editor)
    pool.restore(seen(Item.objects.get()), user=editor)
    pool.take(seen(Item.objects.get()), draft, section, user=editor)
    pool.put_back(seen(Item.objects.get()), draft, user=editor)
    kept = Version.objects.get_for_object(one).order_by("pk")
    said = [version.revision.comment for version in kept if version.revision.comment]
    assert said == ["弃用：太旧", "放回素材库。", "从素材库选用。", "放回素材库。"]
    assert {version.revision.user for version in kept} == {editor}
    assert history.revisions(draft.pk).first().user == editor


def test_placing_what_was_rejected_restores_it(draft, section, editor):
    (one,) = waiting(1)
    pool.reject(seen(one), "太旧", user=editor)
    placing.move(Item.objects.get(), draft, section)
    assert Item.objects.get().rejected_at is None


def test_a_rejected_item_cannot_stand_in_an_issue(draft):
    from django.db import IntegrityError, transaction

    placed = make_item(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=placed.pk).update(rejected_at=timezone.now())


def test_who_may_not_change_items_sorts_nothing(draft, section, outsider, editor):
    (one,) = waiting(1)
    editor.is_active = False
    for user in (outsider, editor):
        for attempt in (
            lambda user=user: pool.take(seen(one), draft, section, user=user),
            lambda user=user: pool.put_back(seen(one), draft, user=user),
            lambda user=user: pool.reject(seen(one), "无关", user=user),
            lambda user=user: pool.restore(seen(one), user=user),
        ):
            with pytest.raises(PermissionDenied):
                attempt()


def test_of_two_editors_at_once_one_takes_the_item(transactional_db):
    editors = [make_user("jia"), make_user("yi")]
    draft, other = make_issue(13, published=False), make_issue(14, published=False)
    section = Section.objects.get(name="政策资讯")
    for item in waiting(6):
        barrier, done = threading.Barrier(2), []

        def work(issue, user, wanted, barrier=barrier, done=done):
            barrier.wait(20)
            done.append(len(pool.take(wanted, issue, section, user=user).done))
            connection.close()

        threads = [
            threading.Thread(target=work, args=(issue, user, seen(item)))
            for issue, user in zip((draft, other), editors, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [0, 1]
    assert Item.objects.exclude(issue=None).count() == 6
    assert list(upkeep.differences()) == []


def test_the_number_of_queries_does_not_follow_the_number_of_items(draft, section, editor):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (5, 10):
        items = waiting(size)
        with CaptureQueriesContext(connection) as captured:
            pool.take(seen(*items), draft, section, user=editor)
        counts.append(len(captured))
    # The first also asks for rights, and gives the host its number.
    assert counts[1] <= counts[0]


def test_readers_learn_nothing_of_the_pool(client, db):
    """A word, a topic and a region that only the pool knows are like ones nobody knows."""
    make_item(make_issue(12), "公开的条目", tags=["人工智能"], region="深圳")
    pages = [
        "/",
        "/issues/12/",
        "/issues/",
        "/regions/",
        "/regions/530000/",
        "/topics/",
        "/topics/只在素材里/",
        "/search/?q=只在素材里",
        "/search/?q=公开",
        "/search/?region=530000",
        "/search/?topic=只在素材里",
        "/search/?site=pool.example.com",
        "/feeds/items.atom",
        "/feeds/issues.atom",
        "/feeds/items.json",
        "/feeds/search.atom?q=只在素材里",
        "/sitemap.xml",
        "/sitemap-topics.xml",
        "/sitemap-items.xml",
        "/sitemap-regions.xml",
        "/api/v1/items/",
        "/api/v1/items/?q=只在素材里",
        "/api/v1/facets/",
    ]

    def answers():
        found = {}
        for page in pages:
            response = client.get(page, secure=True)
            head = {name: response.headers.get(name) for name in ("ETag", "Last-Modified")}
            found[page] = (response.status_code, head, response.content)
        return found

    before = answers()
    fields = {"region": "云南", "tags": ["只在素材里"], "summary": "公开 只在素材里"}
    one = make_item(None, "只在素材里", source_url="https://pool.example.com/1", **fields)
    make_item(None, "弃用 只在素材里", rejected_at=timezone.now(), rejected_why="无关", **fields)
    assert search.count("只在素材里", audience=search.DESK) == 2
    assert answers() == before
    for item in Item.objects.filter(issue=None):
        assert client.get(f"/items/{item.pk}/", secure=True).status_code == 404
        assert client.get(f"/api/v1/items/{item.pk}/", secure=True).status_code == 404
    assert client.get(f"/items/{one.pk}/", secure=True).headers.get("ETag") is None
