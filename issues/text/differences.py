"""Two versions of a text, word by word: what is the same in both, and what stands for what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from . import words

# Pairs of words that are compared: beyond it, sentences; beyond that, the whole text is one
# difference. Comparing takes time with the square, and cubed for texts made for the purpose.
PAIRS_MAX = 1_000_000
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both texts. Where they differ, either side may be empty."""

    mine: str
    theirs: str

    @property
    def same(self) -> bool:
        return self.mine == self.theirs


def compare(mine: str, theirs: str) -> list[Piece]:
    """The two texts in pieces, same and different in turn; joined, each side is its text."""
    before, after = words.split(mine), words.split(theirs)
    if len(before) * len(after) <= PAIRS_MAX:
        pieces = list(matched(before, after))
    else:
        head, tail = common_ends(mine, theirs)
        middle = [text[head : len(text) - tail] for text in (mine, theirs)]
        start, end = mine[:head], mine[len(mine) - tail :] if tail else ""
        pieces = [Piece(start, start), *by_sentence(*middle), Piece(end, end)]
    return without_islands(merged(pieces))


def by_sentence(mine: str, theirs: str) -> list[Piece]:
    before, after = SENTENCE.findall(mine), SENTENCE.findall(theirs)
    if len(before) * len(after) > PAIRS_MAX:
        return [Piece(mine, theirs)]
    return list(matched(before, after))


def common_ends(mine: str, theirs: str) -> tuple[int, int]:
    """How many characters at the beginning and, of the rest, at the end are the same."""
    shorter = min(len(mine), len(theirs))
    head = next((i for i in range(shorter) if mine[i] != theirs[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if mine[-1 - i] != theirs[-1 - i]), rest)
    return head, tail


def matched(mine: list[str], theirs: list[str]) -> Iterator[Piece]:
    codes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for _tag, i1, i2, j1, j2 in codes:
        yield Piece("".join(mine[i1:i2]), "".join(theirs[j1:j2]))


def merged(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of a kind as one piece, without empty ones."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].same == piece.same:
            found[-1] = joined(found[-1], piece)
        elif piece.mine or piece.theirs:
            found.append(piece)
    return found


def without_islands(pieces: list[Piece]) -> list[Piece]:
    """Differences around a lone character as one.

    A single 的 that two rewritten half-sentences share says nothing, and would cut the
    difference into shreds that nobody can choose between.
    """
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        inside = 0 < number < len(pieces) - 1
        lone = inside and piece.same and len(piece.mine.strip()) < 2
        if lone or (found and not found[-1].same and not piece.same):
            found[-1] = joined(found[-1], piece)
        else:
            found.append(piece)
    return found


def joined(first: Piece, second: Piece) -> Piece:
    return Piece(first.mine + second.mine, first.theirs + second.theirs)
