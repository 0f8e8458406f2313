"""Items without labels that may be none: weeklies also say things about themselves."""

import re

from ..parsed import Problem
from .rows import is_prose

LETTER = re.compile(r"[^\W\d_]")
# What weeklies say about themselves and their sponsors, below and between the items.
HOUSE = re.compile(
    r"订阅|投稿|谁在招人|赞助|广告|推广|公众号|扫码|二维码|往年回顾|往期|退订|上一期|下一期|版权|联系我们|欢迎转载|转发给|"
    r"交流群|合作请|收听|关注我们|打赏|赞赏|请我喝|"
    r"sponsor|sign ?up|tell your friends|together with|thanks for reading|"
    r"subscribe|newsletter|advertis|promot|feedback",
    re.IGNORECASE,
)

# What asks the reader for something, at the end of a page or mail.
NOTICE = re.compile(
    r"退订|长按.{0,6}识别|扫码|扫描?.{0,6}二维码|关注我们|关注.{0,8}公众号|点击订阅|欢迎订阅|欢迎投稿|unsubscribe",
    re.IGNORECASE,
)

LONGEST_NOTICE = 120


def is_notice(text: str) -> bool:
    return len(text) <= LONGEST_NOTICE and NOTICE.search(text) is not None


def about(line: int, title: str, summary: str, section: str = "") -> list[Problem]:
    """What makes an item without labels look like no item: prose as title, words of the house.

    `section` is the name it stands under; a notice may also follow the last sentence.
    """
    found = []
    if is_prose(title) or not LETTER.search(title):
        found.append(Problem("odd_title", line, title[:40]))
    if word := HOUSE.search(f"{section} {title} {summary[:200]} {summary[200:][-200:]}"):
        found.append(Problem("house_matter", line, word[0]))
    return found
