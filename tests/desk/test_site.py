"""What all pages of the desk share, and the first page."""

from datetime import date

import pytest

from tests.factories import make_issue, make_item

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
    assert "第12期 草稿 2025年1月3日 · 1 条 无主题 1" in text(by_id(page, "content"))
    assert {
        ("打开这一期", issue_url(draft)),
        ("新建条目", ADD_ITEM),
        ("新建一期", f"{ISSUES}add/"),
        ("素材库 1 条", f"{ITEMS}pool/"),
    } <= links(page)


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
