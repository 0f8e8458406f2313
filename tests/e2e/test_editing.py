"""An editor at work in a browser."""

import pytest

from tests.factories import make_issue, make_item, make_user


@pytest.fixture
def editor(live_server):
    return make_user("bianji", "编辑")


@pytest.fixture
def item(editor):
    return make_item(make_issue(12), "原来的题目", region="北京", tags=["人工智能"])


def sign_in(page):
    page.get_by_label("用户名").fill("bianji")
    page.get_by_label("密码").fill("a long password")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_editor_signs_in_and_is_greeted_by_the_desk(visitor, accessible, item):
    page = visitor.open("/admin/")
    accessible(page, rules="wcag")
    sign_in(page)
    assert page.url.endswith("/admin/")
    accessible(page, rules="wcag")


def test_a_changed_title_is_seen_by_readers(visitor, item):
    page = visitor.open(f"/admin/issues/item/{item.pk}/change/")
    sign_in(page)
    page.locator("[name=title]").fill("改过的题目")
    with page.expect_navigation():
        page.locator("[name=_save]").click()
    reader = visitor.open("/issues/12/")
    assert reader.get_by_role("heading", name="改过的题目").count() == 1


def test_title_region_and_topics_are_changed_in_eight_steps(visitor, item):
    page = visitor.open(f"/admin/issues/item/{item.pk}/change/")
    page.get_by_label("用户名").fill("bianji")  # 1
    page.get_by_label("密码").fill("a long password")  # 2
    with page.expect_navigation():
        page.keyboard.press("Enter")  # 3
    page.locator("[name=title]").fill("改过的题目")  # 4
    page.locator(".field-region .select2-selection").press_sequentially("shenzhen")  # 5
    page.locator(".select2-results__option--highlighted", has_text="深圳").wait_for()
    page.keyboard.press("Enter")  # 6
    page.locator(".field-topics .select2-search__field").press_sequentially("低空经济、")  # 7
    with page.expect_navigation():
        page.locator("[name=_save]").click()  # 8
    reader = visitor.open(f"/items/{item.pk}/")
    assert reader.get_by_role("heading", name="改过的题目").count() == 1
    assert reader.get_by_role("link", name="深圳").count() >= 1
    assert reader.get_by_role("link", name="低空经济").count() == 1
    assert reader.get_by_role("link", name="人工智能").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/admin/issues/item/",
        "/admin/issues/issue/",
        "/admin/issues/item/{item}/change/",
        "/admin/issues/issue/{issue}/change/",
        "/admin/issues/item/add/",
    ],
)
def test_a_page_of_the_desk_is_for_everybody(
    visitor, accessible, editor, item, path, width, scheme
):
    path = path.format(item=item.pk, issue=item.issue_id)
    page = visitor.open(path, width=width, scheme=scheme, user=editor)
    accessible(page, rules="wcag")
