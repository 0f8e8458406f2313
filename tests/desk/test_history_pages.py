import re

import pytest

from issues import history, states
from issues.models import Item
from tests.factories import fill, make_issue, make_item

from .pages import by_id, fields, issue_url, item_url, text


@pytest.fixture
def issue(db):
    issue = make_issue(published=False)
    make_item(issue, "甲", summary="全省新增企业三千家。", region="广东", tags=["芯片"])
    make_item(issue, "乙")
    return issue


@pytest.fixture
def edited(browse, issue, editor):
    """The issue after an editor changed an item in its form and deleted the other."""
    browser, item = browse(editor), Item.objects.get(title="甲")
    data = fields(browser.get(item_url(item))) | {"summary": "全省新增企业五千家。", "region": ""}
    assert browser.post(item_url(item), data).status_code == 302
    browser.post(item_url(Item.objects.get(title="乙"), "delete"), {"post": "yes"})
    return issue


def compared(browser, issue, query):
    return browser.get(f"{issue_url(issue, 'versions')}?{query}")


def test_it_works(browse, edited, editor):
    browser = browse(editor)
    page = text(by_id(browser.get(issue_url(edited, "history")), "content"))
    assert page.count("查看、恢复") == 3  # what stood before, and the two changes
    first = history.revisions(edited.pk).last()
    page = compared(browser, edited, f"a={first.pk}&b=now").content.decode()
    assert re.search("<del>三千?家?</del><ins>五千?家?</ins>", page)
    assert "<del>广东</del>" in page
    assert "撤去" in page
    data = {"revision": first.pk, "version": edited.version}
    page = browser.post(issue_url(edited, "restore"), data, follow=True).content.decode()
    assert "已恢复成原来的样子" in page
    assert "已取回本期：《乙》" in page
    assert [item.title for item in edited.items.in_order()] == ["甲", "乙"]
    assert Item.objects.get(title="甲").region.short_name == "广东"


def test_an_old_page_restores_nothing(browse, edited, editor):
    before = states.of(edited.pk)
    data = {"revision": history.revisions(edited.pk).last().pk, "version": "99"}
    page = browse(editor).post(issue_url(edited, "restore"), data, follow=True)
    assert "刚刚被别人改过" in page.content.decode()
    assert states.of(edited.pk) == before


def test_versions_of_others_and_nonsense_are_not_there(browse, edited, editor, chief):
    other = make_issue(13, published=False)
    with history.recording(chief):
        make_item(other, "别的")
    foreign = history.revisions(other.pk).first().pk
    for asked in (foreign, "0", "abc", "9" * 30, "", "-1"):
        assert compared(browse(editor), edited, f"a={asked}").status_code == 404
        data = {"revision": asked, "version": edited.version}
        assert browse(editor).post(issue_url(edited, "restore"), data).status_code == 404


def test_an_editor_does_not_restore_what_readers_saw(browse, edited, editor, chief):
    from issues import publishing

    publishing.change_state(edited, "publish", user=chief)
    first = history.revisions(edited.pk).last()
    page = compared(browse(editor), edited, f"a={first.pk}").content.decode()
    assert "恢复旧版" not in page
    edited.refresh_from_db()
    data = {"revision": first.pk, "version": edited.version}
    assert browse(editor).post(issue_url(edited, "restore"), data).status_code == 403
    data["correction"] = "误删一条，现予恢复"
    browse(chief).post(issue_url(edited, "restore"), data)
    assert edited.state_changes.first().reason == "误删一条，现予恢复"


def test_queries_do_not_grow(browse, editor, issue, django_assert_num_queries):
    browser = browse(editor)
    for count in (4, 8):
        for _n in range(4):
            with history.recording(editor):
                fill(issue, 3)
        first = history.revisions(issue.pk).last()
        # Session, user, two of rights, the issue, its trail, versions, the log.
        with django_assert_num_queries(10):
            browser.get(issue_url(issue, "history"))
        # Two states, and the names that the topics of the version have now.
        with django_assert_num_queries(13):
            compared(browser, issue, f"a={first.pk}&b=now")
        assert history.revisions(issue.pk).count() == count + 1
