"""What every page for readers has in common: valid, in two languages, without a cookie."""

import re

import brotli
import pytest
from django.urls import reverse

from issues.archive import context
from tests.archive.pages import assert_good_page, parsed, text_of
from tests.factories import fill, make_issue, make_item

PAGES = (
    "/",
    "/issues/",
    "/issues/?year=2025",
    "/issues/12/",
    "/items/{item}/",
    "/regions/",
    "/regions/440000/",
    "/regions/CN/",
    "/regions/654301/",
    "/topics/",
    "/topics/人工智能/",
    "/search/",
    "/search/?q=AI+Agent&year=2025&sort=relevance",
    "/search/?q=nothing",
)
NONE = ("/issues/99/", "/items/999999/", "/regions/ZZ/", "/topics/没有/", "/nothing")
LANGUAGES = ("", "/en")


@pytest.fixture(scope="module", autouse=True)
def item(shared_db):
    make_issue(11, title="")
    issue = make_issue(12, note="编者的话")
    fill(issue)
    first = issue.items.in_order().first()
    return make_item(issue, "后续", follows=first, region="深圳", tags=["人工智能"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_it_works(reader, item, page, language):
    response = reader.get(language + page.format(item=item.pk))
    assert response.status_code == 200
    assert_good_page(response)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stays_out_of_private_matters(reader, item, page):
    response = reader.get(page.format(item=item.pk), headers={"accept-language": "en-US"})
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("page", PAGES)
def test_head_answers_like_get(reader, item, page):
    address = page.format(item=item.pk)
    asked, seen = reader.head(address), reader.get(address)
    assert asked.status_code == 200
    assert asked.content == b""
    assert asked.headers["Content-Type"] == seen.headers["Content-Type"]


@pytest.mark.parametrize("page", [*PAGES, "/issues/latest/", "/robots.txt", "/sitemap.xml"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_take_no_other_method(reader, item, page, method):
    response = getattr(reader, method)(page.format(item=item.pk))
    assert response.status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_itself_and_its_twin(reader, item, page):
    path = page.format(item=item.pk)
    english = parsed(reader.get(f"/en{path}"))
    chinese = parsed(reader.get(path))
    twins = {
        "zh-Hans": f"https://news.example.org{path}",
        "en": f"https://news.example.org/en{path}",
        "x-default": f"https://news.example.org{path}",
    }
    for tree, own in ((english, twins["en"]), (chinese, twins["zh-Hans"])):
        links = tree.findall("head/link")
        alternates = {
            link.get("hreflang"): link.get("href")
            for link in links
            if link.get("rel") == "alternate" and link.get("hreflang")
        }
        assert alternates == twins
        assert [link.get("href") for link in links if link.get("rel") == "canonical"] == [own]


@pytest.mark.parametrize("page", PAGES)
def test_the_switch_of_language_stays(reader, item, page):
    path = page.format(item=item.pk)
    switch = parsed(reader.get(path)).find(".//footer//a[@hreflang='en']")
    assert switch.get("href") == f"/en{path}"
    tree = parsed(reader.get(f"/en{path}"))
    back = tree.find(".//footer//a[@hreflang='zh-Hans']")
    assert back.get("href") == path
    inner = [a.get("href") for a in tree.findall(".//body//a") if a is not back]
    # Feeds and the API have one language.
    inner = [href for href in inner if re.match("/(?!feeds/|api/)", href)]
    assert inner
    assert all(href.startswith("/en/") for href in inner)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/regions/654301/"])
def test_chinese_on_an_english_page_is_marked(reader, item, page):
    tree = parsed(reader.get(f"/en{page.format(item=item.pk)}"))
    assert tree.get("lang") == "en"
    assert not list(unmarked(tree.find("body")))


def unmarked(node, chinese=False):
    """Texts with Chinese characters that stand outside an element marked as Chinese."""
    chinese = chinese or (node.get("lang") or "").startswith("zh")
    if not chinese and re.search("[一-鿿]", node.text or ""):
        yield node.text
    for child in node:
        if isinstance(child.tag, str):
            yield from unmarked(child, chinese)
        if not chinese and re.search("[一-鿿]", child.tail or ""):
            yield child.tail


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", NONE)
def test_what_is_missing_is_said_on_a_page_of_ours(reader, item, page, language):
    response = reader.get(language + page)
    assert response.status_code == 404
    assert_good_page(response)
    assert response.headers["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert 'name="robots" content="noindex"' in text_of(response)


def test_an_address_with_a_trap_leads_to_no_other_host(reader):
    response = reader.get("/en//evil.example/")
    assert response.status_code == 404
    assert "evil" not in text_of(response)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/issues/0/", 404),
        ("/issues/012/", 404),
        ("/issues/-1/", 404),
        ("/issues/１２/", 404),
        (f"/issues/{2**63}/", 404),
        (f"/issues/{2**31}/", 404),
        (f"/issues/{'9' * 18}/", 404),
        (f"/issues/{'9' * 4301}/", 404),
        (f"/items/{2**63}/", 404),
        (f"/items/{'9' * 18}/", 404),
        (f"/items/{'9' * 4301}/", 404),
        ("/items/x/", 404),
        ("/regions/%00/", 400),
        ("/topics/%00/", 400),
        ("/topics/a%00b/", 400),
        ("/topics/%B9%E3%B6%AB/", 404),
        ("/topics/%ED%A0%80/", 404),
        (f"/topics/{'数' * 10_000}/", 404),
        ("/regions/%B9%E3%B6%AB/", 404),
        ("/issues/?year=%00", 404),
        ("/issues/?year=%B9%E3", 404),
        (f"/issues/?year={'9' * 4301}", 404),
        ("/issues/?year=0000", 404),
        ("/issues/?year=２０２５", 404),
        ("/issues/?year=", 404),
        ("/issues/?page=0", 404),
        ("/topics/?page=-1", 404),
        ("/topics/人工智能/?page=x", 404),
        ("/topics/人工智能/?page=99", 404),
        (f"/regions/440000/?page={'9' * 4301}", 404),
        ("/regions/440000/?page=1.5", 404),
        ("/regions/440000/?page=", 404),
        ("/?page=0&q=%00", 200),
    ],
)
def test_bad_addresses_never_break_the_site(reader, item, path, status):
    response = reader.get(path)
    assert response.status_code == status
    assert_good_page(response)


def test_markup_in_what_editors_wrote_is_text(reader, db):
    evil = """</script><img src=x onerror="alert('1')"><b>"""
    issue = make_issue(13, title=evil, note=evil)
    item = make_item(
        issue,
        evil,
        summary=evil,
        source_name=evil,
        region="深圳",
        tags=["<i>&'\""],
        other_sources="javascript:alert(1)",
    )
    topic = item.topics[0]
    for path in ("/", "/issues/", "/issues/13/", f"/items/{item.pk}/", "/regions/440300/"):
        assert_good_page(reader.get(path))
        assert not parsed(reader.get(path)).findall(".//img")
    for path in ("/topics/", reverse("topic", args=[topic.slug])):
        response = reader.get(path)
        assert_good_page(response)
        assert not parsed(response).findall(".//i")


def test_a_page_is_compressed(reader, item):
    plain = reader.get("/issues/12/", headers={"accept-encoding": "identity"})
    packed = reader.get("/issues/12/", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content


def test_a_closed_archive_leaves_no_copies(client, chief, item, settings):
    settings.ARCHIVE_ACCESS = "staff"
    client.force_login(chief)
    response = client.get("/issues/12/", secure=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("数智要览", ""),
        ("数字政府简报", "long"),
        ("广东数智产业要览", "longer"),
        ("广东省人工智能与数字经济要览", "longest"),
        ("The Guangdong Artificial Intelligence Weekly", "wraps"),
    ],
)
def test_a_long_name_gets_smaller_type(name, style):
    assert context.plate(name) == style
