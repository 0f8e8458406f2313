"""What the workbench page shows of an import: lines, items, findings, number and date."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from issues import publishing, topics
from issues.importing import commit, findings, heads, mapping, record, regroup
from issues.models import Import, Issue, Section
from issues.text import regions_data

from . import words

MOST_SIBLINGS = 20
MOST_RAN = 2  # earlier items beside one of the import
MOST_UNPLACED = 60  # findings of lines; a file of prose has thousands


@dataclass
class CardShown:
    """An item as its card shows it."""

    key: int
    number: int
    item: object
    dropped: bool
    by_hand: bool
    region: str = ""
    topics: tuple = ()
    marks: list = field(default_factory=list)
    ran: list = field(default_factory=list)


@dataclass
class GroupShown:
    mapped: mapping.Mapped
    cards: list


def bench(row, user, **more):
    """The template's context. `more` are what a refused post brings along."""
    at_work = record.work_of(row)
    sections = list(Section.objects.order_by("order", "pk"))
    taken = findings.taken(at_work)
    head = heading(row, at_work)
    earlier = findings.ran(taken, head["number"])
    found = findings.of_head(head["number"], head["date"])
    found += findings.find(at_work, taken, sections, earlier)
    groups = cards_of(at_work, taken, found, sections, earlier)
    return {
        "title": row.name,
        "row": row,
        "lines": lines_of(at_work),
        "ledger": [
            (kind, letter, name, at_work.ledger()[kind])
            for kind, (letter, name) in words.KINDS.items()
            if at_work.ledger()[kind] or kind in ("unplaced", "dropped")
        ],
        "tools": [(key, kind, words.KINDS[kind][1]) for key, kind in words.TOOLS],
        "groups": groups,
        "findings": said(at_work, found, groups),
        "item_count": len(taken),
        "group_count": sum(bool(group.cards) for group in groups),
        "unplaced": at_work.ledger()["unplaced"],
        "sections": sections,
        "may_make_section": user.has_perm("issues.add_section"),
        "may_publish": publishing.may(user, "publish"),
        "head": head,
        "existing": Issue.objects.filter(number=head["number"] or 0).first(),
        "siblings": siblings(row, user),
        **more,
    }


def lines_of(at_work):
    return [
        {
            "no": line.no,
            "text": line.text,
            "kind": at_work.kind_of(line),
            "letter": words.KINDS[at_work.kind_of(line)][0],
            "item": line.item,
        }
        for line in at_work.lines.values()
    ]


def cards_of(at_work, taken, found, sections, earlier):
    by_key = {row.key: row for row in taken}
    known = topics.vocabulary()
    marks = {}
    for finding in found:
        if finding.item is not None:
            marks.setdefault(finding.item, []).append(finding.code)
    number = 0
    groups = []
    for mapped in mapping.mapped(at_work, sections):
        cards = []
        for key in mapped.group.cards:
            number += 1
            shown = card(at_work, key, number, by_key.get(key), known, marks.get(key, []))
            shown.ran = earlier.get(key, [])[:MOST_RAN]
            cards.append(shown)
        groups.append(GroupShown(mapped, cards))
    return groups


def card(at_work, key, number, taken, known, codes):
    of = at_work.cards[key]
    item = taken.item if taken else regroup.texts(at_work, key)
    shown = CardShown(key, number, item, of.dropped, bool(of.hand))
    if taken:
        hand = of.hand.get("region")
        shown.region = region_name(taken.region.best if hand is None else hand)
        choice = regroup.Choice(topics=tuple(of.hand["topics"]) if "topics" in of.hand else None)
        shown.topics = commit.topics_of(item, known, choice)
        shown.marks = list(dict.fromkeys(str(words.FINDINGS[code]) for code in codes))
    return shown


def region_name(code):
    row = regions_data.by_code().get(code) if code else None
    return row.short if row else ""


def said(at_work, found, groups):
    """The findings as rows of the list: mark, text, where the link leads."""
    cards = {card.key: card for group in groups for card in group.cards}
    names = {group.mapped.group.key: group.mapped for group in groups}
    rows, lines = [], 0
    for finding in found:
        lines += finding.code == "unplaced"
        if lines > MOST_UNPLACED and finding.code == "unplaced":
            continue
        rows.append(finding_row(finding, at_work, cards, names))
    return {"rows": rows, "count": len(found), "more": len(found) - len(rows)}


def finding_row(finding, at_work, cards, names):
    row = {"mark": words.FINDINGS[finding.code], "fill": None}
    if finding.code in words.HEADS:
        return row | {"target": finding.code.removeprefix("no_"), "text": words.HEADS[finding.code]}
    if finding.item is not None:
        item = cards[finding.item].item
        return row | {"target": f"a{finding.item}", "text": item.title or _("(no title)")}
    if finding.line is not None:
        text = at_work.lines[finding.line].text
        label = _("Line %(line)s: %(text)s") % {"line": finding.line, "text": text[:60]}
        return row | {"target": f"l{finding.line}", "text": label}
    if finding.group is not None:
        name = names[finding.group].group.name or "—"
        if finding.value:
            text = _("We have no “%(name)s”; for now it goes to %(section)s")
        else:
            text = _("We have no “%(name)s”: choose a section")
        values = {"name": name, "section": finding.value}
        return row | {"target": f"g{finding.group}", "text": text % values}
    text = _("The file has a link that no item gives as its source: %(url)s")
    row |= {"target": "", "text": text % {"url": finding.value}, "url": finding.value}
    if finding.fill is not None:
        row |= {"fill": finding.fill, "number": cards[finding.fill].number}
    return row


# --- number and date


def heading(row, at_work):
    """Number, date and title for the fields, where they come from, and the issues around."""
    head = heads.of(row, at_work)
    return {
        "number": head.number,
        "number_text": head.number_text,
        "date": head.date,
        "title": head.title,
        "number_from": ""
        if "number" in row.head
        else words.FROM.get(head.proposal.number_from, ""),
        "date_from": "" if "date" in row.head else words.FROM.get(head.proposal.date_from, ""),
        "near": nearby(head.near),
    }


def nearby(issues):
    """第11期是12月6日，第13期是12月20日。"""
    said = [
        _("issue %(number)s is of %(date)s")
        % {"number": near.number, "date": formats.date_format(near.date)}
        for near in issues
    ]
    return _("Nearby, %(issues)s.") % {"issues": _(", ").join(said)} if said else ""


def siblings(row, user):
    """The editor's other files that wait, to go on from one to the next."""
    waiting = Import.objects.filter(
        user=user, state__in=(Import.State.READ, Import.State.WORKED)
    ).only("name", "doubts", "state")
    rows = list(waiting.order_by("-pk")[:MOST_SIBLINGS])
    if len(rows) < 2 and row in rows:
        return []
    return [
        {"row": other, "url": reverse("admin:import", args=[other.pk]), "here": other == row}
        for other in rows
    ]
