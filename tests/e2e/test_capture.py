"""收稿 in a browser: 25 prepared pages on loopback become an issue of 25 items."""

import pytest
from playwright.sync_api import expect

from issues.models import Item, Section
from tests.factories import make_issue, make_item, make_user
from tests.gathering.articles import article
from tests.gathering.servers import answer, site

from .conftest import follow

PAGE = "/admin/issues/item/capture/"
HOST = "www.sznews.com"
PLACES = ["深圳", "广州", "佛山", "东莞", "珠海"]
WORK = ["算力平台", "机器人试点", "数据要素市场", "工业软件攻关", "低空航线"]
REFUSED = "<title></title><p>环境异常</p><p>当前环境异常，完成验证后即可继续访问。</p>"


def story(number):
    """The number-th page: (title, lead), of places and things that no other page has together."""
    place, work = PLACES[number % 5], WORK[number // 5]
    lead = (
        f"{place}市有关部门近日公布{work}的示例安排，第{number}批项目共{number * 7 + 3}个，"
        f"由企业自主申报，经评审后分年度实施。安排提出，到2027年{place}将形成一批可复制的做法，并按季度公布进展。"
    )
    return f"{place}公布{work}示例安排", lead


def page_of(number):
    """Some of them in GBK, said or not, as on the web."""
    title, lead = story(number)
    encoding, said = [("utf-8", "utf-8"), ("gbk", "gb2312"), ("gbk", "utf-8")][number % 3]
    page = article(title, lead, info=f"2024-12-{number + 1:02} 来源：示例日报", charset=said)
    return answer(page.encode(encoding), Content_Type="text/html")


@pytest.fixture
def web(settings):
    pages = {f"/{number}.html": page_of(number) for number in range(25)}
    pages["/refused.html"] = answer(REFUSED.encode())
    with site(pages) as server:
        settings.FETCH_TEST_HOSTS = {HOST: ("127.0.0.1", server.port)}
        yield server


@pytest.fixture
def editor(live_server):
    return make_user("bianji", "编辑")


class Hand:
    """What an editor does, and how often: each word, key or click is one interaction."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def paste(self, text):
        self.count += 1
        self.page.keyboard.insert_text(text)

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def click(self, name):
        self.count += 1
        follow(self.page, self.page.get_by_role("button", name=name, exact=True))


def wait_for_note(page, text):
    page.locator("#note .note", has_text=text).wait_for()


def test_an_issue_of_25_items_takes_three_interactions_each(visitor, editor, web):
    issue = make_issue(13, published=False)
    names = list(Section.objects.filter(standing=True).values_list("name", flat=True))
    page = visitor.open(PAGE, user=editor)
    for number in range(25):
        hand = Hand(page)
        hand.paste(f"http://{HOST}/{number}.html")  # the line for it has the focus
        hand.press("Enter")
        wait_for_note(page, "已从网页填入：标题、摘要、来源名称、原文日期、地区")
        hand.click(names[number // 5])
        assert hand.count <= 3
    items = list(issue.items.in_order().select_related("region", "section"))
    assert [item.title for item in items] == [story(number)[0] for number in range(25)]
    assert [item.section.name for item in items] == [names[number // 5] for number in range(25)]
    assert [item.region.short_name for item in items] == [PLACES[n % 5] for n in range(25)]
    assert [item.source_date.day for item in items] == list(range(1, 26))
    assert all(item.summary.startswith(story(n)[1][:40]) for n, item in enumerate(items))
    assert {item.source_name for item in items} == {"深圳新闻网"}
    assert len(web.asked) == 25
    reader = visitor.open("/", status=200)
    assert reader.get_by_text(story(0)[0]).count() == 0


def test_by_keyboard_alone_and_into_the_usual_section(visitor, editor, web):
    issue = make_issue(13, published=False)
    page = visitor.open(PAGE, user=editor)
    hand = Hand(page)
    hand.paste(f"http://{HOST}/1.html")
    hand.press("Enter")
    wait_for_note(page, "已从网页填入")
    with page.expect_navigation():
        hand.press("Control+Enter")
    assert hand.count == 3
    assert issue.items.get().section.name == "省内资讯"


def test_what_was_typed_while_the_server_read_stays(visitor, editor, web):
    make_issue(13, published=False)
    page = visitor.open(PAGE, user=editor)
    page.get_by_label("标题").fill("我的题目")
    page.get_by_label("网页地址").fill(f"http://{HOST}/2.html")
    page.keyboard.press("Enter")
    page.get_by_label("主题").fill("我的主题")
    wait_for_note(page, "已从网页填入")
    expect(page.get_by_label("标题")).to_have_value("我的题目")
    expect(page.get_by_label("主题")).to_have_value("我的主题")
    expect(page.get_by_label("地区", exact=True)).to_have_value("佛山")


def test_the_bookmark_opens_the_page_and_waits_for_the_editor(visitor, editor, web):
    make_issue(13, published=False)
    page = visitor.open(PAGE, user=editor)
    link = page.get_by_role("link", name="收稿", exact=True)
    assert link.get_attribute("href") == page.locator("#bookmarklet").input_value()
    assert link.get_attribute("href").startswith("javascript:")
    link.click()  # is carried away, never run here
    page = visitor.open(f"{PAGE}?url=http://{HOST}/3.html&title=题&text=选中的一段", user=editor)
    page.wait_for_timeout(300)
    assert web.asked == []
    assert page.get_by_label("摘要").input_value() == "选中的一段"
    page.get_by_role("button", name="读取网页").click()
    wait_for_note(page, "已从网页填入：标题、来源名称")
    expect(page.get_by_label("摘要")).to_have_value("选中的一段")
    expect(page.get_by_label("标题")).to_have_value(story(3)[0])


def test_without_scripts_it_is_the_same_page(visitor, editor, web):
    issue = make_issue(13, published=False)
    page = visitor.open(PAGE, user=editor, java_script_enabled=False)
    page.get_by_label("网页地址").fill(f"http://{HOST}/4.html")
    follow(page, page.get_by_role("button", name="读取网页"))
    assert page.get_by_label("标题").input_value() == story(4)[0]
    follow(page, page.get_by_role("button", name="国内资讯"))
    assert issue.items.get().section.name == "国内资讯"
    visitor.pages.remove(page)  # it cannot be asked what it complained of


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(visitor, accessible, editor, web, width, scheme):
    title, lead = story(5)
    make_issue(13, published=False)
    make_item(make_issue(12), title, source_url=f"http://{HOST}/5.html", summary=lead)
    make_item(None, title, source_url="https://news.example.com/5", summary=lead)
    page = visitor.open(PAGE, width=width, scheme=scheme, user=editor)
    accessible(page)
    page.keyboard.insert_text(f"http://{HOST}/5.html")
    page.keyboard.press("Enter")
    wait_for_note(page, "已从网页填入")
    expect(page.get_by_text("已经刊登")).to_be_visible()
    page.get_by_label("标为它的续报").first.check()
    accessible(page)
    follow(page, page.get_by_role("button", name="省内资讯"))
    accessible(page)
    assert Item.objects.get(issue__number=13).follows.issue.number == 12
    page.keyboard.insert_text(f"http://{HOST}/refused.html")
    page.keyboard.press("Enter")
    wait_for_note(page, "网址已保留")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
