"""What was found, marked in the original text: pieces for the page to escape and then to mark."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..text import tokens
from ..text.tokens import Phrase

SNIPPET = 120  # characters of a summary around the first hit
BEFORE = 30  # of them before it
ENDS = "。！？；\n!?;"  # a snippet rather begins behind one of these

Piece = tuple[str, bool]  # (text, whether it was looked for)


@dataclass(frozen=True)
class Highlighted:
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]


def highlight(item, query, *, length: int = SNIPPET) -> Highlighted:
    """The title and a snippet of the summary of an item; `query` is a parsed one."""
    return Highlighted(
        title=pieces(item.title, query.phrases),
        summary=snippet(item.summary, query.phrases, length),
    )


def places(text: str, phrases: Iterable[Phrase]) -> list[tuple[int, int]]:
    """Where the phrases stand in the original text: [(start, end)], in order, without overlap."""
    folded, offsets = tokens.fold_with_offsets(text)
    spans = list(tokens.spans(folded))
    words = [span[0] for span in spans]
    found = []
    for phrase in phrases:
        last = phrase.tokens[-1]
        for at in tokens.occurrences(words, phrase):
            word, start, end = spans[at + len(phrase.tokens) - 1]
            # Of a pair that only begins with what was asked, its beginning.
            if phrase.prefix and tokens.IS_CJK(word):
                end = start + len(last)
            found.append((offsets[spans[at][1]], after(offsets, end)))
    return merged(found)


def after(offsets: list[int], end: int) -> int:
    """The place in the original text behind the folded character before `end`.

    Not simply that of the next one: what folds to several characters (㎡) is marked whole.
    """
    last = offsets[end - 1]
    while offsets[end] == last:
        end += 1
    return offsets[end]


def merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cut(text: str, marked: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    """text[start:end] in pieces; a marked place at an edge is cut there."""
    result: list[Piece] = []
    at = start
    for first, last in marked:
        first, last = max(first, start), min(last, end)
        if first < last:
            result += [(text[at:first], False), (text[first:last], True)]
            at = last
    result.append((text[at:end], False))
    return [piece for piece in result if piece[0]]


def pieces(text: str, phrases: Iterable[Phrase]) -> tuple[Piece, ...]:
    return tuple(cut(text, places(text, phrases), 0, len(text)))


def snippet(text: str, phrases: Iterable[Phrase], length: int = SNIPPET) -> tuple[Piece, ...]:
    """About `length` characters around the first place, with … where something is left out."""
    marked = places(text, phrases)
    start = begin(text, marked[0][0]) if marked and len(text) > length else 0
    end = min(len(text), start + length)
    start = max(0, min(start, end - length)) if end == len(text) and len(text) > length else start
    result = cut(text, marked, start, end)
    if start > 0:
        result.insert(0, ("…", False))
    if end < len(text):
        result.append(("…", False))
    return tuple(result)


def begin(text: str, first: int) -> int:
    """Where a snippet that shows text[first] begins: behind the end of a sentence near by."""
    earliest = max(0, first - BEFORE)
    if earliest == 0:
        return 0
    ends = [at for at in range(earliest, first) if text[at] in ENDS]
    return ends[0] + 1 if ends else earliest
