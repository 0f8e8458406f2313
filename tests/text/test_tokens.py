"""Folding and tokens, as tables, and against a plain substring of the folded text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issues.text import tokens
from issues.text.tokens import Phrase
from tests.search.oracle import WORD, contained, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＩ２０２５", "ai2025"),
        ("AI晶片與機器學習", "ai晶片与机器学习"),
        ("⼈⼯智能", "人工智能"),
        ("⻔⻋⻢⻰", "门车马龙"),
        ("⼾", "户"),
        ("㎡Ⅳ①ß", "m2iv1ss"),
        ("Cafe\u0301", "café"),
        ("ｶﾞ", "ガ"),
        ("人\u200b工\ufeff智\u00ad能", "人工智能"),
        ("a\ud800b", "ab"),
        ("葛\U000e0100飾", "葛饰"),
        ("", ""),
    ],
)
def test_folding(text, folded):
    assert tokens.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("人工智能", "人工 工智 智能 能"),
        ("AI芯片", "ai 芯片 片"),
        ("5G-A", "5g a"),
        ("2025年", "2025 年"),
        ("2025 年", "2025 年"),
        ("芯片、5G", "芯片 片 ¦ 5g"),
        ("芯片 5G", "芯片 片 5g"),
        ("芯片\n5G", "芯片 片 ¦ 5g"),
        ("智能，机器", "智能 能 机器 器"),
        ("C++、C#和C", "c ＋ ＋ ¦ c ＃ 和 c"),
        ("AI+医疗", "ai ＋ 医疗 疗"),
        ("gpt-4o", "gpt 4o"),
        ("約翰・史密斯", "约翰 翰 史密 密斯 斯"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("한국어", "한국 국어 어"),
        ("Привет", "привет"),
        ("a" * 300, "a" * 255),
        ("—。！", ""),
    ],
)
def test_tokens_of_a_text(text, words):
    assert tokens.tokens(text) == words.split()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("智", Phrase(("智",), prefix=True)),
        ("智能", Phrase(("智能",))),
        ("人工智能", Phrase(("人工", "工智", "智能"))),
        ("芯片5G", Phrase(("芯片", "片", "5g"))),
        ("2025年", Phrase(("2025", "年"), prefix=True)),
        ("5G智能", Phrase(("5g", "智能"))),
        ("智能，机", Phrase(("智能", "能", "机"), prefix=True)),
        ("GPT-4o", Phrase(("gpt", "4o"))),
        ("，智能！", Phrase(("智能",))),
        ("C++", Phrase(("c", "＋", "＋"))),
        ("……", None),
        ("", None),
    ],
)
def test_what_a_query_asks_for(text, wanted):
    assert tokens.phrase(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("AI", Phrase(("ai",), prefix=True)),
        ("GPT-4", Phrase(("gpt", "4"), prefix=True)),
        ("智能", Phrase(("智能",))),
        ("C+", Phrase(("c", "＋"))),
    ],
)
def test_a_star_asks_for_words_that_begin_so(text, wanted):
    assert tokens.phrase(text, prefix=True) == wanted


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("智能", "人工智能", True),
        ("能", "人工智能", True),
        ("人工智能", "人工 智能", False),
        ("人工智能", "人工、智能", False),
        ("芯片5G", "芯片、5G", False),
        ("芯片5G", "芯片 5G网络", True),
        ("芯片5G", "芯片5GA", False),
        ("2025年", "到 2025 年底", True),
        ("025年", "2025年", False),
        ("GPT-4", "GPT 4 和 GPT-4o", True),
        ("C", "用C++写", True),
        ("C++", "用C语言写", False),
        ("C#", "C++、C", False),
        ("機器學習", "机器学习", True),
        ("AI医疗", "AI+医疗", False),
        ("cafe", "café", False),
    ],
)
def test_what_contains_what(query, text, found):
    assert bool(tokens.occurrences(tokens.tokens(text), tokens.phrase(query))) is found


CHINESE = "人工智能机器学习芯片大数据年机機、 ，。\n"
MIXED = st.text(alphabet=CHINESE + "aAb5+#- ", max_size=40)
ANY = st.text(max_size=60)


@given(ANY)
@example("\u0345\u1160ﾞ")
@example("\u1fd3\u0390")
def test_folding_twice_changes_nothing(text):
    assert tokens.fold(tokens.fold(text)) == tokens.fold(text)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_each_folded_character_knows_its_place(text):
    folded, offsets = tokens.fold_with_offsets(text)
    assert folded == tokens.fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@settings(max_examples=500)
@given(MIXED, st.text(alphabet=CHINESE + "aAb5+#- ", min_size=1, max_size=6))
@example("芯片 、5G 5G、 芯片", "片5")
@example("a +a", "a+")
def test_tokens_find_what_a_plain_substring_finds(text, query):
    asked = tokens.phrase(query)
    if asked is None:
        assert not any(char.isalnum() or char in "+#" for char in tokens.fold(query))
        return
    assert bool(tokens.occurrences(tokens.tokens(text), asked)) is contained(
        plain(query), plain(text)
    )


@settings(max_examples=300)
@given(MIXED, st.data())
def test_every_part_of_a_text_is_found_in_it(text, data):
    """Parts that do not cut a word in two."""
    folded = tokens.fold(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    if any(0 < at < len(folded) and {folded[at - 1], folded[at]} <= WORD for at in (start, end)):
        return
    asked = tokens.phrase(folded[start:end])
    assert asked is None or tokens.occurrences(tokens.tokens(text), asked)
