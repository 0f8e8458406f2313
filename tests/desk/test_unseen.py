"""What is gathered changes nothing that readers get: not a byte, not a count, not an ETag."""

import pytest
from django.core.cache import cache
from django.test import Client

from issues import pool
from issues.models import Item, Section, Topic
from tests.factories import make_issue, make_item

from .conftest import Browser
from .test_capture import PAGE

WORD = "只在素材里的词"
ADDRESSES = [
    "/",
    "/en/",
    "/issues/",
    "/issues/latest/",
    "/issues/11/",
    "/issues/12/",
    "/issues/13/",
    "/items/{first}/",
    "/items/{new}/",
    "/regions/",
    "/regions/440000/",
    "/regions/440300/",
    "/regions/440600/",
    "/topics/",
    "/topics/算力/",
    "/topics/新的主题/",
    "/search/",
    "/search/?q=算力",
    f"/search/?q={WORD}",
    "/search/?region=440000",
    "/search/?topic=算力&sort=relevance",
    "/search/?site=news.example.com",
    "/feeds/issues.atom",
    "/feeds/issues.json",
    "/feeds/items.atom",
    "/feeds/items.json",
    f"/feeds/search.atom?q={WORD}",
    "/feeds/search.json?q=算力",
    "/api/v1/items/",
    f"/api/v1/items/?q={WORD}",
    "/api/v1/facets/",
    "/api/v1/facets/?q=算力",
    "/sitemap.xml",
    "/sitemap-issues.xml",
    "/sitemap-items.xml",
    "/sitemap-topics.xml",
    "/sitemap-regions.xml",
]


@pytest.fixture
def draft(db):
    for number in (11, 12):
        issue = make_issue(number)
        for region in ("深圳", "广东", "北京"):
            make_item(issue, f"{region}建成算力平台", region=region, tags=["算力"])
    return make_issue(13, published=False)


def seen(**ids):
    """{address: what a reader gets there}, with nothing remembered from before."""
    reader, found = Client(), {}
    for address in ADDRESSES:
        cache.clear()
        answer = reader.get(address.format(**ids), secure=True)
        headers = [answer.headers.get(name) for name in ("ETag", "Last-Modified", "Location")]
        found[address] = answer.status_code, headers, answer.content
    return found


def captured(editor, to="pool", **more):
    browser = Browser()
    browser.force_login(editor)
    data = {
        "source_url": "https://news.example.com/new.html",
        "title": f"佛山建成算力平台，{WORD}",
        "summary": f"{WORD}，算力。",
        "source_name": "素材里的日报",
        "region": "佛山",
        "topics": "算力、新的主题",
    }
    assert browser.post(PAGE, {**data, "to": to, **more}).status_code == 302
    return Item.objects.get(title__contains=WORD)


def into_the_draft(editor, draft, item):
    section = Section.objects.get(slug="province")
    assert pool.take({item.pk: item.version}, draft, section, user=editor).done


def test_the_addresses_are_those_of_readers(draft):
    first = Item.objects.first().pk
    statuses = {path: answer[0] for path, answer in seen(first=first, new=10**6).items()}
    missing = {path for path, status in statuses.items() if status == 404}
    assert missing == {"/issues/13/", "/items/{new}/", "/topics/新的主题/"}
    assert set(statuses.values()) <= {200, 302, 404}


def test_nothing_shows_of_what_is_captured_and_taken_into_a_draft(editor, draft):
    first = Item.objects.first().pk
    before = seen(first=first, new=first + 1000)
    item = captured(editor)
    ids = {"first": first, "new": item.pk}
    # The page of an item that is none, and of one that is not out, say the same but for the id.
    assert Topic.objects.filter(name="新的主题").exists()
    for step in ("captured", "taken", "put back", "rejected"):
        if step == "taken":
            into_the_draft(editor, draft, item)
        if step == "put back":
            pool.put_back({item.pk: item.version}, draft, user=editor)
        if step == "rejected":
            pool.reject({item.pk: item.version}, "重复", user=editor)
        item.refresh_from_db()
        after = seen(**ids)
        assert [path for path in before if before[path] != after[path]] == [], step


def test_nothing_shows_of_what_is_captured_into_a_draft(editor, draft):
    first = Item.objects.first().pk
    before = seen(first=first, new=first + 1000)
    section = Section.objects.get(slug="province")
    item = captured(editor, to=section.pk, issue=draft.pk)
    assert item.issue == draft
    after = seen(first=first, new=item.pk)
    assert [path for path in before if before[path] != after[path]] == []
