"""Section headings: 【政策资讯】, 一、政策资讯, ■ 政策资讯, ## 政策资讯, 政策资讯（4条）."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues.text import tidy

from . import markdown, masthead
from .labels import CLOSING, OPENING
from .numbering import NUMERAL, read_number
from .rows import Bit, Layout, Row, ends_sentence, following, previous

STANDARD = frozenset(["政策资讯", "行业资讯", "国内资讯", "省内资讯", "企业资讯"])
STANDARD |= {"政策資訊", "行業資訊", "國內資訊", "省內資訊", "企業資訊"}
# What the names of sections end with; only a hint, never enough alone.
ENDINGS = (
    *("资讯", "动态", "要闻", "快讯", "速递", "速览", "前沿", "观察", "聚焦", "热点"),
    *("视点", "视野", "简讯", "风向"),
)
COUNT = re.compile(
    r"\s*[（(\[]?\s*(?:共|计|合计)?\s*\d{1,3}\s*[条则篇项个]\s*[)）\]]?$|\s*[（(]\s*\d{1,3}\s*[)）]$"
)
ORNAMENTS = "■◆●▶►★☆◇□▲△▼※§◎○•·❖➤➢✦✧▌▍≡|｜"
# 栏目：政策资讯, 第一部分 政策资讯, PART 01 政策资讯
NAMED = re.compile(
    rf"(?:栏目|板块|版块|专栏)\s?[:：]\s?|第[{NUMERAL}]{{1,3}}(?:部分|章|篇|[版板]块)\s?[:：、]?\s?|"
    r"(?:part|chapter)\s?[.．]?\s?\d{1,2}\s?[:：、.．|｜·-]?\s?",
    re.IGNORECASE,
)
# 政策资讯 Policy News
BILINGUAL = re.compile(rf"({'|'.join(sorted(STANDARD))})\s?[|｜/·]?\s?[A-Za-z][A-Za-z &]*")
NAMED_MARK = "栏目"
PUNCTUATION = re.compile(r"[，。；：！？、“”《》,;:!?=/%]")
LETTER = re.compile(r"[^\W\d_]")
LONGEST = 16
LONGEST_MARKDOWN = 40
MOST_BARE = 8
MOST_OPENING = 6


@dataclass(frozen=True, slots=True)
class Heading:
    name: str
    mark: str  # the look: "##", "【", "■", "一、", "栏目"; empty for bare words


def read(text: str) -> Heading | None:
    """The heading a line would be, if it is one; `known` and the context decide."""
    marks: list[str] = []
    if len(text) > 80:
        return None
    if found := markdown.heading(text):
        marks.append("#" * found[0])
        text = found[1]
    text, before = text.strip("* _"), None
    while text and text != before:
        before = text
        text = _without_outer_mark(text, marks)
    name = COUNT.sub("", text).strip(" 　:：*")
    name = _unbracketed(name, marks)
    name = COUNT.sub("", name).strip(" :：-—–~=")
    if found := BILINGUAL.fullmatch(name):
        name = found[1]
    most = LONGEST if not marks or marks[0][0] != "#" else LONGEST_MARKDOWN
    if not name or len(name) > most or not LETTER.search(name):
        return None
    return Heading(_closed_up(name), marks[0] if marks else "")


def _without_outer_mark(text: str, marks: list[str]) -> str:
    if text[0] in ORNAMENTS or (text[0] in "-—=~/" and text[-1] in "-—=~/"):
        marks.append(text[0])
        return text.strip(text[0] + " ").strip(ORNAMENTS + " ")
    if found := tidy.OPENING_PICTOGRAPHS.match(text):
        marks.append(text[0])
        return text[found.end() :]
    if found := NAMED.match(text):
        marks.append(NAMED_MARK)
        return text[found.end() :]
    # The number stands before the words or before the bracket: 一、【政策资讯】
    if (found := read_number(text)) and (found.sure or tidy.squeeze(found.rest) in STANDARD):
        marks.append(found.style)
        return found.rest
    return text


def _unbracketed(name: str, marks: list[str]) -> str:
    if len(name) > 2 and name[0] in OPENING and name[-1] == CLOSING[OPENING.index(name[0])]:
        marks.append("【")
        return name[1:-1].strip()
    return name


def _closed_up(name: str) -> str:
    """政 策 资 讯 is 政策资讯, but `AI Agent` keeps its space."""
    return tidy.squeeze(name) if tidy.squeeze(name) in STANDARD else name


def mark_all(rows: Sequence[Row]) -> None:
    """Finds the headings among rows whose labels are read already."""
    candidates = [
        (index, row, found)
        for index, row in enumerate(rows)
        if row.content and row.role in ("plain", "md") and (found := read(row.text))
    ]
    standard = any(found.name in STANDARD for _index, _row, found in candidates)
    looks = {found.mark for _index, _row, found in candidates if found.name in STANDARD} - {""}
    levels = set() if standard else _levels(rows)
    for index, row, found in candidates:
        if found.name in STANDARD or _is_heading(rows, index, found, looks | levels):
            row.bits = [Bit("heading", found.name)]
            row.mark = found.mark
    if not any(row.role == "heading" for row in rows):
        mark_alike(rows, [(row, found) for _index, row, found in candidates])
    bare = [entry for entry in candidates if entry[1].role != "heading"]
    layout = Layout(rows)
    for index, row, found in bare if looks or any(row.role == "heading" for row in rows) else ():
        if not found.mark and found.name.endswith(ENDINGS) and _stands_alone(rows, index, layout):
            row.bits = [Bit("heading", found.name)]


def mark_alike(rows: Sequence[Row], candidates: Sequence[tuple[Row, Heading]]) -> None:
    """Short words of one look above titles, in a file of labelled items without other headings."""
    content = [row for row in rows if row.content]
    places = {id(row): place for place, row in enumerate(content)}
    layout = Layout(rows)
    summaries = sum(row.role == "summary" for row in content)
    first_summary = next((row.no for row in content if row.role == "summary"), 0)
    looks: dict[str, list[tuple[Row, Heading]]] = defaultdict(list)
    for row, found in candidates:
        looks[found.mark].append((row, found))
    for look, alike in looks.items():
        kept = [
            (row, found.name)
            for row, found in alike
            if _tops_title(content, places[id(row)], layout)
            and not PUNCTUATION.search(found.name)
            and not masthead.tells(row.text)
        ]
        if look and len(kept) < len(alike):
            continue  # other lines of that look are no headings
        names = {name for _row, name in kept}
        # Sections hold all items from the first one on; 重磅 above two of them is a mark.
        first = bool(kept) and kept[0][0].no < first_summary
        if first and 2 <= len(names) == len(kept) < summaries:
            for row, name in kept:
                row.bits = [Bit("heading", name)]


def _tops_title(content: Sequence[Row], place: int, layout: Layout) -> bool:
    """Between a finished item and the one line of a title that 内容： follows."""
    if place + 2 >= len(content):
        return False
    row, title, label = content[place : place + 3]
    name = row.numbered.rest if row.numbered else row.text
    if len(name) > MOST_BARE or (title.role, label.role) != ("plain", "summary"):
        return False
    ended = place < MOST_OPENING or content[place - 1].role in ("source", "url", "urlpart")
    long = tidy.width(title.text) >= 12 and not layout.is_full(row, title)
    return ended and long


def mark_containers(rows: Sequence[Row]) -> None:
    """## 本期内容 right above ### 政策资讯 heads sections and is none."""
    content = [row for row in rows if row.content]
    for row, after in pairwise(content):
        found, below = markdown.heading(row.text), markdown.heading(after.text)
        if not found or not below or after.role != "heading" or found[0] >= below[0]:
            continue
        if row is content[0] or masthead.tells(row.text):  # it names the whole
            continue
        if row.role == "md" or (row.role == "heading" and row.bits[0].text not in STANDARD):
            row.bits = [Bit("container", row.bits[0].text)]


def _levels(rows: Sequence[Row]) -> set[str]:
    """The level of Markdown headings that are sections where no standard name says so."""
    order = [found[0] for row in rows if (found := markdown.heading(row.text))]
    counts = {level: order.count(level) for level in sorted(set(order))}
    levels = list(counts)
    if len(levels) >= 2 and counts[levels[0]] == 1:
        levels = levels[1:]  # the title of the whole
    if not levels:
        return set()
    # Levels whose headings mostly stand above entries, and all above the lowest one.
    found = {level for level in levels if _heads_entries(rows, level)}
    found |= set(levels[:1]) if len(levels) > 1 else set()
    last = max(found, default=0)
    return {"#" * level for level in levels if level <= last}


def _heads_entries(rows: Sequence[Row], level: int) -> bool:
    """Whether below most headings of the level an entry follows: of a list, bold or linked."""
    content = [row for row in rows if row.content]
    told = []
    for row, after in pairwise(content):
        found = markdown.heading(row.text)
        if found and found[0] == level:
            told.append(_is_entry(after))
    return bool(told) and sum(told) * 2 >= len(told)


def _is_entry(row: Row) -> bool:
    return (
        row.role == "title"
        or (row.numbered is not None and row.numbered.rest.startswith("**"))
        or markdown.BULLET.match(row.text) is not None
        or markdown.bold(row.text) is not None
        or (row.role == "url" and markdown.linked_title(row.text) is not None)
    )


def _is_heading(rows: Sequence[Row], index: int, found: Heading, looks: set[str]) -> bool:
    after = following(rows, index)
    if found.mark.startswith("#"):
        return found.mark in looks
    if PUNCTUATION.search(found.name) or (after and after.role == "summary"):
        return False
    if found.mark in ("【", NAMED_MARK):
        return len(found.name) >= 2
    short = len(found.name) <= 10 and _in_heading_place(rows, index)
    return short and found.mark in looks


def _in_heading_place(rows: Sequence[Row], index: int) -> bool:
    before, after = previous(rows, index), following(rows, index)
    if after is None or after.role not in ("plain", "md", "heading", "title"):
        return False
    return (
        before is None
        or before.role in ("source", "url", "tags", "region", "heading")
        or (ends_sentence(before.text))
    )


def _stands_alone(rows: Sequence[Row], index: int, layout: Layout) -> bool:
    """A bare unknown name is a heading only between a finished item and another title."""
    row = rows[index]
    if len(row.text) > 8 or any(char.isascii() for char in row.text):
        return False
    if previous(rows, index) is None and _names_the_issue(following(rows, index)):
        return False
    return _in_heading_place(rows, index) and not layout.is_full(row, following(rows, index))


def _names_the_issue(after: Row | None) -> bool:
    """A first line above number, date or the first section: 示例产业资讯, 第12期."""
    return after is not None and (after.role == "heading" or masthead.tells(after.text))
