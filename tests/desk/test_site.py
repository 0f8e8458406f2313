"""What all pages of the desk share, and the first page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues import history
from issues.models import Item
from tests.factories import fill, make_issue, make_item

from .pages import ADD_ITEM, ISSUES, ITEMS, XHTML, by_id, issue_url, item_url, text, tree


def links(response):
    return {(text(e), e.get("href")) for e in tree(response).iter(f"{XHTML}a")}


def test_it_works(browse, editor):
    make_item(make_issue(11, date=date(2025, 1, 10)))
    draft = make_issue(12, published=False, title="")
    make_item(draft, region="深圳")
    make_item(None)
    page = browse(editor).get("/admin/")
    assert text(by_id(page, "site-name")) == "数智要览编辑台"
    # The draft comes before an issue of a later date that is out.
    now = text(by_id(page, "content"))
    assert "第12期 草稿 2025年1月3日 星期五 · 出刊日期已过" in now
    assert "政策资讯 1 " in now
    assert {
        ("编排", issue_url(draft, "arrange")),
        ("预览", "/preview/issue/12/"),
        ("送审", f"{issue_url(draft)}#state-heading"),
        ("新建条目", ADD_ITEM),
        ("新建一期", f"{ISSUES}add/"),
        ("采编统计", "/admin/statistics/"),
    } <= links(page)


def test_what_is_to_be_put_right(browse, chief):
    for number in range(1, 6):
        fill(make_issue(number, date=date(2024, 1, number)), 10)
    draft = make_issue(12, published=False, date=date(2125, 1, 3))
    make_item(draft, "没有地区的条目")
    Item.objects.filter(pk=make_item(draft, "甲").pk).update(title="")
    page = browse(chief).get("/admin/")
    now = text(by_id(page, "content"))
    assert "政策资讯 2 / 2 " in now
    assert "行业资讯 0 / 2 " in now
    assert "无标题 （无标题）" in now
    assert "有1处错误，改好才能发布" in now
    assert ("发布", f"{issue_url(draft)}#state-heading") in links(page)


def test_what_comes_and_what_was_done_last(browse, editor):
    soon = timezone.now() + timedelta(days=1)
    issue = make_issue(13, publish_at=soon)
    with history.recording(editor, "改了标题"):
        make_item(issue, "新写的条目")
    page = browse(editor).get("/admin/")
    assert "定时发布 第13期" in text(by_id(page, "content"))
    assert "bianji · 第13期 第13期的题目改了标题" in text(by_id(page, "content"))


def test_as_many_queries_for_more_of_everything(browse, editor):
    browser, counts = browse(editor), []
    for number in (12, 13):
        with history.recording(editor, ""):
            fill(make_issue(number, published=False), 10)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/admin/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45


def test_the_newest_issue_where_there_is_no_draft(browse, editor):
    make_issue(11, date=date(2025, 1, 10))
    make_issue(12, date=date(2025, 1, 3))
    assert text(by_id(browse(editor).get("/admin/"), "now-heading")).startswith("第11期")


def test_before_the_first_issue(browse, editor):
    page = browse(editor).get("/admin/")
    assert text(by_id(page, "now-heading")) == "还没有任何一期。"


def test_the_pages_stand_in_the_order_of_their_use(browse, root):
    page = browse(root).get("/admin/")
    names = [text(e) for e in by_id(page, "content-main").iter(f"{XHTML}li")]
    assert names[:4] == ["期次 增加", "条目 增加", "订阅来源 增加", "主题 增加"]
    assert names[4:7] == ["栏目 增加", "来源网站 增加", "地区"]


def test_staff_in_no_group_see_an_empty_desk(browse, outsider):
    make_item(make_issue(77, published=False, title="机密"))
    page = browse(outsider).get("/admin/")
    assert page.status_code == 200
    assert "机密" not in page.content.decode()
    assert "77" not in text(by_id(page, "content"))


@pytest.mark.parametrize("verb", ["get", "post"])
def test_staff_in_no_group_get_no_further(browse, outsider, verb):
    item = make_item(make_issue(published=False))
    for url in (
        item_url(item),
        item_url(item, "delete"),
        item_url(item, "history"),
        issue_url(item.issue),
        issue_url(item.issue, "delete"),
        ADD_ITEM,
        ITEMS,
        ISSUES,
    ):
        assert getattr(browse(outsider), verb)(url).status_code == 403
    for page in ("publish", "take_back", "move"):
        assert browse(outsider).post(issue_url(item.issue, page)).status_code == 403


def test_a_reader_is_asked_to_sign_in(browse, db):
    item = make_item(make_issue())
    for url in ("/admin/", item_url(item), issue_url(item.issue, "publish")):
        assert browse().post(url).url.startswith("/admin/login/?next=")


@pytest.mark.parametrize("url", ["/admin/", ITEMS, ISSUES, ADD_ITEM])
def test_pages_are_kept_by_nobody(browse, editor, url):
    response = browse(editor).get(url)
    assert response.headers["Cache-Control"] == "no-store, private"


def test_the_other_language_is_one_link_away(browse, editor):
    item = make_item()
    browser = browse(editor)
    page = browser.get(f"{item_url(item)}?from=issue")
    assert ("English", f"/en{item_url(item)}?from=issue") in links(page)
    english = browser.get(f"/en{item_url(item)}")
    assert ("中文", item_url(item)) in links(english)
    assert english.headers["Content-Language"] == "en"
    assert "数智要览 editors’ desk" in text(by_id(english, "site-name"))
    assert "/en/admin/" in {href for _name, href in links(english)}


def test_languages_on_the_page_to_sign_in(browse, db):
    assert ("English", "/en/admin/login/") in links(browse().get("/admin/login/"))
    assert ("中文", "/admin/login/") in links(browse().get("/en/admin/login/"))


@pytest.mark.parametrize("url", ["/admin/", ITEMS, ISSUES, ADD_ITEM, "/admin/login/", "change"])
def test_no_script_or_style_in_the_page(browse, chief, url):
    """The policy of the site forbids them, and so would the browser."""
    item = make_item(make_issue())
    url = item_url(item) if url == "change" else url
    browser = browse() if "login" in url else browse(chief)
    for element in tree(browser.get(url)).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.removeprefix(XHTML)
        assert tag != "style"
        names = dict(element.items())
        assert not [name for name in names if name == "style" or name.startswith("on")]
        if tag == "script":
            assert element.get("src", "").startswith("/")
            assert not (element.text or "").strip()
