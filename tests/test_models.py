from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from issues.models import FormerCode, Issue, Item, Region, Section, Stale, Topic
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


def test_a_bare_migrate_leaves_sections_regions_and_groups(django_user_model):
    names = list(Section.objects.values_list("name", flat=True))
    assert names == ["政策资讯", "行业资讯", "国内资讯", "省内资讯", "企业资讯"]
    assert Region.objects.get(code="440300").path == "CN/440000/440300/"
    assert Region.objects.get(code="US").path == "001/US/"


def test_migrating_again_changes_nothing_that_editors_changed():

    Section.objects.filter(slug="company").update(name="企业动态")
    before = Region.objects.count(), FormerCode.objects.count()
    call_command("migrate", verbosity=0)
    assert Section.objects.get(slug="company").name == "企业动态"
    assert Section.objects.count() == 5
    assert (Region.objects.count(), FormerCode.objects.count()) == before


def test_groups_of_an_older_database_get_the_rights_to_what_is_new():
    group = Group.objects.get(name="编辑")
    Permission.objects.filter(content_type__model="source").delete()
    group.permissions.remove(Permission.objects.get(codename="delete_item"))
    call_command("migrate", verbosity=0)
    codes = set(group.permissions.values_list("codename", flat=True))
    assert {"view_source", "add_source", "change_source"} <= codes
    assert not {"delete_source", "delete_item"} & codes


def test_a_region_that_changed_in_the_file_is_brought_up_to_date():
    from issues import standing

    Region.objects.filter(code="440300").update(short_name="旧名")
    standing.regions()
    assert Region.objects.get(code="440300").short_name == "深圳"


def test_readers_see_published_issues_whose_time_has_come():
    due = make_issue(1)
    make_issue(2, published=False)
    later = make_issue(3, publish_at=datetime(2030, 1, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2029, 12, 31, 23, 59, tzinfo=UTC), tick=False):
        assert list(Issue.objects.published()) == [due]
        assert later.is_scheduled
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):
        assert set(Issue.objects.published()) == {due, later}
        assert later.is_public


def test_items_are_public_with_their_issue_and_never_in_the_pool():
    shown = make_item(make_issue(1), "公开")
    make_item(make_issue(2, published=False), "草稿")
    make_item(None, "素材")
    assert list(Item.objects.published()) == [shown]


def test_within_takes_the_whole_subtree():
    issue = make_issue()
    for name in ("广东", "深圳", "南山", "北京", "美国"):
        region = Region.objects.filter(short_name=name).order_by(
            "-code" if name == "南山" else "code"
        )
        make_item(issue, name).__class__.objects.filter(title=name).update(
            region="440305" if name == "南山" else region.first()
        )
    guangdong = Region.objects.get(code="440000")
    assert set(Item.objects.within(guangdong).values_list("title", flat=True)) == {
        "广东", "深圳", "南山",
    }  # fmt: skip


def test_a_stale_instance_cannot_overwrite():
    item = make_item(None, "原题")
    mine, yours = Item.objects.get(pk=item.pk), Item.objects.get(pk=item.pk)
    yours.title = "您的"
    yours.save()
    mine.title = "我的"
    with pytest.raises(Stale) as stale:
        mine.save()
    assert stale.value.saved.title == "您的"
    assert Item.objects.get(pk=item.pk).title == "您的"
    assert Item.objects.get(pk=item.pk).version == 2


def test_saving_some_fields_counts_as_a_change_too():
    item = make_item(None, "原题")
    item.summary = "新"
    item.save(update_fields=["summary"])
    item.refresh_from_db()
    assert (item.summary, item.version) == ("新", 2)


def test_topics_are_one_whatever_case_and_width():
    Topic.objects.create(name="AI")
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="ａｉ")
    with pytest.raises(ValidationError):
        Topic(name="ai ").full_clean(exclude=["slug", "key"])


@pytest.mark.parametrize(
    ("name", "slug"),
    [("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("人工智能", "人工智能")],
)
def test_topics_get_slugs_of_their_own(name, slug):
    assert Topic.objects.create(name=name).slug == slug


def test_topics_with_one_slug_are_numbered():
    assert Topic.objects.create(name="5G-A").slug == "5g-a"
    assert Topic.objects.create(name="5G A").slug == "5g-a-2"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "ftp://a.example/"}, "source_url"),
        ({"source_url": "http://user:pw@a.example/"}, "source_url"),
        ({"other_sources": "https://a.example/\nfile:///etc/passwd"}, "other_sources"),
        ({"summary": "长" * 5001}, "summary"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_items_are_refused_with_the_field(fields, wrong):
    item = Item(**{"title": "题", **fields})
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    assert wrong in refused.value.message_dict


def test_issue_and_section_go_together():
    item = Item(title="题", issue=make_issue())
    with pytest.raises(ValidationError) as refused:
        item.full_clean(exclude=["position"])
    assert "section" in refused.value.message_dict


def test_two_issues_cannot_have_one_number():
    make_issue(7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(number=7, date=date(2025, 1, 1))
