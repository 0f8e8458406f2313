"""Storing a parsed issue: all or nothing, once, and without touching what editors chose."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues import placing, topics
from issues.importing import grammar
from issues.importing.commit import commit
from issues.importing.parsed import Refused
from issues.models import Issue, Item, Region, Section, StateChange, Topic

pytestmark = pytest.mark.django_db

ITEMS = [
    (
        "政策资讯",
        "示例省发布公共数据目录",
        "广东发布目录，涉及两类数据。",
        "https://a.example.com/1",
    ),
    ("政策资讯", "港口试行无人集卡夜间作业", "一处港口开始试行。", "https://b.example.com/2"),
    ("行业资讯", "研究团队公布节能芯片", "团队介绍了结构。", "https://c.example.com/3"),
]
MAST = "数智示例\n第12期（总第88期） 2024年12月20日\n数据走向市场\n编者按：本期关注数据。\n"


def text(items=ITEMS, mast=MAST, more=""):
    lines, last = [mast], None
    for section, title, summary, url in items:
        if section != last:
            lines.append(f"【{section}】")
            last = section
        lines += [title, f"内容：{summary}", f"来源：{url}"]
    return "\n".join([*lines, more])


def parsed(*args, **kwargs):
    return grammar.parse(text(*args, **kwargs).split("\n"))


def rows(issue):
    return [
        (item.section.name, item.position, item.title, item.summary, item.source_url)
        for item in issue.items.in_order()
    ]


def changed(place, **values):
    """ITEMS with one item changed; names are those of the columns."""
    names = ("section", "title", "summary", "url")
    items = [list(item) for item in ITEMS]
    for name, value in values.items():
        items[place][names.index(name)] = value
    return items


def test_it_works():
    result = commit(parsed())
    issue = Issue.objects.get()
    assert result.issue == issue
    assert (result.state, result.items, result.published) == ("created", 3, False)
    assert (issue.number, issue.year_number, issue.date) == (88, 12, date(2024, 12, 20))
    assert (issue.title, issue.note) == ("数据走向市场", "本期关注数据。")
    assert issue.status == Issue.Status.DRAFT
    assert rows(issue) == [
        ("政策资讯", 1, *ITEMS[0][1:]),
        ("政策资讯", 2, *ITEMS[1][1:]),
        ("行业资讯", 1, *ITEMS[2][1:]),
    ]


def test_options_beat_the_file():
    result = commit(parsed(), number=5, date=date(2025, 1, 3), title="别的题目")
    assert (result.issue.number, result.issue.title) == (5, "别的题目")
    assert result.issue.date == date(2025, 1, 3)


@pytest.mark.parametrize(
    ("mast", "options", "code"),
    [
        ("", {}, "both_missing"),
        ("", {"date": date(2025, 1, 3)}, "number_missing"),
        ("第3期\n", {}, "date_missing"),
        ("", {"number": 3}, "date_missing"),
        ("第3期\n", {"number": 0}, "number_bad"),
        ("第3期\n", {"number": -1}, "number_bad"),
        ("第3期\n", {"number": 2**40}, "number_bad"),
        ("第3期 2024年12月20日\n", {"title": "长" * 301}, "title_long"),
    ],
)
def test_an_unknown_issue_is_refused(mast, options, code):
    with pytest.raises(Refused) as refused:
        commit(parsed(mast=mast), **options)
    assert refused.value.code == code
    assert not Issue.objects.exists()


@pytest.mark.parametrize("values", [{"summary": "长" * 5001}, {"title": "长" * 301}])
def test_a_text_that_is_too_long_is_refused_with_its_line(values):
    with pytest.raises(Refused) as refused:
        commit(parsed(changed(1, **values)))
    assert refused.value.code == "invalid_item"
    assert refused.value.values["line"] == 10
    assert not Issue.objects.exists()


def test_no_item_is_refused():
    with pytest.raises(Refused, match="no_item"):
        commit(grammar.parse(["第3期", "2024年12月20日"]))


def test_the_same_again_changes_nothing():
    commit(parsed())
    before = list(Item.objects.values()) + list(Issue.objects.values())
    assert commit(parsed()).state == "unchanged"
    assert list(Item.objects.values()) + list(Issue.objects.values()) == before


def test_the_same_again_publishes_a_draft():
    commit(parsed())
    result = commit(parsed(), publish=True)
    assert (result.state, result.published) == ("unchanged", True)
    assert result.issue.publish_at == datetime(2024, 12, 19, 16, tzinfo=UTC)
    assert not commit(parsed(), publish=True).published
    assert StateChange.objects.count() == 1


def test_what_editors_chose_is_no_other_content():
    commit(parsed())
    item = Item.objects.get(title=ITEMS[0][1])
    item.region = Region.objects.get(short_name="深圳")
    item.save()
    topics.put(item, topics.ensure(["数据要素"])[0])
    assert commit(parsed()).state == "unchanged"


def test_other_content_is_refused():
    commit(parsed())
    with pytest.raises(Refused, match="other_content"):
        commit(parsed(changed(1, summary="换了摘要。")))
    assert Item.objects.filter(summary="一处港口开始试行。").exists()


def test_replacing_keeps_ids_regions_and_topics():
    commit(parsed())
    first, second, third = Item.objects.order_by("pk")
    first.region = Region.objects.get(short_name="深圳")
    first.remarks = "编辑的备注"
    first.save()
    topics.put(first, topics.ensure(["数据要素"])[0])
    new = [
        ("国际观察", "新来的条目", "第一次出现。", "https://d.example.com/4"),
        ("行业资讯", ITEMS[1][1], "换了摘要。", "https://b.example.com/other"),
        ("政策资讯", "换了标题", ITEMS[0][2], "http://www.a.example.com/1?utm_source=x"),
    ]
    result = commit(parsed(new), replace=True)
    assert (result.state, result.kept, result.removed) == ("replaced", 2, [third.title])
    assert result.sections_made == ["国际观察"]
    issue = Issue.objects.get()
    assert [(item.pk, item.title) for item in issue.items.in_order()][:2] == [
        (first.pk, "换了标题"),
        (second.pk, ITEMS[1][1]),
    ]
    first.refresh_from_db()
    assert first.region.short_name == "深圳"
    assert [topic.name for topic in first.topics] == ["数据要素"]
    assert first.remarks == "编辑的备注"
    assert [row[:2] for row in rows(issue)] == [("政策资讯", 1), ("行业资讯", 1), ("国际观察", 1)]
    assert not Item.objects.filter(pk=third.pk).exists()


def test_a_published_issue_that_is_replaced_stays_published():
    commit(parsed(), publish=True)
    result = commit(parsed(changed(0, summary="换了摘要。")), replace=True)
    assert Issue.objects.published().get() == result.issue


def test_items_of_one_title_keep_their_order():
    twice = [ITEMS[0], ITEMS[0]]
    commit(parsed(twice))
    ids = list(Item.objects.order_by("position").values_list("pk", flat=True))
    commit(parsed([*twice, ITEMS[1]]), replace=True)
    assert [item.pk for item in Issue.objects.get().items.in_order()][:2] == ids


def test_unknown_sections_come_after_the_standard_ones():
    items = [("国际观察", *ITEMS[0][1:]), ("会议与展览", *ITEMS[1][1:]), ITEMS[2]]
    result = commit(parsed(items))
    assert result.sections_made == ["国际观察", "会议与展览"]
    names = list(Section.objects.values_list("name", flat=True))
    assert names[-2:] == ["国际观察", "会议与展览"]
    assert len(names) == 7


def test_items_without_a_heading_get_a_section_of_their_own():
    lines = ["第3期 2024年12月20日", "甲", "内容：乙。", "来源：https://a.example.com"]
    result = commit(grammar.parse(lines))
    assert len(result.sections_made) == 1
    assert Item.objects.get().section.name == result.sections_made[0]


def test_regions_are_named_or_suggested():
    commit(parsed(more="地区：深圳"))
    found = {item.title: item.region and item.region.short_name for item in Item.objects.all()}
    assert found[ITEMS[0][1]] == "广东"
    assert found[ITEMS[2][1]] == "深圳"


def test_a_region_nobody_knows_is_remarked():
    result = commit(parsed(more="地区：无此地"))
    assert [found.code for _title, found in result.problems] == ["region_unknown"]
    assert "无此地" in Item.objects.get(title=ITEMS[2][1]).remarks


def test_topics_are_those_of_the_file_else_existing_ones():
    topics.ensure(["港口"])
    result = commit(parsed(more="标签：节能芯片、AI for Science"))
    found = {item.title: [topic.name for topic in item.topics] for item in Item.objects.all()}
    assert found == {
        ITEMS[0][1]: [],
        ITEMS[1][1]: ["港口"],
        ITEMS[2][1]: ["节能芯片", "AI for Science"],
    }
    assert result.topics_made == ["节能芯片", "AI for Science"]
    assert Topic.objects.count() == 3


def test_a_latin_topic_is_found_as_a_word_only():
    topics.ensure(["AI", "C"])
    commit(parsed(changed(0, title="OpenAI与C++的示例", summary="没有别的。")))
    assert [
        topic.name for topic in Item.objects.get(position=1, section__name="政策资讯").topics
    ] == ["C"]


def test_problems_and_further_addresses_are_kept():
    lines = [
        "第3期 2024年12月20日",
        "【政策资讯】",
        "甲",
        "内容：乙。",
        "来源：https://a.example.com https://b.example.com",
        "丙",
        "内容：丁。",
        "来源：ftp://c.example.com/x",
    ]
    result = commit(grammar.parse(lines))
    first, second = Item.objects.order_by("position")
    assert first.other_sources == "https://b.example.com"
    assert second.source_url == ""
    assert "ftp://c.example.com/x" in second.remarks
    assert [(title, found.code) for title, found in result.problems] == [("丙", "source_refused")]


@time_machine.travel(datetime(2024, 12, 10, tzinfo=UTC), tick=False)
def test_an_issue_of_the_future_is_published_now():
    result = commit(parsed(), publish=True)
    assert result.issue.publish_at == datetime(2024, 12, 10, tzinfo=UTC)


def test_a_trial_stores_nothing():
    sections = Section.objects.count()
    result = commit(parsed([("国际观察", *ITEMS[0][1:])]), publish=True, dry_run=True)
    assert (result.dry_run, result.published, result.sections_made) == (True, True, ["国际观察"])
    assert not Issue.objects.exists()
    assert Section.objects.count() == sections


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    def fail(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(topics, "put_first", fail)
    with pytest.raises(RuntimeError):
        commit(parsed())
    assert not Issue.objects.exists()
    assert not Item.objects.exists()


def test_a_failure_while_replacing_leaves_the_old_issue(monkeypatch):
    commit(parsed())
    before = rows(Issue.objects.get())

    def fail(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(placing, "arrange", fail)
    with pytest.raises(RuntimeError):
        commit(parsed([("国际观察", *ITEMS[0][1:])]), replace=True)
    assert rows(Issue.objects.get()) == before


def test_rights(editor, chief, outsider):
    with pytest.raises(PermissionDenied):
        commit(parsed(), user=outsider)
    with pytest.raises(PermissionDenied):
        commit(parsed(), user=editor, publish=True)
    assert not Issue.objects.exists()
    assert commit(parsed(), user=chief, publish=True).published
    assert StateChange.objects.get().user == chief


def test_queries_do_not_grow_with_the_items():
    """Storing an issue costs a fixed number of queries, however many items it has."""
    counts = []
    for number, count in ((1, 4), (2, 8), (3, 12)):
        items = [
            ("政策资讯", f"第{n}条", "乙。", f"https://a.example.com/{number}/{n}")
            for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            commit(parsed(items), number=number)
        counts.append(len(queries))
    # The first issue makes the section.
    assert counts[0] >= counts[1] == counts[2]


def test_asking_for_the_same_again_is_cheap():
    items = [("政策资讯", f"第{n}条", "乙。", f"https://a.example.com/{n}") for n in range(30)]
    commit(parsed(items))
    with CaptureQueriesContext(connection) as queries:
        commit(parsed(items))
    # Topics, two savepoints, the issue, its items with their sections, ends of the savepoints.
    assert len(queries) == 7
