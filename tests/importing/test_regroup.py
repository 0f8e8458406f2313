"""Line kinds and hand edits -> ParsedIssue: untouched it is what the grammar made."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.importing import grammar, kept, regroup, steps, work
from issues.importing.source import Source

TEXT = """\
示例简报
第12期 2024年12月13日
【政策资讯】
甲市印发《先锋
城市措施》
内容：第一条的摘要，
写了两行。
来源：https://news.example.com/
a/1.html
乙市印发办法
内容：第二条的摘要。
来源：https://news.example.com/2.html
【行业资讯】
丙公司发布芯片
内容：第三条的摘要。
后半其实是另一条的题目
它的摘要在这里。
来源：https://news.example.com/3.html
本期编辑：示例
"""


def make(text=TEXT):
    source = Source.of_text(text.splitlines())
    return work.begin(source, grammar.parse(source))


def do(*given, text=TEXT):
    return steps.replay(make(text), given)


def titles(found):
    return [
        (section.name, [item.title for item in section.items])
        for section in regroup.parsed(found).sections
    ]


SAMPLES = sorted((Path(__file__).parents[1] / "data" / "extracted").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_untouched_it_is_what_the_grammar_made(path):
    begun = make(path.read_text(encoding="utf-8"))
    again = regroup.parsed(begun)
    assert again.sections == begun.base.sections
    assert again.unplaced == begun.base.unplaced
    assert {k: v for k, v in again.ledger.items() if v} == {
        k: v for k, v in begun.base.ledger.items() if v
    }


def test_a_parsed_issue_is_kept_as_json():
    parsed = make().base
    assert kept.from_json(kept.to_json(parsed)) == parsed


def test_a_parsed_issue_of_before_lines_told_anything_is_read():
    parsed = make().base
    old = kept.to_json(parsed)
    old["lines"] = [row[:3] for row in old["lines"]]
    assert [(row.line, row.kind, row.item) for row in kept.from_json(old).lines] == [
        (row.line, row.kind, row.item) for row in parsed.lines
    ]


def test_from_its_lines_an_item_reads_as_the_grammar_read_it():
    found = make()
    for key, item in enumerate(found.base.items):
        made = regroup.from_lines(found, key)
        assert (made.title, made.summary, made.source_urls) == (
            item.title,
            item.summary,
            item.source_urls,
        )


def test_an_item_is_split_from_a_line_on():
    found = do({"do": "split", "line": 16})
    assert titles(found)[1] == ("行业资讯", ["丙公司发布芯片", "后半其实是另一条的题目"])
    first, second = regroup.parsed(found).sections[1].items
    assert (first.summary, first.source_url) == ("第三条的摘要。", None)
    assert [problem.code for problem in first.problems] == ["no_source"]
    assert (second.summary, second.source_url) == (
        "它的摘要在这里。",
        "https://news.example.com/3.html",
    )


def test_a_title_in_the_middle_of_an_item_opens_a_new_one():
    assert titles(do({"do": "kind", "lines": [16], "kind": "title"})) == titles(
        do({"do": "split", "line": 16})
    )


def test_items_are_merged_and_their_lines_with_them():
    found = do({"do": "merge", "item": 1})
    assert titles(found)[0] == ("政策资讯", ["甲市印发《先锋城市措施》"])
    item = regroup.parsed(found).items[0]
    assert item.summary == "第一条的摘要，写了两行。乙市印发办法第二条的摘要。"
    assert item.source_urls == (
        "https://news.example.com/a/1.html",
        "https://news.example.com/2.html",
    )


def test_merging_loses_nothing_that_was_written_by_hand():
    found = do(
        {"do": "edit", "item": 1, "set": {"summary": "手写的摘要。"}}, {"do": "merge", "item": 1}
    )
    item = regroup.parsed(found).items[0]
    assert item.summary == "第一条的摘要，写了两行。乙市印发办法手写的摘要。"
    assert item.source_url == "https://news.example.com/a/1.html"


def test_what_is_written_by_hand_stands_above_the_lines_until_it_is_taken_back():
    edit = {"do": "edit", "item": 0, "set": {"title": "改过", "region": "110000", "topics": ["乙"]}}
    found = do(edit, {"do": "kind", "lines": [7], "kind": "dropped"})
    assert regroup.parsed(found).items[0].title == "改过"
    assert regroup.choices(found)[0] == regroup.Choice("110000", ("乙",))
    assert regroup.choices(found)[1] == regroup.Choice()
    found = do(edit, {"do": "restore", "item": 0})
    assert titles(found) == titles(make())


def test_items_move_up_and_down_and_over_the_border_of_a_section():
    assert titles(do({"do": "up", "item": 1}))[0][1] == ["乙市印发办法", "甲市印发《先锋城市措施》"]
    found = do({"do": "down", "item": 1})
    assert titles(found)[1] == ("行业资讯", ["乙市印发办法", "丙公司发布芯片"])
    assert titles(do({"do": "down", "item": 1}, {"do": "up", "item": 1})) == titles(make())
    assert titles(do({"do": "move", "item": 0, "group": 1}))[1][1] == [
        "丙公司发布芯片",
        "甲市印发《先锋城市措施》",
    ]


def test_an_item_that_is_not_taken_takes_its_lines_along():
    found = do({"do": "drop", "item": 1})
    assert titles(found)[0][1] == ["甲市印发《先锋城市措施》"]
    assert found.ledger()["dropped"] == 3
    assert titles(do({"do": "drop", "item": 1}, {"do": "drop", "item": 1})) == titles(make())


def test_a_heading_opens_a_section_and_gives_it_up_again():
    heading = {"do": "kind", "lines": [10], "kind": "heading"}
    found = do(heading)
    assert [name for name, _items in titles(found)] == ["政策资讯", "乙市印发办法", "行业资讯"]
    gone = do({"do": "kind", "lines": [13], "kind": "dropped"})
    assert titles(gone) == [
        ("政策资讯", ["甲市印发《先锋城市措施》", "乙市印发办法", "丙公司发布芯片"])
    ]


def test_an_unplaced_line_becomes_part_of_the_item_before_it_or_an_item_of_its_own():
    text = TEXT.replace("本期编辑：示例\n", "漏掉的一条\n说明它的一句话。\n")
    found = do({"do": "kind", "lines": [19], "kind": "title"}, text=text)
    assert titles(found)[1][1][-1] == "漏掉的一条"
    found = do(
        {"do": "kind", "lines": [19], "kind": "title"},
        {"do": "kind", "lines": [20], "kind": "summary"},
        text=text,
    )
    assert regroup.parsed(found).items[-1].summary == "说明它的一句话。"


def test_a_line_above_a_title_joins_it():
    text = TEXT.replace("【行业资讯】", "【行业资讯】\n（图略）")
    begun = make(text)
    found = do(
        {"do": "kind", "lines": [14], "kind": "unplaced"},
        {"do": "kind", "lines": [14], "kind": "title"},
        text=text,
    )
    assert len(regroup.parsed(found).items) == len(begun.base.items)
    assert regroup.parsed(found).items[-1].title == "（图略）丙公司发布芯片"


def test_a_wrapped_address_is_known_whole_from_the_files_links():
    source = Source.from_json(
        Source.of_text(TEXT.splitlines()).to_json()
        | {"links": [["https://news.example.com/a/1.html", "x", None, None]]}
    )
    found = work.begin(source, grammar.parse(source))
    steps.apply(found, {"do": "kind", "lines": [7], "kind": "dropped"})
    item = regroup.parsed(found).items[0]
    assert (item.summary, item.source_url) == (
        "第一条的摘要，",
        "https://news.example.com/a/1.html",
    )


@pytest.mark.parametrize(
    "step",
    [
        {"do": "merge", "item": 0},
        {"do": "merge", "item": 99},
        {"do": "up", "item": 0},
        {"do": "down", "item": 2},
        {"do": "split", "line": 999},
        {"do": "split", "line": 4},
        {"do": "kind", "lines": [], "kind": "title"},
        {"do": "kind", "lines": [4], "kind": "nonsense"},
        {"do": "kind", "lines": [3], "kind": "heading"},
        {"do": "move", "item": 0, "group": 9},
        {"do": "restore", "item": 0},
        {"do": "assign", "group": 9, "target": "=1"},
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(step):
    found = make()
    with pytest.raises(steps.Impossible):
        steps.apply(found, step)
    assert found == make()


def step():
    item, line = st.integers(0, 6), st.integers(1, 21)
    return st.one_of(
        st.builds(
            lambda lines, kind: {"do": "kind", "lines": lines, "kind": kind},
            st.lists(line, min_size=1, max_size=4),
            st.sampled_from(steps.CHOICES),
        ),
        st.builds(lambda line: {"do": "split", "line": line}, line),
        st.builds(
            lambda do, item: {"do": do, "item": item},
            st.sampled_from(["merge", "up", "down", "drop", "restore"]),
            item,
        ),
        st.builds(
            lambda item, text: {"do": "edit", "item": item, "set": {"title": text}},
            item,
            st.sampled_from(["", "手写"]),
        ),
        st.builds(lambda item, group: {"do": "move", "item": item, "group": group}, item, item),
    )


@given(st.lists(step(), max_size=25))
@settings(max_examples=200, deadline=None)
def test_whatever_is_done_every_line_is_in_one_place_and_the_ledger_adds_up(done):
    found = make()
    for one in done:
        try:
            steps.apply(found, one)
        except steps.Impossible:
            continue
        ledger = found.ledger()
        assert sum(ledger[kind] for kind in work.WORK_KINDS) == ledger["lines"] == 19
        assert all(
            (line.kind in work.OF_ITEMS) == (line.item is not None) for line in found.lines.values()
        )
        assert sorted(found.order) == sorted(found.cards)
        assert {line.item for line in found.lines.values()} - {None} <= found.cards.keys()
        headings = [group.heading for group in found.groups if group.heading is not None]
        assert len(headings) == len(set(headings))
        assert all(found.lines[no].kind == "heading" for no in headings)
        regroup.parsed(found)


WRAPPED = """\
【示例市发布开放数据目录，收录三百项数据集并每季度更新，市民可以在网上
免费查询和下载】第一条的正文在这里。
第一条的正文还有一句。
【示例公司开源地图引擎，可以离线使用并允许商用，还在示例大学设立实验室
培养工程师】第二条的正文在这里。
第二条的正文还有一句。
"""


def test_a_title_that_goes_on_in_the_next_line_stays_whole_until_its_line_is_another_thing():
    found = do({"do": "kind", "lines": [3], "kind": "dropped"}, text=WRAPPED)
    item = regroup.parsed(found).items[0]
    assert (
        item.title
        == "示例市发布开放数据目录，收录三百项数据集并每季度更新，市民可以在网上免费查询和下载"
    )
    assert item.summary == "第一条的正文在这里。"
    found = do({"do": "kind", "lines": [1], "kind": "summary"}, text=WRAPPED)
    item = regroup.parsed(found).items[0]
    assert "市民可以在网上" in item.summary
    assert item.title.startswith("免费查询和下载")
