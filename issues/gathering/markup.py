"""What an HTML page says of itself, and its paragraphs. Pure: nothing is fetched, nothing run."""

import json
import re
from contextlib import suppress

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from issues.text import tidy

XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# The tree takes them from a page but not from us, wherever two texts are put together.
NO_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
# Never part of an article; what is left is counted.
CHROME = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "aside",
    "select",
    "button",
)
# trafilatura takes a second for 2,000 elements in lists, and a minute for 20,000; nine for
# 300,000 characters in tables within tables. Longer than any news, and it is not asked.
MOST_ELEMENTS = 2000
MOST_TEXT = 60_000
MOST_LINES = 400
PARAGRAPH = 20  # characters: what is shorter is a caption, a button, a date
LONGEST = 5000  # characters of one element that are read: what stands within others counts again
BEGINNING = etree.XPath(f"substring(string(), 1, {LONGEST})")
HEADS = etree.XPath("/descendant::header[not(descendant::h1)]")
CONFIG = use_config()
CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")  # Chinese says in 80 what English says in 250


def parse(text):
    """The tree of a page, or None where there is none in the text."""
    text = XML_DECLARATION.sub("", text).translate(NO_TEXT)
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(encoding=None))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def size(tree):
    """How many elements, texts and comments the page has; counted in C."""
    return int(tree.xpath("count(//node())"))


def meta(tree):
    """{name in lower case: content} of the page's <meta>, the first of each name."""
    found = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        content = line(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def linked_data(tree):
    """The first JSON-LD object that is an article, else {}."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            with suppress(ValueError, RecursionError):
                for row in objects(json.loads(element.text or "")):
                    if "headline" in row or "datePublished" in row:
                        return row
    return {}


def objects(data):
    rows = data if isinstance(data, list) else [data]
    for row in rows:
        if isinstance(row, dict):
            yield row
            graph = row.get("@graph")
            yield from (inner for inner in graph or () if isinstance(inner, dict))


def line(text):
    """One line of what a browser would show."""
    return tidy.clean(" ".join(text.split())) if text else ""


def words(element):
    """The text of an element as a browser shows it, on one line; the beginning of a long one."""
    return line(BEGINNING(element)) if element is not None else ""


def first(tree, path):
    return next(iter(tree.xpath(path)), None)


def strip_chrome(tree):
    """Takes out what is no text of the page, in place."""
    for head in HEADS(tree):
        head.tag = "nav"
    etree.strip_elements(tree, *CHROME, etree.Comment, with_tail=False)


def visible(tree):
    """All text of the page on one line, with a space between what stands in its own element."""
    body = tree.find("body")
    return line(" ".join((body if body is not None else tree).itertext()))


def articles(tree):
    """Readings of the article as lists of lines, the better one first.

    `tree` is without its chrome, and is spoilt by asking.
    """
    own = densest(tree)
    shown, elements = tree.xpath("string-length()"), tree.xpath("count(//*)")
    if elements > MOST_ELEMENTS or shown > MOST_TEXT:
        return [own]
    try:
        found = bare_extraction(
            tree, include_comments=False, include_tables=False, with_metadata=False, config=CONFIG
        )
    except (etree.LxmlError, AttributeError, LookupError, TypeError, ValueError):
        return [own]  # a tree that the library did not expect
    lines = [line(text) for text in (found.text or "").split("\n")] if found else []
    return [[text for text in lines if text][:MOST_LINES], own]


def densest(tree):
    """The paragraphs of the block that holds the most text in paragraphs of its own."""
    blocks = {}
    for element in tree.iter("p"):
        text = words(element)
        if len(text) >= PARAGRAPH:
            blocks.setdefault(element.getparent(), []).append(text)
    best = max(blocks.values(), key=lambda lines: sum(map(len, lines)), default=[])
    return best[:MOST_LINES]
