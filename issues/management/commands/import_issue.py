"""manage.py import_issue FILE: stores a back issue, and says what was made and what is doubtful."""

import datetime
import sys

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import publishing
from issues.importing import files, messages, record
from issues.importing.parsed import Refused
from issues.models import NUMBER_MAX


class Command(BaseCommand):
    help = "Import a back issue from a text file; identity is the issue number."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--number", help="issue number, where the file has none or a wrong one")
        parser.add_argument("--date", help="YYYY-MM-DD")
        parser.add_argument("--title")
        parser.add_argument("--publish", action="store_true", help="readers see it at once")
        parser.add_argument("--replace", action="store_true", help="an issue of other content")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, *, file, number, date, title, publish, replace, dry_run, **options):
        with translation.override("zh-hans"):
            try:
                chosen = {"number": number_of(number), "date": date_of(date), "title": title}
                result = record.import_file(
                    *files.load(file),
                    **chosen,
                    publish=publish,
                    replace=replace,
                    dry_run=dry_run,
                )
            except Refused as refused:
                self.refuse(messages.refusal(refused.code, refused.values))
            except publishing.Refused as refused:
                self.refuse(str(refused))
            for line in report(result):
                self.stdout.write(line)

    def refuse(self, sentence):
        self.stderr.write(sentence)
        sys.exit(2)


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
    from django.utils import timezone

    return timezone.localtime(issue.publish_at).strftime("%Y-%m-%d %H:%M")
