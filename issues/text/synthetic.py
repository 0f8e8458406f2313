"""A made-up archive for measuring: the same issues again for the same seed.

Words follow a Zipf-like law, as those of a real archive do: a few stand in every third item,
most in a handful. The commonest are words of the trade, the rest are invented pairs of common
characters, so that no sentence here means anything or was ever written by anybody.
"""
# ruff: noqa: S311 — chance here is for making text, not secrets

import datetime
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from . import regions_data

LAST_DATE = datetime.date(2025, 12, 26)  # of the last published issue, a Friday
WORDS = """
智能 发展 企业 数据 技术 平台 人工智能 创新 产业 应用 建设 模型 项目 全国 服务 AI 算力 芯片 推动
机器人 制造 场景 政策 大模型 数字经济 系统 研发 5G 标准 安全 具身智能 广东 深圳 工业互联网 城市
数字化转型 低空经济 投资 量子计算 智能制造 新能源汽车 示范 公共数据 开源 数据要素 训练 GPT-4o
半导体 云计算 边缘计算 自动驾驶 数据中心 物联网 卫星互联网 6G 高质量发展 知识产权 算法 智能体
生成式人工智能 数字孪生 区块链 传感器 语音识别 光模块 操作系统 工业软件 RISC-V C++ 人形机器人
存算一体 隐私计算 智慧城市 数字政府 车联网 脑机接口 EDA 联邦学习 鸿蒙 北斗 端侧模型 液冷 氢能
专精特新 揭榜挂帅 先行先试 人工智能+ OpenStack Python 5G-A NVLink 可信数据空间 新质生产力
"""
COMMON = WORDS.split()
# The 3,755 characters of the first level of GB 2312, in its own order.
CHARACTERS = b"".join(
    bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)[: 3755 * 2].decode("gb2312")
INVENTED = 12_000
SECTIONS = 5
PUBLISHERS = 240
TOPICS = 160


@dataclass(frozen=True, slots=True)
class MadeItem:
    title: str
    summary: str
    source_url: str
    source_name: str
    region: str | None  # a code
    topics: tuple[str, ...]
    section: int  # 0 is the first section


@dataclass(frozen=True, slots=True)
class MadeIssue:
    number: int
    title: str
    date: datetime.date
    items: tuple[MadeItem, ...]


class Zipf:
    """Draws from a list in which the n-th is chosen about 1/n as often as the first."""

    def __init__(self, values: Sequence[str], *, flat: float, slope: float = 1.0) -> None:
        self.values = values
        self.sums = list(
            itertools.accumulate(1 / (rank + flat) ** slope for rank in range(len(values)))
        )

    def draw(self, dice: random.Random, count: int) -> list[str]:
        return dice.choices(self.values, cum_weights=self.sums, k=count)


def distinct_pairs(dice: random.Random, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(dice.choices(CHARACTERS, k=dice.choice((2, 2, 2, 3, 4))))] = None
    return list(made)


@cache
def words() -> Zipf:
    invented = distinct_pairs(random.Random(1), INVENTED)
    mixed = [word for pair in zip(COMMON, invented, strict=False) for word in pair]
    return Zipf(mixed + invented[len(COMMON) :], flat=50)


@cache
def topic_names() -> Zipf:
    made = [word for word in COMMON if len(word) > 3]
    return Zipf(made + distinct_pairs(random.Random(2), TOPICS - len(made)), flat=3)


@cache
def places() -> Zipf:
    """Region codes: Guangdong and its cities first, as in a newsletter from there."""
    rows = regions_data.rows()
    near = [row.code for row in rows if row.parent == "440000" and row.level == "city"]
    provinces = [row.code for row in rows if row.level == "province"]
    cities = [row.code for row in rows if row.level == "city" and row.code not in near]
    countries = [row.code for row in rows if row.level == "country" and row.parent == "001"]
    return Zipf(["440000", "100000", "US", *near, *provinces, *countries[:40], *cities], flat=2)


@cache
def publishers() -> Zipf:
    """Hosts; every third has a subdomain, so that a host has others below it."""
    hosts = (
        f"{('', 'tech.', 'news.')[n % 3]}media{n // 3 + 1}.example.com" for n in range(PUBLISHERS)
    )
    return Zipf(list(hosts), flat=3)


def sentence(dice: random.Random, size: int, year: int) -> str:
    drawn = words().draw(dice, size)
    for at in range(dice.randint(2, 5), size, 6):
        drawn[at - 1] += "，" if dice.random() < 0.8 else "、"
    if dice.random() < 0.4:
        drawn.insert(0, f"{year + dice.randint(-2, 1)}年")
    if dice.random() < 0.2:
        drawn.append(f"{dice.randint(2, 99)}%")
    return "".join(drawn)


def made_item(dice: random.Random, number: int, place: int, year: int) -> MadeItem:
    host = publishers().draw(dice, 1)[0]
    section = dice.choices(range(SECTIONS), weights=(6, 5, 4, 3, 2))[0]
    return MadeItem(
        title=sentence(dice, dice.randint(5, 10), year).replace("，", " ", 1).rstrip("，、"),
        summary="".join(f"{sentence(dice, dice.randint(8, 18), year)}。" for _ in range(5)),
        source_url=f"https://{host}/{number}/{place}.html",
        source_name=f"示例媒体{host.removesuffix('.example.com')}",
        region=places().draw(dice, 1)[0] if dice.random() < 0.9 else None,
        topics=tuple(dict.fromkeys(topic_names().draw(dice, dice.randint(0, 3)))),
        section=section,
    )


def issues(count: int, *, items: int = 25, seed: int = 1, drafts: int = 2) -> Iterator[MadeIssue]:
    """Issues 1 … count + drafts, weekly; number `count` is dated LAST_DATE."""
    for number in range(1, count + drafts + 1):
        # A generator for each issue: number 7 of 10 is that of 4,000, but for its date.
        dice = random.Random(f"{seed}/{number}")
        date = LAST_DATE + datetime.timedelta(weeks=number - count)
        yield MadeIssue(
            number=number,
            title=sentence(dice, 4, date.year).rstrip("，、"),
            date=date,
            items=tuple(made_item(dice, number, place, date.year) for place in range(1, items + 1)),
        )
