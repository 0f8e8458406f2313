"""Two editors at one item or issue: see the head of issues/desk/versions.py."""

import threading
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from issues import placing
from issues.models import Issue, Item, Topic
from tests.factories import make_issue, make_item

from .pages import ADD_ITEM, XHTML, by_id, fields, issue_url, item_url, text

ROUNDS = 5  # of a race; 100 take minutes


def open_page(browser, url):
    response = browser.get(url)
    form = "item_form" if "/item/" in url else "issue_form"
    return fields(response, form)


def test_the_second_save_is_refused_with_both_texts(browse, editor, chief):
    item = make_item(make_issue(), "原来的标题", summary="原来的摘要。")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题", "summary": "编辑的摘要。"})
    response = second.post(url, {**seen, "title": "主编的标题", "summary": "主编的摘要。"})
    assert response.status_code == 409
    stored = Item.objects.get()
    assert (stored.title, stored.summary, stored.version) == ("编辑的标题", "编辑的摘要。", 2)
    mine = fields(response)
    assert (mine["title"], mine["summary"]) == ("主编的标题", "主编的摘要。")
    assert "编辑的标题" in text(by_id(response, "id_title_helptext"))
    assert "编辑的摘要。" in text(by_id(response, "id_summary_helptext"))
    assert "bianji" in text(by_id(response, "id_title_helptext"))


def test_saving_again_is_a_choice(browse, editor, chief):
    item = make_item(make_issue(), "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题"})
    refused = second.post(url, {**seen, "title": "主编的标题"})
    assert second.post(url, fields(refused)).status_code == 302
    assert Item.objects.get().title == "主编的标题"


def test_a_third_save_in_between_is_seen_too(browse, editor, chief):
    item = make_item(None, "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题"})
    refused = second.post(url, {**seen, "title": "主编的标题"})
    first.post(url, {**open_page(first, url), "title": "编辑的第二个标题"})
    again = second.post(url, fields(refused))
    assert again.status_code == 409
    assert Item.objects.get().title == "编辑的第二个标题"
    assert "编辑的第二个标题" in text(by_id(again, "id_title_helptext"))


def test_what_only_the_other_changed_is_taken_over(browse, editor, chief):
    item = make_item(None, "标题", region="广东", tags=["甲"], source_name="旧来源")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(
        url,
        {**open_page(first, url), "region": "440300", "topics": "甲、乙", "source_name": "新来源"},
    )
    refused = second.post(url, {**seen, "title": "我的标题"})
    assert refused.status_code == 409
    form = fields(refused)
    assert (form["region"], form["topics"], form["source_name"]) == ("440300", "甲、乙", "新来源")
    assert form["title"] == "我的标题"
    assert "来源名称、地区、主题" in refused.content.decode()
    assert second.post(url, form).status_code == 302
    item = Item.objects.get()
    assert (item.title, item.region_id, item.source_name) == ("我的标题", "440300", "新来源")
    assert [topic.name for topic in item.topics] == ["甲", "乙"]


def test_regions_and_topics_can_be_in_conflict(browse, editor, chief):
    item = make_item(None, "标题", region="广东", tags=["甲"])
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "region": "440300", "topics": "甲、乙"})
    refused = second.post(url, {**seen, "region": "440100", "topics": "丙"})
    assert "深圳 — 广东 (440300)" in text(by_id(refused, "id_region_helptext"))
    assert "甲、乙" in text(by_id(refused, "id_topics_helptext"))
    assert (fields(refused)["region"], fields(refused)["topics"]) == ("440100", "丙")
    item = Item.objects.get()
    assert item.region_id == "440300"
    assert [topic.name for topic in item.topics] == ["甲", "乙"]


@pytest.mark.parametrize("version", [None, "", "0", "abc", "9" * 400, "1.0", "1\0", "２"])
def test_a_missing_or_spoilt_version_is_stale(browse, editor, version):
    item = make_item(None, "原来的标题")
    browser, url = browse(editor), item_url(item)
    data = {**open_page(browser, url), "title": "新标题", "version": version}
    if version is None:
        del data["version"]
    response = browser.post(url, data)
    assert response.status_code == 409
    assert Item.objects.get().title == "原来的标题"
    assert fields(response)["title"] == "新标题"
    assert fields(response)["version"] == "1"


def test_without_the_values_seen_both_texts_are_shown(browse, editor):
    """A script of somebody's own may send nothing but the fields."""
    item = make_item(None, "存着的标题", summary="存着的摘要。")
    data = {"title": "我的标题", "summary": "我的摘要。", "source_url": item.source_url}
    response = browse(editor).post(item_url(item), data)
    assert response.status_code == 409
    assert "存着的标题" in text(by_id(response, "id_title_helptext"))
    assert "存着的摘要。" in text(by_id(response, "id_summary_helptext"))
    assert fields(response)["title"] == "我的标题"


def test_other_mistakes_are_shown_as_well(browse, editor, chief):
    item = make_item(None, "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题"})
    response = second.post(url, {**seen, "title": "我的标题", "source_url": "javascript:x"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "errornote" in page
    assert fields(response)["source_url"] == "javascript:x"


def test_a_refused_save_makes_no_topic_and_no_log(browse, editor):
    item = make_item(None, "原来的标题")
    browser, url = browse(editor), item_url(item)
    browser.post(url, {**open_page(browser, url), "topics": "新主题", "version": "7"})
    assert Item.objects.get().topics == []
    assert not LogEntry.objects.exists()


def test_moving_an_item_makes_an_open_page_stale(browse, editor):
    issue = make_issue()
    make_item(issue, "一")
    item = make_item(issue, "二")
    browser, url = browse(editor), item_url(item)
    seen = open_page(browser, url)
    placing.move(item, issue, item.section, 1)
    response = browser.post(url, {**seen, "title": "新的二"})
    assert response.status_code == 409
    assert fields(response)["place"] == "1"
    browser.post(url, fields(response))
    item.refresh_from_db()
    assert (item.title, item.position) == ("新的二", 1)


def test_who_saved_is_not_said_where_it_is_not_known(browse, editor, chief):
    """The log tells of saves in forms only; a later change by a command is nobody's."""
    item = make_item(None, "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题"})
    item = Item.objects.get()
    item.title = "命令行的标题"
    item.save()
    response = second.post(url, {**seen, "title": "主编的标题"})
    beside = text(by_id(response, "id_title_helptext"))
    assert "命令行的标题" in beside
    assert "bianji" not in beside


def test_a_chinese_name_stands_the_chinese_way(browse, editor, chief):
    editor.last_name, editor.first_name = "李", "敏"
    editor.save()
    item = make_item(None, "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "编辑的标题"})
    response = second.post(url, {**seen, "title": "主编的标题"})
    assert "李敏" in text(by_id(response, "id_title_helptext"))


def test_stored_markup_is_shown_as_text(browse, editor, chief):
    item = make_item(None, "原来的标题")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    first.post(url, {**open_page(first, url), "title": "<b>粗</b><script>1</script>"})
    response = second.post(url, {**seen, "title": "主编的标题"})
    assert "<b>粗</b><script>1</script>" in text(by_id(response, "id_title_helptext"))
    assert "<script>1" not in response.content.decode()


def test_a_stale_issue(browse, editor, chief):
    issue = make_issue(12, title="原来的题目", note="")
    first, second, url = browse(editor), browse(chief), issue_url(issue)
    seen = open_page(second, url)
    data = {**open_page(first, url), "title": "编辑的题目", "date": "2025-01-04"}
    assert first.post(url, data).status_code == 302
    response = second.post(url, {**seen, "title": "主编的题目", "note": "主编的按语"})
    assert response.status_code == 409
    stored = Issue.objects.get()
    assert (stored.title, stored.note, stored.date) == ("编辑的题目", "", date(2025, 1, 4))
    form = fields(response, "issue_form")
    assert (form["title"], form["note"]) == ("主编的题目", "主编的按语")
    assert "编辑的题目" in text(by_id(response, "id_title_helptext"))
    second.post(url, form)
    stored = Issue.objects.get()
    assert (stored.title, stored.note, stored.date) == (
        "主编的题目",
        "主编的按语",
        date(2025, 1, 4),
    )


def test_a_row_that_was_deleted_meanwhile(browse, editor):
    item = make_item(None, "原来的标题")
    browser, url = browse(editor), item_url(item)
    seen = open_page(browser, url)
    item.delete()
    data = {**seen, "title": "我的<标题>", "summary": "写了很久的摘要。", "region": "440300"}
    response = browser.post(url, {**data, "topics": "甲、乙"})
    assert response.status_code == 410
    shown = text(by_id(response, "content"))
    for part in ("我的<标题>", "写了很久的摘要。", "深圳", "甲、乙"):
        assert part in shown
    again = {**fields(response, "content"), "_continue": "1"}
    assert browser.post(ADD_ITEM, again).status_code == 302
    saved = Item.objects.get()
    assert (saved.title, saved.region_id) == ("我的<标题>", "440300")


def test_deleting_what_is_deleted_already_shows_no_form(browse, editor):
    item = make_item()
    url = item_url(item, "delete")
    item.delete()
    assert browse(editor).post(url, {"post": "yes"}).status_code == 302


def test_both_texts_stand_side_by_side_with_their_differences_marked(browse, editor, chief):
    item = make_item(None, "原来的标题", summary="工信部成立标准化技术委员会。")
    first, second, url = browse(editor), browse(chief), item_url(item)
    seen = open_page(second, url)
    theirs = "工业和信息化部成立标准化技术委员会。"
    first.post(url, {**open_page(first, url), "summary": theirs})
    response = second.post(url, {**seen, "summary": "工信部成立新的标准化技术委员会。"})
    beside = by_id(response, "id_summary_helptext")
    marked = [text(mark) for mark in beside.iter(f"{XHTML}mark")]
    assert marked == ["工信", "新的", "工业和信息化"]


def at_once(posts):
    """Sends [(browser, url, data)] in threads of their own, let go together: [response]."""
    barrier, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def send(number):
        browser, url, data = posts[number]
        try:
            barrier.wait()
            answers[number] = browser.post(url, data)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(posts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("kind", ["item", "issue"])
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_exactly_one_wins_and_the_other_text_stays(
    browse, transactional_editors, kind
):
    issue = make_issue(12, published=False)
    row = issue if kind == "issue" else make_item(issue, "原来的标题")
    url = issue_url(issue) if kind == "issue" else item_url(row)
    browsers = [browse(user) for user in transactional_editors]
    for turn in range(ROUNDS):
        pages = [open_page(browser, url) for browser in browsers]
        titles = [f"第{turn}轮的标题{who}" for who in "甲乙"]
        answers = at_once(
            [
                (browser, url, {**page, "title": title})
                for browser, page, title in zip(browsers, pages, titles, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        refused = [answer.status_code for answer in answers].index(409)
        before = row.version
        row.refresh_from_db()
        assert (row.title, row.version) == (titles[1 - refused], before + 1)
        page = answers[refused]
        assert fields(page, f"{kind}_form")["title"] == titles[refused]
        assert titles[1 - refused] in text(by_id(page, "id_title_helptext"))


@pytest.mark.django_db(transaction=True)
def test_moves_into_each_others_issue_at_once_do_not_lock_up(browse, transactional_editors):
    issues = [make_issue(1, published=False), make_issue(2, published=False)]
    items = [make_item(issue, f"条目{issue.number}") for issue in issues]
    posts = []
    for user, item, other in zip(transactional_editors, items, reversed(issues), strict=True):
        browser, url = browse(user), item_url(item)
        posts.append((browser, url, {**open_page(browser, url), "issue": str(other.pk)}))
    answers = [answer.status_code for answer in at_once(posts)]
    # The one that comes second may find its item moved up by the first: that is a 409.
    assert 302 in answers
    assert set(answers) <= {302, 409}
    for issue in issues:
        positions = list(issue.items.in_order().values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


@pytest.mark.django_db(transaction=True)
def test_the_same_new_topic_twice_at_once(browse, transactional_editors):
    posts = []
    for user in transactional_editors:
        browser, url = browse(user), item_url(make_item())
        posts.append((browser, url, {**open_page(browser, url), "topics": "量子计算"}))
    assert [answer.status_code for answer in at_once(posts)] == [302, 302]
    assert [topic.name for topic in Topic.objects.all()] == ["量子计算"]
