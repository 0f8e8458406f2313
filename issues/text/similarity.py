"""Whether two news texts tell the same story: a score, and what speaks against it.

News comes in moulds. "A 市印发若干措施" and "B 市印发若干措施" share more characters than two
papers' reports of one event do. So overlap only makes a pair a candidate, and a fact that
differs (see facts.py) or a word that stands in the other's place forbids calling it the same.
The numbers here were chosen on tests/data/stories_tuning.tsv.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.fuzz import token_set_ratio

from . import regions_data, tokens
from .facts import Facts, facts

LIKELY = 0.5
ALIKE = 0.5  # of two titles, from which on a word in the place of another tells them apart
SAME_TITLE = 0.9
HARDLY = 0.34  # the share of a word's pairs that may stand in a text that does not know it
# What a thing goes through, one story for each: of a building, a text, a meeting, a product.
STAGES = (
    (
        ("开工", "动工", "开建", "奠基", "破土"),
        ("封顶",),
        ("联调", "进场", "试运行", "调试"),
        ("竣工", "建成", "完工", "落成", "投产", "投用", "启用", "投运", "通车", "投入使用"),
    ),
    (
        ("征求意见", "征集意见", "公开征求", "意见稿"),
        ("印发", "施行", "正式发布", "获批", "审议通过", "表决通过"),
    ),
    (("开幕", "启幕", "开赛", "开跑"), ("闭幕", "落幕", "收官", "圆满结束")),
    (("申报", "征集", "报名"), ("公示", "名单", "揭晓", "获奖")),
)
# Words of the trade: they say that something was announced, not what.
MOULD_WORDS = """
近日 日前 记者 获悉 今日 昨日 本次 此次 目前 其中 据悉 今年 明年 去年 年内 即日起 正式 最新 首次
首个 首款 首批 首届 首家 首发 全国 我国 中国 国内 全球 世界 国际 印发 发布 出台 推出 公布 公示 下发
颁布 通报 宣布 披露 显示 表示 指出 介绍 提出 明确 认定 获批 获准 获得 完成 实现 达到 突破 超过 召开
举行 举办 开幕 闭幕 启动 启用 上线 上市 开放 亮相 问世 出炉 揭晓 揭牌 落地 落户 开工 投产 投用 交付
签约 签署 合作 协议 战略 关于 通知 公告 办法 措施 方案 意见 规划 计划 行动 实施 细则 指引 若干 政策
条例 规定 报告 数据 支持 推动 推进 促进 加快 扶持 鼓励 打造 发展 产业 行业 企业 建设 项目 工作 有关
首破 再创 新高 刷新 迎来 拟投 将建 新增 以上 以下
分别 共计 同比 增长 增速 下降 提升 提高 减少 规模 总数 总量 将于 进一步 联合 牵头 部署 开展
"""
MOULD = frozenset(MOULD_WORDS.split())
LONGEST = max(map(len, MOULD))


@dataclass(frozen=True, slots=True)
class Story:
    """One text as it is compared: facts of its title, of its opening, and of all of it."""

    title: Facts
    opening: Facts
    whole: Facts
    lead: str  # the opening in the same way as the core
    core: str  # the title without words of the trade, numbers and signs
    pairs: frozenset[str]  # of the core
    all_pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 1; `against` names the fact that forbids, or is empty."""

    score: float
    against: str = ""

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY and not self.against


@lru_cache(4096)
def story(title: str, summary: str = "", home: str = "440000") -> Story:
    whole = facts(f"{title}\n{summary}", home)
    core = stripped(tokens.fold(title))
    return Story(
        title=facts(title, home),
        opening=facts(opening(summary), home),
        whole=whole,
        lead=stripped(tokens.fold(opening(summary))),
        core=core,
        pairs=pairs(core),
        all_pairs=pairs(stripped(whole.text)),
    )


def opening(summary: str) -> str:
    ends = [at for mark in "。！？；" if (at := summary.find(mark)) >= 0]
    return summary[: min(ends, default=len(summary))]


def stripped(text: str) -> str:
    """The text with blanks where words of the trade, numbers and signs stood."""
    parts, at = [], 0
    while at < len(text):
        word = next(
            (
                text[at : at + size]
                for size in range(LONGEST, 1, -1)
                if text[at : at + size] in MOULD
            ),
            "",
        )
        parts.append(" " if word or not text[at].isalpha() else text[at])
        at += len(word) or 1
    return " ".join("".join(parts).split())


def pairs(text: str) -> frozenset[str]:
    """Pairs of Chinese characters, and words of letters."""
    return frozenset(
        token for token in tokens.tokens(text) if len(token) > 1 and token != tokens.BREAK
    )


def compare(one: Story, other: Story) -> Likeness:
    return Likeness(overlap(one, other), against(one, other))


def overlap(one: Story, other: Story) -> float:
    """How much of each title the other text says, and how alike titles and texts are."""
    told = (share(one.pairs, other.all_pairs) + share(other.pairs, one.all_pairs)) / 2
    titles = token_set_ratio(one.core, other.core) / 100
    texts = dice(one.all_pairs, other.all_pairs)
    numbers = one.whole.numbers & other.whole.numbers
    telling = min(2, len([n for n in numbers if n >= 10 or n != int(n)])) / 2
    return round(0.4 * told + 0.15 * titles + 0.35 * min(1, 2 * texts) + 0.1 * telling, 3)


def share(some: frozenset[str], those: frozenset[str]) -> float:
    return len(some & those) / len(some) if some else 0.0


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def against(one: Story, other: Story) -> str:
    """The name of the first fact in which the two differ."""
    return next((name for name, differs in GUARDS.items() if differs(one, other)), "")


# --- what forbids ---


def apart(one: Iterable, other: Iterable) -> bool:
    """Both say something, and nothing in common."""
    one, other = set(one), set(other)
    return bool(one and other) and not one & other


def unheard(one: frozenset, other: frozenset, one_all: frozenset, other_all: frozenset) -> bool:
    """Both titles name something, and neither text knows anything of what the other names."""
    return apart(one, other) and not (one & other_all or other & one_all)


def years_differ(one: Story, other: Story) -> bool:
    if one.title.years and other.title.years:
        return not one.title.years & other.title.years
    mine, theirs = (story.title.years or story.opening.years for story in (one, other))
    return unheard(mine, theirs, one.whole.years, other.whole.years)


def turns_differ(one: Story, other: Story) -> bool:
    """第三批 and 第四批; a turn that one names and the other does not is no difference."""
    for mine, theirs in (
        (one.title, other.title),
        (one.title, other.opening),
        (one.opening, other.title),
        (one.opening, other.opening),
    ):
        for what in {kind for kind, _number in mine.turns}:
            first = {number for kind, number in mine.turns if kind == what}
            second = {number for kind, number in theirs.turns if kind == what}
            if apart(first, second):
                return True
    return False


def places_differ(one: Story, other: Story) -> bool:
    mine = one.title.places or one.opening.places
    theirs = other.title.places or other.opening.places
    if not mine or not theirs:
        return False
    return not (near(mine, other.whole.places) or near(theirs, one.whole.places))


def near(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a place of the one is, holds or lies in a place of the other."""
    return any(
        a == b or a in regions_data.ancestors(b) or b in regions_data.ancestors(a)
        for a in some
        for b in others
    )


def numbers_differ(one: Story, other: Story) -> bool:
    mine, theirs = one.title.numbers, other.title.numbers
    if not mine or not theirs:
        return False
    return not (known(mine, other.whole.numbers) or known(theirs, one.whole.numbers))


def known(some: frozenset[float], others: frozenset[float]) -> bool:
    return any(roughly(a, b) for a in some for b in others)


def roughly(a: float, b: float) -> bool:
    """The same, or the rounder of the two is the other one rounded: 820亿 and 821.29亿."""
    if a == b:
        return True
    rounder, exact = sorted((a, b), key=digits)
    if digits(rounder) == digits(exact) or not exact:
        return False
    return abs(rounder - exact) / abs(exact) < 0.5 * 10 ** (1 - max(2, digits(rounder)))


def digits(number: float) -> int:
    """How many digits count: 2 of 820, 3 of 8.21."""
    return len(f"{number:.10g}".replace(".", "").strip("0")) or 1


def organisations_differ(one: Story, other: Story) -> bool:
    return unheard(
        one.title.organisations,
        other.title.organisations,
        one.whole.organisations,
        other.whole.organisations,
    )


def latin_differs(one: Story, other: Story) -> bool:
    return unheard(one.title.latin, other.title.latin, one.whole.latin, other.whole.latin)


def versions_differ(one: Story, other: Story) -> bool:
    mine, theirs = dict(one.title.versions), dict(other.title.versions)
    return any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys())


def quotes_differ(one: Story, other: Story) -> bool:
    """《A》 and 《B》, where neither text has the other's words."""
    mine, theirs = one.title.quoted, other.title.quoted
    if not mine or not theirs:
        return False
    return (
        not any(a in other.whole.text for a in mine)
        and not any(b in one.whole.text for b in theirs)
        and not any(Indel.normalized_similarity(a, b) > 0.9 for a in mine for b in theirs)
    )


def words_differ(one: Story, other: Story) -> bool:
    """A word of one title stands where the other has another: 海鸥大模型 and 山雀大模型.

    Under titles that are the same, the openings of the summaries are looked at.
    """
    titles = Levenshtein.normalized_similarity(one.core, other.core)
    if titles >= ALIKE and replaced(one.core, other.core, one, other):
        return True
    leads = Levenshtein.normalized_similarity(one.lead, other.lead)
    return titles > SAME_TITLE and leads >= ALIKE and replaced(one.lead, other.lead, one, other)


def replaced(mine: str, theirs: str, one: Story, other: Story) -> bool:
    # There are several ways of lining two texts up, and one of them is chosen by their order.
    gaps = [*exchanged(mine, theirs), *((a, b) for b, a in exchanged(theirs, mine))]
    return any(foreign(a, b, other) and foreign(b, a, one) for a, b in gaps)


def exchanged(a: str, b: str) -> Iterator[tuple[str, str]]:
    """What stands between two pieces that are the same in both."""
    start_a = start_b = 0
    for block in [*Levenshtein.opcodes(a, b), None]:
        if block is None or block.tag == "equal":
            yield (
                a[start_a : block.src_start if block else None].replace(" ", ""),
                b[start_b : block.dest_start if block else None].replace(" ", ""),
            )
            if block:
                start_a, start_b = block.src_end, block.dest_end


def foreign(word: str, instead: str, other: Story) -> bool:
    """Whether the other text does not know the word, not even in short (工信部)."""
    if len(word) < 2 or shortened(word, instead) or shortened(instead, word):
        return False
    return share(pairs(word), other.all_pairs) <= HARDLY


def shortened(short: str, long: str) -> bool:
    """Whether the characters of the one stand in the other in this order."""
    rest = iter(long)
    return all(char in rest for char in short)


def stages_differ(one: Story, other: Story) -> bool:
    """开工 and 封顶 of one building are two stories, the second a follow-up of the first."""
    for stages in STAGES:
        mine, theirs = (
            {n for n, words in enumerate(stages) if any(word in text.title.text for word in words)}
            for text in (one, other)
        )
        if apart(mine, theirs):
            return True
    return False


GUARDS = {
    "year": years_differ,
    "turn": turns_differ,
    "place": places_differ,
    "organisation": organisations_differ,
    "name": latin_differs,
    "version": versions_differ,
    "quoted": quotes_differ,
    "number": numbers_differ,
    "stage": stages_differ,
    "word": words_differ,
}
