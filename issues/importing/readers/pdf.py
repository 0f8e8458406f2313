"""PDF -> Source. pypdf is the gate, pdfplumber gives characters, tables and links."""

import io
import logging

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException
from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from issues.text import tidy

from ..parsed import Refused
from ..source import Source
from .bare_tables import Columns
from .pdf_pages import Piece, page_pieces
from .pdf_setting import written

MOST_PAGES = 500
END = b"%%EOF"
END_WITHIN = 2048  # bytes from the end


def read(data: bytes, name: str) -> Source:
    logging.disable(logging.CRITICAL)  # pdfminer remarks on every odd font
    gate(data, name)
    pieces: list[Piece] = []
    gutters: list[float] = []
    columns: list[Columns] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                pieces += page_pieces(page, gutters, columns)
                page.close()
    except (PdfminerException, PSException, PDFSyntaxError, PDFPasswordIncorrect) as error:
        # pdfplumber wraps whatever fails below it.
        short = any(isinstance(part, MemoryError) for part in error.args)
        raise Refused("too_much_memory" if short else "damaged_file", name=name) from error
    if not any(tidy.has_han(piece_text(piece)) for piece in pieces):
        empty = sum(len(piece_text(piece)) for piece in pieces) < 20
        raise Refused("scanned" if empty else "no_text", name=name)
    return written(pieces)


def piece_text(piece: Piece) -> str:
    return "".join(cell.text for cell in piece.cells) if piece.cells else piece.text


def gate(data: bytes, name: str) -> None:
    """Refuses what is encrypted, cut off, damaged or too long, before its pages are read."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted", name=name)
        pages = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise Refused("encrypted", name=name) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refused("damaged_file" if complete(data) else "truncated_file", name=name) from error
    if not complete(data):
        raise Refused("truncated_file", name=name)
    if pages > MOST_PAGES:
        raise Refused("too_many_pages", name=name, count=pages, most=MOST_PAGES)
    if not pages:
        raise Refused("damaged_file", name=name)


def complete(data: bytes) -> bool:
    return END in data.rstrip(b"\0\r\n\t ")[-END_WITHIN:]
