"""A table with its labels in the first column, as extractors of text give it: 标题 …, 内容 …"""

from collections.abc import Sequence

from issues.text import tidy

from .labels import role_of, split_label

COLUMN = frozenset(["title", "summary", "source"])
FEWEST = 2


def with_colons(texts: Sequence[str]) -> Sequence[str]:
    """标题 … as 标题：…, where each line of a label opens its cell.

    Labels in the middle of their cells say nothing of where a cell begins, and such a text is
    left as it is.
    """
    lines = [(place, text) for place, line in enumerate(texts) if (text := tidy.clean(line))]
    found = [(place, *_label(text)) for place, text in lines]
    roles = [role for _place, role, _word, _rest in found]
    if min(roles.count("summary"), roles.count("source")) < FEWEST or not _tells(lines, roles):
        return texts
    done = list(texts)
    for place, role, word, rest in found:
        if role:
            done[place] = f"{word}：{rest}"
    return done


def _label(text: str) -> tuple[str, str, str]:
    """(role, word, rest) of a line that opens with a label and a space; ("", "", "") of others."""
    word, _space, rest = text.partition(" ")
    role = role_of(word)
    return (role, word, rest) if role in COLUMN else ("", "", "")


def _tells(lines: Sequence[tuple[int, str]], roles: Sequence[str]) -> bool:
    """Whether a text follows each label of a summary, and no sentence stands before it."""
    ended = False
    for index, ((_place, text), role) in enumerate(zip(lines, roles, strict=True)):
        if role == "summary":
            bare = " " not in text
            last = index + 1 == len(lines)
            if ended or (bare and (last or roles[index + 1])):
                return False
        elif not role and (label := split_label(text)) and label[0] in ("title", "summary"):
            return False  # labels have colons here
        ended = not role and (ended or "。" in text)
    return True
