"""Earlier items of the same story, over the whole archive; the same on both databases."""

import pytest

from issues import stories
from issues.models import Item
from issues.search import upkeep
from issues.text import urls
from tests.factories import fill, make_issue, make_item

pytestmark = pytest.mark.django_db

TITLE = "佛山市工信局印发《佛山市支持机器人产业发展若干政策》"
SUMMARY = "《佛山市支持机器人产业发展若干政策》日前印发，提出20条措施，最高补助500万元。"


@pytest.fixture
def told():
    """The story in an issue that is out, beside others."""
    issue = make_issue(12)
    fill(issue, 10)
    return make_item(
        issue, TITLE, summary=SUMMARY, source_url="https://www.example.com/a.html?spm=1"
    )


def test_the_same_address(told):
    found = stories.earlier("别的题目", "", "http://m.example.com/a.html#top")
    assert [(match.item, match.why) for match in found] == [(told, "url")]


def test_another_report_of_the_story(told):
    title = "佛山出台二十条措施扶持机器人产业"
    found = stories.earlier(title, "佛山市印发扶持机器人产业的政策，单个项目最高补助五百万元。")
    assert [(match.item, match.why) for match in found] == [(told, "likely")]
    assert 0.5 <= found[0].score < 1


def test_the_same_mould_is_another_story(told):
    other = [text.replace("佛山", "东莞") for text in (TITLE, SUMMARY)]
    assert stories.earlier(*other) == []


def test_an_item_is_not_its_own_repeat(told):
    assert stories.earlier(told.title, told.summary, told.source_url, exclude=told.pk) == []
    assert stories.of_items([told]) == {told.pk: []}


def test_drafts_and_the_pool_are_looked_through():
    draft = make_item(make_issue(13, published=False), TITLE, source_url="")
    waiting = make_item(None, TITLE, source_url="")
    found = stories.earlier(TITLE)
    assert {match.item for match in found} == {draft, waiting}


def test_a_whole_site_is_no_story(told):
    make_item(told.issue, "某网站", source_url="https://news.example.com/")
    assert stories.earlier("另一条", "", "https://news.example.com") == []


@pytest.mark.parametrize("text", ["", "。", "\0", "a", "\ud800", '"x" OR -', "的" * 500])
def test_any_text_can_be_asked(told, text):
    assert stories.earlier(text, text, text) == []


def test_queries_do_not_grow_with_the_drafts(told, django_assert_num_queries):
    # The sample of the index, the candidates, items of the addresses, items of the candidates.
    # PostgreSQL: a savepoint, its settings and its end around each of the first two.
    from django.db import connection

    most = 4 if connection.vendor == "sqlite" else 11
    drafts = [stories.Draft(f"佛山机器人{n}", SUMMARY, (told.source_url,)) for n in range(10)]
    with django_assert_num_queries(most):
        stories.earlier_for(drafts)
    with django_assert_num_queries(most):
        stories.earlier_for(drafts * 2)


# --- the key of the address ---


def test_every_way_of_writing_keeps_the_key(told):
    assert told.url_key == "//example.com/a.html"
    told.source_url = "https://example.com/b"
    told.save(update_fields=["source_url"])
    assert key(told) == "//example.com/b"
    Item.objects.filter(pk=told.pk).update(source_url="https://example.com/c?utm_source=x")
    assert key(told) == "//example.com/c"
    told.source_url = "https://example.com/d"
    Item.objects.bulk_update([told], ["source_url"])
    assert key(told) == "//example.com/d"
    made = Item.objects.bulk_create([Item(title="新", source_url="https://example.com/e")])
    assert key(made[0]) == "//example.com/e"


def test_an_address_that_the_database_works_out_needs_its_key(told):
    with pytest.raises(ValueError, match="url_key"):
        Item.objects.update(source_url=Item._meta.get_field("title").get_col("x"))


def key(item):
    return Item.objects.values_list("url_key", flat=True).get(pk=item.pk)


def test_the_migration_fills_the_keys_of_stored_items(told):
    from importlib import import_module

    from django.apps import apps

    Item.objects.update(url_key="")
    import_module("issues.migrations.0009_item_url_key").fill(apps, None)
    for item in Item.objects.all():
        assert item.url_key == urls.key(item.source_url) != ""
    assert list(upkeep.differences()) == []
