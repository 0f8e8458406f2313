"""What stands behind 来源：addresses, a publisher's name, or both."""

import re
from dataclasses import dataclass

from issues.text import urls

HEAD = re.compile(r"(https?)\s?[:：]\s?[/／]{2}\s?", re.IGNORECASE)
# pypdf joins the lines of a cell with a space: …/s? id=1&from=app
BROKEN_QUERY = re.compile(r"(?<=[?&=]) (?=[A-Za-z0-9_]{1,40}=)")
# What an address may hold; Chinese letters and punctuation end it.
BODY = r"[!#-&*-;=?-~]"
ADDRESS = re.compile(rf"https?://(?:{BODY}|[()'])+", re.IGNORECASE)
OTHER_SCHEME = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}://|(?:javascript|data|file|mailto|vbscript|about|blob):|www\.)\S+",
    re.IGNORECASE,
)
# www.example.com or example.com/a.html; a bare host may be a publisher's name.
BARE = re.compile(
    rf"(?<![\w@./:-])(?:www\.(?:[a-z0-9-]+\.)+[a-z]{{2,12}}(?![a-z.])(?:/{BODY}*)?"
    rf"|(?:[a-z0-9-]+\.)+[a-z]{{2,12}}/{BODY}+)",
    re.IGNORECASE,
)
LONGEST_NAME = 12  # characters of a publisher
CONTINUATION = re.compile(rf"(?:{BODY}|[()'])+")
MARKDOWN = re.compile(
    r"\[([^\[\]]{0,200})\]\(\s*<?([^()\s<>]{1,2000}(?:\([^()\s]*\)[^()\s<>]*)?)>?\s*\)"
)
# The day of publication beside a name: 示例日报 2025-03-12.
DAY = re.compile(r"(?<!\d)20\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)\s?日?")
TRAILING = ".,;:!?'\""
EDGES = '🔗👉➡→»\ufe0f ，,、；;：:|｜/－—-–·()（）[]【】<>《》“”"。'
SIGNS = frozenset("/.?=&_%-#~+0123456789")
# What a link to the original is called; never a publisher's name.
POINTERS = frozenset(
    [
        *("原文", "链接", "原文链接", "来源", "阅读全文", "查看原文", "阅读原文", "全文"),
        *("详情", "查看详情", "更多", "点击查看", "link", "source", "url", "via", "more"),
        *("详情请点击", "详情请见", "详情见", "详见", "点击查看详情", "点击阅读", "点击阅读原文"),
        *("查看", "报道", "相关报道", "论文", "代码", "pdf", "paper", "code"),
        *("了解更多", "阅读更多", "查看更多", "查看全文", "原文见", "read more"),
    ]
)


@dataclass(frozen=True, slots=True)
class Source:
    urls: tuple[str, ...]
    name: str
    refused: tuple[str, ...]
    completed: tuple[str, ...] = ()  # as they stand, without the https:// that was added


def mend(text: str) -> str:
    """Full-width or parted signs of http:// put right, a query in one piece."""
    text = HEAD.sub(lambda found: found[1].lower() + "://", text)
    return BROKEN_QUERY.sub("", text) if "://" in text else text


def trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    while address:
        if address[-1] in TRAILING or (
            address[-1] == ")" and address.count(")") > address.count("(")
        ):
            address = address[:-1]
        else:
            break
    return address


def find_urls(text: str) -> list[str]:
    return [trimmed(found[0]) for found in ADDRESS.finditer(mend(text))]


def only_urls(text: str) -> list[str]:
    """The addresses of a line that holds nothing else; empty for any other line."""
    text = MARKDOWN.sub(lambda found: f" {found[2]} ", text)
    found = find_urls(text)
    rest = ADDRESS.sub(" ", mend(text)).lstrip("-*+•>· ").strip(EDGES)
    return found if found and not rest else []


def pointed(text: str) -> str:
    """Name and addresses of a line that only leads there: 详情：https://…, ——示例网 https://…"""
    found = find_urls(text)
    words = ADDRESS.sub(" ", mend(text)).strip(EDGES + ">→»")
    if found and words.lower() in POINTERS:
        return " ".join(found)
    signed = found and text.startswith(("—", "--")) and len(words) <= LONGEST_NAME
    return " ".join([words, *found]) if signed else ""


def named(text: str) -> bool:
    """Whether the line is a short name and an address, in whichever brackets."""
    words = ADDRESS.sub(" ", mend(text)).strip(EDGES)
    parted = any(sign in words for sign in "，。；：！？|#[]*")
    return bool(find_urls(text)) and 2 <= len(words) <= LONGEST_NAME and not parted


def part_tail(text: str) -> tuple[str, str] | None:
    """(text, address) of a text that ends in one: …上市。（https://…）"""
    text = mend(text)
    found = [*ADDRESS.finditer(text)]
    if not found or text[found[-1].end() :].strip(" ）)]】。."):
        return None
    last = found[-1]
    before = text[: last.start()].rstrip(" （([【")
    return (before, trimmed(last[0])) if before else None


def continues(text: str) -> bool:
    """Whether the line can be the rest of an address that broke at a line end."""
    return bool(CONTINUATION.fullmatch(text)) and not text.lower().startswith("http")


def read(text: str) -> Source:
    text = mend(text)
    names = [found[1] for found in MARKDOWN.finditer(text)]
    text = MARKDOWN.sub(lambda found: f" {found[2]} ", text)
    good: list[str] = []
    refused: list[str] = []
    for address in find_urls(text):
        (good if urls.safe_url(address) else refused).append(address)
    rest = ADDRESS.sub(" ", text)
    bare = [trimmed(found[0]) for found in BARE.finditer(rest)] if not good else []
    completed = [address for address in bare if urls.safe_url(f"https://{address}")]
    good += [f"https://{address}" for address in completed]
    rest = BARE.sub(" ", rest) if completed else rest
    refused += [trimmed(found[0].rstrip("）")) for found in OTHER_SCHEME.finditer(rest)]
    rest = OTHER_SCHEME.sub(" ", rest)
    names.append(rest)
    words = [name for part in names if (name := _name(part)) and name.lower() not in POINTERS]
    found = tuple(dict.fromkeys(good))
    return Source(found, " ".join(words), tuple(refused), tuple(completed))


def _name(text: str) -> str:
    text = DAY.sub(" ", text)
    parts = (part.strip(EDGES) for part in text.split())
    return " ".join(part for part in parts if part)
