"""Candidates for "this story was told before": items that share the rarest words of a text.

How rare a word is, is read off the newest rows of the index: to count each word of 25 texts
in 100,000 rows would take longer than all the rest. The words themselves are looked up in the
index of the whole archive, and the items that have most of them come first.
"""

from collections import Counter
from collections.abc import Sequence

from ..text import tokens
from .backend import engine
from .select import DESK, EVERYTHING, Selection

SAMPLE = 300  # rows
# In so many of them a word tells nothing: a feed of 2,500 entries of one make would otherwise
# be joined with itself, word by word.
TOO_COMMON = SAMPLE // 2
TITLE_WORDS, SUMMARY_WORDS = 8, 4  # of each text that are looked for
MOST = 12  # candidates for each text
AT_ONCE = 360  # words in one query: SQLite joins at most 500 selects


def alike(texts: Sequence[tuple[str, str]]) -> list[list[int]]:
    """Ids of items for each (title, summary), best first; drafts and the pool are among them.

    One query for the sample, and one for each AT_ONCE words.
    """
    common = sampled() if texts else Counter()
    asked = [
        (place, word)
        for place, (title, summary) in enumerate(texts)
        for word in telling(title, summary, common)
    ]
    found: list[list[int]] = [[] for _text in texts]
    step = AT_ONCE - AT_ONCE % (TITLE_WORDS + SUMMARY_WORDS)
    for start in range(0, len(asked), step):
        for place, item in engine().sharing(asked[start : start + step], MOST):
            found[place].append(item)
    return [list(dict.fromkeys(ids)) for ids in found]


def sampled() -> Counter:
    """In how many of the newest rows each word stands."""
    common: Counter = Counter()
    rows = engine().newest(Selection(EVERYTHING, DESK), 0, SAMPLE, "head, body")
    for row in rows:
        common.update({word for column in row for word in engine().words(column)})
    return common


def telling(title: str, summary: str, common: Counter) -> list[str]:
    """The rarest words of a text, those of the title apart from those of the summary."""

    def rarest(words, most):
        rare = [word for word in words if common[word] <= TOO_COMMON]
        return sorted(rare, key=lambda word: (common[word], words.index(word)))[:most]

    head = words_of(title)
    body = [word for word in words_of(summary) if word not in head]
    return rarest(head, TITLE_WORDS) + rarest(body, SUMMARY_WORDS)


def words_of(text: str) -> list[str]:
    """Each pair of Chinese characters and each word once; what has one character tells nothing."""
    words = dict.fromkeys(tokens.tokens(text))
    return [word for word in words if len(word) > 1 and word != tokens.BREAK]
