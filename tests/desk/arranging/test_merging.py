"""A refused text and what stands in its place: see arranging/merging.py."""

import pytest
from django.urls import reverse

from issues.models import Item, RefusedText
from tests.desk.pages import XHTML, by_id, text, tree
from tests.factories import make_issue, make_item

from .conftest import arrange_url, edit


def merge_url(item):
    return reverse("admin:issues_item_merge", args=[item.pk])


def seen(**changes):
    """What the page saw of the item of the fixture."""
    return {
        "title": "原来的标题",
        "summary": "工信部成立委员会。",
        "url": "https://news.example.com/a.html",
        "pub": "",
        "region": "广东",
        "topics": "芯片",
    } | changes


@pytest.fixture
def issue(db):
    return make_issue(12, published=False)


@pytest.fixture
def item(issue):
    return make_item(
        issue, "原来的标题", summary="工信部成立委员会。", region="广东", tags=["芯片"]
    )


@pytest.fixture
def refused(browse, editor, chief, send, issue, item):
    """refused(theirs, mine): the editor saves first, and then the chief is refused."""

    def refused(theirs, mine):
        send(browse(editor), issue, items=[edit(item, **theirs)])
        answer = send(browse(chief), issue, items=[edit(item, was=seen(), **mine)])
        assert answer.status_code == 409
        return browse(chief)

    return refused


def test_both_texts_stand_side_by_side(refused, item):
    browser = refused(
        {"summary": "工业和信息化部日前成立委员会。", "region": "深圳"},
        {"summary": "近日，工信部成立新的委员会。", "topics": "芯片、标准"},
    )
    page = browser.get(merge_url(item))
    assert page.status_code == 200
    sides = [text(e) for e in tree(page).iter(f"{XHTML}div") if "side" in e.get("class", "")]
    assert "近日，工信部成立新的委员会。" in sides[0]
    assert "工业和信息化部日前成立‸委员会。" in sides[1]
    assert sides[2:] == ["只有您改过：采用 主题 芯片、标准", "只有bianji改过：保留 地区 深圳"]
    assert by_id(page, "r-summary").text == "近日，工信部成立新的委员会。"


def test_the_merged_text_is_saved_with_what_only_one_side_changed(refused, issue, item):
    browser = refused(
        {"title": "编辑的标题", "region": "深圳"}, {"title": "主编的标题", "topics": "芯片、标准"}
    )
    data = {"v": "2", "use-title": "merge", "title": "合并的标题"}
    answer = browser.post(merge_url(item), data)
    assert (answer.status_code, answer.url) == (
        303,
        f"{arrange_url(issue)}?merged={item.pk}#i{item.pk}",
    )
    item = Item.objects.get()
    assert (item.title, item.region_id, item.version) == ("合并的标题", "440300", 3)
    assert [topic.name for topic in item.topics] == ["芯片", "标准"]
    assert not RefusedText.objects.exists()


@pytest.mark.parametrize(("use", "title"), [("mine", "主编的标题"), ("theirs", "编辑的标题")])
def test_a_side_is_taken_whole(refused, item, use, title):
    browser = refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    browser.post(merge_url(item), {"v": "2", "use-title": use, "title": "别的"})
    item.refresh_from_db()
    assert item.title == title
    assert not RefusedText.objects.exists()


def test_dropping_leaves_the_stored_text(refused, issue, item):
    browser = refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    answer = browser.post(merge_url(item), {"drop": "1"})
    assert answer.url.startswith(f"{arrange_url(issue)}?merged={item.pk}")
    item.refresh_from_db()
    assert (item.title, item.version) == ("编辑的标题", 2)
    assert not RefusedText.objects.exists()


def test_a_save_in_between_is_seen_and_the_merged_text_kept(refused, browse, editor, send, item):
    browser = refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    item.refresh_from_db()
    send(browse(editor), item.issue, items=[edit(item, title="编辑的第二个标题")])
    answer = browser.post(merge_url(item), {"v": "2", "use-title": "merge", "title": "合并的标题"})
    assert answer.status_code == 409
    assert "编辑的第二个标题" in text(by_id(answer, "content"))
    assert by_id(answer, "r-title").text == "合并的标题"
    assert Item.objects.get().title == "编辑的第二个标题"


def test_a_merged_text_that_is_no_good_is_kept(refused, item):
    browser = refused({"url": "https://news.example.com/b.html"}, {"url": "https://c.example.com/"})
    answer = browser.post(merge_url(item), {"v": "2", "use-url": "merge", "url": "javascript:x"})
    assert answer.status_code == 422
    assert by_id(answer, "r-url").text == "javascript:x"
    assert RefusedText.objects.exists()
    assert Item.objects.get().source_url == "https://news.example.com/b.html"


def test_a_second_refusal_joins_the_first(refused, browse, chief, send, issue, item):
    browser = refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    send(browse(chief), issue, items=[edit(item, was=seen(), pub="主编的来源")])
    kept = RefusedText.objects.get()
    assert kept.mine == {"title": "主编的标题", "pub": "主编的来源"}
    browser.post(merge_url(item), {"v": "2", "use-title": "mine"})
    assert (Item.objects.get().title, Item.objects.get().source_name) == (
        "主编的标题",
        "主编的来源",
    )


def test_the_page_that_is_loaded_again_leads_to_it(refused, issue, item):
    browser = refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    rows = browser.get(arrange_url(issue, "arrange_items")).json()
    assert rows[str(item.pk)]["merge"] == merge_url(item)


def test_nobody_sees_what_somebody_else_typed(refused, browse, editor, item):
    refused({"title": "编辑的标题"}, {"title": "主编的标题"})
    answer = browse(editor).get(merge_url(item))
    assert answer.status_code == 302
    browse(editor).post(merge_url(item), {"drop": "1"})
    assert RefusedText.objects.exists()


def test_markup_is_shown_as_text(refused, item):
    browser = refused({"title": "<script>1</script>"}, {"title": "<b>粗</b>"})
    assert "<script>1" not in browser.get(merge_url(item)).content.decode()
