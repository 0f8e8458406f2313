"""What was found is marked in the original text, which comes back whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.models import Item
from issues.search import highlight, parse, pieces, snippet
from issues.search.marking import SNIPPET


def marked(text, query):
    return "".join(
        f"[{piece}]" if hit else piece for piece, hit in pieces(text, parse(query).phrases)
    )


@pytest.mark.parametrize(
    ("text", "query", "wanted"),
    [
        ("人工智能大会", "智能", "人工[智能]大会"),
        ("人工智能大会", "能", "人工智[能]大会"),
        ("智能", "智能", "[智能]"),
        ("智能机器人与智能体", "智能", "[智能]机器人与[智能]体"),
        ("人工智能", "人工 智能", "[人工智能]"),
        ("人工智能", "人工智 工智能", "[人工智能]"),
        ("發展人工智慧", "人工智慧", "發展[人工智慧]"),
        ("机器学习", "機器學習", "[机器学习]"),
        ("ＡＩ芯片", "ai", "[ＡＩ]芯片"),
        ("AI 芯片与ai", "AI芯片", "[AI 芯片]与ai"),
        ("用GPT-4o写", "gpt-4o", "用[GPT-4o]写"),
        ("GPT-4o与GPT-5", "GPT*", "[GPT]-4o与[GPT]-5"),
        ("OpenAI OpenStack", "open*", "[OpenAI] [OpenStack]"),
        ("占地5㎡。", "m2", "占地5㎡。"),
        ("占地 ㎡。", "m2", "占地 [㎡]。"),
        ("Cafe\u0301开业", "café", "[Cafe\u0301]开业"),
        ("人\u200b工智能", "人工", "[人\u200b工]智能"),
        ("2025年底", "2025年", "[2025年]底"),
        ("C++与C", "C++", "[C++]与C"),
        ("智能汽车", "智能 -汽车 tag:汽车", "[智能]汽车"),
        ("算力与芯片", "算力 OR 芯片", "[算力]与[芯片]"),
        ("<b>智能</b>", "智能", "<b>[智能]</b>"),
        ("无关", "智能", "无关"),
        ("", "智能", ""),
    ],
)
def test_marks(text, query, wanted):
    assert marked(text, query) == wanted


@given(
    st.text(alphabet="人工智能機ａA5㎡ é\u0301\u200b，+", max_size=40),
    st.text(alphabet="人工智能a5 ", max_size=5),
)
def test_the_pieces_are_the_text(text, query):
    found = pieces(text, parse(query).phrases)
    assert "".join(piece for piece, _hit in found) == text
    assert all(piece for piece, _hit in found)


LONG = "甲" * 100 + "。" + "乙" * 20 + "智能" + "丙" * 300


def test_a_snippet_shows_the_first_hit_from_the_beginning_of_its_sentence():
    found = snippet(LONG, parse("智能").phrases)
    assert found[:3] == (("…", False), ("乙" * 20, False), ("智能", True))
    assert found[-1] == ("…", False)
    assert sum(len(piece) for piece, _hit in found) == SNIPPET + 2


def test_a_snippet_without_a_hit_is_the_beginning():
    assert snippet(LONG, ()) == ((LONG[:SNIPPET], False), ("…", False))


def test_a_snippet_of_a_short_text_is_the_text():
    assert snippet("短的智能摘要", parse("智能").phrases) == (
        ("短的", False),
        ("智能", True),
        ("摘要", False),
    )


def test_a_snippet_at_the_end_is_of_full_length():
    found = snippet("甲" * 500 + "智能", parse("智能").phrases)
    assert found[0] == ("…", False)
    assert found[-1] == ("智能", True)
    assert sum(len(piece) for piece, _hit in found) == SNIPPET + 1


@given(st.text(alphabet="智能甲。", max_size=400), st.integers(1, 150))
def test_a_snippet_is_a_part_of_the_text(text, length):
    found = snippet(text, parse("智能").phrases, length)
    inner = [piece for piece, _hit in found if piece != "…"]
    assert "".join(inner) in text
    assert len("".join(inner)) <= max(length, 0)
    assert ("…" in [piece for piece, _hit in found]) == (len(text) > length)


def test_highlight_of_an_item():
    item = Item(title="智能大会", summary="说到人工智能。")
    shown = highlight(item, parse("智能"))
    assert shown.title == (("智能", True), ("大会", False))
    assert shown.summary == (("说到人工", False), ("智能", True), ("。", False))
