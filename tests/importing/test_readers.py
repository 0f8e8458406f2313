import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.importing import readers
from issues.importing.parsed import Refused
from issues.importing.readers import text

TEXT = "【政策资讯】\n示例省发布AI目录\n内容：目录涉及交通、气象两类数据，“企业”可在线申请。\n来源：https://a.example.com/\n"
LINES = TEXT.split("\n")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_encodings(data):
    assert readers.read(data).texts == LINES


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\v"])
def test_line_ends(end):
    assert readers.read(TEXT.replace("\n", end).encode()).texts == LINES


def test_a_form_feed_opens_a_page():
    assert readers.read("甲\n\f乙".encode()).texts == ["甲", "\f乙"]


@pytest.mark.parametrize(
    ("data", "code", "values"),
    [
        (b"", "empty", {}),
        (" \n\u3000\r\n\t\ufeff".encode(), "blank", {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "not_text", {"kind": "doc"}),
        (rb"{\rtf1\ansi", "not_text", {"kind": "rtf"}),
        (b"\x89PNG\r\n\x1a\n", "not_text", {"kind": "image"}),
        (b"\xff\xd8\xff\xe0", "not_text", {"kind": "image"}),
        (bytes(range(256)) * 20, "binary", {}),
        (bytes(range(1, 32)) * 9, "binary", {}),
        (TEXT.encode() + b"\x01\x02\x03\x04\x05" * 9, "binary", {}),
        (TEXT.encode() * 20 + b"\0", "nul", {}),
        (TEXT.encode() + "中".encode()[:2], "truncated", {}),
        (TEXT.encode("utf-16")[:-1], "truncated", {}),
        (TEXT.encode() + b"\xe4\xff\n" + TEXT.encode(), "damaged", {"line": 5}),
        ("éàüßñøåæ ".encode("latin-1") * 30, "undecodable", {}),
    ],
)
def test_other_files_are_refused(data, code, values):
    with pytest.raises(Refused) as refused:
        readers.read(data, "a.txt")
    assert refused.value.code == code
    assert refused.value.values.items() >= values.items()


def test_too_large(monkeypatch):
    monkeypatch.setattr(readers, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="too_large"):
        readers.read(b"12345678901")


def test_too_many_lines(monkeypatch):
    monkeypatch.setattr(text, "MOST_LINES", 2)
    with pytest.raises(Refused, match="too_many_lines"):
        readers.read(b"1\n2\n3")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        lines = readers.read(data).texts
    except Refused:
        return
    assert any(line.strip() for line in lines)


@given(
    st.text(st.characters(codec="gb18030", min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8)
)
def test_chinese_comes_back_from_gb18030_or_is_refused(text):
    data = f"内容：{text}\n".encode("gb18030")
    assert readers.read(data).texts == [f"内容：{text}", ""]
