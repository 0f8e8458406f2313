"""Files that cannot be read: each is refused with a sentence of its own."""

import io
import os
import signal
import zipfile
import zlib

import pytest
from django.utils import translation
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from issues.importing import messages, readers
from issues.importing.parsed import Refused
from issues.importing.readers import child, docx, isolation

from .test_files import FOLDER

PDF = (FOLDER / "libreoffice-styled.pdf").read_bytes()
WORD = (FOLDER / "word-styled.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_password() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt("geheim", algorithm="RC4-128")
    return written(writer)


def scan(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def pdf_bomb() -> bytes:
    """A few hundred KB that become 2 GB of page content."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b" " * 2**20) for _part in range(2048)) + packer.flush()
    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


CASES = {
    "password.pdf": (with_password, "encrypted", "密码"),
    "cut.pdf": (lambda: PDF[: len(PDF) // 2], "truncated_file", "不完整"),
    "damaged.pdf": (lambda: b"%PDF-1.7\n" + b"x" * 400 + b"\n%%EOF\n", "damaged_file", "损坏"),
    "scan.pdf": (scan, "scanned", "扫描"),
    "long.pdf": (lambda: scan(501), "too_many_pages", "501页"),
    "bomb.pdf": (pdf_bomb, "too_much_memory", "内存"),
    "password.docx": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
        "密码",
    ),
    "cut.docx": (lambda: WORD[: len(WORD) // 2], "truncated_file", "不完整"),
    "bomb.docx": (
        lambda: packed({"word/document.xml": b"<a/>", "word/a.xml": bytes(20 * 2**20)}),
        "bomb",
        "解压",
    ),
    "parts.docx": (
        lambda: packed({f"{number}.xml": b"<a/>" for number in range(2001)}),
        "too_many_parts",
        "2000",
    ),
    "table.xlsx": (lambda: packed({"xl/workbook.xml": b"<a/>"}), "not_text", "Excel"),
    "slides.pptx": (lambda: packed({"ppt/presentation.xml": b"<a/>"}), "not_text", "PowerPoint"),
    "a.ofd": (lambda: packed({"OFD.xml": b"<a/>"}), "not_text", "OFD"),
    "a.zip": (lambda: packed({"a.txt": b"a"}), "not_text", "解压"),
    "old.doc": (lambda: OLE + "WordDocument".encode("utf-16-le"), "not_text", ".docx"),
    "old.xls": (lambda: OLE + "Workbook".encode("utf-16-le"), "not_text", "Excel"),
    "a.rtf": (lambda: rb"{\rtf1\ansi", "not_text", "RTF"),
    "a.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(99), "not_text", "OCR"),
    "empty.pdf": (lambda: b"", "empty", "空"),
    "blank.html": (lambda: b"<html><body> </body></html>", "blank", "空"),
    "saved.mht": (lambda: b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", "no_page", "网页"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_file_is_refused_in_a_sentence(name):
    make, code, words = CASES[name]
    with pytest.raises(Refused) as refused:
        readers.read(make(), name)
    assert refused.value.code == code
    with translation.override("zh-hans"):
        sentence = messages.refusal(code, refused.value.values)
    assert words in sentence
    assert sentence.endswith("。")


def test_an_entity_bomb_is_refused():
    laughs = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(Refused, match="damaged_file"):
        docx.read(packed({"word/document.xml": laughs}), "a.docx")


def test_a_protected_pdf_that_opens_without_password_is_read():
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt("", owner_password="geheim", algorithm="RC4-128")
    assert readers.read(written(writer), "a.pdf").kind == "pdf"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("signal.raise_signal(signal.SIGXCPU)", "too_slow"),
        ("signal.raise_signal(signal.SIGKILL)", "too_much_memory"),
        ("signal.raise_signal(signal.SIGSEGV)", "unreadable_file"),
        ("1/0", "unreadable_file"),
        ("time.sleep(60)", "too_slow"),
    ],
)
def test_a_child_that_fails_is_a_sentence(what, code, tmp_path, monkeypatch):
    (tmp_path / "failing.py").write_text(f"import signal, sys, time\nsys.stdin.read()\n{what}\n")
    monkeypatch.setattr(isolation, "ROOT", tmp_path)
    monkeypatch.setattr(isolation, "WALL_SECONDS", 3)
    with pytest.raises(Refused, match=code):
        isolation.run("pdf", b"x" * 300_000, "a.pdf", module="failing")


def test_the_child_gets_no_secrets(tmp_path, monkeypatch):
    (tmp_path / "telling.py").write_text(
        "import json, os\nprint(json.dumps({'refused': 'told', 'values': dict(os.environ)}))\n"
    )
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(isolation, "ROOT", tmp_path)
    with pytest.raises(Refused, match="told") as told:
        isolation.run("pdf", b"x", "a.pdf", module="telling")
    assert "SECRET_KEY" not in told.value.values


def test_the_child_limits_itself():
    """In a child of the test's own, as limits cannot be raised again."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        child.limit()
        limits = [child.resource.getrlimit(what) for what in (child.resource.RLIMIT_AS,)]
        os.write(writer, repr(limits).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.wait()
    assert os.read(reader, 99) == repr([(child.MEMORY, child.MEMORY)]).encode()
    os.close(reader)
    os.close(writer)
