"""One issue from draft to withdrawal and back, by an editor and a chief editor in a browser."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from issues.models import Issue
from tests.factories import make_issue, make_item, make_user

from .conftest import follow


@pytest.fixture
def cast(live_server):
    return make_user("xiaoli", "编辑"), make_user("zhubian", "主编")


@pytest.fixture
def issue(cast):
    issue = make_issue(88, published=False, title="待审的一期")
    make_item(issue, "量子通信干线开通", region="广东", tags=["量子"])
    make_item(issue, "第二条")
    return issue


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def ask(page, summary, label, text, name):
    page.locator("summary", has_text=summary).click()
    page.get_by_label(label).fill(text)
    press(page, name)


def preview_link(page):
    """Makes a signed link with the buttons of the issue's page; its path."""
    page.locator("summary", has_text="预览链接").click()
    press(page, "生成7天有效的链接")
    return urlsplit(page.locator("#previews code").inner_text()).path


@pytest.mark.parametrize("width", [1280, 390])
def test_the_whole_way(visitor, accessible, cast, issue, width):
    editor, chief = cast
    item = issue.items.in_order().first()
    desk = f"/admin/issues/issue/{issue.pk}/change/"

    def opened(user, path=desk, **options):
        page = visitor.open(path, user=user, width=width, **options)
        accessible(page, rules="wcag")
        return page

    page = opened(editor)
    ask(page, "送审", "给主编的话", "请看第一条", "送审")
    page = opened(chief)
    assert page.get_by_text("请看第一条").count()
    page = opened(chief, f"/admin/issues/item/{item.pk}/change/")
    page.get_by_label("新意见").fill("数字请再核一下")
    press(page, "提意见")
    page = opened(editor)
    page.get_by_label("回复").fill("已经核过")
    press(page, "回复")
    page = opened(chief)
    accessible(visitor.open("/preview/issue/88/", user=editor, width=width))
    link = preview_link(page)
    press(page, "标为已解决")
    press(page, "通过")
    accessible(page, rules="wcag")
    later = timezone.localtime() + timedelta(days=1)
    page.get_by_label("发布时间").fill(later.strftime("%Y-%m-%dT%H:%M"))
    press(page, "发布")
    visitor.open("/issues/88/", status=404, width=width)
    page = visitor.open(link, width=width)  # without an account, in a profile of its own
    assert page.get_by_text("量子通信干线开通").count()
    assert page.get_by_role("link", name="量子通信干线开通").count() == 0
    accessible(page)
    # The clock: its time has come.
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now() - timedelta(hours=1))
    accessible(visitor.open("/issues/88/", width=width))
    page = opened(editor, f"/admin/issues/item/{item.pk}/change/")
    page.locator("[name=summary]").fill("全长三千公里。")
    page.locator("[name=correction]").fill("里程有误，应为三千公里。")
    follow(page, page.locator("[name=_save]"))
    for path in ("/issues/88/", f"/items/{item.pk}/"):
        page = visitor.open(path, width=width)
        assert page.get_by_text("里程有误，应为三千公里。").count()
        accessible(page)
    page = opened(chief, f"/admin/issues/issue/{issue.pk}/history/")
    # The last row is the state in which the issue was met first: without the correction.
    follow(page, page.locator("table.versions a").last)
    accessible(page, rules="wcag")
    press(page, "恢复")
    item.refresh_from_db()
    assert item.summary == "这是一段摘要。"
    page = opened(chief)
    ask(page, "撤下", "给读者的说明", "来源存疑，核实后再发", "撤下")
    page = visitor.open("/issues/88/", status=410, width=width)
    assert page.get_by_text("来源存疑，核实后再发").count()
    accessible(page)
    page = opened(chief)
    ask(page, "恢复", "理由", "已核实", "恢复")
    accessible(visitor.open("/issues/88/", width=width))
