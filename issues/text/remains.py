"""Copy checks of what was to be written yet, and of what came along with a copied text. Pure."""

import re
import unicodedata

from . import tidy
from .fault import Fault, Faults

PLACEHOLDERS = re.compile(
    r"(?<![有尚仍亟还])待(?:补充?|填写?|查(?![明处收验])|核实?(?![准查发销])|确认|添加|更新|完善|续写|编辑)"
    r"(?![偿贴缴助])"
    r"|[（【(\[][^）】)\]]{0,6}(?:待定|待|TBD|暂缺|暂无)[）】)\]]"
    r"|(?<![A-Za-z0-9])(?:TK|TKTK|TBC|TBD|TODO|FIXME|N/A)(?![A-Za-z0-9])(?! [A-Z][a-z])"
    r"|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|[×✕╳]{2,}|[*＊]{3,}|[?？]{3,}|[?？]{2,}(?=[%％])|_{2,}|[○●□■]{2,}"
    r"|某某|Lorem ipsum|占位|此处(?:填|补|插入|加|应|需)"
    r"|(?:请|需)(?:补充|填写|核对)(?:此|这|一下|[。！]|$)"
    r"|【\s*】|《\s*》|“\s*”|（\s*）|「\s*」|\(\s*\)"
    r"|(?:标题|摘要|内容|文字|图片|链接|数据)(?:待|暂缺)",
)


def placeholder(text: str) -> Faults:
    for found in PLACEHOLDERS.finditer(text):
        yield Fault("placeholder", found.start(), found.end())


LEFTOVER = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|#\d+);|</?[a-zA-Z][^<>]{0,200}>|\*\*|\ufffd|锟斤拷|烫烫烫"
    r"|\\[nrt]|\]\(http"
    r"|^(?:内容|摘要|简介|标题|来源|正文|题目|原文|导语|原标题|编辑|作者|记者|文|图)\s*[:：]|^[文图][/／]|(?:来源|原文链接|链接)\s*[:：]\s*(?:https?|www|$)"
    r"|[（(](?:记者|责任编辑|责编|编辑|完)[^（）()]{0,12}[）)]|责任编辑[:：]|点击(?:查看|阅读)|阅读原文|扫码(?:关注|阅读|看原文)|展开全文"
    r"|[（(](?:来源|原标题|图源|供图)[:：][^（）()]{0,20}[）)]|本报(?:记者|讯)|本[网站]讯|请(?:点击|戳)"
    r"|[\[【](?:详情|详细|全文|更多)[\]】]|!\[|^#{1,6} |ï¼|â€|[ÃÂ][\x80-\xbf]"
)


def leftover(text: str) -> Faults:
    """Mark-up, broken encodings and labels that came along with the text."""
    for found in LEFTOVER.finditer(text):
        yield Fault("leftover", found.start(), found.end())
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        if category in ("Cf", "Co", "Cn") or (category == "Cc" and char not in "\n\r\t"):
            yield Fault("invisible", at, at + 1, "")
        elif ord(char) in tidy.RADICALS or "\u2f00" <= char <= "\u2fdf":
            instead = tidy.RADICALS.get(ord(char)) or unicodedata.normalize("NFKC", char)
            yield Fault("radical", at, at + 1, str(instead))
