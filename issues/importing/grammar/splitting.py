"""Where unlabelled lines part: the end of a summary, the title after it, whole items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues.text import tidy

from .rows import MOST_TITLE_ROWS, Layout, Row, ends_sentence, first_width, is_prose

# How summaries begin, and titles hardly ever go on.
OPENING_WORDS = re.compile(
    r"近日|日前|近期|近年来|目前|据|为|该|本次|此次|\d{1,2}\s?月\s?\d{1,2}\s?日"
)
MOST_CLAUSE = 40
SUBTITLE = ("——", "—", "－", "--")


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows of one item found without labels."""

    title: list[Row]
    summary: list[Row]


def split_tail(label: Row | None, rows: Sequence[Row], layout: Layout) -> int:
    """How many of the rows belong to the running summary; those after them are a title.

    `label` is the row before the first one, or None where the summary is not begun.
    """
    best, best_score = (0, None)
    for count in range(max(0, len(rows) - MOST_TITLE_ROWS), len(rows)):
        before = rows[count - 1] if count else label
        score = _score(before, rows[count:], layout)
        if best_score is None or score >= best_score:
            best, best_score = count, score
    return best


def _score(before: Row | None, title: Sequence[Row], layout: Layout) -> float:
    score = 0.0
    if before is not None:
        text = before.text
        score += 4 if ends_sentence(text) else -2
        score += 3 if layout.gaps_tell and title[0].gap else 0
        score += 2 if layout.measure and not layout.is_full(before, title[0]) else 0
        score += 1 if layout.indents_tell and layout.is_indented(before) else 0
    for row, after in pairwise(title):
        held = layout.is_full(row, after) or tidy.open_brackets([row.text], "《》“”")
        score -= 1 if held and not ends_sentence(row.text) else 4
        score -= 3 if layout.gaps_tell and after.gap else 0
    score -= 3 * sum("。" in row.text for row in title)
    return score - (2 if ends_sentence(title[-1].text) and "。" in title[-1].text[-2:] else 0)


def title_rows(rows: Sequence[Row], layout: Layout) -> int:
    """Of rows between a finished item and a label, where the title begins."""
    start = len(rows) - 1
    while start > 0 and _same_title(rows[start - 1], rows[start], layout):
        start -= 1
    return start


def _same_title(row: Row, after: Row, layout: Layout) -> bool:
    if after.text.startswith(SUBTITLE) or tidy.open_brackets([row.text]):
        return True
    if row.text.endswith(("。", "；")):
        return False
    if layout.gaps_tell and after.gap:
        return False
    if layout.gaps_tell and not layout.measure:
        return True
    if layout.measure and layout.fills_title(row, after):
        return True
    # A larger type gives titles a shorter measure than summaries have.
    long = tidy.width(row.text) >= (layout.measure * 0.55 if layout.measure else 30)
    return long and (not layout.measure or _would_not_fit(row, after, layout))


def _would_not_fit(row: Row, after: Row, layout: Layout) -> bool:
    return tidy.width(row.text) + tidy.width(after.text) > layout.measure * 0.7


def title_and_text(words: str) -> tuple[str, str] | None:
    """标题：正文。 on one line; a title may have a colon of its own."""
    first, stop, _rest = words.partition("。")
    title, colon, _text = first.rpartition("：")
    if not stop or not colon or not 2 <= len(title.strip()) <= MOST_CLAUSE:
        return None
    return title.strip(), words[len(title) + 1 :].strip()


def split_head(rows: Sequence[Row], layout: Layout) -> int:
    """How many rows the title has that a summary without label follows."""
    for count in range(1, len(rows)):
        row, after = rows[count - 1], rows[count]
        if tidy.open_brackets([r.text for r in rows[:count]], "《》") and count < 4:
            continue
        if (layout.gaps_tell and after.gap) or OPENING_WORDS.match(after.text):
            return count
        if layout.indents_tell and layout.is_indented(after) and not layout.is_indented(row):
            return count
        if _ends_title(after, rows[count + 1 :], layout):
            return count + 1
        if "。" in after.text or not layout.is_full(row, after):
            return count
        if count + 1 < len(rows) and OPENING_WORDS.match(rows[count + 1].text):
            return count + 1
        if count + 1 < len(rows) and layout.is_full(after, rows[count + 1]):
            return count
        if ends_sentence(after.text) or count >= 3:
            return count
    return len(rows)


def _ends_title(row: Row, below: Sequence[Row], layout: Layout) -> bool:
    """A last word of the title: the first line of a summary is full where others follow it."""
    short = tidy.width(row.text) < layout.measure * 0.6
    return short and bool(below) and "。" not in row.text


def loose_items(rows: Sequence[Row], layout: Layout) -> tuple[list[Row], list[Loose]]:
    """Unlabelled items: a line that is no sentence is a title, the prose after it its summary.

    Returns (rows before the first title, items).
    """
    early: list[Row] = []
    items: list[Loose] = []
    for part in layout.paragraphs(rows):
        prose = is_prose(tidy.join(row.text for row in part)) or _opens_summary(part, items, layout)
        if prose and not items and len(part) > 1 and (cut := _glued_title(part, layout)):
            items.append(Loose(part[:cut], part[cut:]))
        elif prose and items and items[-1].summary and _opens_item(part, layout):
            items.append(Loose(part[:1], part[1:]))
        elif prose and not items:
            early += part
        elif prose or (items and _goes_on_in(items[-1].summary, part, layout)):
            items[-1].summary.extend(part)
        elif items and not items[-1].summary and _goes_on(items[-1].title, part[0], layout):
            items[-1].title.extend(part)
        else:
            items.append(Loose(list(part), []))
    return early, items


def _opens_item(part: Sequence[Row], layout: Layout) -> bool:
    """A title right above its summary, where blank lines part the items."""
    if len(part) < 2 or not layout.gaps_tell or not part[0].gap:
        return False
    title, text = part[0], part[1]
    ends = ends_sentence(title.text) or title.text.endswith(("：", ":", "，", "、"))
    return not ends and not is_prose(title.text) and not layout.is_full(title, text)


def _goes_on(title: Sequence[Row], after: Row, layout: Layout) -> bool:
    """Whether a title has its end on a further line: an open bracket, or nearly a full line."""
    if len(title) >= MOST_TITLE_ROWS:
        return False
    if tidy.open_brackets([row.text for row in title], "《》“”"):
        return True
    full = tidy.width(title[-1].text) + first_width(after) > layout.head_measure * 0.95
    return full and layout.measure > 0 and tidy.width(title[-1].text) >= layout.measure * 0.8


def _goes_on_in(summary: Sequence[Row], part: Sequence[Row], layout: Layout) -> bool:
    """Whether a summary stopped in the middle of a sentence, at a line that came out short."""
    if not summary or not layout.measure or ends_sentence(summary[-1].text):
        return False
    parted = layout.gaps_tell and part[0].gap
    return not parted or tidy.width(summary[-1].text) >= layout.measure * 0.85


def _opens_summary(part: Sequence[Row], items: Sequence[Loose], layout: Layout) -> bool:
    """A line of a summary that looks like a paragraph, as some Latin word left it short."""
    if not items or items[-1].summary:
        return False
    if OPENING_WORDS.match(part[0].text):
        return True
    if max(tidy.width(row.text) for row in part) < layout.measure * 0.85:
        return False
    title = items[-1].title
    short = tidy.width(title[-1].text) < layout.measure * 0.85
    return short or not _goes_on(title, part[0], layout)


def _glued_title(part: Sequence[Row], layout: Layout) -> int:
    """A title that fills its line has no visible end: it stops where the prose begins."""
    cut = split_head(part, layout)
    if cut == len(part):
        cut = 1
    return cut if not is_prose(part[0].text) else 0
