"""The query language as tables; no database."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issues.search import query
from issues.search.query import And, Field, Not, Or, Text


def tree(text):
    return query.parse(text).tree.parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("智能", (Text("智能"),)),
        ("智能\u3000机器人", (Text("智能"), Text("机器人"))),
        ('"具身智能 机器人"', (Text("具身智能 机器人", '"'),)),
        ("“具身 智能”「大脑」", (Text("具身 智能", "“"), Text("大脑", "「"))),
        ("-汽车", (Not(Text("汽车")),)),
        ("－汽车", (Not(Text("汽车")),)),
        ('-"智能 汽车"', (Not(Text("智能 汽车", '"')),)),
        ("AI*", (Text("AI", prefix=True),)),
        ("算力 OR 芯片 深圳", (Or((Text("算力"), Text("芯片"))), Text("深圳"))),
        ("a OR b OR -c", (Or((Text("a"), Text("b"), Not(Text("c")))),)),
        ("a or b", (Text("a"), Text("or"), Text("b"))),
        ("OR a", (Text("OR"), Text("a"))),
        ("a OR", (Text("a"), Text("OR"))),
        ("a OR OR b", (Or((Text("a"), Text("OR"))), Text("b"))),
        ("-OR", (Not(Text("OR")),)),
        ("tag:开源", (Field("tag", "tag", ":", Text("开源")),)),
        ("标签：开源", (Field("tag", "标签", "：", Text("开源")),)),
        ("標籤:開源", (Field("tag", "標籤", ":", Text("開源")),)),
        ('Topic:"AI for Science"', (Field("tag", "Topic", ":", Text("AI for Science", '"')),)),
        ("-地区:深圳", (Not(Field("region", "地区", ":", Text("深圳"))),)),
        ("起:2024", (Field("after", "起", ":", Text("2024")),)),
        ("tag:", (Field("tag", "tag", ":", Text("")),)),
        ("https://example.com/", (Text("https://example.com/"),)),
        (":x", (Text(":x"),)),
        ("5G-A", (Text("5G-A"),)),
        ("-", (Text("-"),)),
        ('24"显示器', (Text('24"显示器'),)),
        ('智能"机器 人"', (Text("智能"), Text("机器 人", '"'))),
        ('""', (Text("", '"'),)),
        ("a\x00b", (Text("a"), Text("b"))),
        ("\ud800", ()),
    ],
)
def test_trees(text, parts):
    assert tree(text) == parts


def test_a_long_query_is_cut_and_says_so():
    found = query.parse("智" * 201)
    assert str(found) == "智" * 200
    assert [problem.code for problem in found.problems] == ["too_long"]


def test_too_many_terms_are_left_out_and_named():
    found = query.parse(" OR ".join(f"a{n}" for n in range(25)))
    assert found.tree == And((Or(tuple(Text(f"a{n}") for n in range(20))),))
    assert [(problem.code, problem.value) for problem in found.problems] == [
        ("too_many_terms", "a20")
    ]


def test_what_is_wanted_is_what_stands_without_a_minus():
    found = query.parse('智能 OR "5G 网" -汽车 tag:开源 ！')
    assert [text.text for text in found.texts] == ["智能", "5G 网"]


PIECES = st.lists(
    st.sampled_from(
        ["智能", "AI*", "-", '"', "“", "”", "OR", " ", "tag:", "标签：", "*", "5G", "\u3000", "："]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=500)
@given(PIECES | st.text(max_size=220))
@example('a""""b" OR OR')
@example('tag:"x y"z“')
def test_a_query_prints_as_it_was_typed(text):
    found = query.parse(text)
    again = query.parse(str(found))
    assert str(again) == str(found)
    # Both print the characters of the other, whatever the blanks between.
    if not found.problems:
        kept = "".join(query.clean(text).split())
        assert [char for char in "".join(str(found).split()) if char not in "*-－"] == [
            char for char in kept if char not in "*-－"
        ]
