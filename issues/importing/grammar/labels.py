"""Labels that open a part of an item: 内容： 【摘要】 來源 : — whatever their spelling."""

import re
from itertools import islice

from issues.text import tidy, tokens

from .rows import Bit

# In simplified characters: labels are compared so.
WORDS = {
    "summary": "内容 摘要 简介 提要 概要 概述 导读 正文 简述 主要内容 核心内容 内容摘要 内容提要 "
    "内容简介 内容概要 内容概述 新闻摘要 新闻内容 文章摘要 信息内容 简要内容 资讯内容 资讯摘要 "
    "要点 summary abstract",
    "source": "来源 链接 原文 出处 网址 原文链接 来源链接 信息来源 资料来源 新闻来源 文章来源 "
    "消息来源 内容来源 数据来源 来源网址 来源地址 原文地址 原文网址 原文出处 新闻链接 文章链接 "
    "参考链接 参考来源 相关链接 链接地址 网页链接 来源媒体 来源网站 发布媒体 转自 连结 原文连结 "
    "来源连结 source link url",
    "title": "标题 题目 题名 新闻标题 title",
    "tags": "标签 主题 关键词 关键字 话题 主题词 tags keywords",
    "region": "地区 地域 区域 所属地区 region",
    "note": "编者按 编者的话 编辑的话 编者语 卷首语 刊首语",
    # Particulars that have no place of their own in an item.
    "other": "时间 日期 发布时间 发布日期 作者 记者 编辑 责任编辑 责编 审核 校对 主编 发布单位",
}
ROLES = {word: role for role, words in WORDS.items() for word in words.split()}
LONGEST = max(map(len, ROLES))
SOURCE = "source"
COUNTS = "0123456789一二三四五①②③④⑤"  # 来源1：, 来源2：
OPENING, CLOSING = "【[［〔〖(（<〈", "】]］〕〗)）>〉"
ORNAMENT = "■◆●▶►★☆◇□▲△※§◎○•·❖➤➢✦✧▌▍|｜-*+>–— "
MOST_INLINE = 50
COLONS = ":：﹕∶"
# Where a second label may stand in a line: after a space, a full stop or a closing bracket.
INLINE = re.compile(
    r"(?:(?<=[。！？；”）)】\s|｜])|(?<=^))[【\[［〔（(]?"
    r"(来源|信息来源|资料来源|新闻来源|文章来源|消息来源|原文链接|来源链接|原文地址|原文出处|原文|链接|出处|网址"
    r"|连结|原文连结|内容|摘要|简介)\s?[】\]］〕]?\s?[:：]"
)
ADDRESS = re.compile(r"https?\s?[:：]\s?[/／]{2}|www\.", re.IGNORECASE)


def simplified(text: str) -> str:
    """As long as the text, with one character for each."""
    return text.translate(tokens.same_characters())


def role_of(word: str) -> str:
    """What a label stands for; "" for a word that is none."""
    return ROLES.get(simplified(word).lower(), "")


def split_label(text: str) -> tuple[str, str, bool] | None:
    """(role, rest, enclosed) of a line that opens with a label, or None.

    A label is closed by a colon, by its bracket, or by an address that follows at once.
    """
    body = tidy.without_pictographs(text).lstrip(ORNAMENT)
    opened = body[:1] in OPENING and body[:1] != ""
    close = CLOSING[OPENING.index(body[0])] if opened else ""
    name, at, same = "", 1 if opened else 0, tokens.same_characters()
    while at < len(body) and len(name) <= LONGEST:
        char = body[at]
        if char in COLONS or (close and char == close):
            break
        if char == "*" or char.isspace():
            if char.isspace() and name in ROLES and ADDRESS.match(body, at + 1):
                return ROLES[name], body[at + 1 :].strip(), False
            at += 1
            continue
        if name in ROLES and ADDRESS.match(body, at):
            return ROLES[name], body[at:].strip(), False
        name += same.get(ord(char), char).lower()
        at += 1
    else:
        return None
    role = ROLES.get(name) or (SOURCE if ROLES.get(name.rstrip(COUNTS)) == SOURCE else None)
    if role is None:
        return None
    enclosed = bool(close) and body[at] == close
    rest = body[at + 1 :].lstrip(COLONS + "* ")
    if close and not enclosed and rest.endswith(close):
        rest = rest[:-1].rstrip()  # （来源：新华社）
    return role, rest.strip(), enclosed


def split_inline(text: str, role: str) -> list[Bit]:
    """The text in its parts: 内容：… 来源：https://… on one line."""
    for found in islice(INLINE.finditer(simplified(text)), MOST_INLINE):
        label = ROLES[found[1]]
        before, after = text[: found.start()].rstrip(), text[found.end() :].strip()
        if not before or not _fits(label, after, role):
            continue
        if text[found.start()] in "（(" and after.endswith(("）", ")")):
            after = after[:-1].rstrip()
        elif text[found.start()] in "（(":
            continue
        return [Bit(role, before), *split_inline(after, label)]
    return [Bit(role, text)]


def _fits(label: str, after: str, role: str) -> bool:
    if label == "summary":
        return role in ("plain", "title") and len(after) > 8
    if label == role or role not in ("summary", "plain", "title"):
        return False
    return bool(ADDRESS.search(after)) or ("。" not in after and len(after) <= 40)
