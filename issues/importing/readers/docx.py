"""Word files -> Source: the zip directory is looked at before anything is unpacked."""

import io
import re
import zipfile
import zlib

import mammoth
from lxml import etree, html

from issues.text import tidy

from ..parsed import Refused
from ..source import Source
from .lines import FOOT, HEAD, Collector
from .walk import Walker

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
SMALL = 1024 * 1024  # below this a part may be packed as tightly as it likes
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Files of other programs that are zip files too, by a part that each has.
OTHERS = [
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
    ("content.xml", "odt"),
    ("META-INF/container.xml", "epub"),
]
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='标题'] => h1.title:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='标题 4'] => h4:fresh
"""
FOOTNOTE = re.compile(r"#(?:foot|end)note-\d+")
RUNNING = re.compile(r"word/(header|footer)\d*\.xml")


def read(data: bytes, name: str) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            check(packed, len(data), name)
            heads, feet = running(packed)
        page = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, convert_image=lambda image: []
        ).value
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        code = "truncated_file" if b"PK\x05\x06" not in data[-65_600:] else "damaged_file"
        raise Refused(code, name=name) from error
    lines = Collector()
    for line in heads:
        lines.add(line, top=HEAD)
    if page:
        tree = html.fragment_fromstring(page, create_parent="div")
        place_footnotes(tree)
        lower_title(tree)
        Walker(lines).walk(tree)
    for line in feet:
        lines.add(line, top=FOOT)
    if not any(line.top is None and tidy.clean(line.text) for line in lines.lines):
        raise Refused("no_text", name=name)
    return lines.source("docx")


def check(packed: zipfile.ZipFile, size: int, name: str) -> None:
    """Refuses by the directory alone; what it says is checked again while reading."""
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        raise Refused("too_many_parts", name=name, most=MOST_PARTS)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("bomb", name=name, most=MOST_UNPACKED // SMALL)
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise Refused("bomb", name=name, most=MOST_UNPACKED // SMALL)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted", name=name)
    if "word/document.xml" not in names:
        kind = next((kind for part, kind in OTHERS if part in names), "archive")
        raise Refused("not_text", name=name, kind=kind)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            unpack(packed, part, name)


def unpack(packed: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """A directory may lie about a size: the part must not be larger than it says."""
    read = 0
    with packed.open(part) as stream:
        while chunk := stream.read(SMALL):
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused("damaged_file", name=name)
            read += len(chunk)
            if read > part.file_size:
                raise Refused("bomb", name=name, most=MOST_UNPACKED // SMALL)


def running(packed: zipfile.ZipFile) -> tuple[list[str], list[str]]:
    """The words of running heads and feet, each once; mammoth leaves them out."""
    found: dict[str, list[str]] = {"header": [], "footer": []}
    for part in sorted(packed.namelist()):
        if not (kind := RUNNING.fullmatch(part)):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        tree = etree.fromstring(packed.read(part), parser=parser)
        for paragraph in tree.iter(f"{W}p"):
            text = "".join(paragraph.itertext(f"{W}t")).strip()
            if text and text not in found[kind[1]]:
                found[kind[1]].append(text)
    return found["header"], found["footer"]


def lower_title(tree: html.HtmlElement) -> None:
    """The one title of a whole document is no heading among the headings of its sections."""
    heads = tree.findall(".//h1")
    titles = [head for head in heads if head.get("class") == "title"]
    if len(titles) == 1 and len(heads) > 1:
        titles[0].tag = "p"


def place_footnotes(tree: html.HtmlElement) -> None:
    """A note with an address stands below the paragraph that it belongs to; marks go."""
    for mark in list(tree.iter("sup")):
        link = mark.find("a")
        if link is None or not FOOTNOTE.fullmatch(link.get("href", "")):
            continue
        note = tree.get_element_by_id(link.get("href")[1:], None)
        block = next(
            (a for a in mark.iterancestors() if a.tag in ("p", "h1", "h2", "h3", "li")), None
        )
        mark.drop_tree()
        if note is None:
            continue
        for back in list(note.iter("a")):
            if back.get("href", "").startswith("#"):
                back.drop_tree()
        if block is not None and "://" in etree.tostring(note, encoding="unicode"):
            note.tag = "p"
            for paragraph in list(note.iter("p")):
                if paragraph is not note:
                    paragraph.drop_tag()
            tail = note.tail
            note.drop_tree()
            note.tail = tail
            anchor = below(block)
            anchor.addnext(note)


def below(block: html.HtmlElement) -> html.HtmlElement:
    """The paragraph, or the note that has been placed below it already."""
    after = block.getnext()
    while after is not None and after.get("id", "").startswith(("footnote", "endnote")):
        block, after = after, after.getnext()
    return block
