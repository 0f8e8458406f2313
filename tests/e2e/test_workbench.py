"""An old issue on its way: dropped, looked over, stored, read by readers, undone."""

import pytest
from django.conf import settings as site
from playwright.sync_api import expect

from issues.models import Import, Issue
from tests.factories import IMPORTED, make_import, make_user

from .conftest import follow

BODY = IMPORTED.replace("来源：https://news.example.com/2.html\n", "") + "\n".join(
    f"https://news.example.com/{n}.html" for n in (1, 3)
)
DROP = """([names, texts]) => {
  const transfer = new DataTransfer();
  names.forEach((name, n) => transfer.items.add(new File([texts[n]], name)));
  const event = new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true});
  document.querySelector("#upload").dispatchEvent(event);
}"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def chief(live_server):
    return make_user("zhubian", "主编")


@pytest.fixture
def row(chief):
    return make_import(BODY, user=chief)


def settled(page):
    page.locator("#workbench:not(.busy)").wait_for()


def drop(page, *files):
    page.evaluate(DROP, [[name for name, _text in files], [text for _name, text in files]])


def test_the_whole_way_from_the_drop_to_the_undo(visitor, accessible, chief):
    page = visitor.open("/admin/", user=chief)
    page.get_by_role("link", name="往期导入").first.click()
    page.wait_for_url("**/admin/imports/")
    drop(page, ("第12期.txt", BODY), ("坏的.txt", "没有条目的一行"))
    page.locator("#sent .refused").wait_for()
    expect(page.locator("#sent li")).to_have_count(2)
    accessible(page, rules="wcag")
    with page.expect_navigation():
        page.locator("#sent a", has_text="第12期.txt").click()
    expect(page.locator(".find li", has_text="无来源")).to_have_count(1)

    page.locator("#a1").get_by_role("button", name="改第 2 条").click()
    page.locator("#w-source_url").fill("https://news.example.com/2.html")
    page.locator("#w-title").fill("广州印发了新办法")
    accessible(page, rules="wcag")
    page.keyboard.press("Enter")
    page.locator("#a1 .hand").wait_for()
    expect(page.locator(".find li", has_text="无来源")).to_have_count(0)

    with page.expect_navigation():
        page.get_by_role("button", name="入库").click()
    page.get_by_text("第12期已入库并发布，共 3 条").wait_for()
    accessible(page, rules="wcag")
    reader = visitor.open("/issues/12/")
    assert reader.get_by_role("heading", name="广州印发了新办法").count() == 1

    with page.expect_navigation():
        page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_text("不会留下任何说明").wait_for()
    accessible(page, rules="wcag")
    with page.expect_navigation():
        page.get_by_role("button", name="仍要撤销").click()
    page.get_by_text("已撤销：第12期").wait_for()
    assert visitor.open("/issues/12/", status=404)
    assert not Issue.objects.exists()


def test_lines_are_set_with_keys_and_every_step_is_undone(visitor, chief, row):
    page = visitor.open(f"/admin/imports/{row.pk}/", user=chief)
    page.locator("#l4 label").click()
    page.locator("#a0.on").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#chosen")).to_have_text("第 5–6 行归为")
    page.keyboard.press("6")
    page.locator("#l5[data-k=dropped]").wait_for()
    settled(page)
    page.locator("#l6 :focus").wait_for()
    page.locator("#l7 label").click()
    page.keyboard.press("n")
    page.locator("#l7[data-k=title]").wait_for()
    settled(page)
    assert Import.objects.get(pk=row.pk).steps == [
        {"do": "kind", "lines": [5, 6], "kind": "dropped"},
        {"do": "split", "line": 7},
    ]
    for line in ("#l7:not([data-k=title])", "#l5[data-k=source]"):
        page.keyboard.press("Control+z")
        page.locator(line).wait_for()
        settled(page)
    expect(page.locator("#back")).to_be_disabled()
    assert Import.objects.get(pk=row.pk).steps == []


def test_a_step_keeps_scroll_and_focus_and_is_spoken(visitor, chief):
    body = "第12期 2024年12月13日\n【政策资讯】\n" + "".join(
        f"深圳题目{n}\n内容：第{n}条的摘要。\n来源：https://news.example.com/{n}.html\n"
        for n in range(40)
    )
    row = make_import(body, user=chief)
    page = visitor.open(f"/admin/imports/{row.pk}/", user=chief)
    page.locator("#a30").get_by_role("button", name="上移").click()
    settled(page)
    page.locator("#a30 h4", has_text="30 ").wait_for()
    assert page.evaluate("document.querySelector('#got').scrollTop") > 500
    expect(page.locator("[value='up 30']")).to_be_focused()
    expect(page.locator("#say")).to_have_text("上移")


def test_what_was_typed_stays_when_somebody_else_was_quicker(visitor, chief, row):
    page = visitor.open(f"/admin/imports/{row.pk}/", user=chief)
    page.locator("#a0").get_by_role("button", name="改第 1 条").click()
    page.locator("#w-title").fill("我写的题目")
    other = visitor.open(f"/admin/imports/{row.pk}/", user=chief)
    other.locator("#a2").get_by_role("button", name="不收").click()
    other.locator("#a2.gone").wait_for()
    page.keyboard.press("Enter")
    page.locator("#notices .stale").wait_for()
    expect(page.locator("#w-title")).to_have_value("我写的题目")
    page.locator("[data-done]").click()
    page.locator("#a0 .hand").wait_for()
    expect(page.locator("#a0 h4")).to_contain_text("1 我写的题目")
    # The refusal is a 409, which a browser notes in its console.
    visitor.complaints[:] = [text for text in visitor.complaints if "409" not in text]


def test_without_scripts_it_is_edited_and_stored(visitor, chief, row):
    page = visitor.open(f"/admin/imports/{row.pk}/", user=chief, java_script_enabled=False)
    follow(page, page.locator("#a0").get_by_role("button", name="改第 1 条"))
    page.locator("#w-title").fill("深圳的新题目")
    follow(page, page.get_by_role("button", name="完成"))
    page.locator("#l7 input").check()
    follow(page, page.locator(".tools").get_by_role("button", name="页眉页脚"))
    assert page.locator("#l7").get_attribute("data-k") == "header_footer"
    follow(page, page.locator("#a0").get_by_role("button", name="下移"))
    follow(page, page.get_by_role("button", name="入库"))
    page.get_by_text("第12期已入库并发布").wait_for()
    titles = Issue.objects.get().items.in_order().values_list("title", flat=True)
    assert "深圳的新题目" in titles


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(visitor, accessible, chief, row, width, scheme):
    for path in (
        "/admin/imports/",
        f"/admin/imports/{row.pk}/",
        f"/admin/imports/{row.pk}/?edit=1",
    ):
        page = visitor.open(path, width=width, scheme=scheme, user=chief)
        accessible(page, rules="wcag")
        assert page.evaluate("document.documentElement.scrollWidth") == width
    with page.expect_navigation():
        page.get_by_role("button", name="入库").click()
    accessible(page, rules="wcag")


def test_the_scripts_and_the_sheet_are_small(visitor, live_server):
    sizes = [
        len((site.STATIC_ROOT / found).read_bytes())
        for name in ("js/workbench", "js/on", "css/workbench")
        for found in [next(p for p in site.STATIC_ROOT.glob(f"{name}.*.*.gz"))]
    ]
    assert sum(sizes) < 10_300
