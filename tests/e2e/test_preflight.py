"""An issue is checked in a browser: put right, let pass, published; topics are merged."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_issue, make_item, make_user

from .conftest import follow

SUMMARY = "周末开放时间延长两小时(至晚九点)，自习座位增加六百个，读者可提前一天预约。"


@pytest.fixture
def chief(live_server):
    return make_user("zhubian", "主编")


@pytest.fixture
def issue(chief):
    issue = make_issue(12, published=False)
    make_item(issue, "图书馆延长周末开放时间", summary=SUMMARY, region="广东", tags=["AI Agent"])
    make_item(issue, "", section="行业资讯", region="广东", tags=["AI-Agent"])
    return issue


def url(issue, page="preflight"):
    return f"/admin/issues/issue/{issue.pk}/{page}/"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_findings_to_a_public_issue(visitor, issue, chief, javascript):
    page = visitor.open(url(issue), user=chief, java_script_enabled=javascript)
    assert page.get_by_text("还有 1 个错误，暂时不能发布。").count() == 1

    follow(page, page.get_by_role("button", name="改正", exact=True))
    expect(page.locator(".findings .mark", has_text="半角标点")).to_have_count(0)

    first = page.locator(".findings li", has_text="空栏目").first
    first.locator("summary").click()
    first.get_by_label("理由").fill("本期确实没有")
    with page.expect_navigation():
        first.get_by_role("button", name="放行").click()
    assert page.get_by_role("button", name="撤回放行").count() == 1

    page.goto(f"{visitor.site}{url(issue, 'change')}")
    publish = page.get_by_role("button", name="发布", exact=True)
    with page.expect_navigation():
        publish.click()
    assert page.get_by_text("还有 1 个错误要先改好").count() == 1

    untitled = page.get_by_role("link", name="（无标题）").first
    follow(page, untitled)
    if javascript:
        page.locator("[name=f-title]:focus").fill("行业里的一条新闻来了")
        page.keyboard.press("Control+s")
        page.locator(".bar .say", has_text="已保存").wait_for()
    else:
        follow(page, untitled)
        page.locator("[name=title]").fill("行业里的一条新闻来了")
        with page.expect_navigation():
            page.locator("[name=_save]").click()
    page.goto(f"{visitor.site}{url(issue)}")
    assert page.get_by_text("暂时不能发布").count() == 0
    page.goto(f"{visitor.site}{url(issue, 'change')}")
    with page.expect_navigation():
        publish.click()
    assert visitor.open("/issues/12/").get_by_text("（至晚九点）").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_for_everybody(visitor, accessible, issue, chief, width, scheme):
    for path in (url(issue), url(issue, "change"), "/admin/issues/topic/tidy/"):
        page = visitor.open(path, width=width, scheme=scheme, user=chief)
        accessible(page, rules="wcag")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_earlier_story_is_set_with_a_click(visitor, issue, chief):
    old = make_item(
        make_issue(11), "首届示例博览会在珠海开幕", source_url="https://n.example.com/1"
    )
    item = make_item(issue, "珠海举办首届示例博览会", source_url="https://n.example.com/2")
    page = visitor.open(f"/admin/issues/item/{item.pk}/change/", user=chief)
    page.get_by_role("button", name="设为续报").click()
    with page.expect_navigation():
        page.locator("[name=_save]").click()
    reader = visitor.open(f"/admin/issues/item/{item.pk}/change/", user=chief)
    assert reader.locator("#id_follows").input_value() == str(old.pk)


def test_two_topics_become_one(visitor, issue, chief):
    page = visitor.open("/admin/issues/topic/tidy/", user=chief)
    with page.expect_navigation():
        page.get_by_role("button", name="保留“AI Agent”").click()
    assert page.get_by_text("没有相近的主题。").count() == 1
