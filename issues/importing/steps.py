"""What an editor can do on the workbench, one step at a time.

A step is a small dict ({"do": "kind", "lines": [3, 4], "kind": "title"}); an import keeps the
list of them, so that taking back the last one is to leave it out. Pure.
"""

from collections.abc import Callable, Iterable, Mapping

from .grammar import headings
from .work import BY_HAND, OF_ITEMS, Card, Group, Work, WorkLine, after, before, first_line

CHOICES = (*OF_ITEMS, "heading", "header_footer", "masthead", "link_block", "dropped", "unplaced")
# Lines that may stand in the middle of anything.
OF_PAGES = ("header_footer", "link_block")


class Impossible(Exception):
    """The step does not fit what is there: a line or item that is gone, the first one merged."""


def replay(work: Work, steps: Iterable[Mapping[str, object]]) -> Work:
    for step in steps:
        apply(work, step)
    return work


def apply(work: Work, step: Mapping[str, object]) -> None:
    """Does one step to the work. Raises Impossible, and has then changed nothing."""
    work.index = None
    STEPS[step["do"]](work, step)
    tidy_up(work)


def card_of(work: Work, step: Mapping[str, object]) -> Card:
    card = work.cards.get(step.get("item"))
    if card is None:
        raise Impossible
    return card


def lines_of(work: Work, numbers: Iterable[int]) -> list[WorkLine]:
    found = [work.lines[no] for no in sorted(set(numbers)) if no in work.lines]
    if not found:
        raise Impossible
    return found


# --- lines


def set_kind(work: Work, step: Mapping[str, object]) -> None:
    kind = step["kind"]
    if kind not in CHOICES:
        raise Impossible
    chosen = lines_of(work, step["lines"])
    if kind in ("heading", "title"):
        (open_group if kind == "heading" else entitle)(work, chosen)
        return
    for line in chosen:
        leave_heading(work, line)
        if kind in OF_ITEMS and line.item is None:
            line.item = nearest(work, line)
        if kind not in OF_ITEMS:
            line.item = None
        line.kind = "unplaced" if kind in OF_ITEMS and line.item is None else kind


def entitle(work: Work, chosen: list[WorkLine]) -> None:
    """Lines become a title: of the item that begins or stands there, else of a new one."""
    for line in chosen:
        leave_heading(work, line)
    first, last = chosen[0], chosen[-1]
    near = next((line for line in before(work, first.no) if line.kind not in OF_PAGES), None)
    follows = next((line for line in after(work, last.no) if line.kind not in OF_PAGES), None)
    key = first.item
    if key is not None:
        if first.kind != "title" and not opens(first, near):
            key = part(work, first)
    elif follows is not None and follows.kind == "title":
        key = follows.item
    elif near is not None and near.kind == "title":
        key = near.item
    else:
        key = part(work, first)
    for line in chosen:
        line.kind, line.item = "title", key


def opens(line: WorkLine, near: WorkLine | None) -> bool:
    """Whether the line is the head of its item, or goes on with the title."""
    return near is None or near.item != line.item or near.kind == "title"


def split(work: Work, step: Mapping[str, object]) -> None:
    line = lines_of(work, [step["line"]])[0]
    begins = line.item is not None and first_line(work, line.item) == line.no
    if begins and line.kind == "title":
        raise Impossible
    leave_heading(work, line)
    line.item = line.item if begins else part(work, line)
    line.kind = "title"


def part(work: Work, line: WorkLine) -> int:
    """A new item from this line on, behind the one that stands before it."""
    key = 1 + max(work.cards, default=-1)
    work.cards[key] = Card(key)
    old = line.item
    near = old if old is not None else nearest(work, line)
    if near is None:
        group = group_at(work, line.no)
        group.cards.insert(0, key)
    else:
        group = work.group_of(near)
        opened = opened_after(work, near, line.no)
        if opened is not None:
            opened.cards.insert(0, key)
        else:
            group.cards.insert(group.cards.index(near) + 1, key)
    if old is not None:
        for other in work.own(old):
            if other.no >= line.no:
                other.item = key
    return key


def nearest(work: Work, line: WorkLine) -> int | None:
    return next((near.item for near in before(work, line.no) if near.item is not None), None)


def opened_after(work: Work, key: int, no: int) -> Group | None:
    """The group whose heading stands between the item and the line."""
    start = max((line.no for line in work.own(key) if line.no < no), default=0)
    between = [g for g in work.groups if g.heading is not None and start < g.heading < no]
    return max(between, key=lambda group: group.heading) if between else None


def group_at(work: Work, no: int) -> Group:
    """The group that a line without an item before it belongs to."""
    above = [g for g in work.groups if g.heading is not None and g.heading < no]
    if above:
        return max(above, key=lambda group: group.heading)
    if not work.groups or work.groups[0].heading is not None:
        work.groups.insert(0, Group(new_group_key(work), "", None))
    return work.groups[0]


def new_group_key(work: Work) -> int:
    # Keys of groups that were dissolved come again; nothing remembers them.
    return 1 + max((group.key for group in work.groups), default=-1)


def open_group(work: Work, chosen: list[WorkLine]) -> None:
    """A heading, on one line or on several: the items behind it form a new group."""
    first = chosen[0]
    if any(line.kind == "heading" for line in chosen):
        raise Impossible
    for line in chosen:
        line.item = None
    name = heading_name("".join(line.text for line in chosen))
    near = nearest(work, first)
    old = work.group_of(near) if near is not None else group_at(work, first.no)
    later = [key for key in old.cards if work.own(key) and first_line(work, key) > first.no]
    old.cards = [key for key in old.cards if key not in later]
    group = Group(new_group_key(work), name, first.no, later)
    work.groups.insert(work.groups.index(old) + 1, group)
    for line in chosen:
        line.kind = "heading"


def heading_name(text: str) -> str:
    found = headings.read(text)
    return (found.name if found else text.strip("【】[]《》 "))[:40]


def leave_heading(work: Work, line: WorkLine) -> None:
    """A line that is no heading any more: its items join those before them."""
    if line.kind != "heading":
        return
    line.kind = "unplaced"
    place = next((n for n, group in enumerate(work.groups) if group.heading == line.no), None)
    if place is None:
        return
    group = work.groups[place]
    if place:
        work.groups[place - 1].cards += group.cards
        del work.groups[place]
    else:
        group.heading, group.name, group.target = None, "", ""


# --- items


def merge(work: Work, step: Mapping[str, object]) -> None:
    """Into the item before it: title lines go on with the summary, nothing written is lost."""
    from .regroup import texts

    card, order = card_of(work, step), work.order
    place = order.index(card.key)
    if not place:
        raise Impossible
    before_it = work.cards[order[place - 1]]
    if card.hand or before_it.hand:
        mine, theirs = texts(work, before_it.key), texts(work, card.key)
        first, *others = [*dict.fromkeys([*mine.source_urls, *theirs.source_urls])] or [""]
        before_it.hand |= {
            "summary": mine.summary + theirs.title + theirs.summary,
            "source_url": first,
            "other_sources": "\n".join(others),
        }
    for line in work.own(card.key):
        line.item = before_it.key
        line.kind = "summary" if line.kind == "title" else line.kind
    work.group_of(card.key).cards.remove(card.key)
    del work.cards[card.key]


def up(work: Work, step: Mapping[str, object]) -> None:
    card = card_of(work, step)
    group = work.group_of(card.key)
    place = group.cards.index(card.key)
    if place:
        group.cards.insert(place - 1, group.cards.pop(place))
        return
    above = work.groups.index(group) - 1
    if above < 0:
        raise Impossible
    work.groups[above].cards.append(group.cards.pop(0))


def down(work: Work, step: Mapping[str, object]) -> None:
    card = card_of(work, step)
    group = work.group_of(card.key)
    place = group.cards.index(card.key)
    if place + 1 < len(group.cards):
        group.cards.insert(place + 1, group.cards.pop(place))
        return
    below = work.groups.index(group) + 1
    if below >= len(work.groups):
        raise Impossible
    work.groups[below].cards.insert(0, group.cards.pop())


def move(work: Work, step: Mapping[str, object]) -> None:
    """To the end of another group."""
    card = card_of(work, step)
    target = group_called(work, step)
    work.group_of(card.key).cards.remove(card.key)
    target.cards.append(card.key)


def group_called(work: Work, step: Mapping[str, object]) -> Group:
    found = next((group for group in work.groups if group.key == step.get("group")), None)
    if found is None:
        raise Impossible
    return found


def drop(work: Work, step: Mapping[str, object]) -> None:
    card = card_of(work, step)
    card.dropped = not card.dropped


def edit(work: Work, step: Mapping[str, object]) -> None:
    card = card_of(work, step)
    card.hand |= {name: value for name, value in step["set"].items() if name in BY_HAND}


def restore(work: Work, step: Mapping[str, object]) -> None:
    card = card_of(work, step)
    if not card.hand:
        raise Impossible
    card.hand = {}


def assign(work: Work, step: Mapping[str, object]) -> None:
    """Says which section a group becomes."""
    group_called(work, step).target = step["target"]


def tidy_up(work: Work) -> None:
    """An item that has no line and no text any more is gone."""
    used = {line.item for line in work.lines.values()}
    for group in work.groups:
        group.cards = [key for key in group.cards if key in used or work.cards[key].hand]
    kept = set(work.order)
    work.cards = {key: card for key, card in work.cards.items() if key in kept}


STEPS: Mapping[str, Callable[[Work, Mapping[str, object]], None]] = {
    "kind": set_kind,
    "split": split,
    "merge": merge,
    "up": up,
    "down": down,
    "move": move,
    "drop": drop,
    "edit": edit,
    "restore": restore,
    "assign": assign,
}
