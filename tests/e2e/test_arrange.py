"""The arranging page (编排) in a browser: mouse, finger, keys, editing, saving, losing the line."""

import re

import pytest
from playwright.sync_api import expect

from issues.models import Issue, Item, Section
from tests.desk.arranging.conftest import arrange_url, key, titles
from tests.factories import fill, make_issue, make_item, make_user
from tests.gathering.articles import article
from tests.gathering.servers import answer, site

from .conftest import follow, until

POLICY, INDUSTRY = "政策资讯", "行业资讯"
SHIFT = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def editor(live_server):
    return make_user("bianji", "编辑")


@pytest.fixture
def issue(editor):
    issue = make_issue(13, published=False, title="")
    for title in ("甲", "乙", "丙"):
        make_item(issue, title, region="广东", tags=["芯片"])
    make_item(issue, "丁", section=INDUSTRY, region="广东", tags=["芯片"])
    for title in ("素材一", "素材二"):
        make_item(None, title, region="深圳", tags=["芯片"])
    return issue


@pytest.fixture
def arrange(visitor, editor, issue):
    """arrange() opens the page and waits until its texts are there."""

    def arrange(path="", **options):
        options.setdefault("user", editor)
        page = visitor.open(f"{arrange_url(issue)}{path}", **options)
        page.wait_for_selector("html[data-ready]")
        return page

    return arrange


def row(page, title):
    return page.locator(".rows > li", has=page.get_by_role("link", name=title, exact=True))


def order_is(page, name, names):
    expect(page.locator(f"[data-place='{name}'] > li:not([hidden]) .t")).to_have_text(names)


def is_said(page, words):
    expect(page.locator(".bar .say")).to_contain_text(words)


def is_saved(page):
    page.locator(".bar .say", has_text="已保存").wait_for()


def saved(page):
    page.get_by_role("button", name="保存", exact=True).click()
    is_saved(page)


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('newsroom:'))")


def center(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# Resolves when the page has been drawn, as it is for anybody's hand.
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def drag(page, source, target, part=0.8):
    x, y = center(source)
    box = target.bounding_box()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.mouse.move(box["x"] + min(80, box["width"] / 2), box["y"] + box["height"] * part, steps=4)
    page.evaluate(DRAWN)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_full_issue_stands_still(visitor, editor, arrange, issue, width):
    fill(issue, 121)
    for number in range(60):
        make_item(None, f"等着的素材第{number}条", region="深圳", tags=["芯片"])
    page = arrange(width=width)
    page.add_init_script(SHIFT)
    page.reload(wait_until="load")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") == 0


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(visitor, accessible, editor, arrange, issue, width, scheme):
    fill(issue, 5)
    make_item(None, "等着的素材", region="深圳", tags=["芯片"])
    page = arrange(width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row(page, "甲").locator(".t").click()
    page.locator(".edit").wait_for()
    accessible(page)


def test_what_the_page_loads_is_small(visitor, arrange):
    sizes = {}
    page = arrange()

    def note(response):
        name = response.url.rpartition("/")[2]
        if name.endswith((".js", ".css")) and "/static/admin/" not in response.url:
            sizes[name] = response.request.sizes()["responseBodySize"]

    page.on("response", note)
    page.reload(wait_until="networkidle")
    assert len(sizes) > 8
    assert sum(sizes.values()) < 30 * 1024


def test_drag_by_mouse_into_a_place_and_save(arrange, issue):
    page = arrange()
    drag(page, row(page, "素材一").locator(".t"), row(page, "甲"))
    order_is(page, key(POLICY), ["甲", "素材一", "乙", "丙"])
    is_said(page, "未保存：移动 1 条")
    expect(page).to_have_title(re.compile("^●"))
    saved(page)
    assert titles(issue) == {POLICY: ["甲", "素材一", "乙", "丙"], INDUSTRY: ["丁"]}
    expect(page).not_to_have_title(re.compile("^●"))
    drag(page, row(page, "丙").locator(".grip"), page.locator(".strip [data-to=pool]"))
    saved(page)
    assert titles(issue) == {POLICY: ["甲", "素材一", "乙"], INDUSTRY: ["丁"]}


def test_escape_lets_a_dragged_row_go(arrange):
    page = arrange()
    x, y = center(row(page, "甲").locator(".t"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 150, steps=4)
    page.locator(".ghost").wait_for()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    order_is(page, key(POLICY), ["甲", "乙", "丙"])


def test_drag_by_finger_on_the_handle(arrange, issue):
    page = arrange(width=390, has_touch=True, is_mobile=True)
    session = page.context.new_cdp_session(page)
    source, target = row(page, "甲").locator(".grip"), row(page, "丙")
    x, y = center(source)
    box = target.bounding_box()

    def touch(kind, x, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    end = box["y"] + box["height"] * 0.9
    touch("touchStart", x, y)
    for step in range(1, 6):
        touch("touchMove", x, y + (end - y) * step / 5)
    touch("touchEnd", x, end)
    page.locator(".dirty").wait_for()
    order_is(page, key(POLICY), ["乙", "丙", "甲"])
    saved(page)
    assert titles(issue)[POLICY] == ["乙", "丙", "甲"]


def test_sorting_by_keys_alone(arrange, issue):
    page = arrange()
    row(page, "素材二").locator(".t").focus()
    page.keyboard.press("2")  # to the end of 行业资讯; the next row of the pool is chosen
    page.keyboard.press("Shift+Digit1")  # to the top of 政策资讯
    order_is(page, key(INDUSTRY), ["丁", "素材二"])
    order_is(page, key(POLICY), ["素材一", "甲", "乙", "丙"])
    row(page, "丙").locator(".t").focus()
    page.keyboard.press("Alt+ArrowDown")  # past the end: into the next section
    order_is(page, key(INDUSTRY), ["丙", "丁", "素材二"])
    page.keyboard.press("b")
    order_is(page, key(INDUSTRY), ["丁", "素材二", "丙"])
    page.keyboard.press("t")
    order_is(page, key(INDUSTRY), ["丙", "丁", "素材二"])
    page.keyboard.press("0")
    order_is(page, "pool", ["丙"])
    page.keyboard.press("Control+z")
    order_is(page, key(INDUSTRY), ["丙", "丁", "素材二"])
    # The handle, for those who cannot see the rows: take, move, put down.
    row(page, "甲").locator(".grip").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    order_is(page, key(POLICY), ["素材一", "乙", "甲"])
    page.keyboard.press("Control+s")
    is_saved(page)
    assert titles(issue) == {POLICY: ["素材一", "乙", "甲"], INDUSTRY: ["丙", "丁", "素材二"]}


def test_picked_rows_and_the_menu(arrange, issue):
    other = make_issue(14, published=False, title="")
    page = arrange()
    row(page, "甲").locator(".t").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="第14期").click()
    saved(page)
    assert titles(other) == {POLICY: ["甲", "乙"]}
    assert titles(issue)[POLICY] == ["丙"]


def reject(page, why):
    page.locator("#reject[open] [name=why]").fill(why)
    page.keyboard.press("Enter")


def test_rejecting_with_a_reason_and_bringing_back(arrange, accessible, issue):
    page = arrange()
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("r")
    reject(page, "重复")
    order_is(page, "reject", ["素材一"])
    expect(row(page, "素材一").locator(".st")).to_have_text("弃用：重复")
    expect(row(page, "素材二").locator(".t")).to_be_focused()
    page.keyboard.press("Control+z")
    order_is(page, "pool", ["素材二", "素材一"])
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("r")
    page.locator("#reject[open]").wait_for()
    accessible(page)
    page.keyboard.press("Escape")
    order_is(page, "pool", ["素材二", "素材一"])
    row(page, "素材一").locator("input[name=pick]").check()
    row(page, "甲").locator("input[name=pick]").check()
    page.get_by_role("button", name="弃用", exact=True).click()
    page.keyboard.press("Enter")  # the reason of the last time
    page.reload()
    page.wait_for_selector("html[data-ready]")
    order_is(page, "reject", ["甲", "素材一"])
    saved(page)
    rejected = Item.objects.rejected().order_by("pk")
    assert [(item.title, item.rejected_why) for item in rejected] == [
        ("甲", "重复"),
        ("素材一", "重复"),
    ]
    assert titles(issue)[POLICY] == ["乙", "丙"]
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("0")
    row(page, "甲").locator(".t").focus()
    page.keyboard.press("Shift+Digit1")
    saved(page)
    assert not Item.objects.rejected().exists()
    assert titles(issue)[POLICY] == ["甲", "乙", "丙"]


def test_what_was_changed_meanwhile_is_not_rejected(arrange, visitor, issue):
    page = arrange()
    item = Item.objects.get(title="素材一")
    item.title = "别人改过的素材"
    item.save()
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("r")
    reject(page, "太旧")
    page.get_by_role("button", name="保存", exact=True).click()
    is_said(page, "“别人改过的素材”刚刚被别人改过")
    order_is(page, "reject", [])
    order_is(page, "pool", ["素材二", "素材一"])
    expect(row(page, "素材一").locator(".mark.no")).to_have_text("别人改过")
    assert not Item.objects.rejected().exists()
    visitor.complaints = [text for text in visitor.complaints if "409" not in text]


def test_editing_in_place(arrange, issue):
    page = arrange()
    row(page, "甲").locator(".t").click()
    page.locator("[name=f-title]").fill("新的甲《")
    expect(page.locator(".n-title")).to_have_text("4 字")
    page.locator("[name=f-summary]").fill("摘要" * 50)
    expect(page.locator(".n-summary")).to_have_text("100 字")
    page.locator("[name=f-region]").fill("")
    page.locator("[name=f-region]").press_sequentially("shenzhen")
    page.locator(".found [aria-selected=true]", has_text="深圳").wait_for()
    page.keyboard.press("Enter")
    page.locator("[name=f-topics]").press("End")
    page.locator("[name=f-topics]").press_sequentially("、低空经济")
    page.keyboard.press("Control+Enter")
    line = row(page, "新的甲《")
    expect(line).to_contain_text("书名号不成对")
    expect(line.locator("b")).to_have_text("深圳")
    saved(page)
    item = Item.objects.get(title="新的甲《")
    assert (item.region_id, [topic.name for topic in item.topics]) == (
        "440300",
        ["芯片", "低空经济"],
    )
    assert len(item.summary) == 100


def test_marks_of_the_check_come_back_with_a_save(arrange, issue):
    item = Item.objects.get(title="甲")
    page = arrange(f"?edit={item.pk}&field=summary#i{item.pk}")
    page.locator("[name=f-summary]:focus").fill("周末延长(至晚九点)，读者可提前预约。")
    page.keyboard.press("Control+s")
    is_saved(page)
    mark = page.locator(f"#i{item.pk} .mark", has_text="半角标点")
    expect(mark).to_have_count(1)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(mark).to_have_count(1)
    page.locator("[name=f-summary]:focus").fill("周末延长（至晚九点），读者可提前预约。")
    page.keyboard.press("Control+s")
    is_saved(page)
    expect(mark).to_have_count(0)


def test_escape_takes_back_what_was_typed(arrange):
    page = arrange()
    row(page, "甲").locator(".t").click()
    page.locator("[name=f-title]").fill("打错了")
    page.keyboard.press("Escape")
    order_is(page, key(POLICY), ["甲", "乙", "丙"])
    is_said(page, "没有未保存的改动")


def test_what_was_not_saved_is_back_after_a_reload(arrange, issue):
    page = arrange()
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("Shift+Digit1")
    row(page, "乙").locator(".t").click()
    page.locator("[name=f-title]").fill("新的乙")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    order_is(page, key(POLICY), ["素材一", "甲", "新的乙", "丙"])
    is_said(page, "没有保存的 2 处改动")
    saved(page)
    assert titles(issue)[POLICY] == ["素材一", "甲", "新的乙", "丙"]
    page.reload()
    page.wait_for_selector("html[data-ready]")
    is_said(page, "没有未保存的改动")


def test_a_lost_line_loses_nothing(arrange, visitor, issue):
    page = arrange()
    page.context.set_offline(True)
    row(page, "丁").locator(".t").focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".bar.off").wait_for()
    is_said(page, "没有连上服务器")
    page.context.set_offline(False)
    is_saved(page)
    assert titles(issue) == {POLICY: ["甲", "乙", "丙", "丁"]}
    # The browser says that the line was gone: that is what this test did.
    visitor.complaints = [text for text in visitor.complaints if "ERR_INTERNET" not in text]


def test_signed_out_meanwhile(arrange, visitor, issue):
    page = arrange()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    row(page, "丁").locator(".t").focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="另开一页登录").wait_for()
    page.context.add_cookies(cookies)
    saved(page)
    assert titles(issue) == {POLICY: ["甲", "乙", "丙", "丁"]}
    visitor.complaints = [text for text in visitor.complaints if "403" not in text]


def test_a_stale_order_is_put_on_the_new_one(arrange, visitor, issue):
    page, other = arrange(), arrange(user=make_user("yi", "编辑"))
    row(other, "丙").locator(".t").focus()
    other.keyboard.press("t")
    saved(other)
    row(page, "素材一").locator(".t").focus()
    page.keyboard.press("1")
    page.keyboard.press("Control+s")
    # The page that is being left says that it is ready, too.
    follow(page, page.get_by_role("link", name="载入新顺序，套上我的移动"))
    page.wait_for_selector("html[data-ready]")
    saved(page)
    assert titles(issue)[POLICY] == ["丙", "素材一", "甲", "乙"]
    visitor.complaints = [text for text in visitor.complaints if "409" not in text]


def test_two_texts_are_merged_and_the_page_goes_on(arrange, visitor, accessible, issue):
    page, other = arrange(), arrange(user=make_user("yi", "编辑", last_name="李", first_name="敏"))
    for browser, title in ((other, "工业和信息化部发布甲"), (page, "工信部发布新的甲")):
        row(browser, "甲").locator(".t").click()
        browser.locator("[name=f-title]").fill(title)
        browser.keyboard.press("Control+Enter")
    saved(other)
    row(page, "丁").locator(".t").focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="保存", exact=True).click()
    follow(page, page.get_by_role("link", name="对照两份，合并"))
    page.locator("button.w").first.wait_for()
    accessible(page)
    page.locator(".theirs button.w").first.click()
    expect(page.locator("[name=title]")).to_have_value("工业和信息化部发布新的甲")
    follow(page, page.get_by_role("button", name="保存合并结果"))
    page.wait_for_selector("html[data-ready]")
    assert titles(issue) == {POLICY: ["工业和信息化部发布新的甲", "乙", "丙", "丁"]}
    is_said(page, "没有未保存的改动")
    visitor.complaints = [text for text in visitor.complaints if "409" not in text]


def test_the_pool_is_searched_and_added_to(arrange, issue):
    far = make_item(None, "很早的量子计算素材")
    for number in range(60):
        make_item(None, f"新来的{number}")
    page = arrange()
    expect(page.locator(f"#i{far.pk}")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("量子计算")
    page.locator(f"#i{far.pk}").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    page.get_by_label("在行业资讯末尾添一条：标题或网址").fill("添的一条")
    page.keyboard.press("Enter")
    row(page, "添的一条").wait_for()
    saved(page)
    assert titles(issue) == {
        POLICY: ["甲", "乙", "丙", "很早的量子计算素材"],
        INDUSTRY: ["丁", "添的一条"],
    }


def test_addresses_are_read_into_their_rows(arrange, issue, settings):
    pages = {f"/{n}.html": answer(article(f"广州公布第{n}批示例试点").encode()) for n in (1, 2, 3)}
    with site(pages) as server:
        settings.FETCH_TEST_HOSTS = {"www.gz.gov.cn": ("127.0.0.1", server.port)}
        page = arrange()
        page.get_by_text("加素材：粘贴网址或标题").click()
        page.locator("[name=text-pool]").fill(
            "http://www.gz.gov.cn/1.html\nhttp://www.gz.gov.cn/2.html\nhttp://www.gz.gov.cn/no"
        )
        page.locator(".pool").get_by_role("button", name="增加").click()
        page.get_by_label("在行业资讯末尾添一条：标题或网址").fill("http://www.gz.gov.cn/3.html")
        page.keyboard.press("Enter")
        row(page, "广州公布第3批示例试点").wait_for()
    order_is(page, key(INDUSTRY), ["丁", "广州公布第3批示例试点"])
    expect(row(page, "广州公布第2批示例试点").locator("b")).to_have_text("广州")
    row(page, "待补标题：gz.gov.cn").wait_for()
    assert Item.objects.pool().count() == 5


def test_signing_out_leaves_nothing_in_the_browser(arrange):
    page = arrange()
    row(page, "丁").locator(".t").focus()
    page.keyboard.press("1")
    until(page, lambda: kept(page))  # a quarter of a second after a change
    follow(page, page.get_by_role("button", name="注销"))
    assert kept(page) == []


def test_without_scripts(visitor, editor, issue):
    page = visitor.open(arrange_url(issue), user=editor, java_script_enabled=False)
    item = Item.objects.get(title="丙")
    follow(page, page.locator(f"#i{item.pk} button[name=up]"))
    assert page.url.endswith(f"#i{item.pk}")
    assert titles(issue)[POLICY] == ["甲", "丙", "乙"]
    page.locator(f"#i{Item.objects.get(title='素材一').pk} input").check()
    page.locator("#to").select_option(str(Section.objects.get(name=INDUSTRY).pk))
    follow(page, page.get_by_role("button", name="移动", exact=True))
    assert titles(issue)[INDUSTRY] == ["丁", "素材一"]
    assert Issue.objects.get().version == 3
    page.locator(f"#i{Item.objects.get(title='素材二').pk} input").check()
    page.get_by_placeholder("弃用理由").fill("太旧")
    follow(page, page.get_by_role("button", name="弃用", exact=True))
    assert Item.objects.rejected().get().rejected_why == "太旧"
    visitor.pages.clear()  # without scripts a page cannot say what the policy stopped
