"""Topics renamed, merged and looked through for doubles."""

import signal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from issues import history, restoring, search, states, tidying, topics
from issues.importing import commit, grammar, readers
from issues.models import FormerSlug, Item, Topic
from issues.search import upkeep
from tests.factories import make_issue, make_item
from tests.killing import Deeds, dying


@pytest.fixture
def tagged(db):
    """{title: item} of items with topics that are spelt in two ways."""
    issue = make_issue()
    return {
        title: make_item(issue, title, tags=tags)
        for title, tags in {
            "甲": ["大模型", "芯片"],
            "乙": ["芯片", "大型模型"],
            "丙": ["大型模型", "算力", "大模型"],
        }.items()
    }


def topic(name):
    return Topic.objects.get(name=name)


def names(item):
    return [row.name for row in Item.objects.with_topics().get(pk=item.pk).topics]


def test_merging_keeps_places_and_makes_no_doubles(tagged):
    assert tidying.merge([topic("大型模型")], topic("大模型")) == 2
    assert names(tagged["甲"]) == ["大模型", "芯片"]
    assert names(tagged["乙"]) == ["芯片", "大模型"]
    assert names(tagged["丙"]) == ["算力", "大模型"]
    assert not Topic.objects.filter(name="大型模型").exists()
    assert list(upkeep.differences()) == []
    assert search.count("标签:大模型") == 3


def test_items_that_changed_get_a_new_version(tagged):
    before = dict(Item.objects.values_list("title", "version"))
    tidying.merge([topic("大型模型")], topic("大模型"))
    after = dict(Item.objects.values_list("title", "version"))
    assert {title for title in after if after[title] != before[title]} == {"乙", "丙"}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_old_addresses_lead_on_in_one_step(tagged, client, prefix):
    tidying.rename(topic("大型模型"), "巨型模型")
    tidying.merge([topic("巨型模型")], topic("大模型"))
    tidying.rename(topic("大模型"), "基础模型")
    for slug in ("大型模型", "巨型模型", "大模型"):
        answer = client.get(f"{prefix}/topics/{slug}/", secure=True)
        assert answer.status_code == 301
        there = client.get(answer["Location"], secure=True)
        assert there.status_code == 200
        assert answer["Location"].startswith(f"{prefix}/topics/")
        assert "基础模型" in there.content.decode()
    assert FormerSlug.objects.count() == 3
    assert client.get(f"{prefix}/search/?topic=大型模型", secure=True).status_code == 200
    assert search.find(filters={"topic": "大型模型"}).total == 3


def test_an_old_address_says_nothing_of_drafts(client, db):
    make_item(make_issue(published=False), tags=["密谋"])
    tidying.rename(topic("密谋"), "计划")
    assert client.get("/topics/密谋/", secure=True).status_code == 404


def test_a_name_that_is_taken_is_refused(tagged):
    with pytest.raises(ValidationError):
        tidying.rename(topic("大模型"), "芯片")
    assert topic("大模型").slug == "大模型"


def test_back_to_an_old_name(tagged, client):
    tidying.rename(topic("大模型"), "基础模型")
    tidying.rename(topic("基础模型"), "大模型")
    assert topic("大模型").slug == "大模型"
    assert client.get("/topics/大模型/", secure=True).status_code == 200
    assert client.get("/topics/基础模型/", secure=True).status_code == 301


def test_a_rename_is_found(tagged):
    tidying.rename(topic("大模型"), "基础模型")
    assert search.count("标签:基础模型") == 2
    assert search.count("标签:大模型") == 0
    assert list(upkeep.differences()) == []


def test_nothing_to_merge(tagged):
    for sources, target in (([], topic("芯片")), ([topic("芯片")], topic("芯片"))):
        with pytest.raises(ValidationError):
            tidying.merge(sources, target)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("AI Agent", "AI-Agent", "spelling"),
        ("5G-A", "5G A", "spelling"),
        ("機器人", "机器人", "spelling"),
        ("人型机器人", "人形机器人", "character"),
        ("大模型", "大模型技术", "contained"),
        ("低空经济", "低空经济圈", "contained"),
    ],
)
def test_doubles(db, one, other, why):
    topics.ensure([one, other])
    assert [(row.keep.name, row.why) for row in tidying.doubles()] == [(one, why)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("C", "C++"), ("5G", "6G"), ("GPT-4", "GPT-5"), ("人工智能", "人工智能+"), ("芯片", "算力")],
)
def test_two_topics(db, one, other):
    topics.ensure([one, other])
    assert tidying.doubles() == []


def test_the_one_that_is_used_more_is_kept(tagged):
    make_item(tagged["甲"].issue, "丁", tags=["大模型技术"])
    assert [(row.keep.name, row.other.name) for row in tidying.doubles()] == [
        ("大模型", "大型模型"),
        ("大模型", "大模型技术"),
    ]


def test_doubles_take_one_query(tagged, django_assert_num_queries):
    with django_assert_num_queries(1):
        tidying.doubles()


def deed(place):
    with connection.execute_wrapper(dying(int(place))):
        tidying.merge([topic("大型模型")], topic("大模型"))


@pytest.fixture
def merge(transactional_db):
    deeds = Deeds(__name__)
    yield deeds
    deeds.close()


def test_killed_at_any_step_nothing_is_half_merged(merge):
    issue = make_issue()
    for title in ("甲", "乙", "丙"):
        make_item(issue, title, tags=["大型模型", "大模型"] if title == "丙" else ["大型模型"])
    place = 0
    while status := merge(place):
        assert status == -signal.SIGKILL
        assert Topic.objects.filter(name="大型模型").exists()
        assert Topic.objects.get(name="大型模型").item_topics.count() == 3
        assert not FormerSlug.objects.exists()
        assert list(upkeep.differences()) == []
        place += 1
    assert place > 8
    assert list(Topic.objects.values_list("name", flat=True)) == ["大模型"]
    assert list(upkeep.differences()) == []


@pytest.fixture
def tidied(tagged):
    """大型模型 became 巨型模型, which was merged into 大模型, which became 基础模型."""
    tidying.rename(topic("大型模型"), "巨型模型")
    tidying.merge([topic("巨型模型")], topic("大模型"))
    tidying.rename(topic("大模型"), "基础模型")
    return tagged


@pytest.mark.parametrize("name", ["大型模型", "巨型模型", "大模型", "基础模型"])
def test_a_former_name_means_the_topic_that_took_its_place(tidied, name):
    (found,), made = topics.ensure([name])
    assert (found.name, made) == ("基础模型", [])
    assert topics.ensure([name, "基础模型", "大型模型"])[0] == [found]


def test_a_former_name_in_a_file_means_the_topic_that_took_its_place(tidied):
    text = (
        "第40期 2025年2月7日\n【政策资讯】\n甲市发布模型目录\n内容：目录共列入二十个模型。\n"
        "来源：https://news.example.com/40.html\n标签：大型模型、大模型、芯片\n"
    )
    result = commit.commit(grammar.parse(readers.read(text.encode(), "40.txt")))
    assert names(result.issue.items.get()) == ["基础模型", "芯片"]
    assert result.topics_made == []


def test_a_name_that_differs_in_sign_only_leads_on_too(db):
    topics.ensure(["AI Agent"])
    tidying.rename(topic("AI Agent"), "AI-Agent")
    assert topics.ensure(["ai agent"])[0] == [topic("AI-Agent")]


def test_a_former_name_may_be_taken_by_another_topic(tidied):
    tidying.rename(topic("芯片"), "大型模型")
    assert topics.ensure(["大型模型"])[0] == [topic("大型模型")]
    assert topics.ensure(["芯片"])[0] == [topic("大型模型")]
    assert topics.ensure(["巨型模型"])[0] == [topic("基础模型")]
    assert tidying.reclaim("巨型模型") == topic("基础模型")
    (found,), made = topics.ensure(["巨型模型"])
    assert made == [found]


def test_a_restored_issue_gets_the_topic_that_took_its_place(db, chief):
    issue = make_issue(published=False)
    item = make_item(issue, "甲", tags=["大型模型", "芯片"])
    other = make_item(issue, "乙", tags=["大型模型", "大模型"])
    with history.recording(chief, "第一次改"):
        item.title = "改过的甲"
        item.save()
    with history.recording(chief, "第二次改"):
        topics.put(item, topics.ensure(["算力"])[0])
        Item.objects.get(pk=other.pk).delete()
    version = history.revisions(issue.pk).order_by("pk")[1]
    tidying.merge([topic("大型模型")], topic("大模型"))
    tidying.rename(topic("大模型"), "基础模型")
    restoring.restore(issue, version, user=chief)
    assert names(item) == ["基础模型", "芯片"]
    assert names(other) == ["基础模型"]
    assert set(Topic.objects.values_list("name", flat=True)) == {"基础模型", "芯片", "算力"}
    assert list(upkeep.differences()) == []


def test_a_merge_is_no_change_of_an_issue(db, chief):
    issue = make_issue()
    item = make_item(issue, "甲", tags=["大型模型", "芯片"])
    with history.recording(chief, "改题"):
        item.title = "改过的甲"
        item.save()
    version = history.revisions(issue.pk).first()
    topics.ensure(["大模型"])
    tidying.merge([topic("大型模型")], topic("大模型"))
    assert not states.difference(states.of_revision(version, issue.pk), states.of(issue.pk))
    assert not restoring.restore(issue, version, user=chief).changed
