import pytest
from django.core.exceptions import PermissionDenied

from issues import history, placing, restoring, states, topics
from issues.models import Item, Section, Stale
from issues.search.upkeep import differences
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    issue = make_issue(published=False, title="原来的题目", note="编者的话")
    for title in "甲乙丙":
        make_item(issue, title, tags=["芯片", title], region="深圳", remarks=f"记{title}")
    make_item(issue, "丁", section="企业资讯", source_name="示例日报")
    return issue


def named(issue, title):
    return Item.objects.get(title=title)


def without_versions(state):
    items = {pk: {**row, "version": 0} for pk, row in state.items.items()}
    return state.head, items


def test_all_comes_back(issue, editor):
    before = states.of(issue.pk)
    first, second, third, fourth = issue.items.in_order()
    highest = {}
    with history.recording(editor, "大改"):
        issue.title, issue.note = "新题目", ""
        issue.save()
        placing.move(first, issue, first.section, 2)  # swapped with the second
        third.delete()
        placing.move(fourth, None, None)
        topics.put(second, topics.ensure(["别的"])[0])
        second.refresh_from_db()
        second.title, second.region = "改过的", None
        second.save()
        make_item(issue, "新来的")
    with history.recording(editor, "再改"):
        second.refresh_from_db()
        second.summary = "又改。"
        second.save()
    for revision in history.revisions(issue.pk):
        for pk, row in states.of_revision(revision, issue.pk).items.items():
            highest[pk] = max(highest.get(pk, 0), row["version"])
    stale = Item.objects.get(pk=second.pk)
    old_issue = type(issue).objects.get(pk=issue.pk)
    done = restoring.restore(issue, history.revisions(issue.pk).last(), user=editor)
    after = states.of(issue.pk)
    assert without_versions(after) == without_versions(before)
    assert done.put_aside == ["新来的"]
    assert sorted(done.brought_back) == ["丁", "丙"]
    assert all(row["version"] > highest[pk] for pk, row in after.items.items())
    assert named(issue, "新来的").issue is None
    assert list(differences()) == []
    for row in (stale, old_issue):
        with pytest.raises(Stale):
            row.save()
    last = history.revisions(issue.pk).first()
    assert last.user == editor
    assert last.comment.startswith("恢复到")


def test_a_deleted_topic_and_section_are_made_good(issue, editor):
    with history.recording(editor):
        fourth = named(issue, "丁")
        fourth.delete()
        named(issue, "甲").delete()
    topics.Topic.objects.filter(name="甲").delete()
    Section.objects.get(name="企业资讯").delete()
    restoring.restore(issue, history.revisions(issue.pk).last(), user=editor)
    assert [topic.name for topic in named(issue, "甲").topics] == ["芯片", "甲"]
    assert named(issue, "丁").section == Section.objects.first()
    assert list(differences()) == []


def test_what_stands_in_another_issue_stays_there(issue, editor):
    other = make_issue(13, published=False)
    first = named(issue, "甲")
    with history.recording(editor):
        placing.move(first, other, first.section)
    done = restoring.restore(issue, history.revisions(issue.pk).last(), user=editor)
    assert done.elsewhere == ["甲"]
    assert [item.title for item in other.items.all()] == ["甲"]
    assert [item.title for item in issue.items.in_order()] == ["乙", "丙", "丁"]


def test_the_same_again_changes_nothing(issue, editor):
    with history.recording(editor):
        Item.objects.filter(title="甲").update(summary="改")
    last = history.revisions(issue.pk).first()
    before = states.of(issue.pk)
    assert not restoring.restore(issue, last, user=editor).changed
    assert states.of(issue.pk) == before


def test_a_version_of_another_issue_is_refused(issue, editor):
    other = make_issue(13, published=False)
    with history.recording(editor):
        make_item(other, "别的")
    with pytest.raises(restoring.Refused):
        restoring.restore(issue, history.revisions(other.pk).first(), user=editor)


def test_what_readers_saw_is_brought_back_by_a_chief_as_a_correction(editor, chief, outsider):
    issue = make_issue()
    make_item(issue, "甲")
    with history.recording(chief, silent=True):
        Item.objects.update(summary="错的")
    first = history.revisions(issue.pk).last()
    for user in (editor, outsider):
        with pytest.raises(PermissionDenied):
            restoring.restore(issue, first, user=user)
    restoring.restore(issue, first, user=chief, note="恢复原文")
    assert issue.state_changes.first().reason == "恢复原文"
