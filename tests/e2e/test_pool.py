"""Sorting the pool in a browser: by keyboard alone, by mouse, and without a script."""

import re

import pytest
from playwright.sync_api import expect

from issues.models import Issue, Item, Source
from tests.factories import make_issue, make_item, make_user

from .conftest import follow

POOL = "/admin/issues/item/pool/"
# A key as an input method gives it; Playwright's own keyboard knows none of them.
PRESS = """(options) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...options}))"""


@pytest.fixture
def editor(live_server):
    return make_user("bianji", "编辑")


@pytest.fixture
def draft(live_server):
    return make_issue(13, published=False, title="")


def waiting(count):
    return [
        make_item(
            None,
            f"第{n}条",
            region="深圳",
            source_name="示例日报",
            source_url=f"https://news.example.com/{n}.html",
        )
        for n in range(1, count + 1)
    ]


def open_pool(visitor, editor, **options):
    page = visitor.open(POOL, user=editor, **options)
    page.locator("html[data-ready]").wait_for()
    return page


def settled(page, left):
    """Waits for the number that the server says is left; by no script, for eval is forbidden."""
    page.locator("[data-total]", has_text=re.compile(rf"^\s*{left}\s*$")).wait_for()


def titles_are(page, names):
    expect(page.locator(".rows .t")).to_have_text(names)


def chosen_is(page, title):
    expect(page.locator(".cur .t")).to_have_text(title)


def test_an_issue_of_25_items_is_filled_by_keyboard_alone(visitor, editor, draft):
    waiting(30)
    page = open_pool(visitor, editor)
    presses = 0
    for n in range(25):
        page.keyboard.press(str(n % 5 + 1))
        presses += 1
        if n % 5 == 4:  # one that is left for later
            page.keyboard.press("j")
            presses += 1
    settled(page, 5)
    assert presses <= 3 * 25
    sizes = [draft.items.filter(section__order=order).count() for order in (10, 20, 30, 40, 50)]
    assert sizes == [5, 5, 5, 5, 5]
    assert Item.objects.pool().count() == 5
    expect(page.locator("[data-count]")).to_have_text(["5"] * 5)


def test_next_reject_open_undo_and_the_sheet_of_keys(visitor, accessible, editor, draft):
    waiting(3)
    page = open_pool(visitor, editor)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    chosen_is(page, "第2条")
    page.keyboard.press("k")
    chosen_is(page, "第3条")
    page.keyboard.press("r")
    page.keyboard.type("太旧 j 1 ?")
    page.keyboard.press("Enter")
    settled(page, 2)
    assert Item.objects.rejected().get().rejected_why == "太旧 j 1 ?"
    page.keyboard.press("u")
    settled(page, 3)
    titles_are(page, ["第3条", "第2条", "第1条"])
    page.keyboard.press("2")
    settled(page, 2)
    page.keyboard.press("Control+z")
    settled(page, 3)
    assert Item.objects.pool().count() == 3
    page.context.route("https://news.example.com/**", lambda route: route.fulfill(body="原文"))
    with page.expect_popup() as opened:
        page.keyboard.press("o")
    opened.value.wait_for_url("https://news.example.com/3.html")
    visitor.complaints.clear()  # the source is a foreign host, and was meant to be
    opened.value.close()
    page.evaluate(PRESS, {"key": "？", "code": "Slash", "shiftKey": True})
    expect(page.locator("#help")).to_be_visible()
    accessible(page, rules="wcag")
    page.keyboard.press("Escape")
    page.evaluate(PRESS, {"key": "、", "code": "Slash"})
    expect(page.locator("#q")).to_be_focused()


def test_several_are_picked_and_sorted_together(visitor, editor, draft):
    waiting(4)
    page = open_pool(visitor, editor)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("3")
    settled(page, 2)
    assert [item.title for item in draft.items.order_by("position")] == ["第4条", "第3条"]


def test_a_section_that_a_source_proposes_takes_one_key(visitor, editor, draft):
    from issues.models import Section

    section = Section.objects.get(name="企业资讯")
    source = Source.objects.create(name="甲", url="https://a.example.com/", section=section)
    make_item(None, "有建议", source=source)
    page = open_pool(visitor, editor)
    page.keyboard.press("s")
    settled(page, 0)
    assert draft.items.get().section == section


def test_a_stale_row_comes_back_with_a_sentence_and_the_rest_lands(visitor, editor, draft):
    one, two = waiting(2)
    page = open_pool(visitor, editor)
    two.title = "别人改过"
    two.save()
    page.keyboard.press("1")
    page.locator(".rows .refused").wait_for()
    # It does not push itself under the next key, which is meant for the next row.
    page.keyboard.press("1")
    settled(page, 1)
    titles_are(page, ["第2条"])
    expect(page.locator(".rows .refused .why")).to_contain_text("别人改过")
    assert [item.pk for item in draft.items.all()] == [one.pk]


def test_nothing_fires_while_an_input_method_composes_or_single_keys_are_off(
    visitor, editor, draft
):
    waiting(2)
    page = open_pool(visitor, editor)
    for options in ({"isComposing": True}, {"keyCode": 229}, {"ctrlKey": True}):
        page.evaluate(PRESS, {"key": "1", "code": "Digit1", **options})
    page.get_by_role("button", name="按键").click()
    page.locator("#single").uncheck()
    page.keyboard.press("Escape")
    page.locator(".cur .t").focus()
    page.keyboard.press("1")
    page.keyboard.press("?")
    expect(page.locator(".rows .t")).to_have_count(2)
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    chosen_is(page, "第1条")
    page.get_by_role("button", name="按键").click()
    page.locator("#single").check()
    page.keyboard.press("Escape")
    page.locator(".cur .t").focus()
    page.keyboard.press("1")
    settled(page, 1)


def test_a_lost_connection_loses_nothing(visitor, editor, draft):
    waiting(2)
    page = open_pool(visitor, editor)
    page.context.route("**/pool/sort/", lambda route: route.abort())
    page.keyboard.press("1")
    page.locator("#told", has_text="没有回应").wait_for()
    expect(page.locator(".rows .t")).to_have_count(2)
    visitor.complaints.clear()  # the browser says it as well
    page.context.unroute("**/pool/sort/")
    page.keyboard.press("1")
    settled(page, 1)


def test_when_a_page_is_sorted_the_next_items_come(visitor, editor, draft):
    waiting(52)
    page = open_pool(visitor, editor)
    for box in page.locator(".rows input[name=pick]").all():
        box.check()
    with page.expect_navigation():
        page.keyboard.press("1")
    expect(page.locator(".rows .t")).to_have_count(2)
    assert draft.items.count() == 50


def test_without_scripts_it_is_a_form(visitor, editor, draft):
    waiting(3)
    page = visitor.open(POOL, user=editor, java_script_enabled=False)
    page.locator("input[name=pick]").nth(0).check()
    page.locator("input[name=pick]").nth(2).check()
    follow(page, page.get_by_role("button", name="国内资讯"))
    titles_are(page, ["第2条"])
    assert draft.items.count() == 2
    page.locator("input[name=pick]").check()
    page.locator("input[name=why]").fill("重复")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Item.objects.rejected().get().rejected_why == "重复"
    follow(page, page.get_by_role("link", name="已弃用"))
    page.locator("input[name=pick]").check()
    follow(page, page.get_by_role("button", name="放回素材库"))
    assert Item.objects.pool().count() == 1
    assert Issue.objects.count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_everybody(visitor, accessible, editor, draft, width, scheme):
    items = waiting(6)
    make_item(draft, "已编入", source_url=items[0].source_url)
    Item.objects.filter(pk=items[1].pk).update(summary="")
    Item.objects.filter(pk=items[2].pk).update(rejected_at=draft.created_at, rejected_why="旧")
    source = Source.objects.create(name="甲", url="https://a.example.com/", last_error="坏了")
    Source.objects.filter(pk=source.pk).update(failures=2)
    for path in (
        POOL,
        f"{POOL}?q=没有",
        f"{POOL}rejected/",
        "/admin/issues/source/",
        f"/admin/issues/source/{source.pk}/change/",
        "/admin/",
    ):
        page = visitor.open(path, width=width, scheme=scheme, user=editor)
        accessible(page, rules="wcag")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
