"""ParsedIssue -> Issue, in one transaction: all of it or nothing, and twice the same is once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from typing import Literal

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import history, placing, publishing, topics
from issues.models import NUMBER_MAX, TITLE_MAX, Issue, Item, Region, Section, Topic
from issues.text import slugs, urls

from . import messages, snapshots, suggest
from .grammar import require_items
from .parsed import ParsedIssue, ParsedItem, Problem, Refused
from .regroup import Choice

# Columns of an item that the file decides. Region and topics are the editors' once chosen.
CONTENT = ("title", "summary", "source_url", "source_name", "other_sources")
SECTION_STEP = 10
NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as it will be stored, not yet compared with what is there."""

    section: str
    parsed: ParsedItem
    fields: Mapping[str, str]
    region: str | None
    tags: tuple[str, ...]
    problems: tuple[Problem, ...]
    choice: Choice = NO_CHOICE


@dataclass(slots=True)
class ImportResult:
    """What an import did. `state` says it in a word; the lists hold titles and names.

    `before` is how an issue stood that was there already, as snapshots.py writes it.
    """

    issue: Issue
    state: Literal["created", "replaced", "unchanged"]
    published: bool = False
    items: int = 0
    kept: int = 0
    removed: list[str] = field(default_factory=list)
    sections_made: list[str] = field(default_factory=list)
    topics_made: list[str] = field(default_factory=list)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    unplaced: Sequence = ()
    dry_run: bool = False
    before: Mapping | None = None


def commit(
    parsed: ParsedIssue,
    *,
    user=None,
    number: int | None = None,
    date: day | None = None,
    title: str | None = None,
    publish: bool = False,
    replace: bool = False,
    dry_run: bool = False,
    choices: Sequence[Choice] = (),
) -> ImportResult:
    """Stores the issue. What is given here beats what the file says.

    `user` None is a command at the server's own shell. `choices`, one for each item, is what
    an editor decided about region and topics. Raises Refused with a code of messages.py,
    PermissionDenied, or publishing.Refused; nothing is stored then.
    """
    if user is not None and not may_import(user):
        raise PermissionDenied
    require_items(parsed)
    head = heading(parsed, number, date, title)
    drafts = drafted(parsed, choices)
    with transaction.atomic():
        with history.recording(user, _("Imported from a file")):
            require_rights(user, head, drafts)
            result = store(head, drafts, user, replace=replace)
            if publish and result.issue.status != Issue.Status.PUBLISHED:
                publish_now(result, user)
        transaction.set_rollback(dry_run)
    result.unplaced, result.dry_run = parsed.unplaced, dry_run
    result.problems = [(draft.parsed.title, found) for draft in drafts for found in draft.problems]
    return result


def may_import(user) -> bool:
    """Whether the user may bring in an issue as a draft; publishing it is a right of its own."""
    return publishing.may(user, "edit") and user.has_perms(["issues.add_issue", "issues.add_item"])


def require_rights(user, head: Mapping[str, object], drafts: Sequence[Draft]) -> None:
    """What an import may not do in somebody's name, though a form of theirs asks for it."""
    if user is None:
        return
    issue = Issue.objects.filter(number=head["number"]).first()
    if issue is not None and issue.was_public and not publishing.may(user, "publish", issue):
        raise Refused("published", number=issue.number)
    if not user.has_perm("issues.add_section"):
        names = {draft.section for draft in drafts}
        known = set(Section.objects.filter(name__in=names).values_list("name", flat=True))
        if names - known:
            raise Refused("section_forbidden", value="、".join(sorted(names - known)))
    if not user.has_perm("issues.add_topic"):
        names = [tag for draft in drafts for tag in draft.tags]
        known = topics.named(names)
        if new := [name for name in names if slugs.key(name) not in known]:
            raise Refused("topic_forbidden", value="、".join(dict.fromkeys(new)))


def heading(
    parsed: ParsedIssue, number: int | None, date: day | None, title: str | None
) -> dict[str, object]:
    """Fields of the Issue; only `number` and `date` must be known. Absent ones are left out."""
    number = number if number is not None else (parsed.total_number or parsed.number)
    if number is None:
        raise Refused("number_missing" if date or parsed.date else "both_missing")
    if not 1 <= number <= NUMBER_MAX:
        raise Refused("number_bad", value=number, most=NUMBER_MAX)
    head: dict[str, object] = {"number": number}
    title = title if title is not None else parsed.title
    if title is not None:
        if len(title) > TITLE_MAX:
            raise Refused("title_long", most=TITLE_MAX)
        head["title"] = title
    if date or parsed.date:
        head["date"] = date or parsed.date
    if parsed.note:
        head["note"] = parsed.note
    if parsed.total_number and parsed.number:
        head["year_number"] = parsed.number
    return head


def drafted(parsed: ParsedIssue, choices: Sequence[Choice] = ()) -> list[Draft]:
    known = topics.vocabulary()
    chosen = iter(choices or [NO_CHOICE] * len(parsed.items))
    drafts = []
    for section in parsed.sections:
        name = section.name or messages.unsorted_section()
        if len(name) > Section._meta.get_field("name").max_length:
            raise Refused("section_long", value=name)
        drafts += [draft(name, item, known, next(chosen)) for item in section.items]
    return drafts


def draft(section: str, parsed: ParsedItem, known: Sequence[Topic], choice: Choice) -> Draft:
    home = settings.HOME_REGION
    problems = list(parsed.problems)
    if choice.region is None and parsed.region:
        named = suggest.by_name(parsed.region, home)
        if len(named) != 1:
            code = "region_ambiguous" if named else "region_unknown"
            problems.append(Problem(code, parsed.line, parsed.region))
    fields = {
        "title": parsed.title,
        "summary": parsed.summary,
        "source_url": parsed.source_url or "",
        "source_name": parsed.source_name,
        "other_sources": "\n".join(parsed.source_urls[1:]),
    }
    tags = topics_of(parsed, known, choice)
    check(parsed, fields, tags)
    region = choice.region
    if region is None:
        region = suggest.regions(parsed, home=home).best
    return Draft(section, parsed, fields, region or None, tags, tuple(problems), choice)


def topics_of(parsed: ParsedItem, known: Sequence[Topic], choice: Choice) -> tuple[str, ...]:
    """What the editor chose, else what the file says, else what the text speaks of."""
    if choice.topics is not None:
        return choice.topics
    return parsed.tags or tuple(
        topic.name for topic in topics.in_use(parsed.title, parsed.summary, among=known)[:5]
    )


def check(parsed: ParsedItem, fields: Mapping[str, str], tags: Sequence[str]) -> None:
    """The rules of the editors' form, without its queries."""
    item = Item(**fields)
    try:
        item.clean_fields(exclude=["issue", "section", "position", "region", "follows", "remarks"])
        item.clean()
    except ValidationError as error:
        name, reasons = next(iter(error.message_dict.items()))
        raise Refused(
            "invalid_item",
            line=parsed.line,
            title=parsed.title[:40],
            field=Item._meta.get_field(name).verbose_name,
            reason=reasons[0],
        ) from error
    longest = Topic._meta.get_field("name").max_length
    for tag in tags:
        if len(tag) > longest:
            raise Refused("tag_long", line=parsed.line, value=tag[:20])


def store(head: dict[str, object], drafts: Sequence[Draft], user, *, replace: bool) -> ImportResult:
    issue = Issue.objects.select_for_update().filter(number=head["number"]).first()
    if issue is None:
        return create(head, drafts, user)
    items = list(issue.items.in_order().select_related("section"))
    chosen = any(draft.choice != NO_CHOICE for draft in drafts)
    if not chosen and same_content(issue, items, head, drafts):
        return ImportResult(issue, "unchanged", items=len(items), kept=len(items))
    if not replace:
        raise Refused("other_content", number=issue.number)
    return rewrite(issue, items, head, drafts, user)


def same_content(
    issue: Issue, items: Sequence[Item], head: Mapping[str, object], drafts: Sequence[Draft]
) -> bool:
    if any(getattr(issue, name) != value for name, value in head.items()):
        return False

    def by_section(rows):
        grouped: dict[str, list] = {}
        for section, row in rows:
            grouped.setdefault(section, []).append(row)
        return grouped

    stored = by_section(
        (item.section.name, tuple(getattr(item, name) for name in CONTENT)) for item in items
    )
    return stored == by_section(
        (draft.section, tuple(draft.fields[name] for name in CONTENT)) for draft in drafts
    )


def create(head: Mapping[str, object], drafts: Sequence[Draft], user) -> ImportResult:
    if "date" not in head:
        raise Refused("date_missing")
    issue = Issue(**head)
    check_issue(issue)
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError as error:
        raise Refused("meanwhile", number=issue.number) from error
    result = ImportResult(issue, "created", items=len(drafts))
    sections = sections_for(drafts, result)
    known = topics_for(drafts, result)
    regions = regions_for(drafts)
    places: dict[str, int] = {}
    items = []
    for draft in drafts:
        places[draft.section] = places.get(draft.section, 0) + 1
        item = Item(
            **draft.fields,
            issue=issue,
            section=sections[draft.section],
            position=places[draft.section],
            region=regions.get(draft.region),
            remarks=remarks(draft),
            added_by=user,
        )
        items.append(item)
    # All at once: an archive of a thousand issues comes in this way.
    Item.objects.bulk_create(items)
    topics.put_first((item, named(draft, known)) for item, draft in zip(items, drafts, strict=True))
    return result


def rewrite(
    issue: Issue,
    items: Sequence[Item],
    head: Mapping[str, object],
    drafts: Sequence[Draft],
    user,
) -> ImportResult:
    """Brings an issue to what the file says. Items that it still names keep their ids."""
    before = snapshots.of(issue)
    for name, value in head.items():
        setattr(issue, name, value)
    check_issue(issue)
    issue.save()
    result = ImportResult(issue, "replaced", items=len(drafts), before=before)
    sections = sections_for(drafts, result)
    known = topics_for(drafts, result)
    regions = regions_for(drafts)
    same = matched(items, drafts)
    places: dict[int, list[int]] = {}
    for draft, item in zip(drafts, same, strict=True):
        result.kept += item is not None
        item = brought_up(item or Item(added_by=user), draft, regions)
        if draft.choice.topics is not None or not item.item_topics.exists():
            topics.put(item, named(draft, known))
        places.setdefault(sections[draft.section].pk, []).append(item.pk)
    gone = {item.pk: item.title for item in items}
    for ids in places.values():
        for pk in ids:
            gone.pop(pk, None)
    placing.arrange(issue.pk, places)
    for item in Item.objects.filter(pk__in=gone):
        item.delete()
    result.removed = list(gone.values())
    issue.refresh_from_db()
    return result


def matched(items: Sequence[Item], drafts: Sequence[Draft]) -> list[Item | None]:
    """For each draft the stored item of the same address, else of the same title."""
    left = {item.pk: item for item in items}
    found: list[Item | None] = [None] * len(drafts)
    keys = (
        lambda row: urls.normalise(row["source_url"]) if row["source_url"] else "",
        lambda row: slugs.key(row["title"]),
    )
    for key in keys:
        by_key: dict[str, list[Item]] = {}
        for item in left.values():
            by_key.setdefault(key({name: getattr(item, name) for name in CONTENT}), []).append(item)
        for place, draft in enumerate(drafts):
            rows = by_key.get(key(draft.fields)) if key(draft.fields) else None
            if found[place] is None and rows:
                found[place] = rows.pop(0)
                del left[found[place].pk]
    return found


def brought_up(item: Item, draft: Draft, regions: Mapping[str, Region]) -> Item:
    """The item with the file's content; what an editor chose or wrote besides stays."""
    changed = item.pk is None
    values = dict(draft.fields)
    if draft.choice.region is not None or (item.region_id is None and draft.region in regions):
        values["region"] = regions.get(draft.region)
    if not item.remarks:
        values["remarks"] = remarks(draft)
    for name, value in values.items():
        if getattr(item, name) != value:
            setattr(item, name, value)
            changed = True
    if changed:
        item.save()
    return item


def sections_for(drafts: Sequence[Draft], result: ImportResult) -> dict[str, Section]:
    """Sections by name; missing ones are made after all others, in the order of the file."""
    names = list(dict.fromkeys(draft.section for draft in drafts))
    sections = {section.name: section for section in Section.objects.all()}
    last = max((section.order for section in sections.values()), default=0)
    for name in names:
        if name not in sections:
            last += SECTION_STEP
            sections[name] = Section.objects.create(name=name, order=last)
            result.sections_made.append(name)
    return sections


def topics_for(drafts: Sequence[Draft], result: ImportResult) -> dict[str, Topic]:
    """Topics by key. Only names that the file itself gives can be new."""
    names = list(dict.fromkeys(tag for draft in drafts for tag in draft.tags))
    _found, made = topics.ensure(names)
    result.topics_made = [topic.name for topic in made]
    return topics.named(names)


def named(draft: Draft, known: Mapping[str, Topic]) -> list[Topic]:
    return list(dict.fromkeys(known[slugs.key(tag)] for tag in draft.tags))


def regions_for(drafts: Sequence[Draft]) -> dict[str, Region]:
    return Region.objects.in_bulk({draft.region for draft in drafts if draft.region})


def remarks(draft: Draft) -> str:
    """The import's problems, for editors; they stay until somebody clears them."""
    return "\n".join(messages.problem(found) for found in draft.problems)


def check_issue(issue: Issue) -> None:
    try:
        issue.clean_fields()
        issue.clean()
    except ValidationError as error:
        raise Refused("invalid_issue", reason=" ".join(error.messages)) from error


def publish_now(result: ImportResult, user) -> None:
    """A back issue came out on its own date; a later date does not keep it from readers."""
    at = min(publishing.start_of_day(result.issue.date), timezone.now())
    outcome = publishing.change_state(result.issue, "publish", user=user, publish_at=at)
    result.issue, result.published = outcome.issue, outcome.changed
