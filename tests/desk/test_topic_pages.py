"""The page that keeps topics tidy, the merge action, and sections that retire."""

import pytest
from django.urls import reverse

from issues import tidying
from issues.models import FormerSlug, Item, Section, Topic
from tests.factories import make_issue, make_item

from .pages import ADD_ITEM, by_id, fields, item_url, text, tree

TIDY = "/admin/issues/topic/tidy/"
LIST = "/admin/issues/topic/"


@pytest.fixture
def alike(db):
    make_item(make_issue(), tags=["AI Agent", "大模型"])
    make_item(None, tags=["AI-Agent"])
    return [Topic.objects.create(name=name) for name in ("没人用的主题",)]


def test_it_works(browse, chief, alike):
    said = text(tree(browse(chief).get(TIDY)))
    assert "写法不同" in said
    assert "没人用的主题" in said
    assert "保留“AI Agent”" in said


def test_merging_in_one_step(browse, chief, alike):
    keep, gone = (Topic.objects.get(name=name) for name in ("AI Agent", "AI-Agent"))
    browser = browse(chief)
    assert browser.post(TIDY, {"source": gone.pk, "target": keep.pk}).status_code == 302
    assert not Topic.objects.filter(pk=gone.pk).exists()
    assert FormerSlug.objects.get().topic == keep
    browser.post(TIDY, {"source": gone.pk, "target": keep.pk})  # again: nothing happens
    assert Topic.objects.filter(pk=keep.pk).exists()


def test_unused_topics_are_removed_and_used_ones_never(browse, chief, alike):
    used = Topic.objects.get(name="大模型")
    browse(chief).post(TIDY, {"do": "remove", "topic": [alike[0].pk, used.pk]})
    assert Topic.objects.filter(pk=used.pk).exists()
    assert not Topic.objects.filter(pk=alike[0].pk).exists()


def test_an_editor_may_look_but_not_merge(browse, editor, alike):
    browser = browse(editor)
    assert "保留“" not in text(tree(browser.get(TIDY)))
    keep, gone = (Topic.objects.get(name=name) for name in ("AI Agent", "AI-Agent"))
    assert browser.post(TIDY, {"source": gone.pk, "target": keep.pk}).status_code == 403
    data = {"action": "merge", "_selected_action": [keep.pk, gone.pk]}
    browser.post(LIST, data)
    assert Topic.objects.filter(pk=gone.pk).exists()


def test_the_action_asks_which_one_is_kept(browse, chief, alike):
    ids = list(Topic.objects.values_list("pk", flat=True))
    page = browse(chief).post(LIST, {"action": "merge", "_selected_action": ids[:2]})
    assert "保留哪一个" in text(tree(page))
    page = browse(chief).post(LIST, {"action": "merge", "_selected_action": ids[:1]})
    assert page.status_code == 302


@pytest.mark.parametrize("data", [{}, {"source": "x", "target": "\0"}, {"target": "9" * 30}])
def test_a_strange_form_does_nothing(browse, chief, alike, data):
    assert browse(chief).post(TIDY, data).status_code == 302
    assert Topic.objects.count() == 4


def test_renaming_in_the_form(browse, editor, alike, client):
    topic = Topic.objects.get(name="大模型")
    page = reverse("admin:issues_topic_change", args=[topic.pk])
    assert browse(editor).post(page, {"name": "基础模型"}).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("基础模型", "基础模型")
    assert client.get("/topics/大模型/", secure=True).status_code == 301
    assert browse(editor).post(page, {"name": "AI Agent"}).status_code == 200  # taken


def test_a_rename_and_a_merge_leave_a_trace(browse, chief, alike):
    topic = Topic.objects.get(name="大模型")
    browser = browse(chief)
    browser.post(reverse("admin:issues_topic_change", args=[topic.pk]), {"name": "基础模型"})
    keep, gone = (Topic.objects.get(name=name) for name in ("AI Agent", "AI-Agent"))
    browser.post(TIDY, {"source": gone.pk, "target": keep.pk})
    history = reverse("admin:issues_topic_history", args=[topic.pk])
    assert "由“大模型”改名为“基础模型”" in text(tree(browser.get(history)))
    history = reverse("admin:issues_topic_history", args=[keep.pk])
    said = text(tree(browser.get(history)))
    assert "AI-Agent" in said
    assert "zhubian" in said
    page = browser.get(reverse("admin:issues_topic_change", args=[keep.pk]))
    assert "AI-Agent" in text(tree(page))


def test_typing_a_former_name_in_an_item_gives_the_present_topic(browse, editor, alike):
    tidying.merge([Topic.objects.get(name="AI-Agent")], Topic.objects.get(name="AI Agent"))
    item = make_item(None, "素材")
    browser = browse(editor)
    data = {**fields(browser.get(item_url(item))), "topics": "ai-agent、大模型"}
    assert browser.post(item_url(item), data).status_code == 302
    assert [topic.name for topic in Item.objects.get(pk=item.pk).topics] == ["AI Agent", "大模型"]


def test_a_former_name_is_made_a_topic_again_on_purpose(browse, chief, alike):
    tidying.merge([Topic.objects.get(name="AI-Agent")], Topic.objects.get(name="AI Agent"))
    page = browse(chief).post("/admin/issues/topic/add/", {"name": "AI-Agent"}, follow=True)
    assert "“AI-Agent”此前指向“AI Agent”，现已恢复为单独的主题。" in text(tree(page))
    assert Topic.objects.filter(name="AI-Agent").exists()


def options(response, name):
    return text(by_id(response, name))


def test_a_retired_section_is_not_offered_and_kept_where_it_is(browse, editor):
    section = Section.objects.get(name="行业资讯")
    item = make_item(make_issue(), section="行业资讯")
    section.retired = True
    section.save()
    assert not section.standing
    assert "行业资讯" not in options(browse(editor).get(ADD_ITEM), "id_section")
    assert "行业资讯" in options(browse(editor).get(item_url(item)), "id_section")
    assert "行业资讯" in browse(editor).get("/issues/12/").content.decode()
