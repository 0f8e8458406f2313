"""The pages of the pool as forms: without a script everything can be done."""

from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues import pool
from issues.desk import pool_list
from issues.models import Issue, Item, Section, Source
from tests.factories import make_issue, make_item

from .pages import XHTML, by_id, text, tree

POOL = "/admin/issues/item/pool/"
SORT = f"{POOL}sort/"
REJECTED = f"{POOL}rejected/"
JSON = {"headers": {"Accept": "application/json"}}


def titles(response):
    links = tree(response).iter(f"{XHTML}a")
    return [text(link) for link in links if link.get("class") == "t"]


def shown(response):
    return text(by_id(response, "content"))


def pick(*items):
    return [f"{item.pk}.{item.version}" for item in items]


@pytest.fixture
def draft(db):
    return make_issue(13, published=False, title="", date=date(2025, 1, 10))


@pytest.fixture
def section(db):
    return Section.objects.get(name="企业资讯")


def test_it_works(browse, editor, draft, section):
    source = Source.objects.create(name="示例通信网", url="https://t.example.com/", section=section)
    make_item(None, "早的", summary="")
    make_item(None, "晚的", source=source, source_name="示例通信网", region="深圳", tags=["算力"])
    make_item(draft, "已编入")
    make_item(None, "弃用的", rejected_at=timezone.now())
    page = browse(editor).get(POOL)
    assert titles(page) == ["晚的", "早的"]
    for part in ("素材库 2", "示例通信网", "深圳", "算力", "→ 企业资讯", "无摘要", "政策资讯 1"):
        assert part in shown(page)
    assert "今天" in shown(page)


def test_ticked_items_go_into_a_section_and_the_page_says_so(browse, editor, draft, section):
    one, two = make_item(None, "甲"), make_item(None, "乙")
    data = {"do": f"take:{section.pk}", "issue": draft.pk, "pick": pick(two, one), "query": "q=x"}
    page = browse(editor).post(SORT, data, follow=True)
    assert page.redirect_chain == [(f"{POOL}?q=x&issue=13", 302)]
    assert "已将 2 条放入第13期《企业资讯》。" in text(tree(page))
    rows = Item.objects.filter(issue=draft, section=section).order_by("position")
    assert [item.title for item in rows] == ["乙", "甲"]
    assert LogEntry.objects.filter(user=editor).count() == 2


def test_a_stale_row_stays_with_a_sentence_and_the_rest_lands(browse, editor, draft, section):
    one, two = make_item(None, "甲"), make_item(None, "乙")
    data = {"do": f"take:{section.pk}", "issue": draft.pk, "pick": pick(one, two)}
    two.title = "乙改"
    two.save()
    page = browse(editor).post(SORT, data, follow=True)
    assert "已将 1 条放入" in text(tree(page))
    assert "“乙改”刚刚被别人改过" in text(tree(page))
    assert titles(page) == ["乙改"]


def test_rejecting_asks_for_a_reason_and_can_be_taken_back(browse, editor, draft):
    one = make_item(None, "甲")
    browser = browse(editor)
    page = browser.post(SORT, {"do": "reject", "pick": pick(one)}, follow=True)
    assert "请写明弃用理由" in text(tree(page))
    browser.post(SORT, {"do": "reject", "pick": pick(one), "why": "重复"})
    page = browser.get(REJECTED)
    assert titles(page) == ["甲"]
    assert "重复 bianji" in shown(page)
    assert titles(browser.get(POOL)) == []
    one.refresh_from_db()
    page = browser.post(SORT, {"do": "restore", "pick": pick(one)}, follow=True)
    assert page.redirect_chain == [(REJECTED, 302)]
    assert titles(browser.get(POOL)) == ["甲"]


def test_scripts_get_versions_to_go_on_with(browse, editor, draft, section):
    one, two = make_item(None, "甲"), make_item(None, "乙")
    browser = browse(editor)
    data = {"do": f"take:{section.pk}", "issue": draft.pk, "pick": [*pick(one), f"{two.pk}.99"]}
    answer = browser.post(SORT, data, **JSON)
    body = answer.json()
    assert body["refused"] == [two.pk]
    assert body["left"] == 1
    again = f"{one.pk}.{body['done'][str(one.pk)]}"
    answer = browser.post(SORT, {"do": "back", "issue": draft.pk, "pick": again}, **JSON)
    assert list(answer.json()["done"]) == [str(one.pk)]
    assert Item.objects.pool().count() == 2
    answer = browser.post(SORT, {"do": "reject", "pick": pick(two)}, **JSON)
    assert (answer.status_code, answer.json()["done"]) == (422, {})


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 302),
        ({"do": "take:1", "pick": "x.y"}, 302),
        ({"do": "reject", "why": "a", "pick": "9999999999999999999999.1"}, 302),
        ({"do": "take:999999", "pick": "1.1", "issue": "{draft}"}, 404),
        ({"do": "take:x", "pick": "1.1", "issue": "{draft}"}, 404),
        ({"do": "back", "pick": "1.1", "issue": "-1"}, 404),
        ({"do": "nonsense", "pick": "1.1", "issue": "{draft}"}, 404),
        ({"do": "reject", "why": "\0", "pick": "1.1", "query": "page=\udce4&q=%00"}, 302),
    ],
)
def test_a_forged_form_does_no_harm(browse, editor, draft, data, status):
    make_item(None, "甲")
    data = {key: value.replace("{draft}", str(draft.pk)) for key, value in data.items()}
    body = urlencode(data, errors="surrogateescape")
    form = "application/x-www-form-urlencoded"
    assert browse(editor).post(SORT, body, content_type=form).status_code == status
    assert Item.objects.pool().count() == 1


def test_who_may_only_look_sorts_nothing(browse, outsider, draft, section):
    from django.contrib.auth.models import Permission

    outsider.user_permissions.add(Permission.objects.get(codename="view_item"))
    one = make_item(None, "甲")
    browser = browse(outsider)
    page = browser.get(POOL)
    assert titles(page) == ["甲"]
    assert "弃用理由" not in shown(page)
    for do in (f"take:{section.pk}", "reject", "restore", "back"):
        data = {"do": do, "pick": pick(one), "issue": draft.pk, "why": "x"}
        assert browser.post(SORT, data).status_code == 403
    assert Item.objects.pool().count() == 1


def test_the_rows_are_narrowed_down(browse, editor, draft):
    source = Source.objects.create(name="示例通信网", url="https://t.example.com/")
    make_item(None, "深圳的算力", region="深圳", tags=["算力"], source=source)
    make_item(None, "北京的模型", region="北京", tags=["大模型"], source_name="示例日报")
    make_item(draft, "深圳的算力已编入", region="深圳", tags=["算力"])
    browser = browse(editor)
    for query, found in (
        (f"source=s:{source.pk}", ["深圳的算力"]),
        ("source=hand", ["北京的模型"]),
        ("source=p:示例日报", ["北京的模型"]),
        ("region=440000", ["深圳的算力"]),
        ("region=CN", ["北京的模型", "深圳的算力"]),
        ("topic=大模型", ["北京的模型"]),
        ("q=算力", ["深圳的算力"]),
        ("q=来源:示例日报", ["北京的模型"]),
        ("q=算力&region=110000", []),
        ("region=ZZ&ran=perhaps&issue=x&page=0", ["北京的模型", "深圳的算力"]),
        ("source=s:x", []),
        ("source=s:99999999999999999999", []),
        ("topic=no-such", []),
    ):
        assert titles(browser.get(f"{POOL}?{query}")) == found, query


def test_what_ran_is_marked_and_can_be_left_out(browse, editor, draft):
    ran = make_item(
        make_issue(12), "深圳市印发人工智能发展行动计划", source_url="https://a.example.com/1.html"
    )
    make_item(None, "同一网址", source_url=f"{ran.source_url}?utm_source=x")
    make_item(None, "毫不相干的海洋渔业消息", source_url="https://b.example.com/2.html", summary="")
    browser = browse(editor)
    assert "已在第12期刊登" in shown(browser.get(POOL))
    assert titles(browser.get(f"{POOL}?ran=yes")) == ["同一网址"]
    assert titles(browser.get(f"{POOL}?ran=no")) == ["毫不相干的海洋渔业消息"]


def test_several_items_alike_are_one_mark(browse, editor, draft):
    for n in range(4):
        make_item(
            None,
            "深圳市印发人工智能发展行动计划",
            source_url=f"https://a{n}.example.com/1.html",
        )
    page = shown(browse(editor).get(POOL))
    assert page.count("素材库有相近条目") == 4


def test_the_latest_draft_is_the_current_one_and_another_can_be_chosen(browse, editor, draft):
    later = make_issue(14, published=False, date=date(2025, 1, 17))
    make_issue(15)
    make_item(None, "甲")
    browser = browse(editor)

    def chosen(query=""):
        selects = tree(browser.get(POOL + query)).iter(f"{XHTML}select")
        select = next(each for each in selects if each.get("name") == "issue")
        options = list(select.iter(f"{XHTML}option"))
        return [o.get("value") for o in options], [
            o.get("value") for o in options if o.get("selected") is not None
        ]

    assert chosen() == ([str(later.pk), str(draft.pk)], [str(later.pk)])
    assert chosen("?issue=13")[1] == [str(draft.pk)]
    assert chosen("?issue=15")[1] == [str(later.pk)]


def test_empty_pages_say_what_to_do(browse, editor, chief):
    browser = browse(editor)
    assert "素材库是空的" in shown(browser.get(POOL))
    assert "添加订阅来源" in shown(browser.get(POOL))
    assert "没有符合条件的素材" in shown(browser.get(f"{POOL}?q=没有"))
    assert "没有弃用的条目" in shown(browser.get(REJECTED))
    make_item(None, "甲")
    assert "还没有草稿可以放入" in shown(browser.get(POOL))
    assert "新建一期" in shown(browser.get(POOL))


def test_pages_of_fifty(browse, editor, draft):
    for n in range(51):
        make_item(None, f"第{n}条")
    browser = browse(editor)
    assert len(titles(browser.get(POOL))) == 50
    assert titles(browser.get(f"{POOL}?page=2")) == ["第0条"]
    assert titles(browser.get(f"{POOL}?page=99")) == ["第0条"]


def test_as_many_queries_for_more_items_and_a_page_of_sane_size(browse, editor, draft):
    browser, counts = browse(editor), []
    for start, end in ((0, 10), (10, 20), (20, 60)):
        for n in range(start, end):
            make_item(
                None,
                f"第{n}条：深圳发布人工智能措施",
                summary="摘要很长。" * 200,
                region="深圳",
                tags=["算力", f"主题{n % 5}"],
                source_url=f"https://a.example.com/{n}.html",
            )
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(POOL)
        counts.append(len(captured))
    assert len(titles(page)) == 50
    assert len(page.content) < 90_000
    # Session, account, two of rights; the number, the rows, their topics; four for earlier
    # items of the same story; publishers; drafts, what stands in them, sections; what there
    # is of sources, regions and topics. For a full page the likeness is asked for in two parts,
    # and PostgreSQL is told each time how to plan it.
    assert counts == ([18, 18, 19] if connection.vendor == "sqlite" else [25, 25, 30])


def test_the_list_of_the_rejected_takes_the_same_queries_for_more(browse, editor):
    browser, counts = browse(editor), []
    for _half in range(2):
        items = [make_item(None, "甲") for _ in range(5)]
        pool.reject({item.pk: item.version for item in items}, "旧", user=editor)
        with CaptureQueriesContext(connection) as captured:
            browser.get(REJECTED)
        counts.append(len(captured))
    # Session, account, two of rights; the number, the rows.
    assert counts == [6, 6]


def test_ages_are_said_as_an_editor_needs_them():
    now = timezone.localtime(datetime(2026, 1, 2, 4, 0, tzinfo=UTC))
    said = [
        pool_list.age(datetime(*when, tzinfo=UTC), now)
        for when in ((2026, 1, 2, 3, 20), (2026, 1, 1, 9, 5), (2025, 12, 16, 1))
    ]
    assert said == ["今天 11:20", "昨天 17:05", "2025年12月16日"]
    assert pool_list.age(datetime(2026, 1, 1, tzinfo=UTC), now.replace(month=3)) == "1月1日"


def test_the_first_page_shows_what_waits_and_how_the_feeds_are(browse, editor, draft):
    make_item(None, "等着的", region="深圳")
    Source.objects.create(
        name="坏的", url="https://x.example.com/", failures=2, last_error="对方没有回应"
    )
    page = browse(editor).get("/admin/")
    for part in ("素材库 1", "等着的", "订阅来源 1，1 个出错", "对方没有回应", "还没有成功过"):
        assert part in shown(page)


def test_an_item_saved_from_here_leads_back_here(browse, editor):
    from .pages import fields, item_url

    item = make_item(None, "甲")
    browser = browse(editor)
    url = f"{item_url(item)}?from=pool"
    page = browser.post(url, fields(browser.get(url)) | {"title": "改过"})
    assert page.url == f"{POOL}#i{item.pk}"
    assert Issue.objects.count() == 0
