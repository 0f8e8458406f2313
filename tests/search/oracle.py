"""What "contains" means, written a second time and without tokens: the bar of exactness."""

import re
import string

from issues.text import tokens

WORD = frozenset(string.ascii_lowercase + string.digits)


def plain(text):
    """The folded text with every run of other characters as one bar, in the words of the docs.

    Blanks between Chinese and a word or sign are nothing; it begins and ends with a bar. Made
    for Chinese, ASCII words and punctuation.
    """
    other = "".join(
        char if char.isalnum() or char in "+#" else " " if char in " \t" else "|"
        for char in tokens.fold(text)
    )
    other = re.sub(r" *\|[| ]*", "|", other.strip())
    other = re.sub(r"(?<=[一-鿿]) +(?=[a-z0-9+#])|(?<=[a-z0-9]) +(?=[一-鿿+#])", "", other)
    other = re.sub(r"(?<=[+#]) +", "", other)
    return f"|{other.replace(' ', '|').strip('|')}|"


def contained(query, text):
    """Whether a plain query stands in a plain text; words at its ends are whole words."""
    query = query.strip("|")
    at = text.find(query)
    while at >= 0:
        before, after = text[at - 1], text[at + len(query)]
        if not (query[0] in WORD and before in WORD) and not (query[-1] in WORD and after in WORD):
            return True
        at = text.find(query, at + 1)
    return False


def item_contains(query, item):
    """Whether one of the fields that words are looked for in contains the text of a query."""
    fields = (item.title, item.summary, *(topic.name for topic in item.topics))
    return any(contained(plain(query), plain(field)) for field in fields)
