"""The read API: its shapes are promises."""

import json
from datetime import UTC, date, datetime
from itertools import count
from urllib.parse import urlsplit

import pytest
import time_machine

from tests.archive.hostile import TEXTS
from tests.archive.pages import search_queries
from tests.factories import fill, make_issue, make_item

# 1 issues whose time has not come  2 whether a count is kept  3 the page from the index
# 4 the items  5 their topics  6 names of the regions
ITEM_QUERIES = 6
# 1 issues whose time has not come  2 whether they are kept  3 topics  4 sections  5 hosts
# 6 publishers; the counts themselves are not among those that are counted
FACET_QUERIES = 6
SITE = "https://news.example.org"


def body(response, status=200, kind="application/json"):
    assert response.status_code == status
    assert response.headers["Content-Type"].partition(";")[0] == kind
    return json.loads(response.content)


def problem(response, status):
    found = body(response, status, "application/problem+json")
    assert set(found) == {"type", "title", "status", "detail"}
    assert found["status"] == status
    return found


@pytest.fixture
def archive(db):
    issue = make_issue(12, date=date(2025, 1, 3), title="题目")
    first = make_item(
        issue,
        "智能政务",
        region="深圳",
        tags=["政务", "C++"],
        source_name="示例日报",
        summary="摘要。",
    )
    make_item(issue, "芯片", section="企业资讯", source_url="", source_name="")
    draft = make_issue(13, published=False)
    make_item(draft, "智能草稿", region="西藏", tags=["政务", "密"])
    make_item(None, "智能素材")
    return first


def test_items_have_the_promised_shape(reader, archive):
    response = reader.get("/api/v1/items/?q=智能")
    assert body(response) == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": archive.pk,
                "url": f"{SITE}/items/{archive.pk}/",
                "title": "智能政务",
                "summary": "摘要。",
                "source_url": "https://news.example.com/a.html",
                "source_name": "示例日报",
                "region": {
                    "code": "440300",
                    "name": "深圳",
                    "path": [
                        {"code": "CN", "name": "中国"},
                        {"code": "440000", "name": "广东"},
                        {"code": "440300", "name": "深圳"},
                    ],
                },
                "topics": [
                    {"slug": "政务", "name": "政务"},
                    {"slug": "c-plus-plus", "name": "C++"},
                ],
                "section": {"slug": "policy", "name": "政策资讯"},
                "issue": {"number": 12, "date": "2025-01-03", "title": "题目"},
                "position": 1,
            }
        ],
    }


def test_what_is_missing_is_null(reader, archive):
    found = body(reader.get("/api/v1/items/?section=company"))["results"]
    assert [(each["source_url"], each["region"], each["topics"]) for each in found] == [
        (None, None, [])
    ]


def test_facets_have_the_promised_shape(reader, archive):
    assert body(reader.get("/api/v1/facets/?q=智能")) == {
        "count": 1,
        "region": [
            {
                "code": "CN",
                "name": "中国",
                "count": 1,
                "children": [
                    {
                        "code": "440000",
                        "name": "广东",
                        "count": 1,
                        "children": [
                            {"code": "440300", "name": "深圳", "count": 1, "children": []}
                        ],
                    }
                ],
            }
        ],
        "topic": [
            {"slug": "c-plus-plus", "name": "C++", "count": 1},
            {"slug": "政务", "name": "政务", "count": 1},
        ],
        "section": [{"slug": "policy", "name": "政策资讯", "count": 1}],
        "year": [{"year": 2025, "count": 1}],
        "site": [{"host": "news.example.com", "name": "示例日报", "count": 1}],
    }


def test_nothing_is_an_answer_too(reader, archive):
    assert body(reader.get("/api/v1/items/?q=孔雀"))["results"] == []
    empty = {"count": 0, "region": [], "topic": [], "section": [], "year": [], "site": []}
    assert body(reader.get("/api/v1/facets/?q=草稿")) == empty


def test_next_leads_through_every_item_once(reader, db):
    for number in (11, 12):
        fill(make_issue(number, date=date(2025, 1, number)), 22)
    path, seen = "/api/v1/items/?q=第&page=1", []
    for page in count(1):
        found = body(reader.get(path))
        assert found["count"] == 44
        seen += [each["id"] for each in found["results"]]
        assert (found["previous"] is None) == (page == 1)
        if found["next"] is None:
            break
        assert found["next"] == f"{SITE}/api/v1/items/?q=%E7%AC%AC&page={page + 1}"
        path = found["next"].removeprefix(SITE)
    assert len(seen) == len(set(seen)) == 44
    last = body(reader.get("/api/v1/items/?q=第&page=2"))
    assert urlsplit(last["previous"]).query == "q=%E7%AC%AC"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/v1/items/?region=ZZ", 400, "没有“ZZ”这个地区。"),
        ("/api/v1/items/?year=x&sort=y", 400, "“x”不是年份"),
        ("/api/v1/facets/?topic=密", 400, "没有“密”这个主题。"),
        ("/api/v1/items/?page=0", 400, "“0”不是页码。"),
        ("/api/v1/items/?page=2", 404, "没有这一页。"),
        ("/api/v1/issues/", 404, "接口没有这个地址。"),
        ("/api/v1/openapi.json", 404, "接口没有这个地址。"),
        ("/api/", 404, "接口没有这个地址。"),
        ("/api/v1/%00", 400, "服务器"),
    ],
)
def test_errors_are_problem_documents_in_chinese(reader, archive, path, status, words):
    found = problem(reader.get(path), status)
    assert words in found["detail"]


@pytest.mark.parametrize("path", ["/api/v1/items/", "/api/v1/facets/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(path, method, client):
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)(path, secure=True)
    problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/api/v1/items/", "/api/v1/facets/"])
def test_head_and_the_headers_are_those_of_a_public_page(reader, archive, path):
    assert reader.head(path).content == b""
    response = reader.get(path)
    assert response.headers["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert response.headers["Content-Language"] == "zh-hans"
    assert "智能政务" in response.content.decode() or path.endswith("facets/")
    assert reader.get(f"/en{path}").status_code == 404


def test_a_closed_archive_is_closed_here_too(reader, archive, settings, client, outsider):
    settings.ARCHIVE_ACCESS = "staff"
    for path in ("/api/v1/items/", "/api/v1/facets/", "/api/v1/none/"):
        problem(reader.get(path), 403)
    client.force_login(outsider)
    response = client.get("/api/v1/items/", secure=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store, private"


def test_an_issue_appears_by_the_clock_alone(reader, archive):
    due = datetime(2025, 2, 7, 1, tzinfo=UTC)
    make_item(make_issue(14, publish_at=due), "到点", tags=["定时"])
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert body(reader.get("/api/v1/items/"))["count"] == 2
        assert body(reader.get("/api/v1/facets/"))["count"] == 2
    with time_machine.travel(due, tick=False):
        assert body(reader.get("/api/v1/items/"))["results"][0]["title"] == "到点"
        assert body(reader.get("/api/v1/facets/"))["count"] == 3


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:24]))
def test_any_text_is_a_query(reader, archive, text):
    assert body(reader.get("/api/v1/items/", {"q": text}))["count"] >= 0
    found = body(reader.get("/api/v1/facets/", {"q": text}))
    assert found["count"] == body(reader.get("/api/v1/items/", {"q": text}))["count"]


def test_queries_do_not_grow(reader):
    fill(make_issue(12), 10)
    reader.get("/api/v1/facets/")
    for _half in range(2):
        with search_queries(ITEM_QUERIES):
            reader.get("/api/v1/items/?q=第")
        with search_queries(FACET_QUERIES):
            reader.get("/api/v1/facets/?q=第")
        fill(make_issue(13), 20) if _half == 0 else None
