"""Which places, organisations and national or worldwide words a text names, and in what role.

The vocabulary is regions.json (divisions and countries) and places.json (a hand list:
well-known zones, cities abroad, organisations, and everyday words that look like places).
Matching is Aho-Corasick, leftmost-longest, so that 河南山东 is two provinces and no 南山.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import zip_longest
from pathlib import Path

import ahocorasick

from issues.text.regions_data import ancestors, by_code, rows

SOURCE = Path(__file__).resolve().parent.parent / "data" / "places.json"

NATIONWIDE = "100000"
WORLD = "001"


class Role(Enum):
    PLACE = "a place in China"
    COUNTY = "a county's full name; several counties may share it"
    SHORT = "a county's short name, or an everyday word"
    BLOC = "a bloc of places: 粤港澳大湾区, 京津冀, 全省"
    COUNTRY = "a foreign country or a place in it"
    FOREIGN = "a foreign organisation"
    NATIONAL = "我国, or a ministry"
    CHINA = "中国"
    NATIONWIDE = "全国, 国内"
    HINT = "国产 and other words that hardly say where"
    COMPANY = "a company in China, by its seat"
    WORLD = "全球, 联合国"
    VENUE = "where a meeting was held"
    SOURCE = "a newspaper's name, or a dateline"
    MASK = "a word that only looks like a place"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at text[start:end]; `codes` holds the regions it may mean."""

    role: Role
    codes: tuple[str, ...]
    start: int
    end: int

    @property
    def code(self) -> str:
        return self.codes[0]


# What follows 全球 or 全国 when it praises instead of saying where: 全球首个, 全国领先.
PRAISE = ("首", "第", "最", "领", "唯", "前", "顶", "一流", "先进", "化", "同步", "总部", "开发者")
ROADS = ("路", "大道", "东路", "西路", "南路", "北路", "中路", "大街")
NOT_ROADS = ("路演", "路径", "路线", "路网", "路侧", "路测", "路由")
MEDIA = (
    *("日报", "晚报", "晨报", "早报", "商报", "时报", "特区报", "证券报", "青年报"),
    *("卫视", "电视台", "广播电视", "新闻网"),
)
AGENCIES = ("新华社", "中新社", "中新网", "人民网", "央视网", "央广网", "新华网", "本报")
# Everyday words across 日本: 近日本届, 18日本次.
BEFORE_JAPAN = "近今昨当每即本次0123456789"
# 在 may stand this many characters before the verb that makes a place a venue.
VENUE_SPAN = 26
MEETS = (
    "举行",
    "召开",
    "举办",
    "开幕",
    "闭幕",
    "启幕",
    "揭幕",
    "落幕",
    "拉开帷幕",
    "拉开序幕",
    "亮相",
)


def _load() -> dict:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    data = _load()
    return {key: frozenset(names) for key, names in data.items() if isinstance(names, list)}


@cache
def _defaults() -> dict[str, str]:
    return _load()["ambiguous_county_defaults"]


def _division_terms() -> Iterable[tuple[str, Role, str]]:
    contextual = _words()["contextual_cities"]
    for row in rows():
        if row.level == "county":
            yield row.name, Role.COUNTY if len(row.name) > 2 else Role.SHORT, row.code
            yield row.short, Role.SHORT, row.code
            if row.short == row.name and len(row.name) > 2:  # 北京朝阳 is 朝阳区
                yield row.name[:-1], Role.SHORT, row.code
        elif row.level in ("province", "city"):
            yield row.name, Role.PLACE, row.code
            yield row.short, Role.SHORT if row.short in contextual else Role.PLACE, row.code
            if row.name.endswith("自治州"):
                yield row.short.removesuffix("州") + "州", Role.PLACE, row.code


def _country_terms() -> Iterable[tuple[str, Role, str]]:
    risky = _words()["risky_countries"]
    for row in rows():
        if row.parent == WORLD:
            for name in {row.name, row.short} - risky:
                yield name, Role.COUNTRY, row.code


def _listed_terms() -> Iterable[tuple[str, Role, str]]:
    data = _load()
    groups = {
        "places": Role.PLACE,
        "blocs": Role.BLOC,
        "foreign_places": Role.COUNTRY,
        "foreign_organisations": Role.FOREIGN,
        "companies": Role.COMPANY,
    }
    for group, role in groups.items():
        for code, names in data[group].items():
            for name in names:
                yield name, role, code
    lists = {
        "national": (Role.NATIONAL, NATIONWIDE),
        "china": (Role.CHINA, NATIONWIDE),
        "nationwide": (Role.NATIONWIDE, NATIONWIDE),
        "hints": (Role.HINT, NATIONWIDE),
        "world": (Role.WORLD, WORLD),
        "masks": (Role.MASK, ""),
        "everyday": (Role.MASK, ""),
    }
    for group, (role, code) in lists.items():
        for name in data[group]:
            yield name, role, code


@cache
def vocabulary() -> dict[str, tuple[Role, tuple[str, ...]]]:
    """Folded term to its role and codes. The hand list goes before the divisions; of the
    divisions a province or city goes before a county, and a full name before a short one."""
    found: dict[str, tuple[Role, tuple[str, ...]]] = {}
    rank = {Role.PLACE: 0, Role.COUNTY: 1, Role.SHORT: 2}
    for name, role, code in [*_country_terms(), *_division_terms()]:
        term = _fold(name)
        if term not in found or rank.get(role, 0) < rank.get(found[term][0], 0):
            found[term] = (role, (code,))
        elif found[term][0] is role and code not in found[term][1]:
            found[term] = (role, (*found[term][1], code))
    for term, role, code in _listed_terms():
        found[_fold(term)] = (role, (code,))
    return found


@cache
def _automaton(*, short: bool) -> ahocorasick.Automaton:
    """The counties' short names apart from the rest: they are the least sure, and must not
    take characters from a better name (和安徽 is 安徽, and not 和安)."""
    automaton = ahocorasick.Automaton()
    never = _words()["never"]
    for term, (role, _codes) in vocabulary().items():
        if (role is Role.SHORT) is short and not (short and term in never):
            automaton.add_word(term, term)
    automaton.make_automaton()
    return automaton


def _fold(text: str) -> str:
    """Lower case and half width, one character for one, so that positions stay true."""
    folded = ((char, unicodedata.normalize("NFKC", char).lower()) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in folded)


def _is_word_part(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _really_there(text: str, mention: Mention) -> bool:
    """False for a match inside another word, a street name or a word of praise."""
    start, end = mention.start, mention.end
    before, after = text[max(start - 1, 0) : start], text[end : end + 4]
    term = text[start:end]
    if (_is_word_part(term[0]) and before and _is_word_part(before)) or (
        _is_word_part(term[-1]) and after and _is_word_part(after[0])
    ):
        return False
    if term in ("全球", "全国", "国内") and after.startswith(PRAISE):
        return False
    if term.startswith("日本") and before and before in BEFORE_JAPAN:
        return False
    street = mention.role in (Role.PLACE, Role.SHORT) and after.startswith(ROADS)
    return not street or after.startswith(NOT_ROADS)


def _hits(text: str, *, short: bool) -> list[Mention]:
    found = []
    for last, term in _automaton(short=short).iter_long(text):
        role, codes = vocabulary()[term]
        found.append(Mention(role, codes, last - len(term) + 1, last + 1))
    return found


def _raw(text: str) -> list[Mention]:
    """All names, and short names of counties where no other word takes their characters."""
    sure = _hits(text, short=False)
    taken = {at for m in sure for at in range(m.start, m.end)}
    rest = [m for m in _hits(text, short=True) if not taken & {*range(m.start, m.end)}]
    return [
        m
        for m in sorted([*sure, *rest], key=lambda m: m.start)
        if m.role is not Role.MASK and _really_there(text, m)
    ]


def _is_within(code: str, places: Iterable[str]) -> bool:
    above = ancestors(code)
    return any(place in above for place in places)


def _settle(
    mention: Mention, term: str, before: Mention | None, known: set[str], home: str
) -> Mention | None:
    """The county mention as a PLACE with one code, or None where it is only a word.

    In order: its parent stands right before it (成都武侯), its parent or itself is named
    elsewhere in full, it lies in the home province, it is a county everybody knows.
    """
    words, is_short = _words(), mention.role is Role.SHORT
    is_word = is_short and (term in words["words"] or term in words["contextual_cities"])
    adjacent = {before.code} if before and 0 <= mention.start - before.end <= 1 else set()
    context = adjacent if is_word else adjacent | known
    choices = [code for code in mention.codes if code in context or _is_within(code, context)]
    if not choices and (not is_word or term in words["home_words_allowed"]):
        choices = [code for code in mention.codes if home in ancestors(code)]
        if not choices and (not is_short or term in words["known_counties"]):
            default = _defaults().get(term)
            choices = [default] if default else [*mention.codes]
            if len(choices) > 1:  # 鼓楼区 alone may be in four cities
                return None
    return replace(mention, role=Role.PLACE, codes=(choices[0],)) if choices else None


def _settled(text: str, raw: list[Mention], known: set[str], home: str) -> list[Mention]:
    done: list[Mention] = []
    for mention in raw:
        if mention.role not in (Role.COUNTY, Role.SHORT):
            done.append(mention)
            continue
        term = text[mention.start : mention.end]
        before = done[-1] if done and done[-1].role is Role.PLACE else None
        if settled := _settle(mention, term, before, known, home):
            done.append(settled)
    return done


def _is_source(text: str, mention: Mention) -> bool:
    """广州日报 …, and the dateline 新华社北京12月3日电."""
    after = text[mention.end : mention.end + 14]
    if after.startswith(MEDIA):
        return True
    return text.endswith(AGENCIES, 0, mention.start) and "电" in after


def _is_venue(text: str, start: int, end: int) -> bool:
    """在…举行, within one clause."""
    if start == 0 or text[start - 1] not in "在于":
        return False
    clause = text[end : end + VENUE_SPAN]
    for stop in "。,;!?":
        clause = clause.split(stop, 1)[0]
    return any(verb in clause for verb in MEETS)


def _with_roles(text: str, mentions: list[Mention]) -> list[Mention]:
    """Places that are only a venue or a source lose the role of a subject."""
    done: list[Mention] = []
    for mention in mentions:
        previous = done[-1] if done else None
        if mention.role is Role.PLACE and _is_source(text, mention):
            mention = replace(mention, role=Role.SOURCE)
        elif mention.role in (Role.PLACE, Role.COUNTRY):
            chained = (
                previous is not None
                and previous.role is Role.VENUE
                and mention.start - previous.end <= 1
            )
            if chained or _is_venue(text, mention.start, mention.end):
                mention = replace(mention, role=Role.VENUE)
        done.append(mention)
    return done


def _without_seats(text: str, mentions: list[Mention]) -> list[Mention]:
    """特斯拉上海工厂, 哈工大（深圳）: the place that follows says where."""
    kept = []
    for mention, following in zip_longest(mentions, mentions[1:]):
        between = text[mention.end : following.start] if following else "-"
        seated = following is not None and following.role is Role.PLACE and between in ("", "(")
        if seated and mention.role in (Role.FOREIGN, Role.COMPANY):
            continue
        kept.append(mention)
    return kept


def find(title: str, summary: str, home: str) -> tuple[list[Mention], list[Mention]]:
    """Mentions in the title and in the summary, in order. `home` is the province whose
    counties are known by their short names."""
    texts = [_fold(title), _fold(summary)]
    raws = [_raw(text) for text in texts]
    known = {
        m.code
        for raw in raws
        for m in raw
        if m.codes[1:] == ()
        and (m.role is Role.COUNTY or m.role is Role.PLACE)
        and by_code()[m.code].level != "province"
    }
    results = []
    for text, raw in zip(texts, raws, strict=True):
        settled = _settled(text, raw, known, home)
        results.append(_without_seats(text, _with_roles(text, settled)))
    return results[0], results[1]
