"""Line kinds and hand edits -> ParsedIssue. Pure.

An item whose lines nobody touched is what the grammar made of it; any other is put together
from its lines anew: by what the whole file told of a line, as long as it is of the same kind,
else by the same reading of labels, links and wrapped lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from issues.text import slugs, tidy, urls

from .grammar import lines, markdown, sources
from .grammar.labels import split_label
from .grammar.numbering import read_number
from .grammar.rows import Bit, Row
from .grammar.titles import without_ornaments
from .parsed import ParsedIssue, ParsedItem, ParsedSection, PlacedLine, Problem, UnplacedLine
from .work import Group, Work, WorkLine, first_line, known_links

# Lines whose text stands in the line above, put together: of a title, of an address.
GOES_ON = ("more", "urlpart")
# What the grammar says of an item as it stands in the file; it goes with a change of its lines.
DOUBTS = ("odd_title", "house_matter")


@dataclass(frozen=True, slots=True)
class Choice:
    """What an editor decided for an item; None where the suggestion stands.

    `region` is a code, or empty for none.
    """

    region: str | None = None
    topics: tuple[str, ...] | None = None


def parsed(work: Work, names: Sequence[str] | None = None) -> ParsedIssue:
    """The issue as it would be stored. `names` are the sections' names, one for each group."""
    if names is None:
        names = [group.name for group in work.groups]
    marked = iter(with_repeats([texts(work, key) for g in work.groups for key in kept(work, g)]))
    return replace(
        work.base,
        note=note(work),
        sections=tuple(
            ParsedSection(name, tuple(next(marked) for _key in kept(work, group)))
            for name, group in zip(names, work.groups, strict=True)
        ),
        unplaced=tuple(
            UnplacedLine(line.no, line.text)
            for line in work.lines.values()
            if line.kind == "unplaced"
        ),
        ledger=work.ledger(),
        lines=tuple(
            PlacedLine(line.no, work.kind_of(line), line.item, line.holds)
            for line in work.lines.values()
        ),
    )


def kept(work: Work, group: Group) -> list[int]:
    return [key for key in group.cards if not work.cards[key].dropped]


def choices(work: Work) -> list[Choice]:
    """For each item of `parsed`, in its order."""
    hands = [work.cards[key].hand for group in work.groups for key in kept(work, group)]
    return [
        Choice(hand.get("region"), tuple(hand["topics"]) if "topics" in hand else None)
        for hand in hands
    ]


def texts(work: Work, key: int) -> ParsedItem:
    """The item's texts: by hand, else as parsed, else from its lines."""
    item = work.base_item(key) or from_lines(work, key)
    hand = work.cards[key].hand
    changes = {name: hand[name] for name in ("title", "summary", "source_name") if name in hand}
    if "source_url" in hand or "other_sources" in hand:
        found = hand_sources(item, hand)
        changes |= {"source_urls": found, "source_url": found[0] if found else None}
    return with_problems(replace(item, **changes), refused="source_url" not in hand)


def hand_sources(item: ParsedItem, hand: Mapping[str, object]) -> tuple[str, ...]:
    """All addresses, the first one that of the item; one left empty yields to the next."""
    first = hand.get("source_url", item.source_url or "")
    others = str(hand.get("other_sources", "\n".join(item.source_urls[1:]))).split()
    return tuple(dict.fromkeys(url for url in (first, *others) if url))


def from_lines(work: Work, key: int) -> ParsedItem:
    words: dict[str, list[str]] = {}
    for role, text in read_lines(work.own(key)):
        words.setdefault(role, []).append(text)
    source = read_source(work, words.get("source") or words.get("links", []))
    return ParsedItem(
        title=title(work, words.get("title", [])),
        summary=without_sign(work, "summary", tidy.join(words.get("summary", []))),
        source_url=source.urls[0] if source.urls else None,
        source_urls=source.urls,
        source_name=source.name,
        tags=tuple(dict.fromkeys(slugs.split("、".join(words.get("tags", []))))),
        region=" ".join(words.get("region", [])) or None,
        problems=tuple(
            Problem(code, first_line(work, key), text)
            for code, texts in (
                ("source_refused", source.refused),
                ("scheme_added", source.completed),
            )
            for text in texts
        ),
        line=first_line(work, key),
    )


def read_lines(own: Sequence[WorkLine]) -> Iterator[tuple[str, str]]:
    before = labelled = False  # whether the line above is as the whole file told; a label came
    for line in own:
        if line.holds and line.holds[0][0] in GOES_ON:
            yield from () if before else pieces(line)
            continue
        before = bool(line.holds)
        first, *rest = held(line) if before else pieces(line)
        bullet = markdown.BULLET.match(line.reads)
        if bullet and labelled and line.kind == first[0] == "summary":
            first = ("summary", f"{bullet[0].strip()} {first[1]}")  # a list keeps its bullets
        labelled = labelled or split_label(line.reads) is not None
        yield from (first, *rest)


def held(line: WorkLine) -> list[tuple[str, str]]:
    """What the whole file told of the line, without the section that it may name."""
    told = line.holds
    first, *rest = told[1:] if told[0][0] == "heading" and len(told) > 1 else told
    return [(line.kind, first[1]), *rest]


def pieces(line: WorkLine) -> list[tuple[str, str]]:
    """(role, text) of a line: its kind for the first part, what the labels say for the rest."""
    row = Row(line.no, line.reads, 0, gap=False, page=False, numbered=read_number(line.reads))
    bits = lines.read_line(row)
    if bits[0].role == "heading" and len(bits) > 1:
        bits = bits[1:]  # the section of a row of a table
    first, *rest = marked(row) if bits[0].role == "md" else bits
    if line.kind == "source":
        own = first.text if first.role == "source" else row.text
        return [("source", own)]
    if first.role in ("url", "part", "urlpart"):
        return [(line.kind, row.text)]
    return [(line.kind, first.text)] + [(bit.role, bit.text) for bit in rest]


def marked(row: Row) -> list[Bit]:
    """A line that the file sets off as a heading or in bold, linked or not."""
    found = markdown.heading(row.text)
    words = (found[1] if found else row.text).strip("* ")
    linked = markdown.linked_title(words)
    return lines.linked_entry(*linked) if linked else [Bit("title", markdown.plain(words))]


def read_source(work: Work, parts: Sequence[str]) -> sources.Source:
    """Addresses and publisher. One that broke at a line end is known whole from its link."""
    closed = sources.mend("".join("".join(parts).split()))
    text = " ".join(parts)
    whole = [url for url in known_links(work) if url in closed]
    longest = [url for url in whole if not any(url != other and url in other for other in whole)]
    found = sources.read(text)
    if not longest:
        return sources.read(joined(parts))
    longest.sort(key=closed.index)
    name = found.name if len(parts) == 1 else sources.read(parts[0]).name
    return sources.Source(tuple(longest), name, ())


def joined(parts: Sequence[str]) -> str:
    """Source lines in one, closed up where an address goes on in the next line."""
    text = ""
    for words in parts:
        open_address = text and sources.find_urls(text.rsplit(" ", 1)[-1])
        text += words if open_address and sources.continues(words) else f" {words}"
    return text.strip()


def title(work: Work, parts: Sequence[str]) -> str:
    """Title lines in one, without a number if the grammar took it from the others' titles."""
    text = without_sign(work, "title", without_ornaments(tidy.join(parts)))
    found = read_number(text) if text else None
    return found.rest if found and found.style in counted(work) else text


def without_sign(work: Work, kind: str, text: str) -> str:
    """Without the emoji that opens it, if it opens other lines of the kind as well."""
    found = tidy.OPENING_PICTOGRAPHS.match(text)
    if not found:
        return text
    sign = found[0].strip()
    alike = sum(line.kind == kind and line.text.startswith(sign) for line in work.lines.values())
    return text[found.end() :] if alike > 1 else text


def counted(work: Work) -> set[str]:
    """Styles of numbers that stand before titles in the file and not in its items."""
    styles = set()
    for item in work.base.items:
        line = work.lines.get(item.line)
        words = dict(held(line) if line.holds else pieces(line)).get("title", "") if line else ""
        found = read_number(words) if words else None
        if found and found.rest.startswith(item.title[:4]):
            styles.add(found.style)
    return styles


def with_problems(item: ParsedItem, *, refused: bool) -> ParsedItem:
    """What an editor should look at. `refused`: addresses not taken from the lines count."""
    told = ("source_refused", "scheme_added")
    found = [row for row in item.problems if refused and row.code in told]
    if item.source_url and not urls.safe_url(item.source_url):
        found.append(Problem("source_refused", item.line, item.source_url))
    if not item.source_url and not found:
        code = "no_link" if item.source_name else "no_source"
        found.append(Problem(code, item.line, item.source_name))
    missing = [name for name in ("title", "summary") if not getattr(item, name)]
    lacking = [Problem(f"no_{name}", item.line) for name in missing]
    doubts = [row for row in item.problems if row.code in DOUBTS]
    return replace(item, problems=(*lacking, *found, *doubts))


def note(work: Work) -> str:
    was = [row.line for row in work.base.lines if row.kind == "note"]
    now = [line for line in work.lines.values() if line.kind == "note"]
    if was == [line.no for line in now]:
        return work.base.note
    return tidy.join([text for line in now for _role, text in pieces(line)[:1]])


def with_repeats(items: Sequence[ParsedItem]) -> list[ParsedItem]:
    """The items, with a problem where the title or the address came before."""
    seen: dict[tuple[str, str], int] = {}
    marked = []
    for item in items:
        keys = [("title", tidy.squeeze(item.title))] if item.title else []
        keys += [("url", urls.normalise(item.source_url))] if item.source_url else []
        found = [
            Problem(f"repeated_{key[0]}", item.line, str(seen[key])) for key in keys if key in seen
        ]
        for key in keys:
            seen.setdefault(key, item.line)
        marked.append(replace(item, problems=item.problems + tuple(found)))
    return marked
