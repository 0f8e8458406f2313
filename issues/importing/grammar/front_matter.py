"""The head of a Markdown file for its site: `title: …` between two lines of --- or +++."""

import re
from collections.abc import Sequence

from .rows import Row

FENCES = ("---", "+++")
PAIR = re.compile(r"([A-Za-z_][\w.-]{0,40})\s?[:=](?:\s+|$)(.*)")
VALUE = re.compile(r"[-*#\[\]{}\"']")  # a list, a comment, a value on several lines
TELLING = ("title", "date", "issue", "number")
MOST = 60
MAIL = re.compile(
    r"(发件人|发送时间|收件人|抄送|主题|日期|from|to|cc|date|sent|subject)\s?[:：]\s?(.*)",
    re.IGNORECASE,
)
MAIL_TELLING = ("主题", "日期", "发送时间", "subject", "date", "sent")


def mark_mail(rows: Sequence[Row]) -> None:
    """The head of a mail that was saved as text."""
    first = next((place for place, row in enumerate(rows) if row.content), 0)
    heads = []
    for row in rows[first : first + 12]:
        if not (found := MAIL.fullmatch(row.text)):
            break
        heads.append((row, found))
    if len(heads) < 2 or heads[0][1][1].lower() not in ("发件人", "from", "主题", "subject"):
        return
    for row, found in heads:
        row.kind, row.listed = "masthead", found[1].lower() not in MAIL_TELLING
        row.text = found[2] or row.text


def mark(rows: Sequence[Row]) -> None:
    """Gives it to the masthead; only title, date and number are read there."""
    if not rows or rows[0].text not in FENCES:
        return
    inner = range(1, min(len(rows), MOST))
    end = next((place for place in inner if rows[place].text == rows[0].text), 0)
    pairs = [PAIR.fullmatch(row.text) for row in rows[1:end]]
    if (
        not pairs
        or not pairs[0]
        or not all(
            pair or row.indent or VALUE.match(row.text)
            for row, pair in zip(rows[1:end], pairs, strict=True)
        )
    ):
        return
    for row in rows[: end + 1]:
        row.kind, row.listed = "masthead", True
    for row, pair in zip(rows[1:end], pairs, strict=True):
        if pair and pair[1].lower() in TELLING and pair[2]:
            row.text, row.listed = pair[2].strip("\"' "), False
