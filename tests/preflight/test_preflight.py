"""The rules over whole issues: a faulty one, clean ones, and one after others."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from issues import preflight, publishing
from issues.importing import commit, grammar, readers
from issues.models import Item, LinkState, Region, Section
from issues.preflight import waiving
from issues.text import urls
from tests.factories import fill, make_issue, make_item
from tests.preflight import clean, faulty, fresh

pytestmark = pytest.mark.django_db
SAMPLES = Path(preflight.__file__).parents[1] / "data" / "samples"
REAL = Path(__file__).parents[3] / "shared" / "newsletters"


def codes(issue):
    """[(title or None, code)]"""
    return sorted((one.item.title if one.item else "", one.code) for one in preflight.check(issue))


@pytest.fixture
def faulty_issue():
    past = make_issue(11, date=date(2024, 12, 27))
    make_item(past, "旧题", source_url="https://old.example.com/earlier.html", region="广东")
    make_item(
        past,
        "佛山市工信局印发《佛山市支持机器人产业发展若干政策》",
        summary="《佛山市支持机器人产业发展若干政策》日前印发，提出20条措施，最高补助500万元。",
        source_url="https://old.example.com/robots.html",
    )
    issue = make_issue(12, published=False)
    for n, (section, title, summary, fields, _codes) in enumerate(faulty.ITEMS):
        region = "广东" if section == "省内资讯" else ("全国", "北京", "上海")[n % 3]
        url = f"https://h{n}.example.net/{n}.html"
        fields = {"region": region, "source_url": url, "tags": [f"主题{n % 9}"], **fields}
        make_item(issue, title, section=section, summary=summary, **fields)
    LinkState.objects.create(
        key=urls.key("https://dead.example.org/x.html"),
        url="https://dead.example.org/x.html",
        checked_at=timezone.now(),
        failures=3,
        status=404,
    )
    return issue


def test_every_planted_fault_is_found_and_nothing_else(faulty_issue):
    wanted = sorted(
        [("", code) for code in faulty.WHOLE]
        + [(row[1], code) for row in faulty.ITEMS for code in row[4]]
    )
    assert codes(faulty_issue) == wanted
    assert faulty.PLANTED >= 40


def test_faults_in_other_forms_are_found_and_nothing_else():
    make_item(
        make_issue(11, date=date(2024, 12, 27)),
        "广州地铁18号线延长段28日开通试运营",
        summary="广州地铁18号线延长段12月28日开通试运营，共新增4座车站，全程约42分钟。",
        source_url="https://metro.example.com/18.html",
        region="广州",
    )
    issue = make_issue(13, published=False)
    for n, (section, title, summary, fields, _codes) in enumerate(fresh.ITEMS):
        region = "广东" if section == "省内资讯" else ("全国", "北京", "上海")[n % 3]
        url = f"https://f{n}.example.net/{n}.html"
        fields = {"region": region, "source_url": url, "tags": [f"主题{n % 9}"], **fields}
        make_item(issue, title, section=section, summary=summary, **fields)
    wanted = [("", code) for code in fresh.WHOLE]
    wanted += [(row[1].strip(), code) for row in fresh.ITEMS for code in row[4]]
    assert sorted((title.strip(), code) for title, code in codes(issue)) == sorted(wanted)
    assert fresh.PLANTED >= 40


@pytest.mark.parametrize("rows", [clean.FIRST, clean.SECOND], ids=["first", "second"])
def test_an_issue_of_a_careful_editor_is_clean(rows):
    issue = make_issue(12, published=False)
    for n, (section, title, summary, region, publisher, tags) in enumerate(rows):
        fields = {"region": region, "source_name": publisher, "tags": tags}
        url = f"https://news{n}.example.org/2025/01/{n}.html"
        make_item(issue, title, section=section, summary=summary, source_url=url, **fields)
    assert codes(issue) == []


def test_numbers_and_dates_go_up_together():
    make_issue(10, date=date(2025, 1, 3))
    issue = make_issue(11, published=False, date=date(2025, 1, 3))
    make_issue(14, date=date(2025, 1, 24))
    assert ("", "issue_date") in codes(issue)
    issue.date = date(2025, 1, 30)
    issue.save()
    assert seen(issue, "issue_date").field == "date"
    issue.date = date(2025, 1, 10)
    issue.save()
    assert not {"issue_date", "number_gap"} & {code for _title, code in codes(issue)}


def test_a_scheduled_issue_comes_out_on_its_date():
    at = datetime(2125, 1, 5, 17, 0, tzinfo=UTC)  # the 6th in Shanghai
    issue = make_issue(12, date=date(2125, 1, 5), publish_at=at)
    assert ("", "issue_date") in codes(issue)
    issue.date = date(2125, 1, 6)
    issue.save()
    assert ("", "issue_date") not in codes(issue)


def test_many_items_without_topics_are_one_finding():
    issue = make_issue(12, published=False)
    for n in range(5):
        make_item(issue, f"第{n}件事", source_url=f"https://h{n}.example.com/{n}.html")
    assert codes(issue).count(("", "no_topic")) == 1


def test_many_days_that_do_not_fit_are_the_fault_of_the_issue():
    issue = make_issue(12, published=False, date=date(2025, 1, 3))
    for n in range(1, 5):
        summary = f"2月{n}日，示例市发布第{n}份清单，共列出事项九十条。"
        assert ("", "wrong_day") not in codes(issue)
        assert sum(code == "wrong_day" for _title, code in codes(issue)) == n - 1
        make_item(issue, f"第{n}件事", summary=summary)
    assert [title for title, code in codes(issue) if code == "wrong_day"] == [""]
    issue.items.filter(title="第1件事").update(source_date=date(2025, 2, 1))
    titles = [title for title, code in codes(issue) if code == "wrong_day"]
    assert sorted(titles) == ["", "第1件事"]
    assert seen(issue, "wrong_day").field == "date"


@pytest.mark.parametrize(
    ("title", "summary", "region", "found"),
    [
        ("上海一家企业获订单", "订单金额三亿元。", "北京", True),
        ("上海一家企业在北京设厂", "新厂占地百亩。", "北京", False),
        ("上海一家企业获订单", "企业总部在北京市海淀区。", "北京", False),
        ("浦东新区发布新政", "新政共十条。", "上海", False),
        ("上海发布新政", "新政共十条。", "浦东", False),
        ("上海发布新政", "新政共十条。", "全国", False),
        ("多地发布新政", "新政共十条。", "北京", False),
        ("花卉拍卖改用荷兰钟", "新钟已经启用。", "北京", False),
        ("荷兰花卉拍卖上线新系统", "新系统已经启用。", "北京", True),
    ],
)
def test_a_region_that_the_title_gainsays(title, summary, region, found):
    issue = make_issue(12, published=False)
    make_item(issue, title, summary=summary, region=region)
    assert (("other_region") in {code for _title, code in codes(issue)}) is found
    if found:
        place = "荷兰" if "荷兰" in title else "上海"
        assert seen(issue, "other_region").fixes[0].label == f"设为{place}"


def test_an_unsafe_address_is_an_error():
    item = Item(title="题目", source_url="https://user@example.com/", summary="摘要。")
    assert [one.code for one in preflight.bad_url(item, None)] == ["bad_url"]
    item = Item(title="题目", other_sources="https://a.example.com/ javascript:alert(1)")
    (one,) = preflight.bad_url(item, None)
    assert (one.level, one.field) == ("error", "other_sources")


@pytest.mark.parametrize("name", ["001.txt", "002.txt", "003.txt"])
def test_the_samples_are_clean(name):
    for path in sorted(SAMPLES.glob("*.txt")):
        result = commit.commit(read(path))
        if path.name == name:
            # 木棉 is told in all three of them; a language and a survey have no region.
            assert {code for _title, code in codes(result.issue)} <= {"no_region", "told_before"}
            assert len(codes(result.issue)) <= 2
            return


def read(path):
    return grammar.parse(readers.read(path.read_bytes(), path.name))


def test_the_real_issue_has_nothing_but_what_is_in_it():
    """Four narrow brackets in two items, and no topics: files rarely carry any."""
    paths = sorted(REAL.glob("*.txt")) if REAL.is_dir() else []
    if not paths:
        pytest.skip(f"no newsletters in {REAL}")
    parsed = read(paths[0])
    issue = commit.commit(parsed, number=13, date=date(2024, 12, 20)).issue
    found = preflight.check(issue)
    assert {one.code for one in found} <= {"halfwidth", "no_topic"}
    assert len(found) <= 3


def seen(issue, code):
    return next(one for one in preflight.check(issue) if one.code == code)


@pytest.fixture
def flawed():
    """A draft of one item with half-width brackets."""
    issue = make_issue(12, published=False)
    summary = "周末开放时间延长两小时(至晚九点)，自习座位增加六百个，读者可提前预约。"
    make_item(issue, "图书馆延长周末开放时间", summary=summary, region="广东")
    return issue


def test_a_waiver_holds_as_long_as_the_text(flawed, editor):
    waiving.wave(flawed, seen(flawed, "halfwidth").digest, "原文如此", editor)
    review = preflight.review(flawed)
    assert "halfwidth" not in {one.code for one in review.open}
    assert [(one.code, waiver.reason) for one, waiver in review.waved] == [
        ("halfwidth", "原文如此")
    ]
    assert preflight.marks(flawed.items.all())[flawed.items.get().pk] == []
    item = flawed.items.get()
    item.summary += "欢迎前来。"
    item.save()
    assert seen(flawed, "halfwidth")


def test_a_waiver_can_be_withdrawn_and_is_kept(flawed, editor, chief):
    digest = seen(flawed, "halfwidth").digest
    waiver = waiving.wave(flawed, digest, "原文如此", editor)
    assert waiving.wave(flawed, digest, "另一个理由", chief) == waiver
    waiving.withdraw(flawed, waiver.pk, chief)
    assert seen(flawed, "halfwidth")
    waiver.refresh_from_db()
    assert (waiver.user, waiver.withdrawn_by) == (editor, chief)
    with pytest.raises(waiving.Refused):
        waiving.withdraw(flawed, waiver.pk, chief)
    assert waiving.wave(flawed, digest, "再放行", editor) != waiver


@pytest.mark.parametrize("reason", ["", "  ", "\0"])
def test_a_waiver_needs_a_reason(flawed, editor, reason):
    with pytest.raises(waiving.Refused):
        waiving.wave(flawed, seen(flawed, "halfwidth").digest, reason, editor)


def test_errors_cannot_be_waved_and_keep_an_issue_from_being_published(flawed, editor, chief):
    item = flawed.items.get()
    Item.objects.filter(pk=item.pk).update(title=" ")
    with pytest.raises(waiving.Refused):
        waiving.wave(flawed, seen(flawed, "no_title").digest, "无所谓", editor)
    with pytest.raises(publishing.Refused, match="无标题"):
        publishing.change_state(flawed, "publish", user=chief)
    Item.objects.filter(pk=item.pk).update(title="图书馆延长开放时间")
    publishing.change_state(flawed, "publish", user=chief)  # the warning does not
    flawed.refresh_from_db()
    assert flawed.is_public


def test_repairs(flawed):
    waiving.repair(flawed, seen(flawed, "halfwidth").digest, 0)
    assert "（至晚九点）" in flawed.items.get().summary
    Item.objects.update(region=None, title="深圳图书馆: 延长开放时间")
    finding = seen(flawed, "no_region")
    waiving.repair(flawed, finding.digest, 0)
    assert flawed.items.get().region == Region.objects.get(short_name="深圳")
    with pytest.raises(waiving.Refused):
        waiving.repair(flawed, finding.digest, 0)
    waiving.repair_all(flawed, "halfwidth")
    assert flawed.items.get().title == "深圳图书馆：延长开放时间"


def test_the_usual_comes_from_past_issues():
    for number in range(1, 6):
        fill(make_issue(number, date=date(2024, 12, number)), 20)
    issue = make_issue(12, published=False)
    fill(issue, 15)
    Item.objects.filter(issue=issue, section__name="企业资讯").delete()
    make_item(issue, "唯一一条企业资讯在此", section="企业资讯", region="广东")
    found = [(one.section.name, one.code) for one in preflight.check(issue) if one.section]
    assert found == [("企业资讯", "few_items")]


def test_a_retired_section_may_be_empty():
    issue = make_issue(12, published=False)
    make_item(issue)
    Section.objects.exclude(name="政策资讯").update(retired=True)
    assert "empty_section" not in {code for _title, code in codes(issue)}


def test_queries_do_not_grow_with_the_items(django_assert_max_num_queries):
    # Items; four of same-story detection; links; sections; usual counts and lengths; waivers; the
    # names of regions; items without a topic; the issues before and behind. PostgreSQL puts
    # savepoints and settings around two of them.
    few, many = make_issue(12), make_issue(13)
    fill(few, 5)
    fill(many, 25)
    Item.objects.update(region=None)
    with django_assert_max_num_queries(22) as first:
        preflight.check(few)
    with django_assert_max_num_queries(len(first)):
        preflight.check(many)
