import codecs

import pytest

from issues.gathering.decoding import decode

TEXT = "深圳发布“人工智能”行动计划，提出到2027年的目标。"
RARE = "镕垚喆瑄"  # GBK and GB 18030 only
TRADITIONAL = "廣東發佈資訊科技發展計劃，推動數據中心建設"
META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'

PAGES = {
    "UTF-8": (TEXT.encode(), None),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=gbk"),
    "UTF-16 with a mark": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None),
    "GBK without a label": (TEXT.encode("gbk"), None),
    "GBK, said in the header": (TEXT.encode("gbk"), "text/html; charset=GBK"),
    "GBK, said as GB2312": ((META.format("gb2312") + TEXT + RARE).encode("gbk"), "text/html"),
    "GB 18030, said in the page": ((META.format("gb18030") + TEXT + "𠮷").encode("gb18030"), None),
    "GBK, said to be UTF-8": (TEXT.encode("gbk"), "text/html; charset=utf-8"),
    "GBK, said to be UTF-8 in the page": ((META.format("utf-8") + TEXT).encode("gbk"), None),
    "UTF-8, said to be GBK": (TEXT.encode(), "text/html; charset=gb2312"),
    "UTF-8, said to be GBK in the page": ((META.format("gbk") + TEXT).encode(), None),
    "UTF-8, said to be Latin-1": (TEXT.encode(), "text/html; charset=ISO-8859-1"),
    "the header wrong, the page right": (
        (META.format("gbk") + TEXT).encode("gbk"),
        "text/html; charset=utf-8",
    ),
    "a label that is none": (TEXT.encode(), "text/html; charset=x-unknown-9"),
    "GBK cut in the middle": (TEXT.encode("gbk") + b"\xd6", "text/html; charset=gbk"),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_is_read_as_what_it_is(name):
    body, content_type = PAGES[name]
    assert TEXT in decode(body, content_type)


def test_traditional_characters_are_kept():
    assert decode(TRADITIONAL.encode("big5"), "text/html; charset=big5") == TRADITIONAL
    assert decode(TRADITIONAL.encode(), "text/html; charset=utf-8") == TRADITIONAL
    assert decode(TRADITIONAL.encode()) == TRADITIONAL


def test_rare_characters_are_kept():
    assert RARE in decode((TEXT + RARE).encode("gbk"), "text/html; charset=gb2312")


@pytest.mark.parametrize("body", [b"", b"\0\0a\0", b"\xff\xfe", b"\x80" * 99, bytes(range(256))])
def test_anything_gives_some_text(body):
    assert "\0" not in decode(body)
