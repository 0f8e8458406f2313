"""Help where nothing was found. Whatever is offered here, a reader can already find."""

from ..models import Topic
from ..text import regions_data, slugs, tokens
from . import query
from .backend import engine
from .finding import count, number_of, selection
from .resolve import region_by_code
from .select import EVERYTHING, Mark, all_of

RECENT = 5000  # newest items whose titles and topics are the vocabulary of readers
SHORTEST = 3  # a shorter word has too many neighbours


def did_you_mean(text, *, filters=None):
    """The query with a mistyped Latin word put right, or None: 您是不是要找 …

    A word is wrong that no reader finds anything by; it is replaced by the nearest word of
    public titles and topics, one or two letters away, if the query then finds something.
    """
    parsed = query.parse(text)
    wrong = {
        part: word
        for part in parsed.texts
        if (word := latin_word(part)) and not count(str(query.And((part,))))
    }
    if not wrong:
        return None
    known = vocabulary()
    right = {part: near for part, word in wrong.items() if (near := nearest(word, known))}
    if not right:
        return None
    better = str(query.And(tuple(replaced(node, right) for node in parsed.tree.parts)))
    return better if count(better, filters=filters) else None


def latin_word(part):
    """The word a bare Text is, where it is one of letters that could be mistyped."""
    words = part.phrase.tokens
    plain = not part.quote and len(words) == 1 and words[0].isalnum()
    mistyped = plain and not tokens.IS_CJK(words[0]) and not words[0].isdigit()
    return words[0] if mistyped and len(words[0]) >= SHORTEST else None


def replaced(node, right):
    if isinstance(node, query.Or):
        return query.Or(tuple(replaced(part, right) for part in node.parts))
    return query.Text(right[node], prefix=node.prefix) if node in right else node


def vocabulary():
    """{word: how often} of Latin words in the newest titles and topics that readers may see."""
    words = {}
    for (head,) in engine().newest(selection(EVERYTHING), 0, RECENT, "head"):
        for word in engine().words(head):
            if len(word) >= SHORTEST and word.isalnum() and not tokens.IS_CJK(word):
                words[word] = words.get(word, 0) + 1
    return words


def nearest(word, known):
    """The commonest of the words nearest to `word`, or None where all are too far."""
    most = 1 if len(word) < 6 else 2
    near = [
        (steps, -often, other)
        for other, often in known.items()
        if abs(len(other) - len(word)) <= most and (steps := distance(word, other, most)) <= most
    ]
    return min(near)[2] if near else None


def distance(one, other, most):
    """Letters to add, drop, change or swap to get from one to the other; past `most`, any more."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest_topics(text, *, most=5):
    """Topics a reader can open whose names have most in common with the words of the query."""
    wanted = set(characters(text))
    if not wanted:
        return []
    ranked = sorted(
        (-len(shared) / len(wanted | own), topic.name, topic)
        for topic in Topic.objects.only("name", "slug")
        if (own := set(characters(topic.name)))
        and (shared := wanted & own)
        and (len(shared) * 2 >= len(own) or shared == wanted)
    )
    return first_public((topic for _rank, _name, topic in ranked), lambda t: f"t:{t.pk}", most)


def nearest_regions(text, *, most=5):
    """Regions with items a reader can see that the query names, or whose pinyin it is."""
    folded = slugs.key(tokens.fold(text))
    codes = [
        row.code
        for row in regions_data.rows()
        if len(row.short) > 1 and (row.short in folded or folded in (row.pinyin, row.initials))
    ]
    found = [region for code in codes if (region := region_by_code(code))]
    return first_public(found, lambda region: f"r:{region.code.lower()}", most)


def characters(text):
    """Pairs of Chinese characters and Latin words: what two names may have in common."""
    found = [word for word in tokens.tokens(text) if word != tokens.BREAK]
    pairs = [word for word in found if len(word) > 1]
    return pairs or found


def first_public(things, mark, most):
    """The first of these that readers find at least one item by."""
    found = []
    for thing in things:
        if len(found) == most:
            break
        if number_of(selection(all_of([Mark(mark(thing))]))):
            found.append(thing)
    return found
