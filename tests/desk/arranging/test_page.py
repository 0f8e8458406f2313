"""The arranging page: what it shows, its size, and what it does without scripts."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from issues import preflight
from issues.models import Issue, Item, Presence, Section, Waiver
from issues.preflight import waiving
from tests.desk.pages import ISSUES, XHTML, by_id, fields, issue_url, text, tree
from tests.factories import fill, make_issue, make_item
from tests.gathering.articles import LEAD, TITLE, article
from tests.gathering.servers import answer, site

from .conftest import arrange_url, key, titles

POLICY, INDUSTRY = "政策资讯", "行业资讯"


def lists(response):
    """{name of a list: [ids]} in the order of the page."""
    return {
        element.get("data-place"): [
            int(row.get("id")[1:]) for row in element if row.tag == f"{XHTML}li"
        ]
        for element in tree(response).iter(f"{XHTML}ol")
        if element.get("data-place")
    }


def press(browser, issue, **data):
    version = data.pop("version", Issue.objects.get(pk=issue.pk).version)
    return browser.post(arrange_url(issue), {"version": version, **data})


def test_it_works(browse, editor):
    issue = make_issue(12, published=False, title="")
    first = make_item(issue, "第一条", region="深圳", tags=["芯片", "算力"], source_name="示例日报")
    second = make_item(issue, "第二条", section="企业资讯", summary="", source_url="")
    waiting = make_item(None, "素材一条", tags=["芯片"], region="广东")
    page = browse(editor).get(arrange_url(issue))
    assert page.status_code == 200
    assert text(by_id(page, f"i{first.pk}")) == "第一条深圳 · 示例日报 芯片、算力↑↓"
    assert "无摘要 无来源 无地区 无主题" in text(by_id(page, f"i{second.pk}"))
    shown = lists(page)
    assert (shown[key(POLICY)], shown[key("企业资讯")]) == ([first.pk], [second.pk])
    assert shown[key(INDUSTRY)] == []
    assert shown["pool"] == [waiting.pk]


def test_queries_and_size(browse, editor, django_assert_num_queries):
    for number in (1, 2):
        fill(make_issue(number), 5)
    issue = make_issue(12, published=False)
    fill(issue, 125)
    for number in range(120):
        make_item(None, f"等着的素材第{number}条，题目不长也不短", region="深圳", tags=["芯片"])
    browser = browse(editor)
    # Session, user, two of rights; the issue with its counts; all rows; their topics; the
    # sections; other drafts; who else is here.
    with django_assert_num_queries(10):
        page = browser.get(arrange_url(issue))
    assert len(page.content) < 120_000
    # The same without the last three, and with texts of the editor that wait to be merged.
    with django_assert_num_queries(8):
        answer = browser.get(arrange_url(issue, "arrange_items"))
    assert len(answer.json()) == 175
    fill(issue, 25)
    with django_assert_num_queries(10):
        browser.get(arrange_url(issue))


def test_sections_that_are_shown_empty(browse, editor):
    special = Section.objects.create(name="专题", order=5)
    Section.objects.create(name="停用的栏目", order=6)
    issue = make_issue(12, published=False)
    issue.planned.add(special)
    names = [e.get("data-name") for e in tree(browse(editor).get(arrange_url(issue))).iter()]
    assert "专题" in names
    assert "停用的栏目" not in names


def test_what_is_usual_comes_from_the_issues_before(browse, editor):
    for number in (1, 2):
        fill(make_issue(number), 15)
    page = browse(editor).get(arrange_url(make_issue(3, published=False)))
    assert page.content.decode().count("往期 3 条") == 5


def test_texts_come_as_json_with_a_fresh_token(browse, editor):
    issue = make_issue(12, published=False)
    item = make_item(issue, "标题", summary="第一行\r\n第二行", region="深圳", tags=["甲", "乙"])
    answer = browse(editor).get(arrange_url(issue, "arrange_items"))
    assert answer.json()[str(item.pk)] == {
        "v": 1,
        "title": "标题",
        "summary": "第一行\n第二行",
        "url": "https://news.example.com/a.html",
        "pub": "",
        "region": "深圳",
        "topics": "甲、乙",
    }
    assert answer.headers["X-CSRFToken"]


def test_the_pool_is_searched_as_a_whole(browse, editor):
    issue = make_issue(12, published=False)
    old = make_item(None, "很早的量子计算素材")
    for number in range(60):
        make_item(None, f"素材{number}")
    taken = make_item(issue, "期内的量子计算条目")
    browser = browse(editor)
    assert old.pk not in lists(browser.get(arrange_url(issue)))["pool"]
    found = browser.get(arrange_url(issue), {"q": "量子计算"})
    assert lists(found)["pool"] == [old.pk]
    answer = browser.get(arrange_url(issue, "arrange_pool"), {"q": "量子计算"}).json()
    assert list(answer["items"]) == [str(old.pk)]
    assert f'id="i{old.pk}"' in answer["rows"][0]
    assert str(taken.pk) not in answer["items"]


def test_markup_in_texts_is_shown_as_text(browse, editor):
    issue = make_issue(12, published=False)
    item = make_item(issue, "<b>粗</b></script><script>1</script>", source_name="<i>")
    page = browse(editor).get(arrange_url(issue))
    assert "<b>粗</b></script><script>1</script>" in text(by_id(page, f"i{item.pk}"))
    assert "<script>1" not in page.content.decode()


def flawed(issue):
    return make_item(issue, "延长开放(至晚九点)", other_sources="ftp://news.example.com/a")


def test_rows_show_what_the_check_finds(browse, editor):
    issue = make_issue(12, published=False)
    rows = [flawed(issue), flawed(None)]
    page = browse(editor).get(arrange_url(issue))
    for item in rows:
        row = by_id(page, f"i{item.pk}")
        marks = {text(e): e.get("class") for e in row.iter() if "mark" in (e.get("class") or "")}
        assert marks.items() >= {"链接不安全": "mark err", "半角标点": "mark"}.items()


def test_what_was_let_pass_is_not_marked(browse, editor, django_assert_num_queries):
    issue = make_issue(12, published=False)
    item = flawed(issue)
    item.summary = "周末延长,读者可提前预约。"
    item.save()
    for one in preflight.check(issue):
        if one.code == "halfwidth":
            waiving.wave(issue, one.digest, "原文如此", editor)
    assert Waiver.objects.count() == 2
    browser = browse(editor)
    browser.get(arrange_url(issue))
    with django_assert_num_queries(10):
        page = browser.get(arrange_url(issue))
    assert lists(page)[key(POLICY)] == [item.pk]
    assert "半角标点" not in text(by_id(page, f"i{item.pk}"))
    assert "链接不安全" in text(by_id(page, f"i{item.pk}"))


# --- without scripts ---


def test_up_and_down(browse, editor):
    issue = make_issue(12, published=False)
    items = [make_item(issue, title) for title in "一二三"]
    browser = browse(editor)
    answer = press(browser, issue, up=items[2].pk)
    assert (answer.status_code, answer.url) == (303, f"{arrange_url(issue)}#i{items[2].pk}")
    assert titles(issue) == {POLICY: ["一", "三", "二"]}
    press(browser, issue, down=items[1].pk)
    assert titles(issue) == {POLICY: ["一", "三"], INDUSTRY: ["二"]}
    press(browser, issue, up=items[1].pk)
    assert titles(issue) == {POLICY: ["一", "三", "二"]}


def test_past_the_last_section_is_the_pool(browse, editor):
    issue = make_issue(12, published=False)
    item = make_item(issue, "一", section="企业资讯")
    browser = browse(editor)
    press(browser, issue, down=item.pk)
    assert list(Item.objects.pool()) == [item]
    press(browser, issue, up=item.pk)
    assert titles(issue) == {"企业资讯": ["一"]}


def test_picked_rows_go_together(browse, editor):
    issue, other = make_issue(12, published=False), make_issue(13, published=False)
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    d = make_item(None, "丁")
    browser = browse(editor)
    press(browser, issue, send="1", to=key(INDUSTRY), pick=[a.pk, d.pk])
    assert titles(issue) == {POLICY: ["乙", "丙"], INDUSTRY: ["甲", "丁"]}
    press(browser, issue, send="1", to=f"issue-{other.pk}", pick=[b.pk])
    assert titles(other) == {POLICY: ["乙"]}
    press(browser, issue, send="1", to="pool", pick=[c.pk])
    assert titles(issue) == {INDUSTRY: ["甲", "丁"]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"up": ""},
        {"up": "abc"},
        {"down": "9" * 30},
        {"send": "1"},
        {"send": "1", "pick": ["x", "0"], "to": "pool"},
        {"send": "1", "pick": ["1000000"], "to": "nowhere"},
        {"up": "1000000"},
    ],
)
def test_buttons_that_mean_nothing(browse, editor, data):
    issue = make_issue(12, published=False)
    make_item(issue, "一")
    assert press(browse(editor), issue, **data).status_code == 303
    assert titles(issue) == {POLICY: ["一"]}


def test_an_item_of_another_issue_is_not_taken(browse, editor):
    issue, other = make_issue(12, published=False), make_issue(13, published=False)
    item = make_item(other, "一")
    browser = browse(editor)
    press(browser, issue, send="1", to=key(INDUSTRY), pick=[item.pk])
    press(browser, issue, up=item.pk)
    assert titles(other) == {POLICY: ["一"]}


def test_an_old_page_moves_nothing(browse, editor):
    issue = make_issue(12, published=False)
    items = [make_item(issue, title) for title in "一二"]
    issue.save()
    browser = browse(editor)
    answer = press(browser, issue, up=items[1].pk, version=issue.version - 1)
    assert titles(issue) == {POLICY: ["一", "二"]}
    assert "刚刚被别人改过" in browser.get(answer.url).content.decode()


# --- quick add ---


def add(browser, issue, **data):
    return browser.post(arrange_url(issue, "arrange_add"), data)


@pytest.fixture
def web(settings):
    """A page at /1.html of two sites, and one that refuses."""
    refused = answer("<title></title><p>环境异常</p><p>完成验证后即可继续访问。</p>".encode())
    pages = {"/1.html": answer(article().encode()), "/2.html": refused}
    with site(pages) as server:
        here = ("127.0.0.1", server.port)
        settings.FETCH_TEST_HOSTS = {"www.sznews.com": here, "news.example.com": here}
        yield server


def test_an_address_alone_is_read_into_its_row(browse, editor, web):
    make_item(None, "已有主题", tags=["算力"])
    issue = make_issue(12, published=False)
    lines = "http://www.sznews.com/1.html\nhttp://www.sznews.com/2.html"
    browser = browse(editor)
    added = add(browser, issue, **{f"text-{key(POLICY)}": lines})
    first, second = issue.items.in_order()
    assert (first.title, first.source_name, first.region_id) == (TITLE, "深圳新闻网", "440300")
    assert first.summary.startswith(LEAD)
    assert [topic.name for topic in first.topics] == ["算力"]
    assert first.added_by == editor
    assert (second.title, second.source_url) == (
        "待补标题：sznews.com",
        "http://www.sznews.com/2.html",
    )
    assert "。 http://www.sznews.com/2.html" in browser.get(added.url).content.decode()


def test_no_more_than_a_few_addresses_are_read_in_one_go(browse, editor, web):
    lines = "\n".join(["http://www.sznews.com/1.html"] * 8)
    add(browse(editor), make_issue(12, published=False), **{"text-pool": lines})
    assert len(web.asked) == 5
    assert Item.objects.filter(title__startswith="待补标题").count() == 3


def test_quick_add(browse, editor, web):
    issue = make_issue(12, published=False)
    make_item(issue, "已有的")
    lines = (
        "新的标题\nhttps://news.example.com/b.html\n带网址的标题 https://news.example.com/c.html"
    )
    answer = add(browse(editor), issue, **{f"text-{key(POLICY)}": lines})
    assert answer.status_code == 303
    assert titles(issue) == {
        POLICY: ["已有的", "新的标题", "待补标题：news.example.com", "带网址的标题"]
    }
    urls = list(issue.items.in_order().values_list("source_url", flat=True))
    assert urls[1:] == ["", "https://news.example.com/b.html", "https://news.example.com/c.html"]
    add(browse(editor), issue, **{"text-pool": "素材一条"})
    assert Item.objects.pool().get().title == "素材一条"


def test_quick_add_answers_scripts_with_rows(browse, editor):
    issue = make_issue(12, published=False)
    url = arrange_url(issue, "arrange_add")
    data = {f"text-{key(POLICY)}": "标题\n" + "长" * 400}
    answer = browse(editor).post(url, data, headers={"accept": "application/json"}).json()
    item = issue.items.get()
    assert answer["items"][str(item.pk)]["title"] == "标题"
    assert f'id="i{item.pk}"' in answer["rows"][0]
    assert (len(answer["problems"]), answer["left"]) == (1, "长" * 400)
    assert (answer["was"], answer["version"]) == (1, 2)


def test_only_a_chief_adds_to_a_published_issue(browse, editor, chief):
    issue = make_issue(11)
    data = {f"text-{key(POLICY)}": "标题"}
    add(browse(editor), issue, **data)
    assert not issue.items.exists()
    add(browse(chief), issue, **data)
    assert titles(issue) == {POLICY: ["标题"]}


# --- who else is here ---


def test_another_editor_with_the_same_page_is_named(browse, editor, chief):
    editor.last_name, editor.first_name = "李", "敏"
    editor.save()
    issue = make_issue(12, published=False)
    with time_machine.travel(datetime(2025, 3, 3, 1, 30, tzinfo=UTC), tick=False) as clock:
        first, second = browse(editor), browse(chief)
        here = arrange_url(issue, "arrange_here")
        assert first.post(here).json() == {"others": [], "version": 1}
        clock.shift(timedelta(minutes=1))
        assert second.post(here).json()["others"] == ["李敏 09:30 也打开了本页"]
        assert "李敏 09:30 也打开了本页" in second.get(arrange_url(issue)).content.decode()
        assert "也打开了本页" not in second.get(arrange_url(make_issue(13))).content.decode()
        first.post(here, {"leave": "1"})
        assert second.post(here).json()["others"] == []
        clock.shift(timedelta(minutes=5))
        assert first.post(here).json()["others"] == []
        assert Presence.objects.count() == 2


# --- new issues ---


def test_a_new_issue_leads_to_its_arranging_page(browse, editor):
    browser = browse(editor)
    data = fields(browser.get(f"{ISSUES}add/"), "issue_form") | {"_save": "1"}
    assert browser.post(f"{ISSUES}add/", data).url == arrange_url(Issue.objects.get())


def test_a_new_issue_with_the_structure_of_the_last(browse, editor):
    special = Section.objects.create(name="专题", order=5)
    planned = Section.objects.create(name="计划的", order=6)
    Section.objects.create(name="没有用过的", order=7)
    last = make_issue(12)
    make_item(last, "专题条目", section="专题")
    last.planned.add(planned)
    browser = browse(editor)
    assert "照上期结构新建" in browser.get(ISSUES).content.decode()
    assert "照上期结构新建" in browser.get(f"{ISSUES}add/").content.decode()
    answer = browser.post(f"{ISSUES}clone/")
    issue = Issue.objects.get(number=13)
    assert answer.url == arrange_url(issue)
    assert (issue.date - last.date, issue.status) == (timedelta(days=7), Issue.Status.DRAFT)
    assert set(issue.planned.all()) == {special, planned}
    shown = lists(browser.get(arrange_url(issue)))
    assert list(shown)[:2] == [str(special.pk), str(planned.pk)]


def test_the_way_to_the_page(browse, editor):
    issue = make_issue(12, published=False)
    for path in (ISSUES, issue_url(issue), "/admin/"):
        assert f'href="{arrange_url(issue)}"' in browse(editor).get(path).content.decode()


def test_an_issue_that_is_none(browse, editor):
    for pk in ("0", "abc", "9" * 30):
        assert browse(editor).get(f"{ISSUES}{pk}/arrange/").status_code == 404
        body = json.dumps({"version": 1})
        url = f"{ISSUES}{pk}/arrange/"
        assert browse(editor).post(url, body, content_type="application/json").status_code == 404
