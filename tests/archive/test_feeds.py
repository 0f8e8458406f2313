"""Feeds as readers' programs see them: Atom and JSON Feed, and the OpenSearch description."""

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
import time_machine

from issues.models import Issue, Item
from tests.archive.hostile import TEXTS
from tests.archive.pages import search_queries
from tests.factories import fill, make_issue, make_item

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SITE = "https://news.example.org"
PATHS = ("/feeds/issues", "/feeds/items", "/feeds/search")
ISSUE_QUERIES = 2  # 1 the issues  2 titles of their items
ITEM_QUERIES = 2  # 1 the items  2 their topics
# 1 issues whose time has not come  2 counts that are kept  3 the page from the index
# 4 the items  5 their topics
SEARCH_QUERIES = 5


def atom(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def feed(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    return json.loads(response.content)


def titles(tree):
    return [entry.find(f"{ATOM}title").text for entry in tree.findall(f"{ATOM}entry")]


@pytest.fixture
def archive(db):
    issue = make_issue(12, date=date(2025, 1, 3), title="题目", note="编者的话")
    first = make_item(
        issue, "智能<政务>", tags=["政务"], summary="甲 & <b>乙\n丙", source_name="示例日报"
    )
    make_item(issue, "芯片", section="企业资讯", source_name="")
    draft = make_issue(13, published=False)
    make_item(draft, "智能草稿", tags=["密"])
    make_item(None, "智能素材")
    return first


@pytest.mark.parametrize("path", PATHS)
def test_atom_has_what_the_standard_asks_for(reader, archive, path):
    tree = atom(reader.get(f"{path}.atom"))
    assert tree.tag == f"{ATOM}feed"
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans-CN"
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links["self"] == f"{SITE}{path}.atom"
    assert links["alternate"].startswith(f"{SITE}/")
    ids = [entry.find(f"{ATOM}id").text for entry in tree.findall(f"{ATOM}entry")]
    assert ids
    assert len(ids) == len(set(ids))
    for node in [tree, *tree.findall(f"{ATOM}entry")]:
        assert node.find(f"{ATOM}id").text.startswith(SITE)
        assert node.find(f"{ATOM}title").text
        assert datetime.fromisoformat(node.find(f"{ATOM}updated").text).tzinfo is not None


@pytest.mark.parametrize("path", PATHS)
def test_json_says_the_same_as_atom(reader, archive, path):
    found = feed(reader.get(f"{path}.json"))
    tree = atom(reader.get(f"{path}.atom"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{SITE}{path}.json"
    assert found["title"] == tree.find(f"{ATOM}title").text
    assert [entry["title"] for entry in found["items"]] == titles(tree)
    ids = [entry.find(f"{ATOM}id").text for entry in tree.findall(f"{ATOM}entry")]
    assert [entry["id"] for entry in found["items"]] == ids


def test_an_item_is_whole_and_its_markup_text(reader, archive):
    entry = atom(reader.get("/feeds/items.atom")).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "智能<政务>"
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "甲 &amp; &lt;b&gt;乙<br>丙")
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}/items/{archive.pk}/"
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == ["政务"]
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "示例日报"
    item = feed(reader.get("/feeds/items.json"))["items"][0]
    assert item["content_text"] == "甲 & <b>乙\n丙"
    assert item["tags"] == ["政务"]
    assert item["authors"] == [{"name": "示例日报"}]


def test_an_issue_lists_its_items(reader, archive):
    entry = feed(reader.get("/feeds/issues.json"))["items"][0]
    assert entry["url"] == f"{SITE}/issues/12/"
    assert entry["title"] == "第12期 题目"
    assert entry["content_text"] == "编者的话\n\n智能<政务>\n芯片"


def test_nothing_of_a_draft_is_in_any_feed(reader, archive):
    for path in PATHS:
        for kind in ("atom", "json"):
            text = reader.get(f"{path}.{kind}").content.decode()
            assert "草稿" not in text
            assert "素材" not in text
            assert "密" not in text
    assert reader.get("/feeds/search.atom?topic=密").status_code == 400


def test_a_feed_changes_when_an_issue_comes_due(reader, archive):
    due = datetime(2099, 2, 7, 1, tzinfo=UTC)
    make_item(make_issue(14, publish_at=due, date=date(2099, 2, 7)), "到点")
    with time_machine.travel(datetime(2099, 2, 7, 0, tzinfo=UTC), tick=False):
        before = [atom(reader.get(f"{path}.atom")) for path in PATHS]
    with time_machine.travel(due, tick=False):
        after = [atom(reader.get(f"{path}.atom")) for path in PATHS]
    assert [len(titles(tree)) for tree in before] == [1, 2, 2]
    assert [titles(tree)[0] for tree in after] == ["第14期 第14期的题目", "到点", "到点"]
    for tree in after:
        assert datetime.fromisoformat(tree.find(f"{ATOM}updated").text) == due


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_what_a_reader_has_is_not_sent_again(reader, archive, kind):
    due = datetime(2099, 2, 7, 1, tzinfo=UTC)
    make_item(make_issue(14, publish_at=due, date=date(2099, 2, 7)), "到点")
    drafts = Issue.objects.filter(status="draft")
    for path in PATHS:
        address = f"{path}.{kind}"
        with time_machine.travel(datetime(2099, 2, 7, 0, tzinfo=UTC), tick=False):
            tag = reader.get(address).headers["ETag"]
            has = {"if-none-match": f'"other", {tag}'}
            Item.objects.filter(issue__in=drafts).update(title=f"草稿里改了{path}")
            same = reader.get(address, headers=has)
            assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
            assert same.headers["Cache-Control"] == "no-cache"
            assert reader.head(address, headers=has).status_code == 304
        with time_machine.travel(due, tick=False):  # by the clock alone
            new = reader.get(address, headers=has)
            assert new.status_code == 200
            has = {"if-none-match": new.headers["ETag"]}
            packed = reader.get(address, headers={"accept-encoding": "gzip", **has})
            assert packed.status_code == 304
            Issue.objects.filter(number=12).update(title=f"改题{path}")
            Item.objects.filter(issue__number=12).update(title=f"智能改题{path}")
            assert reader.get(address, headers=has).status_code == 200


def test_the_feed_of_a_search_has_its_filters(reader, archive):
    tree = atom(reader.get("/feeds/search.atom?q=智能&year=2025&sort=relevance&page=7"))
    assert titles(tree) == ["智能<政务>"]
    assert tree.find(f"{ATOM}title").text == "数智要览 · “智能” · 2025年"
    links = {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}
    assert links["alternate"] == f"{SITE}/search/?q=%E6%99%BA%E8%83%BD&year=2025"
    assert links["self"] == f"{SITE}/feeds/search.atom?q=%E6%99%BA%E8%83%BD&year=2025"


def test_a_feed_without_entries_stays_as_it_is(reader, db):
    for path in PATHS:
        with time_machine.travel(datetime(2025, 2, 7, tzinfo=UTC), tick=False):
            first = reader.get(f"{path}.atom").content
        with time_machine.travel(datetime(2025, 2, 8, tzinfo=UTC), tick=False):
            assert reader.get(f"{path}.atom").content == first
        assert feed(reader.get(f"{path}.json"))["items"] == []


def test_a_filter_of_no_meaning_is_refused_with_a_sentence(reader, archive):
    response = reader.get("/feeds/search.json?region=ZZ")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "没有“ZZ”这个地区。\n"


@pytest.mark.parametrize(
    "path", ["/feeds/issues.rss", "/feeds/none.atom", "/feeds/", "/en/feeds/issues.atom"]
)
def test_there_are_no_other_feeds(reader, archive, path):
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"{path}.{kind}" for path in PATHS for kind in ("atom", "json")])
def test_headers_are_those_of_a_public_page(reader, archive, path, settings):
    response = reader.get(path, headers={"accept-language": "en"})
    assert response.headers["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert response.headers["Content-Language"] == "zh-hans"
    assert reader.head(path).content == b""
    settings.ARCHIVE_ACCESS = "staff"
    assert reader.get(path).status_code == 302


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:24]))
def test_any_text_is_a_query(reader, archive, text):
    atom(reader.get("/feeds/search.atom", {"q": text}))
    feed(reader.get("/feeds/search.json", {"q": text}))


def test_characters_that_xml_has_no_place_for_do_not_break_it(reader, db):
    make_item(make_issue(12, title="题\x0b目"), "铃\x07声", summary="\x1b[0m", tags=["a\x02b"])
    for path in PATHS:
        atom(reader.get(f"{path}.atom"))
    for text in ("\ufffe\uffff", "a\x01\x7f", "标签:\ufffe"):
        atom(reader.get("/feeds/search.atom", {"q": text}))


def test_queries_do_not_grow(reader):
    fill(make_issue(12), 10)
    for number in (13, 14):
        for path, queries in zip(PATHS, (ISSUE_QUERIES, ITEM_QUERIES, SEARCH_QUERIES), strict=True):
            with search_queries(queries):
                reader.get(f"{path}.atom?q=第" if "search" in path else f"{path}.atom")
        fill(make_issue(number), 10)


def test_pages_name_the_feeds(reader, archive):
    text = reader.get("/en/").content.decode()
    for path in ("/feeds/issues.atom", "/feeds/items.atom", "/opensearch.xml"):
        assert f'href="{path}"' in text


def test_a_browser_can_search_from_its_address_bar(reader, archive):
    response = reader.get("/opensearch.xml")
    kind = "application/opensearchdescription+xml; charset=utf-8"
    assert response.headers["Content-Type"] == kind
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert tree.find(f"{OPENSEARCH}ShortName").text == "数智要览"
    templates = {
        each.get("type"): each.get("template") for each in tree.findall(f"{OPENSEARCH}Url")
    }
    assert templates["text/html"] == f"{SITE}/search/?q={{searchTerms}}"
    found = reader.get(templates["text/html"].removeprefix(SITE).replace("{searchTerms}", "智能"))
    assert found.status_code == 200
