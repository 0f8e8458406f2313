"""manage.py import_issue FILE or FOLDER: stores back issues, and says what is doubtful."""

import datetime
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import publishing
from issues.importing import files, folder, messages, record
from issues.importing.parsed import Refused
from issues.models import NUMBER_MAX
from issues.text import tidy

REFUSALS = "import-refusals.txt"
WIDTHS = (28, 8, 12, 6)
SOME_REFUSED = 1


class Command(BaseCommand):
    help = (
        "Import a back issue, or a folder of them: text, Markdown, Word, PDF, web pages. Identity "
        "is the issue number. Exits 1 where a file of the folder was refused, 2 where nothing "
        "could be done."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE_OR_FOLDER")
        parser.add_argument("--number", help="issue number, where the file has none or a wrong one")
        parser.add_argument("--date", help="YYYY-MM-DD")
        parser.add_argument("--title")
        parser.add_argument("--publish", action="store_true", help="readers see it at once")
        parser.add_argument("--replace", action="store_true", help="an issue of other content")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--refusals",
            metavar="FILE",
            help=f"where to list the refused files of a folder (default: DATA_DIR/{REFUSALS})",
        )

    def handle(self, *, file, number, date, title, refusals, **options):
        options = {name: options[name] for name in ("publish", "replace", "dry_run")}
        with translation.override("zh-hans"):
            try:
                chosen = {"number": number_of(number), "date": date_of(date), "title": title}
                if Path(file).is_dir():
                    self.folder(file, chosen, refusals, options)
                else:
                    result = record.import_file(*files.load(file), **chosen, **options)
                    self.stdout.write("\n".join(report(result)))
            except Refused as refused:
                self.refuse(messages.refusal(refused.code, refused.values))
            except publishing.Refused as refused:
                self.refuse(str(refused))

    def refuse(self, sentence):
        self.stderr.write(sentence)
        sys.exit(2)

    def folder(self, path, chosen, refusals, options):
        """One line a file as it is done, then the sums; memory does not grow with the folder."""
        if any(value is not None for value in chosen.values()):
            raise Refused("folder_options")
        found = folder.paths(path)
        self.stdout.write(table_row(_("File"), _("Issue"), _("Date"), _("Items"), _("Result")))
        counts, refused = dict.fromkeys(("created", "replaced", "unchanged"), 0), []
        for outcome in folder.import_all(found, **options):
            name = outcome.path.relative_to(path).as_posix()
            self.stdout.write(told(name, outcome))
            self.stdout.flush()
            if outcome.result:
                counts[outcome.result.state] += 1
            else:
                refused.append(f"{name}：{outcome.refusal}")
        self.stdout.write(
            _(
                "%(files)s files: %(created)s made, %(replaced)s replaced, "
                "%(unchanged)s unchanged, %(refused)s refused."
            )
            % {**counts, "files": len(found), "refused": len(refused)}
        )
        if options["dry_run"]:
            self.stdout.write(_("This was a trial: nothing was stored."))
        list_refusals(Path(refusals or settings.DATA_DIR / REFUSALS), refused, self.stdout)
        if refused:
            sys.exit(SOME_REFUSED)


def list_refusals(path, refused, out):
    """The refused files with their reasons; a list of an earlier run does not stay."""
    try:
        if not refused:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(refused) + "\n", encoding="utf-8")
    except OSError as error:
        raise Refused("unwritable", path=str(path), reason=error.strerror) from error
    out.write(_("The refused files are listed in %(path)s.") % {"path": path})


def table_row(*cells):
    """Cells in columns, as wide as a terminal shows Chinese."""
    parts = [
        cell + " " * max(1, width - tidy.width(cell))
        for cell, width in zip(cells, WIDTHS, strict=False)
    ]
    return "".join([*parts, cells[-1]])


def told(name, outcome):
    if outcome.result is None:
        return table_row(name, "–", "–", "–", outcome.refusal)
    result = outcome.result
    words = {"created": _("made"), "replaced": _("replaced"), "unchanged": _("unchanged")}
    said = words[result.state]
    if doubts := len(result.problems) + len(result.unplaced):
        said += ngettext(", %(count)s point to check", ", %(count)s points to check", doubts) % {
            "count": doubts
        }
    issue = result.issue
    return table_row(name, str(issue.number), issue.date.isoformat(), str(result.items), said)


def number_of(text):
    if text is None:
        return None
    # int() takes 4,300 digits at most, and signs, spaces and underscores besides.
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise Refused("number_bad", value=text[:40], most=NUMBER_MAX)
    return int(text)


def date_of(text):
    if text is None:
        return None
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 — a day
    except ValueError as error:
        raise Refused("date_bad", value=text[:40]) from error


def report(result):
    """Lines for the shell: what happened, then what an editor should look at."""
    yield outcome(result)
    if result.published:
        yield _("Published; readers see it from %(time)s on.") % {
            "time": publish_time(result.issue)
        }
    if result.sections_made:
        yield _("New sections: %(names)s.") % {"names": "、".join(result.sections_made)}
    if result.topics_made:
        yield _("New topics: %(names)s.") % {"names": "、".join(result.topics_made)}
    if result.removed:
        yield _("Removed: %(names)s.") % {"names": "；".join(result.removed)}
    for title, found in result.problems:
        yield _("Look at “%(title)s”: %(problem)s") % {
            "title": title,
            "problem": messages.problem(found),
        }
    for row in result.unplaced:
        yield _("Line %(line)s found no place: %(text)s") % {"line": row.line, "text": row.text}
    if result.dry_run:
        yield _("This was a trial: nothing was stored.")


def outcome(result):
    values = {"number": result.issue.number, "count": result.items, "kept": result.kept}
    if result.state == "unchanged":
        return _("Issue %(number)s is stored already with the same content: no change.") % values
    if result.state == "replaced":
        return (
            ngettext(
                "Issue %(number)s replaced: %(count)s item, %(kept)s of them kept.",
                "Issue %(number)s replaced: %(count)s items, %(kept)s of them kept.",
                result.items,
            )
            % values
        )
    return (
        ngettext(
            "Issue %(number)s made with %(count)s item.",
            "Issue %(number)s made with %(count)s items.",
            result.items,
        )
        % values
    )


def publish_time(issue):
    return timezone.localtime(issue.publish_at).strftime("%Y-%m-%d %H:%M")
