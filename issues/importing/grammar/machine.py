"""The state machine: cleaned lines in, sections and items out."""

from collections.abc import Sequence

from issues.text import tidy

from ..parsed import Kind
from . import doubting, markdown, masthead, splitting, titles
from .items import Item, Section
from .rows import MOST_TITLE_ROWS, Bit, Layout, Row, ends_sentence, is_prose

# What an unlabelled run of lines is followed by.
END = "end"
LABELLED = ("summary", "source", "tags", "region", "note", "masthead")


class Machine:
    def __init__(self, rows: Sequence[Row]):
        self.rows = [row for row in rows if row.content]
        self.layout = Layout(self.rows)
        self.sections: list[Section] = []
        self.items: list[Item] = []
        self.item: Item | None = None
        self.note: list[str] = []
        self.noting = False
        self.run: list[Row] = []  # unlabelled lines that wait for what follows them

    # --- one row after another

    def feed(self, row: Row) -> None:
        role = row.role
        if role == "part":  # a sign of a label that stands on several lines
            return
        if role == "more":  # a line of a title that its first line has whole
            row.kind, row.item = ("title", self.item.index) if self.item else ("unplaced", None)
            return
        if role == "picture":
            row.kind, row.item = ("summary", self.item.index) if self.item else ("unplaced", None)
            return
        if role == "plain" and len(row.bits) == 1:
            self.run.append(row)
            return
        take = {
            "heading": self.heading,
            "container": self.heading,
            "title": self.marked_title,
            "plain": self.mixed,
            "summary": self.summary,
            "source": self.source,
            "url": self.source,
            "urlpart": self.rest_of_address,
            "tags": self.value,
            "region": self.value,
            "note": self.open_note,
            "other": self.other,
        }
        take[role](row)

    def heading(self, row: Row) -> None:
        self.settle("heading")
        row.kind = "masthead" if row.role == "container" else "heading"
        self.close()
        if row.role == "container":
            return
        again = len(row.bits) > 1 and self.sections and self.sections[-1].name == row.bits[0].text
        if not again:
            self.sections.append(Section(row.bits[0].text))
        if len(row.bits) > 1:  # a row of a table that names its section
            self.open([row], [row.bits[1].text], marked=True)
            self.rest(row, row.bits[2:])

    def marked_title(self, row: Row) -> None:
        self.settle("title")
        self.open([row], [row.bits[0].text], marked=True)
        self.rest(row, row.bits[1:])

    def mixed(self, row: Row) -> None:
        """An unlabelled line with a label or a link further on."""
        roles = [bit.role for bit in row.bits]
        if self.item and doubting.is_notice(row.text):
            self.settle("value")
            if self.item.has_summary and ends_sentence(self.item.last.text):
                self.drop([row])
                return
        if "summary" in roles:  # title 内容：… on one line
            self.settle("title")
            self.open([row], [row.bits[0].text])
        elif self.item and not self.item.closed and (self.item.has_summary or self.item.marked):
            self.settle("tags")
            self.add_summary([row])
        else:
            self.run.append(row)
            self.settle("source")
        if self.item is not None:
            self.rest(row, row.bits[1:])

    def rest(self, row: Row, bits: Sequence[Bit]) -> None:
        """Further parts of a line, for the item that its first part opened or went on."""
        item = self.item
        for bit in bits:
            if bit.role == "summary":
                item.summary_parts.append(bit.text)
                item.has_summary, item.last = True, row
            elif bit.role == "source":
                item.source_parts.append(bit.text)
                item.closed = True
            elif bit.role == "links":
                item.links.append(bit.text)

    def summary(self, row: Row) -> None:
        ready = self.item is not None and not self.item.has_summary
        if not (ready and (self.item.marked or not self.run) and not self.titles_follow()):
            self.settle("summary")
        elif self.run:
            self.settle("more title")
        if self.item is None or self.item.has_summary:
            row.kind = "unplaced"
            return
        self.item.has_summary, self.item.last, self.item.labelled = True, row, True
        self.item.closed = False
        self.put([row], "summary")
        self.item.summary_parts += [row.words] if row.bits[0].text else []
        self.rest(row, row.bits[1:])

    def titles_follow(self) -> bool:
        return bool(self.run) and self.item.closed

    def source(self, row: Row) -> None:
        self.settle("source")
        if self.item is None:
            row.kind = "unplaced"
            return
        self.put([row], "source")
        self.item.source_parts.append(row.bits[0].text)
        self.item.labelled = self.item.labelled or row.role == "source"
        self.item.closed = True

    def rest_of_address(self, row: Row) -> None:
        if self.item is None:
            row.kind = "unplaced"
        else:
            self.put([row], "source")

    def value(self, row: Row) -> None:
        """标签： or 地区：, after a part of an item that can be complete."""
        linked = self.item and self.item.marked and self.tells(self.run, "value")
        titled = bool(self.run) and (self.item is None or self.item.closed) and not linked
        self.settle("summary" if titled else "value")
        item, text = self.item, row.bits[0].text
        complete = item is not None and (titled or item.closed or item.has_summary)
        if not complete or not text:
            row.kind = "unplaced"
        elif row.role == "tags":
            self.put([row], "tags")
            item.tags += [tag for tag in markdown.tags(text) if tag not in item.tags]
        else:
            self.put([row], "region")
            item.region = item.region or text.rstrip("。")
        if item is not None and item.has_summary:
            item.closed = item.closed or row.kind in ("tags", "region")

    def open_note(self, row: Row) -> None:
        if self.sections or self.items:
            self.run.append(row)
            return
        self.settle("note")
        row.kind, self.noting = "note", True
        self.note += [row.bits[0].text] if row.bits[0].text else []

    def other(self, row: Row) -> None:
        opening = not self.sections and not self.items
        if self.item and self.item.has_summary and not self.item.closed:
            self.settle("value")
        row.kind = "masthead" if opening or masthead.IMPRINT.match(row.text) else "unplaced"
        row.item = self.item.index if self.item and row.kind == "unplaced" else None

    def place_parts(self) -> None:
        """Signs of a label go where the rest of it went."""
        owner: Row | None = None
        for row in [*self.rows, *reversed(self.rows)]:
            if row.role != "part":
                owner = row
            elif row.kind is None and owner is not None and owner.kind in LABELLED:
                row.kind, row.item = owner.kind, owner.item
        for row in self.rows:
            row.kind = row.kind or "unplaced"

    # --- what the machine builds

    def put(self, rows: Sequence[Row], kind: Kind) -> None:
        for row in rows:
            row.kind, row.item = kind, self.item.index

    def drop(self, rows: Sequence[Row]) -> None:
        for row in rows:
            row.kind = "unplaced"
            row.item = self.item.index if self.item else None

    def open(self, rows: Sequence[Row], words: list[str], *, marked: bool = False) -> None:
        self.close()
        if not self.sections:
            self.sections.append(Section(""))
        self.item = Item(len(self.items), rows[0].no, words, marked, last=rows[-1])
        self.items.append(self.item)
        self.sections[-1].items.append(self.item)
        self.put(rows, "title")

    def open_rows(self, rows: Sequence[Row]) -> None:
        self.open(rows, [row.words for row in rows])

    def close(self) -> None:
        if self.item is not None:
            self.item.finish(self.sections[-1].name)
        self.item = None

    def add_summary(self, rows: Sequence[Row]) -> None:
        self.put(rows, "summary")
        self.item.summary_parts += [self.listed(row) for row in rows]
        for row in rows:
            self.item.last, self.item.has_summary = row, True
            self.item.links += [bit.text for bit in row.bits if bit.role == "links"]

    def listed(self, row: Row) -> str:
        """A list behind 内容： keeps its bullets, which part its entries."""
        bullet = markdown.BULLET.match(row.text)
        return f"{bullet[0].strip()} {row.words}" if bullet and self.item.labelled else row.words

    # --- what unlabelled lines are, once it is known what follows them

    def settle(self, after: str) -> None:
        run, self.run = self.run, []
        if not run:
            return
        if not self.sections and not self.items:
            self.settle_opening(run, after)
        elif self.item and not self.item.closed and self.item.has_summary:
            self.settle_summary(run, after)
        elif self.item and self.item.marked and (not self.item.closed or self.tells(run, after)):
            self.settle_marked(run, after)
        else:
            self.settle_between(run, after)

    def tells(self, run: list[Row], after: str) -> bool:
        """Whether lines below a linked title are its summary."""
        prose = is_prose(tidy.join(row.bits[0].text for row in run))
        return prose and not self.item.has_summary and after not in ("summary", "more title")

    def settle_opening(self, run: list[Row], after: str) -> None:
        start = len(run)
        if after in ("summary", "source"):
            told = [i for i, row in enumerate(run) if masthead.tells(row.text)]
            first = told[-1] + 1 if told else 0
            if after == "source" and first < len(run):
                early, loose = splitting.loose_items(run[first:], self.layout)
                start = first + len(early) if loose else len(run) - 1
            elif first < len(run):
                start = first + splitting.title_rows(run[first:], self.layout)
        for row in run[:start]:
            if self.noting and not masthead.tells(row.text):
                row.kind = "note"
                self.note.append(row.bits[0].text)
            else:
                row.kind = "masthead" if masthead.belongs(row.text) else "unplaced"
        if start < len(run) and after == "source":
            self.open_loose(run[start:], after)
        elif start < len(run):
            self.open_rows(run[start:])

    def settle_summary(self, run: list[Row], after: str) -> None:
        if after == "summary" or (after == "source" and self.item.source_parts):
            cut = splitting.split_tail(self.item.last, run, self.layout)
        elif after in ("value", "tags", "more title"):
            cut = len(run)
        else:
            cut = self.before_notice(run) if after == END else len(run)
            cut = self.before_hidden_title(run) if cut == len(run) else cut
        self.add_summary(run[:cut])
        rest = run[cut:]
        if not rest:
            return
        if after in ("summary", "source"):
            start = splitting.title_rows(rest, self.layout)
            self.drop(rest[:start])
            self.open_rows(rest[start:])
        else:
            self.leave(rest, after)

    def before_notice(self, run: list[Row]) -> int:
        """At the end of the file: where the last lines ask readers to subscribe or not to."""
        cut = len(run)
        while cut and doubting.is_notice(run[cut - 1].text):
            cut -= 1
        last = run[cut - 1] if cut else self.item.last
        return cut if ends_sentence(last.text) else len(run)

    def before_hidden_title(self, run: list[Row]) -> int:
        """Where the summary has ended and a line that is no sentence follows it."""
        before = run[-2] if len(run) > 1 else self.item.last
        last = run[-1]
        if is_prose(last.text) or ends_sentence(last.text) or not ends_sentence(before.text):
            return len(run)
        return len(run) - 1 if self.layout.ends_paragraph(before, last) else len(run)

    def settle_marked(self, run: list[Row], after: str) -> None:
        goes_on = self.item.last is not None and titles.may_wrap(self.item.last)
        if after in ("summary", "more title"):
            if goes_on and len(run) < MOST_TITLE_ROWS:
                self.put(run, "title")
                self.item.title_parts += [row.words for row in run]
            else:
                self.drop(run)
            return
        more = splitting.split_head([self.item.last, *run], self.layout) - 1 if goes_on else 0
        self.put(run[:more], "title")
        self.item.title_parts += [row.words for row in run[:more]]
        if run[more:]:
            cut = self.before_hidden_title(run[more:]) if after == END else len(run) - more
            self.add_summary(run[more : more + cut])
            self.leave(run[more + cut :], after)

    def settle_between(self, run: list[Row], after: str) -> None:
        if after in ("summary", "more title"):
            start = splitting.title_rows(run, self.layout)
            self.leave(run[:start], after)
            self.open_rows(run[start:])
        else:
            self.open_loose(run, after)

    def open_loose(self, run: list[Row], after: str) -> None:
        early, loose = splitting.loose_items(run, self.layout)
        if early and self.item and not self.item.has_summary:
            self.add_summary(early)
        elif early and not loose and after == "source":
            self.open_rows(early)
        else:
            self.drop(early)
        for place, part in enumerate(loose):
            if masthead.PARTICULAR.match(part.title[0].text):
                self.leave([*part.title, *part.summary], after)
            elif part.summary or (after == "source" and place == len(loose) - 1):
                self.open_rows(part.title)
                if part.summary:
                    self.add_summary(part.summary)
            else:
                self.leave(part.title, after)

    def leave(self, rows: Sequence[Row], after: str) -> None:
        """Lines that are nothing of an item: the imprint at the end, or unplaced."""
        for row in rows:
            early = not self.items and masthead.tells(row.text)
            if early or masthead.IMPRINT.match(row.text.strip(masthead.EDGES)):
                row.kind = "masthead"
            elif self.item and not self.item.has_summary and is_prose(row.text):
                self.add_summary([row])
            else:
                self.drop([row])


def run(rows: Sequence[Row]) -> Machine:
    machine = Machine(rows)
    for row in machine.rows:
        machine.feed(row)
    machine.settle(END)
    machine.close()
    machine.place_parts()
    return machine
