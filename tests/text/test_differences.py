"""Word by word: what two versions of a Chinese text share, and what stands for what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.text.differences import Piece, compare, merged


def shown(mine, theirs):
    """same, {mine|theirs}, same …"""
    return "".join(
        piece.mine if piece.same else f"{{{piece.mine}|{piece.theirs}}}"
        for piece in compare(mine, theirs)
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "pieces"),
    [
        ("", "", ""),
        ("同一句话", "同一句话", "同一句话"),
        ("", "新的", "{|新的}"),
        ("旧的", "", "{旧的|}"),
        ("今年发布报告", "去年发布报告", "{今年|去年}发布报告"),
        ("发布报告", "发布年度报告", "发布{报告|年度报告}"),
        ("发布年度报告", "发布报告", "发布{年度报告|报告}"),
        # A whole word and not the one character that differs in it.
        ("召开座谈会讨论", "召开座谈讨论", "召开{座谈会|座谈}讨论"),
        ("增长12.5%左右", "增长13.5%左右", "增长{12.5%|13.5%}左右"),
        # 的 alone between two differences is part of them.
        ("企业的平台上线", "机构的系统上线", "{企业的平台|机构的系统}上线"),
        ("建设，推进", "改造，提升", "{建设，推进|改造，提升}"),
        # At the edge a lone character stays what it is.
        ("甲公司", "甲单位", "甲{公司|单位}"),
        ("AI 芯片发布", "AI 模型发布", "AI {芯片|模型}发布"),
        ("第一句。第二句。", "第一句。第二句。第三句。", "第一句。第二句。{|第三句。}"),
        ("<b>粗</b>", "<i>粗</i>", "<{b|i}>粗</{b|i}>"),
    ],
)
def test_the_table(mine, theirs, pieces):
    assert shown(mine, theirs) == pieces


@settings(max_examples=50, deadline=None)
@given(st.text("的工信部发布，。 \nAI", max_size=40), st.text("的工信部发布，。 \nAI", max_size=40))
def test_each_side_is_its_text_and_kinds_take_turns(mine, theirs):
    pieces = compare(mine, theirs)
    assert "".join(piece.mine for piece in pieces) == mine
    assert "".join(piece.theirs for piece in pieces) == theirs
    assert merged(pieces) == pieces
    assert all(piece.mine or piece.theirs for piece in pieces)


@pytest.mark.parametrize("text", ["的" * 5000, "的了" * 2500, "句。" * 2500, "词语与" * 1600])
def test_long_and_monotonous_texts_are_compared_all_the_same(text):
    theirs = f"头{text[:2400]}中{text[2400:]}尾"
    pieces = compare(text, theirs)
    assert "".join(piece.mine for piece in pieces) == text
    assert "".join(piece.theirs for piece in pieces) == theirs


def test_long_texts_are_compared_by_sentence():
    mine = "".join(f"这是第{number}句很普通的话。" for number in range(400))
    theirs = mine
    for number in (100, 200, 300):
        theirs = theirs.replace(f"第{number}句很普通", f"第{number}句不普通")
    different = [piece for piece in compare(mine, theirs) if not piece.same]
    assert len(different) == 3
    assert different[1] == Piece("这是第200句很普通的话。", "这是第200句不普通的话。")
