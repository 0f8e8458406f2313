from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry

from issues.models import Issue, StateChange
from tests.factories import fill, make_issue, make_item

from .pages import ISSUES, XHTML, by_id, fields, issue_url, text, tree

ADD = f"{ISSUES}add/"
NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


def buttons(response):
    """Name and value of every button that moves an item."""
    found = [(e.get("name"), e.get("value")) for e in tree(response).iter(f"{XHTML}button")]
    return [pair for pair in found if pair[0] in ("up", "down")]


def press(browser, issue, page, **data):
    """Sends a form of the issue's page as it stands now."""
    issue = Issue.objects.get(pk=issue.pk)
    return browser.post(issue_url(issue, page), {"version": issue.version, **data}, follow=True)


def order(issue):
    return [item.title for item in issue.items.in_order()]


def test_it_works(browse, editor):
    issue = make_issue(published=False)
    item = make_item(issue, "第一条", region="深圳", tags=["芯片"], source_name="示例日报")
    make_item(issue, "第二条", section="企业资讯", summary="", source_url="")
    page = browse(editor).get(issue_url(issue))
    assert page.status_code == 200
    assert text(by_id(page, f"i{item.pk}")) == "第一条 深圳 · 示例日报 芯片"
    shown = text(by_id(page, "content"))
    assert "第二条 无摘要 无来源 无地区 无主题" in shown
    assert "2 条 无摘要 1 无来源 1 无地区 1 无主题 1" in shown


def test_queries_and_size(browse, editor, django_assert_num_queries):
    issue = make_issue()
    fill(issue, 25)
    browser = browse(editor)
    # Session, user, two of rights, the issue, its items, their topics, its last change.
    number = 8
    with django_assert_num_queries(number):
        page = browser.get(issue_url(issue))
    assert len(page.content) < 60_000
    fill(issue, 25)
    with django_assert_num_queries(number):
        browser.get(issue_url(issue))


def test_a_new_issue_is_proposed(browse, editor):
    make_issue(12, date=date(2025, 1, 3))
    make_issue(88, date=date(2024, 12, 27))
    form = fields(browse(editor).get(ADD), "issue_form")
    assert (form["number"], form["date"]) == ("89", "2025/01/10")


def test_the_first_issue_is_proposed_for_today_in_shanghai(browse, editor):
    with time_machine.travel(datetime(2025, 2, 28, 20, 0, tzinfo=UTC), tick=False):
        form = fields(browse(editor).get(ADD), "issue_form")
    assert (form["number"], form["date"]) == ("1", "2025/03/01")


def test_a_new_issue_is_a_draft(browse, editor):
    browser = browse(editor)
    data = fields(browser.get(ADD), "issue_form") | {"title": "新题目"}
    assert browser.post(ADD, data).status_code == 302
    issue = Issue.objects.get()
    assert (issue.number, issue.title, issue.status) == (1, "新题目", Issue.Status.DRAFT)


@pytest.mark.parametrize(
    "changes",
    [{"number": "12"}, {"number": "0"}, {"number": "9" * 30}, {"date": "2025-02-30"}],
)
def test_bad_input_is_refused(browse, editor, changes):
    make_issue(12)
    browser = browse(editor)
    response = browser.post(ADD, fields(browser.get(ADD), "issue_form") | changes)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Issue.objects.count() == 1


def test_state_and_time_cannot_be_written_through_the_form(browse, chief):
    issue = make_issue(published=False)
    browser = browse(chief)
    data = fields(browser.get(issue_url(issue)), "issue_form")
    browser.post(issue_url(issue), data | {"status": "published", "publish_at": "2025-01-01"})
    issue.refresh_from_db()
    assert (issue.status, issue.publish_at) == (Issue.Status.DRAFT, None)


# --- publishing ---


def test_publish_now(browse, chief):
    issue = make_issue(published=False)
    make_item(issue)
    with time_machine.travel(NOW, tick=False):
        page = press(browse(chief), issue, "publish", publish_at="")
    issue.refresh_from_db()
    assert (issue.status, issue.publish_at) == (Issue.Status.PUBLISHED, NOW)
    assert "已发布。" in page.content.decode()
    assert StateChange.objects.get().user == chief
    assert LogEntry.objects.get().user == chief


def test_publish_later_in_shanghai_time(browse, chief):
    issue = make_issue(published=False)
    make_item(issue)
    with time_machine.travel(NOW, tick=False):
        page = press(browse(chief), issue, "publish", publish_at="2025-03-03T08:30")
        issue.refresh_from_db()
        assert issue.is_scheduled
    assert issue.publish_at == datetime(2025, 3, 3, 0, 30, tzinfo=UTC)
    assert "8:30" in page.content.decode()


@pytest.mark.parametrize(
    ("time", "sentence"),
    [
        ("2025-03-01T11:59", "这个时间已经过去了"),
        ("0001-01-01T00:00", "这个时间已经过去了"),
        ("morgen", "日期或时间写得不对"),
        ("9" * 300, "日期或时间写得不对"),
        ("9999-12-31T23:59:59-23:59", "日期或时间写得不对"),
        ("0001-01-01T00:00:00+23:59", "这个时间已经过去了"),
    ],
)
def test_a_time_that_cannot_be(browse, chief, time, sentence):
    issue = make_issue(published=False)
    make_item(issue)
    with time_machine.travel(NOW, tick=False):
        page = press(browse(chief), issue, "publish", publish_at=time)
    assert sentence in page.content.decode()
    issue.refresh_from_db()
    assert issue.status == Issue.Status.DRAFT


def test_an_empty_issue_is_not_published(browse, chief):
    issue = make_issue(published=False)
    press(browse(chief), issue, "publish")
    issue.refresh_from_db()
    assert issue.status == Issue.Status.DRAFT
    assert not LogEntry.objects.exists()


def test_a_publication_to_come_is_cancelled(browse, chief):
    issue = make_issue(publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    page = press(browse(chief), issue, "take_back")
    issue.refresh_from_db()
    assert (issue.status, issue.publish_at) == (Issue.Status.DRAFT, None)
    assert "已回到草稿" in page.content.decode()


def test_withdraw_asks_for_the_notice(browse, chief):
    issue = make_issue()
    page = press(browse(chief), issue, "withdraw", reason=" ")
    assert "请写明理由" in page.content.decode()
    issue.refresh_from_db()
    assert issue.is_public
    press(browse(chief), issue, "withdraw", reason="第三条来源有误")
    issue.refresh_from_db()
    assert issue.status == Issue.Status.WITHDRAWN


@pytest.mark.parametrize("page", ["publish", "withdraw", "move"])
def test_an_old_page_does_nothing(browse, chief, page):
    issue = make_issue(published=page == "withdraw")
    make_item(issue, "一")
    item = make_item(issue, "二")
    before = issue.status
    issue.save()
    data = {"version": issue.version - 1, "up": item.pk}
    response = browse(chief).post(issue_url(issue, page), data, follow=True)
    assert "刚刚被别人改过" in response.content.decode()
    issue.refresh_from_db()
    assert issue.status == before
    assert order(issue) == ["一", "二"]


@pytest.mark.parametrize("page", ["publish", "withdraw", "move"])
def test_the_buttons_are_no_links(browse, chief, page):
    issue = make_issue()
    assert browse(chief).get(issue_url(issue, page)).status_code == 405


@pytest.mark.parametrize("page", ["publish", "take-back", "withdraw", "move"])
@pytest.mark.parametrize("number", ["0", "abc", "9" * 30])
def test_an_issue_that_is_none(browse, chief, page, number):
    assert browse(chief).post(f"{ISSUES}{number}/{page}/").status_code == 404


def test_only_a_chief_publishes(browse, editor, outsider, chief):
    draft, published = make_issue(1, published=False), make_issue(2)
    make_item(draft)
    for user in (editor, outsider):
        assert press(browse(user), draft, "publish").status_code == 403
        assert press(browse(user), published, "withdraw").status_code == 403
        data = {"action": "publish", "_selected_action": [draft.pk]}
        browse(user).post(ISSUES, data)
        draft.refresh_from_db()
        assert draft.status == Issue.Status.DRAFT
    for issue, page in ((draft, "publish"), (published, "withdraw")):
        assert f"/{page.replace('_', '-')}/" in browse(chief).get(issue_url(issue)).content.decode()
        shown = browse(editor).get(issue_url(issue)).content.decode()
        assert f"/{page.replace('_', '-')}/" not in shown


def test_history_tells_who_published(browse, chief):
    issue = make_issue(published=False)
    make_item(issue)
    with time_machine.travel(NOW, tick=False):
        press(browse(chief), issue, "publish")
    page = browse(chief).get(issue_url(issue, "history"))
    assert "2025年3月1日 12:00 · 已发布，2025年3月1日 12:00起可见 · zhubian" in text(
        by_id(page, "content")
    )
    assert browse(chief).get(f"{ISSUES}0/history/").status_code == 302


# --- moving ---


def test_up_and_down(browse, editor):
    issue = make_issue(published=False)
    items = [make_item(issue, title) for title in "一二三"]
    browser = browse(editor)
    page = press(browser, issue, "move", up=items[2].pk)
    assert order(issue) == ["一", "三", "二"]
    assert "#i" in page.redirect_chain[0][0]
    press(browser, issue, "move", down=items[0].pk)
    assert order(issue) == ["三", "一", "二"]
    assert LogEntry.objects.count() == 2


def test_the_ends_stay(browse, editor):
    issue = make_issue(published=False)
    items = [make_item(issue, title) for title in "一二"]
    browser = browse(editor)
    press(browser, issue, "move", up=items[0].pk)
    press(browser, issue, "move", down=items[1].pk)
    assert order(issue) == ["一", "二"]
    expected = [("down", str(items[0].pk)), ("up", str(items[1].pk))]
    assert buttons(browser.get(issue_url(issue))) == expected


@pytest.mark.parametrize("chosen", ["", "0", "abc", "9" * 30, "９"])
def test_moving_what_is_not_there(browse, editor, chosen):
    issue = make_issue(published=False)
    make_item(issue)
    assert press(browse(editor), issue, "move", up=chosen).status_code == 404


def test_an_item_of_another_issue_is_not_moved(browse, editor):
    issue = make_issue(1, published=False)
    other = make_item(make_issue(2, published=False))
    assert press(browse(editor), issue, "move", up=other.pk).status_code == 404


# --- who may do what ---


def test_an_editor_does_not_delete_an_issue(browse, editor, chief):
    issue = make_issue(published=False)
    make_item(issue)
    url = issue_url(issue, "delete")
    assert browse(editor).post(url, {"post": "yes"}).status_code == 403
    assert browse(chief).post(url, {"post": "yes"}).status_code == 302
    assert not Issue.objects.exists()


def test_items_go_in_and_out_of_a_published_issue_by_a_chief_only(browse, editor, chief):
    from .pages import item_url

    issue = make_issue()
    inside, outside = make_item(issue, "里面的"), make_item(None, "外面的")
    section = inside.section_id

    def post(user, item, **changes):
        browser = browse(user)
        data = fields(browser.get(item_url(item))) | changes
        return browser.post(item_url(item), data)

    for item, changes in (
        (inside, {"issue": "", "section": ""}),
        (outside, {"issue": issue.pk, "section": section}),
    ):
        response = post(editor, item, **changes)
        assert response.status_code == 200
        assert "只有主编可以增减条目" in response.content.decode()
    assert order(issue) == ["里面的"]
    assert post(editor, inside, title="改过的").status_code == 302
    assert post(chief, outside, issue=issue.pk, section=section).status_code == 302
    assert order(issue) == ["改过的", "外面的"]


# --- corrections ---


def test_a_public_issue_asks_for_a_note_and_a_draft_does_not(browse, editor, chief):
    issue, draft = make_issue(1), make_issue(2, published=False)
    make_item(issue, "甲")
    assert "correction" in fields(browse(editor).get(issue_url(issue)), "issue_form")
    assert "correction" not in fields(browse(editor).get(issue_url(draft)), "issue_form")
    assert 'name="silent"' in browse(chief).get(issue_url(issue)).content.decode()
    browser = browse(editor)
    page = browser.get(issue_url(issue))
    assert 'name="silent"' not in page.content.decode()
    data = fields(page, "issue_form")
    sent = data | {"title": "新题", "correction": "题目有误", "silent": "on"}
    assert browser.post(issue_url(issue), sent).status_code == 302
    entry = issue.state_changes.get()
    assert (entry.action, entry.reason, entry.user) == ("correct", "题目有误", editor)


def test_a_chief_marks_a_typo_as_silent(browse, chief):
    from .pages import item_url

    item = make_item(make_issue(), "错子")
    browser = browse(chief)
    data = fields(browser.get(item_url(item))) | {"title": "错字", "silent": "on"}
    assert browser.post(item_url(item), data).status_code == 302
    assert item.issue.state_changes.get().action == "correct_silently"


def test_moving_and_deleting_in_a_public_issue_is_told(browse, chief):
    from .pages import item_url

    issue = make_issue()
    items = [make_item(issue, title) for title in "甲乙"]
    press(browse(chief), issue, "move", up=items[1].pk)
    browse(chief).post(item_url(items[0], "delete"), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [items[1].pk], "post": "yes"}
    browse(chief).post("/admin/issues/item/", data)
    reasons = issue.state_changes.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["条目顺序有调整。", "撤去《甲》。", "撤去《乙》。"]
