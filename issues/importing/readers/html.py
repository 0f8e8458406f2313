"""Web pages as browsers save them -> Source. What surrounds the text stands last, as a foot."""

import codecs
import email
import email.policy
import re

from lxml import etree, html

from issues.text import tidy

from ..parsed import Refused
from ..source import Source
from . import text
from .kinds import kind_of
from .lines import FOOT, HEAD, Collector
from .walk import Walker, is_hidden

DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I
)
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
# What pages call the part that holds their text; WeChat's comes first.
MAIN = [
    "//*[@id='js_content']",
    "//main",
    "//*[@role='main']",
    "//article",
    "//*[@id='content' or @id='article' or @id='main']",
]
CHROME_TAGS = frozenset(["nav", "aside", "footer", "dialog", "menu"])
CHROME_WORDS = frozenset(
    [
        *("nav", "navbar", "navigation", "menu", "sidebar", "footer", "breadcrumb", "breadcrumbs"),
        *("comment", "comments", "share", "sharing", "related", "recommend", "recommended"),
        *("ad", "advert", "ads", "banner", "pagination", "pager", "toolbar", "copyright", "cookie"),
    ]
)


def read(data: bytes, name: str) -> Source:
    declared = ""
    if kind_of(data, name) == "mhtml":
        data, declared = part_of_mhtml(data, name)
    tree = parsed(decoded(data, declared, name), name)
    lines = Collector()
    if title := tidy.clean(tree.findtext(".//title") or ""):
        lines.add(title, top=HEAD)
    body = tree.find(".//body")
    body = tree if body is None else body
    main = main_part(body)
    Walker(lines, skip=is_chrome).walk(main)
    furniture(body, main, lines)
    return lines.source("html")


def part_of_mhtml(data: bytes, name: str) -> tuple[bytes, str]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return part.get_payload(decode=True) or b"", part.get_content_charset() or ""
    raise Refused("no_page", name=name)


def decoded(data: bytes, declared: str, name: str) -> str:
    """By its mark, by what it declares, else as any text file."""
    if data.startswith(tuple(bom for bom, _encoding in text.BOMS)):
        return text.decode(data, name)
    found = DECLARED.search(data[:4096])
    label = (declared or (found[1].decode("ascii") if found else "")).lower()
    try:
        return data.decode(codecs.lookup(CHINESE.get(label, label)).name)
    except (LookupError, UnicodeDecodeError):
        return text.decode(data, name)


def parsed(page: str, name: str) -> html.HtmlElement:
    page = re.sub(r"^\s*<\?xml[^>]*>", "", page.replace("\0", ""))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise Refused("no_page", name=name) from error
    return tree


def words(element: html.HtmlElement) -> int:
    return len("".join(element.itertext()).strip())


def main_part(body: html.HtmlElement) -> html.HtmlElement:
    """The element of the text, where one holds most of what the page says outside its menus."""
    hidden = [e for e in body.iter() if isinstance(e.tag, str) and is_dropped(e)]
    total = words(body) - sum(
        words(e) for e in hidden if not any(is_dropped(a) for a in e.iterancestors())
    )
    for path in MAIN:
        found = body.xpath(path)
        if len(found) == 1 and words(found[0]) * 2 >= total:
            return found[0]
    return body


def is_dropped(element: html.HtmlElement) -> bool:
    return is_hidden(element) or is_chrome(element)


def is_chrome(element: html.HtmlElement) -> bool:
    if element.tag in CHROME_TAGS or element.get("role") in ("navigation", "contentinfo", "search"):
        return True
    names = re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    return element.tag in ("div", "ul", "section", "p") and bool(CHROME_WORDS & set(names))


def furniture(body: html.HtmlElement, main: html.HtmlElement, lines: Collector) -> None:
    """Menus, footers and side columns, below all: nothing that a reader saw is lost."""
    inside = {main, *main.iterancestors()}
    for element in body.iter():
        if not isinstance(element.tag, str) or element in inside or is_hidden(element):
            continue
        parent = element.getparent()
        outside = main not in element.iterancestors() and parent in inside
        outer_chrome = is_chrome(element) and not any(is_chrome(a) for a in element.iterancestors())
        if outside or (outer_chrome and main in element.iterancestors()):
            Walker(lines, top=FOOT).walk(element)
