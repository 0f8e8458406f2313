"""Whole weeklies in Markdown, invented in the manner of well-known ones."""

from pathlib import Path

import pytest

from issues.importing import grammar, readers

FOLDER = Path(__file__).parent.parent / "data" / "weeklies"

# Words of what is no item: each stands in an item that is marked, or in none.
HOUSE = (
    *("投稿", "公众号", "赞助", "退订", "收听", "Subscribe", "Sign Up", "Example Cloud"),
    *("Example Bank", "Tell your friends", "Unsubscribe", "Thanks for reading", "欢迎提交"),
)


@pytest.fixture(params=["numbered", "linked", "bold", "mixed", "tables"])
def parsed(request):
    return read(request.param)


def read(name):
    return grammar.parse(readers.read((FOLDER / f"{name}.md").read_bytes(), "a.md"))


def test_every_line_is_placed_once(parsed):
    counts = dict(parsed.ledger)
    assert counts.pop("lines") == sum(counts.values()) == len(parsed.lines)


def test_no_item_is_boilerplate_without_a_mark(parsed):
    for item in parsed.items:
        if any(word in f"{item.title} {item.summary}" for word in HOUSE):
            assert item.problems, item.title


def test_numbered_entries_stand_in_their_sections():
    sections = read("numbered").sections
    found = {section.name: [item.title for item in section.items] for section in sections}
    assert found["科技动态"] == ["余热厨房", "会写诗的路灯"]
    assert found["工具"] == ["Teapot"]


def test_a_sponsor_is_marked_by_its_section():
    sponsor = next(item for item in read("linked").items if item.title == "Example Cloud")
    assert "house_matter" in {found.code for found in sponsor.problems}


def test_a_full_stop_behind_the_title_is_no_part_of_the_summary():
    voice = next(
        item for item in read("linked").items if item.title == "Editor adds voice commands"
    )
    assert voice.summary.startswith("The editor now listens")
