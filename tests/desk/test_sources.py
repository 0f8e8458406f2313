"""The pages of sources: what became of each, and polling at once."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues.gathering import sources
from issues.gathering.refusals import Refused
from issues.models import Item, Source
from tests.factories import make_item
from tests.gathering.feeds import Server, many

from .pages import XHTML, fields, text, tree

LIST = "/admin/issues/source/"


@pytest.fixture
def source(db):
    return Source.objects.create(name="示例日报", url="https://feed.example.com/rss.xml")


@pytest.fixture
def answers(monkeypatch):
    """answers(server): what every feed gives from now on."""

    def answer(server):
        poll = sources.poll
        monkeypatch.setattr(sources, "poll", lambda source: poll(source, server.get))

    return answer


def shown(response):
    return text(tree(response))


def test_it_works(browse, editor, source, answers):
    answers(Server(many(3)))
    browser = browse(editor)
    assert "还没有抓取过" in shown(browser.get(LIST))
    page = browser.post(f"{LIST}{source.pk}/poll/", {"back": "list"}, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert "示例日报：新到 3 条，已有 0 条。" in shown(page)
    assert "正常" in shown(page)
    assert Item.objects.pool().count() == 3
    page = browser.post(f"{LIST}{source.pk}/poll/", follow=True)
    assert "新到 0 条，已有 3 条" in shown(page)
    assert "素材库中有 3 条" in shown(page)


def test_an_error_is_shown_with_the_date_of_the_last_success(browse, editor, source, answers):
    Source.objects.update(last_success=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    answers(Server(Refused("slow"), None))
    page = browse(editor).post(f"{LIST}{source.pk}/poll/", {"back": "list"}, follow=True)
    for part in (
        "错误",
        "对方网站响应太慢",
        "连续 1 次",
        "上次成功 2026年1月2日 11:04",
        "下次尝试",
    ):
        assert part in shown(page)


def test_a_source_is_added_and_its_address_looked_at(browse, editor):
    browser = browse(editor)
    data = fields(browser.get(f"{LIST}add/"), "source_form") | {"name": "甲", "active": "on"}
    page = browser.post(f"{LIST}add/", data | {"url": "ftp://x.example.com/"})
    assert "http://" in shown(page)
    assert not Source.objects.exists()
    url = "https://x.example.com/rss"
    browser.post(f"{LIST}add/", data | {"url": url, "region-typed": "深圳"})
    made = Source.objects.get()
    assert (made.url, made.region.short_name, made.active) == (url, "深圳", True)


def test_another_address_begins_anew(browse, editor, source):
    Source.objects.update(
        etag='"x"', failures=5, last_error="坏了", next_poll=timezone.now(), last_modified="y"
    )
    browser = browse(editor)
    url = f"{LIST}{source.pk}/change/"
    data = fields(browser.get(url), "source_form") | {"active": "on"}
    browser.post(url, data | {"name": "改了名"})
    source.refresh_from_db()
    assert (source.name, source.failures) == ("改了名", 5)
    data = fields(browser.get(url), "source_form") | {"active": "on"}
    browser.post(url, data | {"url": "https://feed.example.com/new.xml"})
    source.refresh_from_db()
    assert (source.etag, source.failures, source.last_error, source.next_poll) == ("", 0, "", None)


def test_a_poll_while_the_form_is_open_makes_nobody_stale(browse, editor, source):
    browser = browse(editor)
    url = f"{LIST}{source.pk}/change/"
    data = fields(browser.get(url), "source_form") | {"active": "on", "name": "改了名"}
    sources.poll(source, Server(many(1), etag='"e"').get)
    assert browser.post(url, data).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.etag, source.last_new) == ("改了名", '"e"', 1)


def test_the_list_takes_the_same_queries_for_more_sources(browse, editor):
    browser, counts = browse(editor), []
    for many_more in (3, 6):
        for n in range(many_more):
            made = Source.objects.create(
                name=f"来源{many_more}-{n}", url=f"https://{n}.example.com/{many_more}"
            )
            make_item(None, source=made)
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST)
        counts.append(len(captured))
    # Session, account, two of permissions; count, rows.
    assert counts == [6, 6]


def test_the_list_of_items_is_filtered_by_source_and_shows_what_was_rejected(
    browse, editor, source
):
    make_item(None, "有来源", source=source)
    make_item(None, "弃用的", source=source, rejected_at=timezone.now())
    make_item(None, "别的")
    browser = browse(editor)

    def rows(query):
        page = browser.get(f"/admin/issues/item/?{query}")
        cells = [e for e in tree(page).iter(f"{XHTML}th") if e.get("class") == "field-title"]
        return {text(cell) for cell in cells}

    assert rows(f"source={source.pk}&state=pool") == {"有来源"}
    assert rows("state=rejected") == {"弃用的"}
    assert rows("state=pool") == {"有来源", "别的"}
