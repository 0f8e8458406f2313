"""The record of an import: taking a file in, the steps of editors, storing what came of it.

The page and the command both come by here, so that every import can be undone (undo.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date as day

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from issues import announce
from issues.models import Import, Issue, Section, Stale, Topic

from . import (
    commit,
    findings,
    grammar,
    heads,
    kept,
    originals,
    proposing,
    readers,
    regroup,
    snapshots,
    steps,
    work,
)
from .commit import ImportResult
from .parsed import ParsedIssue, Refused
from .source import Source

NAME_MAX = Import._meta.get_field("name").max_length
MOST_STEPS = 3000


def recognised(sha256: str) -> Import | None:
    """The import of the same file, the latest of several."""
    return Import.objects.filter(sha256=sha256).defer("source", "parsed").first()


def take(data: bytes, name: str, *, user) -> Import:
    """Reads a file and keeps it for the workbench. Raises Refused; nothing is kept then."""
    if not commit.may_import(user):
        raise PermissionDenied
    source = readers.read(data, name)
    parsed = grammar.require_items(grammar.parse(source))
    row = new_row(data, name, source, parsed, user)
    row.doubts = doubts(row, work.begin(source, parsed).settled())
    row.file.name = originals.keep(data, source.kind)
    row.save()
    return row


def new_row(data: bytes, name: str, source: Source, parsed: ParsedIssue, user) -> Import:
    return Import(
        name=name[-NAME_MAX:],
        size=len(data),
        sha256=originals.digest(data),
        kind=source.kind,
        source=source.to_json(),
        parsed=kept.to_json(parsed),
        ledger=dict(parsed.ledger),
        user=user,
    )


def doubts(row: Import, at_work: work.Work) -> int:
    """How many points the page asks an editor to look at."""
    head, taken = heads.of(row, at_work), findings.taken(at_work)
    earlier = findings.ran(taken, head.number)
    found = findings.find(at_work, taken, list(Section.objects.all()), earlier)
    return len(found) + len(findings.of_head(head.number, head.date))


def work_of(row: Import) -> work.Work:
    begun = work.begin(Source.from_json(row.source), kept.from_json(row.parsed))
    return steps.replay(begun, row.steps).settled()


@transaction.atomic
def change(row: Import, new: Sequence[Mapping[str, object]], *, user, head=None) -> Import:
    """Adds steps to the version of the import that the editor saw.

    Raises Stale, steps.Impossible (nothing is stored then), or Refused after it was stored.
    """
    row = locked(row)
    if row.is_committed:
        raise Refused("committed_already")
    if len(row.steps) + len(new) > MOST_STEPS:
        raise Refused("too_many_steps", most=MOST_STEPS)
    at_work = work_of(row)
    for step in new:
        steps.apply(at_work, step)
    at_work.settled()
    row.steps = [*row.steps, *new]
    return saved(row, at_work, user, head)


@transaction.atomic
def take_back(row: Import, *, user, head=None) -> Import:
    """Leaves out the last step."""
    row = locked(row)
    if row.is_committed or not row.steps:
        raise steps.Impossible
    row.steps = row.steps[:-1]
    return saved(row, work_of(row), user, head)


def locked(row: Import) -> Import:
    """The row as it stands, held; Stale where that is not what was seen."""
    now = Import.objects.select_for_update().get(pk=row.pk)
    if now.version != row.version:
        raise Stale(now)
    return now


def saved(row: Import, at_work: work.Work, user, head) -> Import:
    row.head = row.head if head is None else head
    row.ledger, row.doubts = at_work.ledger(), doubts(row, at_work)
    if row.state == Import.State.READ:
        row.state = Import.State.WORKED
    row.edited_by = user
    row.save()
    return row


def store(
    row: Import,
    *,
    user,
    number: int | None,
    date: day | None,
    title: str | None = None,
    sections: Sequence[str],
    publish: bool = False,
    replace: bool = False,
    seen: int | None = None,
) -> ImportResult:
    """Stores what stands on the workbench, and in the same transaction how to undo it.

    `sections` are the names for the groups of the work. `seen` is the version of the issue
    whose differences the editor was shown. Raises Stale, and what commit raises.
    """
    with announce.together():
        row = locked(row)
        if row.is_committed:
            raise Refused("committed_already")
        at_work = work_of(row)
        if seen is not None and Issue.objects.filter(number=number).exclude(version=seen).exists():
            raise Refused("other_content", number=number)
        result = commit.commit(
            regroup.parsed(at_work, sections),
            user=user,
            number=number,
            date=date,
            title=title,
            publish=publish,
            replace=replace,
            choices=regroup.choices(at_work),
        )
        row.ledger = at_work.ledger()
        finish(row, result, user)
    return result


def import_file(
    data: bytes, name: str, *, user=None, dry_run: bool = False, **options
) -> ImportResult:
    """A file -> Issue and the record of it: what `import_issue` does. Raises as commit does.

    Where nothing had to be changed nothing is recorded. Number and date come from the options,
    else from the masthead, else from the file's name.
    """
    source = readers.read(data, name)
    parsed = grammar.parse(source)
    told = proposing.stated(parsed, name)
    for key, value in (("number", told.number), ("date", told.date)):
        options[key] = value if options.get(key) is None else options[key]
    with announce.together():
        result = commit.commit(parsed, user=user, dry_run=dry_run, **options)
        if not dry_run and (result.state != "unchanged" or result.published):
            row = new_row(data, name, source, parsed, user)
            row.doubts = len(result.problems) + len(result.unplaced)
            row.file.name = originals.keep(data, source.kind)
            finish(row, result, user)
    return result


def finish(row: Import, result: ImportResult, user) -> None:
    after = snapshots.of(result.issue)
    had = result.before["items"] if result.before else {}
    made = () if result.state == "unchanged" else after["items"].keys() - had.keys()
    row.result = {
        "state": result.state,
        "published": result.published,
        "before": result.before,
        "after": after,
        "made": sorted(made, key=int),
        "sections": ids(Section, result.sections_made),
        "topics": ids(Topic, result.topics_made),
    }
    row.state = Import.State.COMMITTED
    row.issue, row.number = result.issue, result.issue.number
    row.committed_by, row.committed_at = user, timezone.now()
    row.undone_by = row.undone_at = None
    row.save()


def ids(model, names: Sequence[str]) -> list[int]:
    return list(model.objects.filter(name__in=names).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def discard(row: Import) -> None:
    """Throws an import away that made nothing, its file too unless another one is of it."""
    row = locked(row)
    if row.is_committed:
        raise Refused("committed_already")
    name = row.file.name
    row.delete()
    if not Import.objects.filter(file=name).exists():
        transaction.on_commit(lambda: originals.forget(name))
