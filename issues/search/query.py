"""The query language, without a database: text in, a tree out that prints as it was typed.

    智能 机器人           both                  "具身智能 机器人"   side by side
    算力 OR 芯片 深圳     one of two, and 深圳    -汽车              without
    AI*                  words that begin so    标签:开源 after:2024  fields

OR binds its two neighbours, a blank is AND. Any text is a query: a sign that makes no sense
where it stands is punctuation, and punctuation alone asks for nothing and is passed over.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..text import tokens

LONGEST = 200  # characters
MOST_TERMS = 20  # a longer query could keep the database busy for seconds
OR = "OR"
QUOTES = {'"': '"', "＂": "＂", "“": "”", "「": "」", "『": "』"}
MINUS = "-－"
COLONS = ":："
FIELDS = {
    "tag": ("tag", "topic", "标签", "主题"),
    "region": ("region", "地区", "地域"),
    "section": ("section", "栏目"),
    "issue": ("issue", "期", "期号"),
    "site": ("site", "来源", "媒体"),
    "after": ("after", "起", "自"),
    "before": ("before", "止", "至"),
}
NAMES = {alias: field for field, aliases in FIELDS.items() for alias in aliases}


@dataclass(frozen=True)
class Text:
    """A word or phrase. `quote` is the sign that opened it, empty for a bare word."""

    text: str
    quote: str = ""
    prefix: bool = False

    @cached_property
    def phrase(self) -> tokens.Phrase | None:
        return tokens.phrase(self.text, prefix=self.prefix)

    def __str__(self) -> str:
        return self.quote + self.text + ("*" if self.prefix else "") + QUOTES.get(self.quote, "")


@dataclass(frozen=True)
class Field:
    """`field` is a key of FIELDS; `name` and `colon` are as they were typed."""

    field: str
    name: str
    colon: str
    value: Text

    def __str__(self) -> str:
        return f"{self.name}{self.colon}{self.value}"


@dataclass(frozen=True)
class Not:
    part: "Text | Field"

    def __str__(self) -> str:
        return f"-{self.part}"


@dataclass(frozen=True)
class Or:
    parts: "tuple[Text | Field | Not, ...]"

    def __str__(self) -> str:
        return " OR ".join(map(str, self.parts))


@dataclass(frozen=True)
class And:
    parts: "tuple[Text | Field | Not | Or, ...]" = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))


Atom = Text | Field | Not


@dataclass(frozen=True)
class Problem:
    """Something the reader should be told. Codes: too_long, too_many_terms; those of a field
    whose value means nothing are in resolve.py. `value` is the text in question."""

    code: str
    value: str


@dataclass(frozen=True)
class Query:
    tree: And
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return str(self.tree)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Words and phrases the reader wants to see: not those of a field or behind a minus."""
        flat = (
            part
            for node in self.tree.parts
            for part in (node.parts if isinstance(node, Or) else (node,))
        )
        return tuple(part for part in flat if isinstance(part, Text) and part.phrase)

    @property
    def phrases(self) -> tuple[tokens.Phrase, ...]:
        return tuple(text.phrase for text in self.texts if text.phrase)


def parse(text: str) -> Query:
    """The query a text is. Never fails, whatever the text."""
    problems = []
    whole, text = len(text), clean(text[:LONGEST])
    if whole > LONGEST:
        problems.append(Problem("too_long", text))
    atoms = list(read(text))
    terms = [atom for atom in atoms if atom != OR]
    if len(terms) > MOST_TERMS:
        problems.append(Problem("too_many_terms", str(terms[MOST_TERMS])))
        atoms = first_terms(atoms, MOST_TERMS)
    return Query(And(tuple(grouped(atoms))), tuple(problems))


def clean(text: str) -> str:
    """Without halves of broken pairs; control characters become blanks."""
    return "".join(
        " " if unicodedata.category(char) == "Cc" else char
        for char in text
        if unicodedata.category(char) != "Cs"
    )


def read(text: str) -> Iterator[Atom | str]:
    """The atoms of a query in their order, and OR where it stands as an operator may."""
    at, size = 0, len(text)
    while at < size:
        if text[at].isspace():
            at += 1
            continue
        start = at
        while at < size and text[at] in MINUS:
            at += 1
        if at == size or text[at].isspace():
            yield Text(text[start:at])
            continue
        part, end = read_positive(text, at)
        yield OR if start == at and part == Text(OR) else part if start == at else Not(part)
        at = end


def read_positive(text: str, at: int) -> tuple[Text | Field, int]:
    """A phrase, a field or a word that begins at `at`, and where it ends."""
    quoted = read_quoted(text, at)
    if quoted:
        return quoted
    end = bare_end(text, at)
    colon = min((here for sign in COLONS if (here := text.find(sign, at, end)) > 0), default=-1)
    field = NAMES.get(tokens.fold(text[at:colon])) if colon > at else None
    if field:
        value, end = read_quoted(text, colon + 1) or bare(text, colon + 1, end)
        return Field(field, text[at:colon], text[colon], value), end
    return bare(text, at, end)


def read_quoted(text: str, at: int) -> tuple[Text, int] | None:
    """A phrase between quotation marks; a mark that nothing closes is punctuation."""
    if at >= len(text) or text[at] not in QUOTES:
        return None
    end = text.find(QUOTES[text[at]], at + 1)
    return (Text(text[at + 1 : end], text[at]), end + 1) if end > 0 else None


def bare_end(text: str, at: int) -> int:
    """Where a word without quotation marks ends: at a blank, or where a phrase begins."""
    end = at
    while end < len(text) and not text[end].isspace():
        if end > at and read_quoted(text, end):
            break
        end += 1
    return end


def bare(text: str, at: int, end: int) -> tuple[Text, int]:
    word = text[at:end]
    stem = word.rstrip("*")
    return Text(stem, prefix=stem != word), end


def first_terms(atoms: list[Atom | str], most: int) -> list[Atom | str]:
    """The atoms before term number `most`, without an OR that would dangle at the end."""
    places = [at for at, atom in enumerate(atoms) if atom != OR]
    kept = atoms[: places[most]]
    while kept and kept[-1] == OR:
        kept.pop()
    return kept


def grouped(atoms: list[Atom | str]) -> Iterator[Atom | Or]:
    """OR joins the atoms beside it; one that has no neighbour is the word "or"."""
    group: list[Atom] = []
    joined = False
    for at, atom in enumerate(atoms):
        if atom == OR and group and not joined and at + 1 < len(atoms):
            joined = True
            continue
        if group and not joined:
            yield group[0] if len(group) == 1 else Or(tuple(group))
            group = []
        group.append(Text(OR) if atom == OR else atom)
        joined = False
    if group:
        yield group[0] if len(group) == 1 else Or(tuple(group))
