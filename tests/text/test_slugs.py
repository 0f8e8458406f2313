import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.text import slugs


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (
            "人工智能，大模型、算力;芯片；机器人,5G",
            ["人工智能", "大模型", "算力", "芯片", "机器人", "5G"],
        ),
        ("AI for Science, climate policy", ["AI for Science", "climate policy"]),
        ("climate policy", ["climate policy"]),
        ("AI、ai、ＡＩ", ["AI"]),
        ("  人工智能  、、 ，", ["人工智能"]),
        ("大模型\n算力", ["大模型", "算力"]),
        ("", []),
        ("\u200b、\x00", []),
    ],
)
def test_names_split_at_chinese_and_western_separators_never_at_spaces(typed, names):
    assert slugs.split(typed) == names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("人工智能", "人工智能"),
        ("人工智能+", "人工智能-plus"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("AI for Science", "ai-for-science"),
        ("5G-A", "5g-a"),
        ("Ｒ＆Ｄ", "r-and-d"),
        ("2024·大会", "2024-大会"),
        ("！？", "u21-u3f"),
    ],
)
def test_slugs_keep_names_apart_that_mean_different_things(name, slug):
    assert slugs.slug(name) == slug


@given(st.text(max_size=300))
def test_a_slug_is_never_empty_and_fits_an_address(name):
    slug = slugs.slug(name)
    assert 0 < len(slug) <= 100
    assert "/" not in slug
    assert slug == slug.strip()


@given(st.text(max_size=80))
def test_splitting_what_was_joined_gives_the_same_names(text):
    names = slugs.split(text)
    assert slugs.split("、".join(names)) == names
    assert all(name == slugs.tidy(name) and name for name in names)


def test_a_taken_slug_gets_a_number():
    assert slugs.free("算力", ["算力", "算力-2"]) == "算力-3"
    assert len(slugs.free("长" * 100, ["长" * 100])) == 100
