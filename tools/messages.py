"""The Chinese catalogue: `python -m tools.messages [OTHER.po …]`.

Adds the messages that the code and the templates use and the catalogue lacks, drops those
no longer used, takes translations from the files named, and writes django.po and django.mo.
Prints what is still untranslated and exits 1 then. Needs no GNU gettext.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "issues" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FOLDERS = ("issues", "newsroom", "templates")
# What each function's text arguments are, in their order.
CALLS = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b({'|'.join(CALLS)})\({STRING}(?:, {STRING})?(?:, {STRING})?")


class Message(NamedTuple):
    id: str
    plural: str = ""
    context: str = ""

    @property
    def key(self):
        return self.context, self.id


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        texts = [arg.value for arg in node.args if is_text(arg)]
        if name in CALLS and len(texts) >= len(CALLS[name]):
            yield Message(**dict(zip(CALLS[name], texts, strict=False)))


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_template(source: str) -> Iterator[Message]:
    for name, *literals in TEMPLATE_CALL.findall(templatize(source)):
        texts = [ast.literal_eval(literal) for literal in literals if literal]
        yield Message(**dict(zip(CALLS[name], texts, strict=False)))


def used() -> dict[tuple[str, str], tuple[Message, set[str]]]:
    """{(context, id): (message, the files it stands in)} of the whole project."""
    found: dict[tuple[str, str], tuple[Message, set[str]]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            read = {".py": in_python, ".html": in_template, ".txt": in_template}.get(path.suffix)
            if read is None or "data" in path.parts:
                continue
            name = path.relative_to(ROOT).as_posix()
            for message in read(path.read_text(encoding="utf-8")):
                first, files = found.setdefault(message.key, (message, set()))
                files.add(name)
                if message.plural and not first.plural:
                    found[message.key] = (message, files)
    return found


def djangos() -> set[tuple[str, str]]:
    """What Django's own Chinese catalogues say, for the texts of templates made over from it."""
    return {
        (entry.msgctxt or "", entry.msgid)
        for path in Path(django.__file__).parent.rglob("locale/zh_Hans/LC_MESSAGES/django.mo")
        for entry in polib.mofile(str(path))
    }


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if not entry.translated()]


def updated(catalogue: polib.POFile, others: list[polib.POFile]) -> polib.POFile:
    """The catalogue with exactly the messages in use, those of Django's own aside."""
    given = {
        (entry.msgctxt or "", entry.msgid): entry
        for source in (*others, catalogue)
        for entry in source
        if entry.translated() and not entry.obsolete
    }
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = catalogue.metadata
    by_django = djangos()
    for key, (message, files) in sorted(used().items(), key=lambda row: (min(row[1][1]), row[0])):
        if key in by_django and key not in given:
            continue
        fresh.append(entry_for(message, files, given.get(key)))
    return fresh


def entry_for(message, files, given) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.id,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(files)],
        flags=["python-format"] if "%(" in message.id else [],
    )
    said = given and (given.msgstr or given.msgstr_plural.get(0, ""))
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: said or ""}
    else:
        entry.msgstr = said or ""
    return entry


def main(paths: list[Path]) -> int:
    fresh = updated(polib.pofile(str(CATALOGUE)), [polib.pofile(str(path)) for path in paths])
    fresh.save(str(CATALOGUE))
    fresh.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = untranslated(fresh)
    print(f"{len(fresh)} messages, {len(missing)} of them without a translation")
    for text in missing:
        print(f"  {text}")
    return 1 if missing else 0


def existing(text: str) -> Path:
    # polib takes the name of a file that is not there for the text of a catalogue.
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Brings the Chinese catalogue up to date.")
    parser.add_argument("other", nargs="*", type=existing, help="catalogue to take texts from")
    sys.exit(main(parser.parse_args().other))
