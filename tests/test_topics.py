import pytest

from issues import topics
from issues.models import Topic
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


def test_ensure_finds_and_makes_in_the_order_given():
    old = Topic.objects.create(name="AI")
    found, made = topics.ensure(["大模型", "ａｉ", "大模型"])
    assert [topic.name for topic in found] == ["大模型", "AI"]
    assert found[1] == old
    assert [topic.name for topic in made] == ["大模型"]


def test_put_keeps_the_order_and_says_whether_it_changed():
    item = make_item(None)
    names, _made = topics.ensure(["丙", "甲", "乙"])
    assert topics.put(item, names)
    assert not topics.put(item, names)
    assert [topic.name for topic in item.topics] == ["丙", "甲", "乙"]
    assert [tag.name for tag in item.tags.all()] == ["丙", "甲", "乙"]


def test_counts_are_of_public_items_only():
    make_item(make_issue(1), "一", tags=["公开", "共有"])
    make_item(make_issue(2, published=False), "二", tags=["草稿", "共有"])
    make_item(None, "三", tags=["素材"])
    assert [(t.name, t.item_count) for t in topics.with_public_counts()] == [
        ("公开", 1),
        ("共有", 1),
    ]


def test_what_the_team_uses_is_suggested_first_and_new_words_apart():
    topics.ensure(["具身智能", "机器人", "低空经济"])
    existing, proposed = topics.suggest("深圳发布具身智能机器人新政", "支持算力平台建设。")
    assert existing == ["具身智能", "机器人"]
    assert "算力" in proposed
    assert not set(existing) & set(proposed)
    assert Topic.objects.count() == 3


def test_nothing_to_say_suggests_nothing():
    assert topics.suggest("", "") == ([], [])
