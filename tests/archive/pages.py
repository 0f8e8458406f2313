"""What a page must be, whichever it is, and what a test wants to know of it."""

import re
from contextlib import contextmanager
from xml.etree import ElementTree

import html5lib
from django.db import connection
from django.test.utils import CaptureQueriesContext

FOREIGN = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//(?!news\.example\.(?:org|com))""")


def text_of(response):
    return response.content.decode()


def parsed(response):
    """The page's tree without namespaces. A page that is no valid HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(text_of(response))
    for node in tree.iter():
        if isinstance(node.tag, str):  # not a comment
            node.tag = node.tag.rpartition("}")[2]
    return tree


def texts(response, path):
    """The text of each element of the path, white space folded."""
    return [" ".join("".join(node.itertext()).split()) for node in parsed(response).findall(path)]


def links(response, path=".//a"):
    return [node.get("href") for node in parsed(response).findall(path)]


def titles(response):
    """The headings of the items, in the order of the page."""
    heads = ".//article//h3", ".//article/h2", ".//h3"
    return next((found for head in heads if (found := texts(response, head))), [])


def names(tree, attribute):
    return [node.get(attribute) for node in tree.iter() if node.get(attribute) is not None]


def assert_good_page(response):
    tree = parsed(response)
    assert isinstance(tree, ElementTree.Element)
    ids = names(tree, "id")
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//main")) == 1
    assert tree.get("lang") in ("zh-Hans-CN", "en")
    assert tree.find("head/title").text.strip()
    assert {ref for refs in names(tree, "aria-labelledby") for ref in refs.split()} <= set(ids)
    here = {href[1:] for href in names(tree, "href") if href.startswith("#")}
    assert here <= set(ids), "a link to a place that is not on the page"
    assert not names(tree, "style")
    assert not tree.findall(".//style")
    for script in tree.iter("script"):
        data, module = script.get("type") == "application/ld+json", script.get("src")
        assert data or (module == "/static/js/search.js" and not script.text)
    assert not FOREIGN.search(text_of(response))
    assert all(name != "on" and not name.startswith("on") for name in attributes(tree))


def attributes(tree):
    return {name for node in tree.iter() for name in node.attrib if isinstance(name, str)}


# What PostgreSQL is told around a search, and the number of hits and their facets, which it may
# count in the statement that lists them where SQLite takes one of its own.
ASIDE = (
    "SAVEPOINT",
    "ROLLBACK",
    "RELEASE",
    "SELECT set_config",
    "SELECT count(*) FROM issues_search",
    "SELECT count(*) FROM (SELECT sort FROM issues_search",
    "SELECT group_concat(",
    "SELECT coalesce(string_agg(",
)


@contextmanager
def search_queries(number):
    """Fails unless there are so many queries, by a count that is the same on both databases."""
    with CaptureQueriesContext(connection) as seen:
        yield seen
    asked = [query["sql"] for query in seen.captured_queries]
    asked = [sql for sql in asked if not sql.startswith(ASIDE)]
    assert len(asked) == number, "\n".join(asked)
