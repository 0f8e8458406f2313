import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from reversion.models import Revision, Version

from issues import history, placing, states, topics
from issues.models import Issue, Item, StateChange
from tests.factories import fill, make_issue, make_item

pytestmark = pytest.mark.django_db


def test_a_write_is_kept_with_who_and_why_and_what_stood_before(editor):
    issue = make_issue(published=False)
    item = make_item(issue, "原题", tags=["芯片"])
    before = states.of(issue.pk)
    with history.recording(editor, "改题"):
        item.title = "新题"
        item.save()
    last, first = history.revisions(issue.pk)
    assert (last.user, last.comment, first.user) == (editor, "改题", None)
    assert states.of_revision(first, issue.pk) == before
    assert states.of_revision(last, issue.pk) == states.of(issue.pk)
    assert states.of(issue.pk).items[item.pk]["title"] == "新题"


def test_every_way_of_writing_is_kept(editor):
    issue, other = make_issue(1, published=False), make_issue(2, published=False)
    items = [make_item(issue, title) for title in "甲乙丙"]
    section = items[0].section
    ways = [
        lambda: placing.move(items[0], issue, section, 3),
        lambda: placing.move(items[1], None, None),
        lambda: placing.move(items[1], other, section),
        lambda: topics.put(items[2], topics.ensure(["一", "二"])[0]),
        lambda: Item.objects.filter(pk=items[2].pk).update(title="改过的"),
        lambda: items[0].delete(),
        lambda: Item.objects.create(title="新的", issue=issue, section=section, position=7),
        lambda: Issue.objects.create(number=3, date=issue.date),
    ]
    for way in ways:
        count = Revision.objects.count()
        with history.recording(editor):
            way()
        assert Revision.objects.count() > count
        for each in Issue.objects.all():
            last = history.revisions(each.pk).first()
            assert last is None or states.of_revision(last, each.pk) == states.of(each.pk)


def test_nothing_written_is_nothing_kept(editor):
    make_item(make_issue())
    with history.recording(editor):
        list(Item.objects.all())
    assert not Revision.objects.exists()


def fail_after_writing():
    Item.objects.update(title="改过的")
    Issue.objects.create(number=12, date="2025-01-03")


def test_what_fails_leaves_nothing(editor):
    item = make_item(make_issue())
    with pytest.raises(IntegrityError), history.recording(editor):
        fail_after_writing()
    assert not Revision.objects.exists()
    assert Item.objects.get(pk=item.pk).title == "测试条目"


def test_an_issue_of_many_items_takes_no_more_queries(editor, django_assert_max_num_queries):
    issue = make_issue(published=False)
    fill(issue, 30)
    for name in ("甲报", "乙报", "丙报"):
        # The first time what stood before is kept as well, in 14 queries.
        with django_assert_max_num_queries(60), history.recording(editor):
            Item.objects.filter(position=1).update(source_name=name)
        fill(issue, 30)
    assert Version.objects.exists()


# --- corrections ---


def told(issue):
    return list(issue.state_changes.order_by("pk").values_list("action", "reason"))


def test_a_change_of_what_readers_saw_is_a_correction(editor):
    issue = make_issue()
    items = [make_item(issue, title, section="政策资讯") for title in "甲乙丙丁"]
    with history.recording(editor, note="数字有误，应为三亿"):
        items[0].summary = "三亿。"
        items[0].save()
    entry = issue.state_changes.get()
    assert (entry.action, entry.reason) == ("correct", "数字有误，应为三亿")
    assert (entry.user, list(entry.items.all())) == (editor, [items[0]])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda issue, items: items[1].delete(), "撤去《乙》。"),
        (
            lambda issue, items: placing.move(items[2], issue, items[0].section, 1),
            "条目顺序有调整。",
        ),
        (lambda issue, items: make_item(issue, "戊"), "增加《戊》。"),
        (lambda issue, items: make_item(issue, "《条例》修订"), "增加《〈条例〉修订》。"),
        (
            lambda issue, items: topics.put(items[0], topics.ensure(["新"])[0]),
            "《甲》的主题有改动。",
        ),
        (
            lambda issue, items: Item.objects.update(summary="改", source_name="报"),
            "《甲》《乙》《丙》等4条有改动。",
        ),
        (lambda issue, items: Issue.objects.get().save(), None),
        (lambda issue, items: Item.objects.update(remarks="内部的话"), None),
    ],
)
def test_without_a_note_the_correction_says_what_changed(editor, change, said):
    issue = make_issue()
    items = [make_item(issue, title, section="政策资讯") for title in "甲乙丙丁"]
    with history.recording(editor):
        change(issue, items)
    assert told(issue) == ([("correct", said)] if said else [])


def test_drafts_are_not_corrected(editor):
    item = make_item(make_issue(published=False))
    with history.recording(editor, note="不该登"):
        item.title = "改过的"
        item.save()
    assert not StateChange.objects.exists()


def test_a_chief_corrects_a_typo_silently_and_an_editor_does_not(client, editor, chief):
    issue = make_issue()
    item = make_item(issue, "错子")
    with pytest.raises(PermissionDenied), history.recording(editor, silent=True):
        Item.objects.update(title="错字")
    assert Item.objects.get().title == "错子"
    with history.recording(chief, silent=True):
        Item.objects.update(title="错字")
    assert told(issue) == [("correct_silently", "《错字》的标题有改动。")]
    for path in ("/issues/12/", f"/items/{item.pk}/"):
        assert "更正" not in client.get(path, secure=True).content.decode()


def test_readers_see_date_and_note(client, editor):
    issue = make_issue()
    item, other = make_item(issue, "甲"), make_item(issue, "乙")
    updated = Issue.objects.get().updated_at
    with history.recording(editor, note="原文<把>数字写错"):
        item.summary = "三亿。"
        item.save()
    for path in ("/issues/12/", f"/items/{item.pk}/"):
        page = client.get(path, secure=True).content.decode()
        assert "<b>更正</b>" in page
        assert "原文&lt;把&gt;数字写错" in page
    assert "更正" not in client.get(f"/items/{other.pk}/", secure=True).content.decode()
    assert Issue.objects.get().updated_at > updated
