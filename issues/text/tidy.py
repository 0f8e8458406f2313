"""Text taken from files: strange characters, line ends, wrapped lines, spaces of PDF extraction."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# What separates lines: the last two are Unicode's own, \v is Word's line break.
LINE_ENDS = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]")
FORM_FEED = "\f"

# Radicals that browsers write into PDFs instead of the characters that look the same. NFKC
# maps the block U+2F00 and two signs of U+2E80; the rest of that block is written out here.
RADICALS = dict(
    zip(
        range(0x2E80, 0x2EF4),
        "⺀厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尣巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭"
        "王疋目示礻竹糹纟网罒网网⺵羊羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸"
        "长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
# Fonts for simplified Chinese draw the radical ⼾ as 户, where NFKC has 戶. Latin ligatures
# would break words and addresses.
RADICALS[0x2F3E] = "户"
# PDFium's sign for the hyphen at a line end, where it joins the lines.
HYPHENS = {0xFFFE: "-"}
# One glyph for two or three dashes; browsers write the horizontal bar for the long dash.
DASHES = {0x2015: "—", 0x2E3A: "——", 0x2E3B: "———"}
LIGATURES = dict(
    zip(range(0xFB00, 0xFB07), ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
# Bullets of the symbol fonts, which PDF text gives as private-use characters.
BULLETS = dict.fromkeys((0xF06C, 0xF06E, 0xF075, 0xF076, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC), "•")
SPACES = "\t\f\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
TABLE = RADICALS | LIGATURES | HYPHENS | DASHES | BULLETS | dict.fromkeys(map(ord, SPACES), " ")
# Compatibility forms that stand for one ideograph.
LOOKALIKE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff]")
RUN_OF_SPACES = re.compile(" {2,}")
IDEOGRAPH = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
MARKS = "，。、；：！？（）《》〈〉「」『』【】“”‘’"
# Chinese punctuation too: extraction puts the same space beside it.
STRAY_SPACE = re.compile(f"(?<=[{IDEOGRAPH}{MARKS}]) (?=[A-Za-z0-9])")
SPACE_AFTER = re.compile(f"(?<=[A-Za-z0-9%]) (?=[{IDEOGRAPH}])")
SPACE_BEFORE = re.compile(f"(?<=[{IDEOGRAPH}]) (?=[A-Za-z0-9])")
HAN_LATIN = re.compile(f"[{IDEOGRAPH}] ?[A-Za-z0-9]")
LATIN_HAN = re.compile(f"[A-Za-z0-9%] ?[{IDEOGRAPH}]")
HAN = re.compile(f"[{IDEOGRAPH}]")
# The spaces of a line that was stretched, and what gives it away: spaces nobody types.
FULL = f"{IDEOGRAPH}{MARKS}—…"
BETWEEN_FULL = re.compile(rf"(?<=[{FULL}]) +(?=[{FULL}(])|(?<=\)) +(?=[{FULL}])")
NEVER_TYPED = re.compile(" (?=[，。、；！？）》〉”’」』])|(?<=[，；（《〈“‘「『]) ")
SINGLE_SIGNS = re.compile(f"(?:[{FULL}] +){{4}}[{FULL}]")
# 智能 +制造 and 工具—— 箱, where one of the signs is of another font.
SIGN_SPACE = re.compile(
    rf"(?<=[{IDEOGRAPH}]) (?=\+[^ ])|(?<=[^ +]\+) (?=[{IDEOGRAPH}])"
    rf"|(?<=[^ ]——) (?=[{IDEOGRAPH}A-Za-z0-9])"
)
MOST_LINE = 140  # columns; what is longer is a paragraph
# Emoji and their kin, without the circled numbers that stand among them.
PICTOGRAPHS = "\U0001f000-\U0001faff\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\ufe0f\u20e3"
OPENING_PICTOGRAPHS = re.compile(f"[{PICTOGRAPHS}][{PICTOGRAPHS} ]*")
# A number that a line end has cut: 每小时6|2.7台. Latin words may stand beside a number.
CUT_NUMBER = re.compile(r"(?:^|[^ -~])[0-9][0-9.,]*$")
INVISIBLE = {"Cc", "Cf", "Cs", "Cn"}
# Shown as wide as an ideograph by Chinese fonts, though Unicode leaves the width open.
WIDE = frozenset("“”‘’…—·①②③④⑤⑥⑦⑧⑨⑩■◆●▶★□◇○△▲※")


def split_lines(text: str) -> list[str]:
    """Physical lines. A form feed stays, as the first character of the page it opens."""
    lines: list[str] = []
    for line in LINE_ENDS.split(text):
        first, *pages = line.split(FORM_FEED)
        if first or not pages:
            lines.append(first)
        lines.extend(FORM_FEED + page for page in pages)
    return lines


def clean(line: str) -> str:
    """One line without outer, doubled or odd spaces, invisible signs and look-alike radicals."""
    text = line.translate(TABLE)
    text = LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) not in INVISIBLE)
    return RUN_OF_SPACES.sub(" ", text).strip()


def join(lines: Iterable[str]) -> str:
    """Wrapped lines as one text: a space only between two Latin words or numbers."""
    text = ""
    for line in lines:
        if (
            text
            and line
            and is_latin(text[-1])
            and is_latin(line[0])
            and not cut_number(text, line)
        ):
            text += " "
        text += line
    return without_stray_spaces(text)


def cut_number(text: str, after: str) -> bool:
    return after[0].isdigit() and text[-1].isdigit() and bool(CUT_NUMBER.search(text[-24:]))


def is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def without_pictographs(text: str) -> str:
    """The text without the emoji that open it; as it is where it holds nothing else."""
    found = OPENING_PICTOGRAPHS.match(text)
    return text[found.end() :] or text if found else text


def without_stray_spaces(text: str) -> str:
    """Extraction puts a space between Chinese and a Latin letter or digit that follows it.

    The other way round, and between two ideographs, a space is what somebody typed.
    """
    return STRAY_SPACE.sub("", text)


def without_even_spaces(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the space behind Latin runs, where extraction has made it.

    Word processors widen that place, and extractors of text make a space of it: some of them
    throughout, pypdf at every other one, before the run as well as behind it. In files where
    only a few have it, somebody typed those.
    """
    words = [line for line in lines if "://" not in line]
    places, spaced = _count(LATIN_HAN, words), _count(SPACE_AFTER, words)
    if spaced < 20 or spaced < 0.4 * places:
        return lines
    if spaced < 0.85 * places and _count(SPACE_BEFORE, words) < 0.3 * _count(HAN_LATIN, words):
        return lines
    return [SPACE_AFTER.sub("", line) for line in lines]


def without_widening(lines: Sequence[str]) -> list[str]:
    """Lines that an extractor took from pages, without the spaces of justified ones.

    What widens one place of a line widens all of it: then neither a space behind a Latin run
    nor one between ideographs tells anything.
    """
    closed = [closed_up(line) for line in lines]
    words = [line for line in closed if "://" not in line]
    before, after = _share(SPACE_BEFORE, HAN_LATIN, words), _share(SPACE_AFTER, LATIN_HAN, words)
    if not (0 < before < 0.5 and after < 0.4):
        return closed
    return [SPACE_AFTER.sub("", line) if _is_widened(line) else line for line in closed]


def closed_up(line: str) -> str:
    """A line that was stretched until spaces stood between its ideographs, as it was typed."""
    if " " not in line:
        return line
    line = SIGN_SPACE.sub("", line)
    parted = NEVER_TYPED.search(line) and len(BETWEEN_FULL.findall(line)) >= 2
    if not parted and not SINGLE_SIGNS.search(line):
        return line
    return SPACE_AFTER.sub("", BETWEEN_FULL.sub("", line))


def _is_widened(line: str) -> bool:
    return "://" not in line and width(line) <= MOST_LINE and bool(SPACE_BEFORE.search(line))


def _share(spaced: re.Pattern[str], places: re.Pattern[str], lines: Sequence[str]) -> float:
    """How many of the places have a space; 0 where there are too few to tell."""
    count = _count(places, lines)
    return _count(spaced, lines) / count if count >= 20 else 0


def _count(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    return sum(len(pattern.findall(line)) for line in lines)


def width(text: str) -> int:
    """Columns of the text in a Chinese font: 2 for an ideograph, 1 for a Latin letter."""
    return sum(
        2 if char in WIDE or unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def has_han(text: str) -> bool:
    return HAN.search(text) is not None


def squeeze(text: str) -> str:
    """The text without any space: for comparing what extraction spaces differently."""
    return "".join(text.split())


def open_brackets(lines: Sequence[str], pairs: str = "《》（）“”〈〉「」『』") -> bool:
    """Whether the text ends inside a pair of brackets or quotes.

    It may begin inside one too: …规程》及《…办法 is open at its end.
    """
    text = "".join(lines)
    return any(
        text.count(left) > text.partition(left)[2].count(right)
        for left, right in zip(pairs[::2], pairs[1::2], strict=True)
    )
