"""What a query finds, in which order; the same tests on both databases."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from issues import publishing, search
from issues.models import Issue, Item, Region, Section, Topic
from issues.search import DESK, RELEVANCE, find
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """Two public issues, a draft and an item in the pool."""
    old = make_issue(11, date=date(2024, 12, 27))
    new = make_issue(12, date=date(2025, 1, 3))
    draft = make_issue(13, date=date(2025, 1, 10), published=False)
    make_item(
        old,
        "深圳发布具身智能行动计划",
        summary="计划提出建设机器人中试基地，支持5G-A网络。",
        region="深圳",
        tags=["具身智能", "机器人"],
        source_url="https://tech.sina.com.cn/1.html",
        source_name="新浪科技",
    )
    make_item(
        old,
        "广州建设算力中心",
        section="国内资讯",
        summary="一期算力规模达到2025 P。用C++写成。",
        region="广州",
        tags=["算力"],
        source_url="https://www.sina.com.cn/2.html",
        source_name="新浪网",
    )
    make_item(
        new,
        "全国人工智能大会召开",
        summary="到2025年，智能终端普及。",
        region="全国",
        tags=["人工智能"],
        source_url="https://news.example.com/3.html",
        source_name="示例日报",
    )
    make_item(
        new,
        "AI芯片出货量增长",
        section="企业资讯",
        summary="芯片、5G模组与机器人传感器需求旺盛。",
        region="美国",
        tags=["芯片", "AI for Science"],
        source_url="https://chip.example.com/4.html",
        source_name="示例周刊",
    )
    make_item(draft, "智能草稿", region="深圳", tags=["人工智能"])
    make_item(None, "智能待选", tags=["人工智能"])


SHENZHEN, GUANGZHOU, NATION, CHIP = (
    "深圳发布具身智能行动计划",
    "广州建设算力中心",
    "全国人工智能大会召开",
    "AI芯片出货量增长",
)
ALL = [NATION, CHIP, SHENZHEN, GUANGZHOU]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ALL),
        ("！？", ALL),
        ("智能", [NATION, SHENZHEN]),
        ("智", [NATION, SHENZHEN]),
        ("能", [NATION, SHENZHEN]),
        ("人工智能大会", [NATION]),
        ("智能机器人", []),
        ("智能 机器人", [SHENZHEN]),
        ('"具身智能行动"', [SHENZHEN]),
        ("5g", [CHIP, SHENZHEN]),
        ("5G-A", [SHENZHEN]),
        ("芯片5G", []),
        ("2025年", [NATION]),
        ("2025", [NATION, GUANGZHOU]),
        ("202*", [NATION, GUANGZHOU]),
        ("C++", [GUANGZHOU]),
        ("C#", []),
        ("機器人", [CHIP, SHENZHEN]),
        ("ＡＩ", [CHIP]),
        ("智能 -深圳", [NATION]),
        ("-智能", [CHIP, GUANGZHOU]),
        ("-人工智能", [CHIP, SHENZHEN, GUANGZHOU]),
        ("-智能 -芯片", [GUANGZHOU]),
        ("算力 OR 芯片", [CHIP, GUANGZHOU]),
        ("算力 OR -智能", [CHIP, GUANGZHOU]),
        ("人工智能 OR -机器人", [NATION, GUANGZHOU]),
        ("人工智能大会 OR tag:机器人", [NATION, SHENZHEN]),
        ("广东", []),
        ("新浪", []),
        ("政策资讯", []),
        # Marks of the index are no words.
        ("all", []),
        ("al*", []),
        ("a*", [CHIP, SHENZHEN]),
        ("t", []),
        ("t*", []),
        ("h* OR y* OR m* OR d* OR i* OR s* OR r*", [CHIP]),
        ("r:440300", []),
        (":all", []),
        ("sina", []),
        ("tag:人工智能", [NATION]),
        ("标签：具身智能", [SHENZHEN]),
        ('tag:"ai for science"', [CHIP]),
        ("-tag:人工智能", [CHIP, SHENZHEN, GUANGZHOU]),
        ("region:深圳", [SHENZHEN]),
        ("region:440000", [SHENZHEN, GUANGZHOU]),
        ("地区:廣東", [SHENZHEN, GUANGZHOU]),
        ("region:广东省", [SHENZHEN, GUANGZHOU]),
        ("region:CN", [NATION, SHENZHEN, GUANGZHOU]),
        ("region:us", [CHIP]),
        ("section:企业资讯", [CHIP]),
        ("栏目:domestic", [GUANGZHOU]),
        ("issue:11", [SHENZHEN, GUANGZHOU]),
        ("期:第12期", [NATION, CHIP]),
        ("site:sina.com.cn", [SHENZHEN, GUANGZHOU]),
        ("site:tech.sina.com.cn", [SHENZHEN]),
        ("site:www.sina.com.cn", [SHENZHEN, GUANGZHOU]),
        ("site:ina.com.cn", []),
        ("来源:示例日报", [NATION]),
        ("after:2025", [NATION, CHIP]),
        ("after:2024-12-27", ALL),
        ("after:2024-12-28", [NATION, CHIP]),
        ("before:2024-12", [SHENZHEN, GUANGZHOU]),
        ("起:2024 止:2024", [SHENZHEN, GUANGZHOU]),
        ("-after:2025", [SHENZHEN, GUANGZHOU]),
        ("after:2026", []),
        ("before:2023", []),
        ("机器人 region:广东 after:2024", [SHENZHEN]),
    ],
)
def test_what_is_found(archive, titles, text, wanted):
    assert titles(text) == wanted
    assert search.count(text) == len(wanted)


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("tag:没有", "unknown_tag", "tag:没有"),
        ("地区：亚特兰蒂斯", "unknown_region", "地区：亚特兰蒂斯"),
        ("section:x", "unknown_section", "section:x"),
        ("issue:x", "bad_issue", "issue:x"),
        ("issue:99999999999999999999", "bad_issue", "issue:99999999999999999999"),
        ("after:2024-13", "bad_date", "after:2024-13"),
        ("before:2024-02-30", "bad_date", "before:2024-02-30"),
        ("after:昨天", "bad_date", "after:昨天"),
        ("after:0000", "bad_date", "after:0000"),
        ("tag:", "unknown_tag", "tag:"),
        ("site:。", "unknown_site", "site:。"),
    ],
)
def test_a_field_that_means_nothing_finds_nothing_and_says_so(archive, text, code, value):
    found = find(f"智能 {text}")
    assert (found.total, found.ids) == (0, [])
    assert [(problem.code, problem.value) for problem in found.problems] == [(code, value)]


@pytest.mark.parametrize("name", ["tag:{}", "-tag:{}", "智能 OR tag:{}"])
def test_a_topic_of_drafts_is_to_readers_what_nobody_ever_used(archive, name):
    make_item(Issue.objects.get(number=13), "另一条草稿", tags=["绝密"])
    secret, unknown = find(name.format("绝密")), find(name.format("没有"))
    assert (secret.ids, len(secret.problems)) == (unknown.ids, len(unknown.problems))
    assert not find(name.format("绝密"), audience=DESK).problems
    assert search.filters({"topic": "绝密"}).problems
    assert search.filters({"topic": "绝密"}, DESK).topic.name == "绝密"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, ALL),
        ({"region": "440000"}, [SHENZHEN, GUANGZHOU]),
        ({"region": "440000", "topic": "算力"}, [GUANGZHOU]),
        ({"section": "company"}, [CHIP]),
        ({"year": "2025"}, [NATION, CHIP]),
        ({"site": "sina.com.cn", "year": "2024"}, [SHENZHEN, GUANGZHOU]),
        ({"site": "www.sina.com.cn"}, [SHENZHEN, GUANGZHOU]),
        ({"page": "7", "region": ""}, ALL),
    ],
)
def test_filters(archive, titles, filters, wanted):
    assert titles("", filters=filters) == wanted


def test_a_former_code_is_the_region_of_today(archive):
    region = Region.objects.exclude(former_codes=None).first()
    assert search.filters({"region": region.former_codes.first().code}).region == region


@pytest.mark.parametrize("name", ["region", "topic", "section", "year", "site"])
def test_a_filter_that_means_nothing_finds_nothing_and_says_so(archive, name):
    value = "www." if name == "site" else "1' OR 1=1"
    found = find(filters={name: value})
    assert found.total == 0
    assert [problem.value for problem in found.problems] == [value]


def test_filters_and_query_both_count(archive, titles):
    assert titles("智能", filters={"region": "440000"}) == [SHENZHEN]


def test_relevance_puts_title_over_topic_over_summary(titles):
    issue = make_issue()
    make_item(issue, "甲", summary="说到量子计算。")
    make_item(issue, "乙", summary="无", tags=["量子计算"])
    make_item(issue, "量子计算丙", summary="无")
    make_item(issue, "丁", summary="又说量子计算。")
    assert titles("量子计算") == ["甲", "乙", "量子计算丙", "丁"]
    assert titles("量子计算", sort=RELEVANCE) == ["量子计算丙", "乙", "甲", "丁"]
    assert titles("量子计算", sort=RELEVANCE, page=2, per_page=3) == ["丁"]


def test_relevance_counts_every_word(titles):
    issue = make_issue()
    make_item(issue, "量子", summary="计算")
    make_item(issue, "量子与计算", summary="无")
    assert titles("量子 计算", sort=RELEVANCE) == ["量子与计算", "量子"]


def test_relevance_past_the_ranked_ones_goes_on_by_date(titles, monkeypatch):
    monkeypatch.setattr("issues.search.finding.RANKED", 2)
    issue = make_issue()
    for name in "甲乙丙丁":
        make_item(issue, f"量子{name}" if name in "乙丁" else name, summary="量子")
    pages = [titles("量子", sort=RELEVANCE, page=page, per_page=1) for page in range(1, 5)]
    assert pages == [["量子乙"], ["甲"], ["丙"], ["量子丁"]]
    assert titles("量子", sort=RELEVANCE, per_page=3) == ["量子乙", "甲", "丙"]
    assert find("量子", sort=RELEVANCE).total == 4


def test_the_order_is_that_of_dates_numbers_sections_and_places(titles):
    """Not that of ids: back issues come in later."""
    new, old = make_issue(20, date=date(2025, 3, 7)), make_issue(3, date=date(2001, 1, 5))
    twin = make_issue(21, date=date(2025, 3, 7))
    make_item(new, "企", section="企业资讯")
    make_item(new, "政一")
    make_item(new, "政二")
    make_item(old, "旧")
    make_item(twin, "同日")
    assert titles() == ["同日", "政一", "政二", "企", "旧"]


def test_pages_cover_all_hits_once(titles):
    issue = make_issue()
    for number in range(45):
        make_item(issue, f"第{number}条", section=("政策资讯", "行业资讯")[number % 2])
    pages = [find("条", page=page) for page in range(1, 5)]
    ids = [pk for page in pages for pk in page.ids]
    assert [len(page.ids) for page in pages] == [20, 20, 5, 0]
    assert sorted(ids) == sorted(Item.objects.values_list("pk", flat=True))
    assert {(page.total, page.pages) for page in pages} == {(45, 3)}
    assert find("条", page=10**30).ids == find("条", page=-5).ids[:0]


def test_readers_find_nothing_of_drafts_and_the_pool(archive, titles):
    assert titles("草稿") == titles("没有这个词") == []
    assert titles("待选") == []


def test_the_desk_finds_them_too(archive, titles):
    assert titles("智能", audience=DESK) == ["智能草稿", NATION, SHENZHEN, "智能待选"]
    assert titles("草稿", audience=DESK) == ["智能草稿"]
    assert titles("", audience=DESK, page=2, per_page=4) == [GUANGZHOU, "智能待选"]


def test_another_audience_is_a_mistake_of_the_caller(archive):
    with pytest.raises(ValueError, match="audience"):
        find("智能", audience="everybody")
    with pytest.raises(ValueError, match="order"):
        find("智能", sort="id; DROP TABLE")


def test_an_issue_comes_out_by_the_clock_alone(archive, titles):
    later = make_issue(14, date=date(2025, 1, 17), publish_at=datetime(2025, 1, 17, tzinfo=UTC))
    make_item(later, "智能将至", region="深圳", tags=["机器人", "将至"])
    before, after = datetime(2025, 1, 16, 23, 59, tzinfo=UTC), datetime(2025, 1, 17, tzinfo=UTC)
    with time_machine.travel(before, tick=False):
        assert titles("智能") == [NATION, SHENZHEN]
        assert titles("", filters={"topic": "将至"}) == []
        assert search.facets().count == 4
        assert {row.name for row in search.facets().topic} & {"将至"} == set()
        assert titles("将至", audience=DESK) == ["智能将至"]
    with time_machine.travel(after, tick=False):
        assert titles("智能") == ["智能将至", NATION, SHENZHEN]
        assert titles("", filters={"topic": "将至"}) == ["智能将至"]
        assert search.facets().count == 5


def test_publishing_and_withdrawing(archive, titles):
    publishing.change_state(Issue.objects.get(number=13), "publish")
    assert titles("草稿") == ["智能草稿"]
    publishing.change_state(Issue.objects.get(number=13), "withdraw", reason="来源有误")
    assert titles("草稿") == []
    publishing.change_state(Issue.objects.get(number=13), "reinstate")
    assert titles("草稿") == ["智能草稿"]


def test_words_do_not_run_from_one_field_into_the_next(titles):
    make_item(make_issue(), "甲乙", summary="戊己", tags=["丙丁", "庚辛"])
    for text in ("乙丙", "丁庚", "辛戊", "甲乙丙丁"):
        assert titles(text) == []
    for text in ("甲乙", "丙丁", "庚辛", "戊己", "丁", "辛"):
        assert titles(text) == ["甲乙"]


def test_the_longest_summary_is_searched_to_its_end(titles):
    make_item(make_issue(), "长", summary="智" * 4990 + "，末尾的词")
    assert titles("末尾的词") == ["长"]
    assert titles("智" * 200) == ["长"]


def test_results_give_the_rows_of_the_page(archive, django_assert_num_queries):
    found = find("智能")
    with django_assert_num_queries(2):  # items with issue, section, region; links with topics
        rows = found.items()
        assert [[topic.name for topic in row.topics] for row in rows] == [
            ["人工智能"],
            ["具身智能", "机器人"],
        ]
    assert [row.title for row in rows] == [NATION, SHENZHEN]


def test_the_sections_and_topics_it_uses_exist(archive):
    assert Section.objects.count() == 5
    assert Topic.objects.count() == 6
