"""Completion: what is found for what an editor types, best match first."""

import pytest

from issues.models import FormerCode, Region
from tests.factories import make_issue, make_item

URL = "/admin/autocomplete/"


def found(browser, field, term, model="item"):
    query = {"app_label": "issues", "model_name": model, "field_name": field, "term": term}
    response = browser.get(URL, query)
    assert response.status_code == 200
    return [row["text"] for row in response.json()["results"]]


@pytest.mark.parametrize(
    "term",
    ["深圳", "深圳市", "深", "shenzhen", "SHENZHEN", "shen zhen", "sz", "4403", "440300", "ｓｚ"],
)
def test_shenzhen_comes_first(browse, editor, term):
    assert found(browse(editor), "region", term)[0] == "深圳 — 广东 (440300)"


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("广", "广东 (440000)"),
        ("gz", "广州 — 广东 (440100)"),
        ("广西", "广西 (450000)"),
        ("北京", "北京 (110000)"),
        ("美国", "美国 (US)"),
        ("us", "美国 (US)"),
        ("全国", "全国 (100000)"),
        ("quanguo", "全国 (100000)"),
        ("宝安", "宝安 — 深圳 (440306)"),
        ("", "全国 (100000)"),
    ],
)
def test_the_best_match_comes_first(browse, editor, term, first):
    assert found(browse(editor), "region", term)[0] == first


def test_with_nothing_typed_the_home_region_leads(browse, editor):
    assert found(browse(editor), "region", "")[1:4] == [
        "广东 (440000)",
        "广州 — 广东 (440100)",
        "韶关 — 广东 (440200)",
    ]


def test_a_former_code_finds_what_took_its_place(browse, editor):
    former = FormerCode.objects.select_related("region").order_by("code").first()
    texts = found(browse(editor), "region", former.code)
    assert any(f"({former.region_id})" in text for text in texts)


def test_the_home_region_is_a_setting(browse, editor, settings):
    settings.HOME_REGION = "320000"
    assert found(browse(editor), "region", "sz")[0] == "苏州 — 江苏 (320500)"


@pytest.mark.parametrize("term", ["没有这样的地方", "'", "%", "\\", "x" * 5000, "9" * 400])
def test_what_is_not_found(browse, editor, term):
    assert found(browse(editor), "region", term) == []
    assert found(browse(editor), "issue", term) == []
    assert found(browse(editor), "follows", term) == []


def test_issues_by_number_and_title(browse, editor):
    make_issue(12, title="算力专题")
    make_issue(120, published=False, title="芯片专题")
    browser = browse(editor)
    assert found(browser, "issue", "芯片") == ["第120期 芯片专题 · 2025年1月3日 · 草稿"]
    assert [text.split()[0] for text in found(browser, "issue", "12")] == ["第120期", "第12期"]


def test_items_by_words_and_id(browse, editor):
    item = make_item(make_issue(12, title=""), "深圳发布芯片政策")
    make_item(None, "深圳发布算力政策")
    browser = browse(editor)
    assert found(browser, "follows", "深圳 芯片") == ["深圳发布芯片政策 — 第12期"]
    assert found(browser, "follows", str(item.pk)) == ["深圳发布芯片政策 — 第12期"]
    assert found(browser, "follows", "算力") == ["深圳发布算力政策 — 素材库"]


def test_topics_by_beginning_and_use(browse, editor):
    make_item(tags=["智能网联", "人工智能", "智能"])
    make_item(tags=["人工智能", "AI"])
    browser = browse(editor)
    assert found(browser, "tag", "智能", "itemtopic") == ["智能", "智能网联", "人工智能"]
    assert found(browser, "tag", "ａi", "itemtopic") == ["AI"]
    assert found(browser, "tag", "", "itemtopic")[0] == "人工智能"


def test_as_many_queries_for_many_regions_as_for_few(browse, editor, django_assert_num_queries):
    browser = browse(editor)
    for term in ("宝安", "s"):
        # Session, user, two of rights, the number of rows, the rows.
        with django_assert_num_queries(6):
            assert found(browser, "region", term)


def test_it_is_for_those_who_may_see(browse, outsider):
    query = {"app_label": "issues", "model_name": "item", "field_name": "region", "term": "深圳"}
    assert browse(outsider).get(URL, query).status_code == 403
    assert browse().get(URL, query).status_code == 302


@pytest.mark.parametrize("page", ["0", "abc", "9" * 30, "-1"])
def test_a_page_that_is_none(browse, editor, page):
    query = {"app_label": "issues", "model_name": "item", "field_name": "region", "page": page}
    assert browse(editor).get(URL, query).status_code == 404


def test_all_pages_hold_each_region_once(browse, editor):
    browser, codes, page = browse(editor), [], 1
    query = {"app_label": "issues", "model_name": "item", "field_name": "region", "term": "s"}
    while page:
        answer = browser.get(URL, {**query, "page": page}).json()
        codes += [row["id"] for row in answer["results"]]
        page = page + 1 if answer["pagination"]["more"] else 0
    assert len(codes) == len(set(codes)) > 40
    assert Region.objects.filter(pk__in=codes).count() == len(codes)
