"""Same story or same mould: calibrated on one set of pairs, checked on another."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.text import facts, similarity

DATA = Path(__file__).resolve().parent.parent / "data"


def pairs(name):
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, *texts = line.split("\t")
            one, other = similarity.story(*texts[:2]), similarity.story(*texts[2:])
            yield kind == "same", similarity.compare(one, other).likely, line


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    # 0.94 and 1.0 is what was seen when the second set was first judged.
    [("stories_tuning.tsv", 1.0, 1.0), ("stories_heldout.tsv", 0.94, 1.0)],
)
def test_what_is_called_likely(name, precision, recall):
    judged = list(pairs(name))
    right = sum(same and likely for same, likely, _line in judged)
    assert right / sum(likely for _same, likely, _line in judged) >= precision
    assert right / sum(same for same, _likely, _line in judged) >= recall


def test_the_order_of_two_texts_does_not_matter():
    for name in ("stories_tuning.tsv", "stories_heldout.tsv"):
        for line in (DATA / name).read_text(encoding="utf-8").splitlines()[1:]:
            _kind, *texts = line.split("\t")
            one, other = similarity.story(*texts[:2]), similarity.story(*texts[2:])
            there, back = similarity.compare(one, other), similarity.compare(other, one)
            assert bool(there.against) == bool(back.against), line
            assert there.score == pytest.approx(back.score), line


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ("深圳市工信局印发行动计划", "广州市工信局印发行动计划", "place"),
        ("研究院发布2023年算力报告", "研究院发布2024年算力报告", "year"),
        ("第三批揭榜名单公布", "第四批揭榜名单公布", "turn"),
        ("Q1云服务市场增长", "Q2云服务市场增长", "turn"),
        ("一季度云服务市场增长", "第二季度云服务市场增长", "turn"),
        ("上半年软件业务增长", "下半年软件业务增长", "turn"),
        ("谷歌发布新模型", "微软发布新模型", "organisation"),
        ("Llama 3开源", "Llama 4开源", "version"),
        ("新建5000个充电桩", "新建8000个充电桩", "number"),
        ("甲辰科技获新一轮融资", "乙未智能获新一轮融资", "word"),
        ("江门机器人产业园开工", "江门机器人产业园封顶", "stage"),
    ],
)
def test_what_tells_two_stories_apart(one, other, against):
    found = similarity.compare(similarity.story(one), similarity.story(other))
    assert found.against == against
    assert not found.likely


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("二十条措施，最高五百万元", {20, 5_000_000}),
        ("20条、500万元", {20, 5_000_000}),
        ("百亿元、100亿元、两亿元", {10**10, 2 * 10**8}),
        ("100万亿韩元", {10**14}),
        ("增长六成", {60}),
        ("千行百业、一体化、三农", set()),
        ("1,200台", {1200}),
    ],
)
def test_numbers_count_by_their_value(text, numbers):
    assert facts.facts(text).numbers == numbers


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60)
def test_any_two_texts_can_be_compared(one, other):
    found = similarity.compare(similarity.story(one, other), similarity.story(other, one))
    assert 0 <= found.score <= 1
