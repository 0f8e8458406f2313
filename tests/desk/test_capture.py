"""收稿: the page for an address, what a page fills in, and where the item goes."""

import json
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from reversion.models import Revision

from issues.desk import capture as desk
from issues.gathering import pages as reading
from issues.gathering.refusals import Refused
from issues.models import Issue, Item, Section, Topic
from tests.factories import make_issue, make_item
from tests.gathering.articles import LEAD, TITLE, article, response

PAGE = "/admin/issues/item/capture/"
URL = "https://www.sznews.com/2024/12/19/1.html"


@pytest.fixture
def web(monkeypatch):
    """{address: page or Refused}: stands for the web; `asked` are the addresses fetched."""

    class Web(dict):
        asked = []

    pages = Web({URL: article(info="2024-12-19 来源：示例日报")})
    pages.asked = []

    def fetch(url):
        pages.asked.append(url)
        if url not in pages:
            raise Refused("unknown", url)
        return response(pages[url], url=url)

    monkeypatch.setattr(reading, "fetch", fetch)
    return pages


@pytest.fixture
def draft(db):
    return make_issue(13, published=False)


def section(name="省内资讯"):
    return Section.objects.get(name=name)


def typed(issue=None, to="pool", **fields):
    if issue:
        to = section().pk if to == "pool" else to
    return {
        "source_url": URL,
        "title": "一条新闻",
        "to": to,
        "issue": issue.pk if issue else "",
        **fields,
    }


def read(client, **fields):
    data = {"do": "read", "source_url": URL, **fields}
    answer = client.post(PAGE, data, headers={"accept": "application/json"})
    assert answer.status_code == 200
    return answer.json()


def test_it_works(browse, editor, draft, web):
    client = browse(editor)
    page = read(client)
    assert page["fields"]["title"] == TITLE
    assert page["fields"]["summary"].startswith(LEAD)
    assert page["fields"]["source_name"] == "深圳新闻网"
    assert page["fields"]["source_date"] == "2024-12-19"
    assert page["fields"]["region"] == "深圳"
    assert page["to"] == section().pk
    assert "标题、摘要、来源名称、原文日期、地区" in page["note"]["text"]
    answer = client.post(PAGE, {**page["fields"], "to": page["to"], "issue": draft.pk})
    assert answer.status_code == 302
    assert answer.url == f"{PAGE}?issue=13"
    item = Item.objects.get()
    assert (item.title, item.issue, item.section, item.position) == (TITLE, draft, section(), 1)
    assert (item.source_url, item.source_name) == (URL, "深圳新闻网")
    assert (item.source_date, item.region_id, item.added_by) == (
        date(2024, 12, 19),
        "440300",
        editor,
    )
    assert LogEntry.objects.get().object_id == str(item.pk)
    assert Revision.objects.filter(user=editor, comment="从网页收稿").exists()
    after = client.get(answer.url).content.decode()
    assert "省内资讯第 1 条" in after
    assert f"/admin/issues/issue/{draft.pk}/arrange/#i{item.pk}" in after
    assert 'value="https://' not in after


def test_looking_at_the_page_never_fetches(browse, editor, draft, web):
    client = browse(editor)
    client.get(PAGE, {"url": URL, "title": "x", "do": "read", "to": "pool"})
    client.head(PAGE, {"url": URL})
    assert web.asked == []
    assert not Item.objects.exists()


def test_a_forged_form_fetches_nothing(editor, draft, web):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    answer = client.post(PAGE, {"do": "read", "source_url": URL}, secure=True)
    assert answer.status_code == 403
    assert web.asked == []


def test_the_bookmarklet_brings_texts_along(browse, editor, draft, web):
    client = browse(editor)
    query = {"url": URL, "title": "某标题_深圳新闻网", "text": "选中的<b>一段</b>"}
    answer = client.get(PAGE, query)
    form = answer.context["form"]
    assert form["source_url"].value() == URL
    assert form["title"].value() == "某标题"
    assert "选中的&lt;b&gt;一段&lt;/b&gt;" in answer.content.decode()
    # The page's own title is better than the browser's; what was marked stays.
    page = read(client, title="某标题", summary="选中的", given=form["given"].value())
    assert page["fields"]["title"] == TITLE
    assert page["fields"]["summary"] == "选中的"
    refused = client.get(PAGE, {"url": "javascript:alert(1)", "title": "环境异常"})
    assert refused.context["form"]["source_url"].value() == ""
    assert refused.context["form"]["title"].value() == ""


def test_what_was_typed_stays_and_what_was_read_is_read_again(browse, editor, draft, web):
    client = browse(editor)
    first = read(client, title="我的题目")["fields"]
    assert first["title"] == "我的题目"
    assert first["summary"].startswith(LEAD)
    other = "https://news.example.com/2.html"
    web[other] = article("另一条新闻的题目", "这一条新闻说的是另一件事，地点在杭州市。" * 8)
    again = read(client, **{**first, "source_url": other})["fields"]
    assert again["title"] == "我的题目"
    assert again["summary"].startswith("这一条新闻")
    assert again["region"] == "杭州"
    assert again["source_name"] == again["source_date"] == ""
    for spoilt in ("[1]", "{", '{"title": 3}', "null", "[" * 9999):
        assert read(client, title="我的题目", given=spoilt)["fields"]["title"] == "我的题目"


def test_a_page_that_refuses_leaves_the_address_and_says_why(browse, editor, draft, web):
    web[URL] = "<title></title><p>环境异常</p><p>完成验证后即可继续访问</p>"
    page = read(browse(editor), title="")
    assert page["note"]["kind"] == "warn"
    assert "环境异常" in page["note"]["text"]
    assert "网址已保留" in page["note"]["text"]
    assert page["fields"]["source_url"] == URL
    assert page["fields"]["title"] == page["fields"].get("summary", "") == ""
    assert page["fields"]["source_name"] == "深圳新闻网"
    gone = read(browse(editor), source_url="https://nowhere.example.com/")
    assert "没有找到这个网站" in gone["note"]["text"]


@pytest.mark.parametrize(
    "url", ["", "x", "file:///etc/passwd", "http://127.0.0.1/", "http://[::1]/"]
)
def test_the_fetcher_guards_what_is_typed(browse, editor, draft, url):
    page = read(browse(editor), source_url=url)
    assert page["note"]["kind"] in ("warn", "error")
    assert page["fields"].get("title", "") == ""


def test_it_works_without_scripts(browse, editor, draft, web):
    client = browse(editor)
    answer = client.post(PAGE, {"do": "read", "source_url": URL, "summary": "我写的"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{URL}"' in page
    assert TITLE in page
    assert "我写的" in page
    assert "已从网页填入" in page
    assert "这个字段是必填项" not in page


def test_an_item_can_wait_in_the_pool(browse, editor, web):
    client = browse(editor)
    assert "没有草稿期次" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, typed(topics="算力、新主题", region="shenzhen"), follow=True)
    item = Item.objects.get()
    assert (item.issue, item.region_id) == (None, "440300")
    assert [topic.name for topic in item.topics] == ["算力", "新主题"]
    assert "已存入素材库" in answer.content.decode()
    assert "新主题" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"title": " "}, "必填"),
        ({"source_url": ""}, "必填"),
        ({"source_url": "javascript:alert(1)"}, "http"),
        ({"region": "没有这个地方"}, "没有这个地方"),
        ({"region": "和平"}, "210102"),
        ({"source_date": "2024-02-31"}, "日期"),
        ({"follows": "999999"}, ""),
        ({"follows": "x" * 30}, ""),
        ({"summary": "字" * 5001}, "5000"),
    ],
)
def test_what_cannot_be_kept_is_shown_again(browse, editor, draft, web, fields, word):
    answer = browse(editor).post(PAGE, typed(draft, summary="写好的摘要") | fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert word in page
    assert "写好的摘要" in page or "summary" in fields
    assert not Item.objects.exists()


def test_a_region_of_a_shared_name_comes_with_its_code(browse, editor, draft, web):
    assert desk.region_text("120101") == "和平 120101"
    browse(editor).post(PAGE, typed(draft, region=desk.region_text("120101")))
    assert Item.objects.get().region_id == "120101"


def test_what_ran_already_is_said_and_can_be_followed(browse, editor, draft, web):
    old = make_item(make_issue(12), TITLE, section="国内资讯", source_url=URL)
    client = browse(editor)
    page = read(client)
    assert "已经收过的稿件" in page["note"]["text"]
    assert "已经刊登" in page["matches"]
    assert "第12期 · 国内资讯第 1 条" in page["matches"]
    assert f'name="follows" value="{old.pk}"' in page["matches"]
    client.post(PAGE, typed(draft, follows=old.pk, seen=f"{old.pk},"))
    assert Item.objects.get(issue=draft).follows == old


def test_what_waits_in_the_pool_already_is_said(browse, editor, draft, web):
    waiting = make_item(title="一样的网址", source_url=URL)
    page = read(browse(editor))
    assert "素材库里已有" in page["matches"]
    assert "一样的网址" in page["matches"]
    assert f'value="{waiting.pk}"' not in page["matches"]


def test_the_same_page_is_kept_twice_only_by_those_who_saw_it(browse, editor, draft, web):
    old = make_item(title="一样的网址", source_url=URL)
    client = browse(editor)
    answer = client.post(PAGE, typed(draft))
    assert Item.objects.count() == 1
    page = answer.content.decode()
    assert "再按一次" in page
    assert f'name="seen" value="{old.pk},"' in page
    client.post(PAGE, typed(draft, seen=f"{old.pk},"))
    assert Item.objects.count() == 2


def test_the_issue_may_have_been_published_meanwhile(browse, editor, draft, web):
    Issue.objects.filter(pk=draft.pk).update(status="published", publish_at="2025-01-01T00:00Z")
    answer = browse(editor).post(PAGE, typed(draft))
    assert "已经不是草稿" in answer.content.decode()
    assert "一条新闻" in answer.content.decode()
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"issue": ""}, {"issue": "9999"}, {"to": "9999"}, {"to": "x"}, {"issue": "9" * 30}]
)
def test_a_place_that_is_none_is_refused(browse, editor, draft, web, fields):
    assert browse(editor).post(PAGE, typed(draft) | fields).status_code == 403
    assert not Item.objects.exists()


def test_extra_fields_do_no_harm(browse, editor, draft, web):
    extra = {"position": "7", "section": "1", "status": "published", "pk": "1", "version": "9"}
    browse(editor).post(PAGE, typed(**extra, added_by="1", remarks="x", other_sources="x"))
    item = Item.objects.get()
    assert (item.issue, item.position, item.version, item.remarks) == (None, None, 1, "")


def test_who_may_not_make_topics_cannot_here(browse, editor, draft, web):
    editor.groups.clear()
    from django.contrib.auth.models import Permission

    for name in ("add_item", "change_issue"):
        editor.user_permissions.add(Permission.objects.get(codename=name))
    client = browse(editor)
    answer = client.post(PAGE, typed(draft, topics="全新的主题"))
    assert "全新的主题" in answer.content.decode()
    assert not Topic.objects.exists()
    assert not Item.objects.exists()
    assert client.post(PAGE, typed(draft)).status_code == 302


def test_who_may_not_change_issues_keeps_in_the_pool(browse, outsider, draft, web):
    from django.contrib.auth.models import Permission

    client = browse(outsider)
    assert client.get(PAGE).status_code == 403
    outsider.user_permissions.add(Permission.objects.get(codename="add_item"))
    assert str(draft) not in client.get(PAGE).content.decode()
    assert client.post(PAGE, typed(draft)).status_code == 403
    assert client.post(PAGE, typed()).status_code == 302


def test_several_drafts_are_offered_the_newest_first(browse, editor, draft, web):
    make_issue(14, published=False, date=date(2025, 1, 10))
    client = browse(editor)
    assert [issue.number for issue in client.get(PAGE).context["issues"]] == [14, 13]
    assert client.get(PAGE, {"issue": "13"}).context["issue"] == draft
    assert client.get(PAGE, {"issue": "x"}).context["issue"].number == 14


def test_the_page_takes_as_many_queries_whatever_the_newsroom_has(
    browse, editor, draft, web, django_assert_num_queries
):
    client = browse(editor)
    # session, user, 2 of rights, drafts, sections
    with django_assert_num_queries(6):
        client.get(PAGE)
    for number in range(20):
        make_item(draft, f"第{number}条", source_url=f"https://news.example.com/{number}")
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_nothing_kept_is_visible_to_readers(browse, editor, draft, web, client):
    browse(editor).post(PAGE, typed(draft, title="只在草稿里"))
    browse(editor).post(PAGE, typed(title="只在素材库里", source_url=URL + "?2"))
    client.logout()
    for path in ("/", "/search/?q=只在", "/issues/", "/feeds/items.atom", "/api/v1/items/"):
        assert "只在草稿里" not in client.get(path, secure=True).content.decode()
        assert "只在素材库里" not in client.get(path, secure=True).content.decode()
    for item in Item.objects.all():
        assert client.get(f"/items/{item.pk}/", secure=True).status_code == 404


def test_the_bookmarklet_opens_this_page_of_this_site(browse, editor, draft, settings):
    settings.SITE_URL = "https://desk.example.org"
    code = browse(editor).get(PAGE).context["bookmarklet"]
    assert code.startswith("javascript:")
    assert f'"https://desk.example.org{PAGE}?"' in code
    assert json.dumps(code)


def test_texts_of_another_page_do_not_stay(browse, editor, draft, web):
    """A page that refuses leaves the bookmarklet's texts of itself, and nothing of another."""
    client = browse(editor)
    first = read(client)["fields"]
    other = "https://news.example.com/refused.html"
    web[other] = "<title>环境异常</title>"
    fields = read(client, **{**first, "source_url": other, "summary": "我写的"})["fields"]
    assert (fields["title"], fields["source_date"], fields["summary"]) == ("", "", "我写的")
    query = {"url": other, "title": "浏览器里的题目"}
    form = client.get(PAGE, query).context["form"]
    posted = {name: form[name].value() for name in ("source_url", "title", "given")}
    assert read(client, **posted)["fields"]["title"] == "浏览器里的题目"
