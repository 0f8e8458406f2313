"""Sentences for the codes of the importer, in the language of who reads them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS = {
    "doc": gettext_lazy("an old Word file (.doc)"),
    "rtf": gettext_lazy("an RTF file"),
    "xls": gettext_lazy("an old Excel file (.xls)"),
    "xlsx": gettext_lazy("an Excel file (.xlsx)"),
    "ppt": gettext_lazy("an old PowerPoint file (.ppt)"),
    "pptx": gettext_lazy("a PowerPoint file (.pptx)"),
    "odt": gettext_lazy("an OpenDocument file (.odt)"),
    "ofd": gettext_lazy("an OFD file"),
    "caj": gettext_lazy("a CAJ file"),
    "epub": gettext_lazy("an e-book (.epub)"),
    "image": gettext_lazy("a picture"),
    "archive": gettext_lazy("a compressed file"),
    "program": gettext_lazy("a program"),
    "database": gettext_lazy("a database"),
}
SAVE_AS_WORD = gettext_lazy("Open it in Word or WPS, save it as .docx and import that.")
COPY_TEXT = gettext_lazy("Copy its content into a text file (.txt) and import that.")
# What to do with a file of this kind instead.
ADVICE = {
    **dict.fromkeys(("doc", "rtf", "odt"), SAVE_AS_WORD),
    **dict.fromkeys(("xls", "xlsx", "ppt", "pptx", "epub"), COPY_TEXT),
    **dict.fromkeys(("ofd", "caj"), gettext_lazy("Save it as PDF and import that.")),
    "image": gettext_lazy("Its words must be recognised (OCR) and saved as text or Word first."),
    "archive": gettext_lazy("Unpack it and import the files in it."),
    **dict.fromkeys(
        ("program", "database"), gettext_lazy("Import text, Markdown, Word, PDF or a web page.")
    ),
}
REFUSALS = {
    "empty": gettext_lazy("The file is empty."),
    "blank": gettext_lazy("The file holds only blank lines."),
    "too_large": gettext_lazy("The file is larger than %(most)s MB."),
    "too_many_lines": gettext_lazy("The file has more than %(most)s lines."),
    "not_text": gettext_lazy("The file is %(kind)s and cannot be read. %(advice)s"),
    "encrypted": gettext_lazy(
        "The file is protected by a password. Remove the password and import it again."
    ),
    "truncated_file": gettext_lazy(
        "The file is incomplete: its end is missing. Copy or download it again."
    ),
    "damaged_file": gettext_lazy(
        "The file is damaged and cannot be opened. Export it again and import that."
    ),
    "unreadable_file": gettext_lazy(
        "The file could not be read: it is damaged or built in an unusual way. Export it again, or "
        "save its content as text."
    ),
    "too_many_pages": gettext_lazy(
        "The file has %(count)s pages; at most %(most)s can be read. Split it by issue."
    ),
    "too_many_parts": gettext_lazy(
        "The Word file consists of more than %(most)s parts. Remove pictures and embedded files, "
        "and import it again."
    ),
    "bomb": gettext_lazy(
        "Unpacked, the file is too large (at most %(most)s MB) or packed far too tightly. It was "
        "not opened."
    ),
    "too_slow": gettext_lazy(
        "Reading the file took too long and was stopped. Split it, or save its content as text."
    ),
    "too_much_memory": gettext_lazy(
        "Reading the file took too much memory and was stopped. Split it, or save its content as "
        "text."
    ),
    "scanned": gettext_lazy(
        "The PDF is a scan without any text. Its words must be recognised (OCR) first."
    ),
    "no_text": gettext_lazy("The file holds no Chinese text that can be read."),
    "no_page": gettext_lazy("There is no web page in the file."),
    "binary": gettext_lazy("The file is not text: it holds binary data."),
    "nul": gettext_lazy("The file is damaged: NUL characters stand in its text."),
    "truncated": gettext_lazy("The file ends in the middle of a character: it is incomplete."),
    "damaged": gettext_lazy("The file is damaged: line %(line)s cannot be read."),
    "undecodable": gettext_lazy(
        "The encoding of the file is unknown. Save it as UTF-8 and import it again."
    ),
    "no_item": gettext_lazy(
        "No item was found in the %(lines)s lines of the file: an item has a title, and 内容： or "
        "来源： after it."
    ),
    "number_missing": gettext_lazy(
        "The file does not say which issue it is: give its number with --number."
    ),
    "both_missing": gettext_lazy(
        "The file says neither which issue it is nor of which date: give --number and "
        "--date YYYY-MM-DD."
    ),
    "date_missing": gettext_lazy("The file gives no date: give it with --date YYYY-MM-DD."),
    "number_bad": gettext_lazy(
        "“%(value)s” is no issue number: --number takes a whole number from 1 to %(most)s."
    ),
    "date_bad": gettext_lazy("“%(value)s” is no date: --date takes one such as 2025-01-03."),
    "title_long": gettext_lazy("The issue's title is longer than %(most)s characters."),
    "no_file": gettext_lazy("There is no file “%(path)s”."),
    "no_files": gettext_lazy("There is no file in the folder “%(path)s”."),
    "folder_options": gettext_lazy(
        "--number, --date and --title are for one file: each file of a folder says its own."
    ),
    "unwritable": gettext_lazy("The file “%(path)s” cannot be written: %(reason)s."),
    "unreadable": gettext_lazy("The file “%(path)s” cannot be read: %(reason)s."),
    "invalid_issue": gettext_lazy("The issue cannot be stored. %(reason)s"),
    "invalid_item": gettext_lazy(
        "Line %(line)s: the item “%(title)s” cannot be stored. %(field)s: %(reason)s"
    ),
    "tag_long": gettext_lazy("Line %(line)s: the topic “%(value)s…” is too long."),
    "section_long": gettext_lazy("The section name “%(value)s” is too long."),
    "other_content": gettext_lazy(
        "Issue %(number)s exists already with other content: --replace replaces it."
    ),
    "committed_already": gettext_lazy(
        "This import is stored already. Undo it first to work on it again."
    ),
    "not_committed": gettext_lazy("There is nothing to undo: this import is not stored."),
    "later_import": gettext_lazy(
        "“%(name)s” was imported into the same issue later: undo that one first."
    ),
    "undo_published": gettext_lazy(
        "Issue %(number)s is published: only a chief editor may undo its import."
    ),
    "too_many_steps": gettext_lazy("More than %(most)s changes cannot be kept for one import."),
    "section_open": gettext_lazy("We have no section “%(value)s”: choose where its items go."),
    "published": gettext_lazy(
        "Issue %(number)s is published: only a chief editor may replace its content."
    ),
    "section_forbidden": gettext_lazy(
        "You may not make new sections: choose one of ours for “%(value)s”."
    ),
    "topic_forbidden": gettext_lazy("You may not make new topics: %(value)s."),
    "meanwhile": gettext_lazy("Issue %(number)s has just been made by somebody else: try again."),
}
PROBLEMS = {
    "no_title": gettext_lazy("Line %(line)s: the item has no title."),
    "no_summary": gettext_lazy("Line %(line)s: the item has no summary."),
    "odd_title": gettext_lazy("Line %(line)s: the title does not read like one. Is this an item?"),
    "house_matter": gettext_lazy(
        "Line %(line)s: “%(value)s” looks like a notice of the editors. Is this an item?"
    ),
    "no_source": gettext_lazy("Line %(line)s: the item has no source."),
    "no_link": gettext_lazy("Line %(line)s: the source “%(value)s” has no link."),
    "source_refused": gettext_lazy(
        "Line %(line)s: the source “%(value)s” is no http or https address and was not taken "
        "as a link."
    ),
    "scheme_added": gettext_lazy(
        "Line %(line)s: the source “%(value)s” has no https://, which was added."
    ),
    "repeated_title": gettext_lazy("Line %(line)s: the same title stands in line %(value)s."),
    "repeated_url": gettext_lazy(
        "Line %(line)s: the item of line %(value)s has the same source link."
    ),
    "region_unknown": gettext_lazy("Line %(line)s: no region is called “%(value)s”."),
    "region_ambiguous": gettext_lazy("Line %(line)s: several regions are called “%(value)s”."),
}


def refusal(code: str, values: Mapping[str, object]) -> str:
    """The sentence for a Refused of parsed.py."""
    filled = dict(values)
    if "kind" in filled:
        filled["advice"] = str(ADVICE[filled["kind"]])
        filled["kind"] = str(KINDS[filled["kind"]])
    return str(REFUSALS[code]) % filled


def problem(found) -> str:
    """The sentence for a Problem of parsed.py."""
    return str(PROBLEMS[found.code]) % {"line": found.line, "value": found.value}


def unsorted_section() -> str:
    """The section for items that stand under no heading."""
    return _("Without a section")
