"""The record of an import: kept whole, changed step by step, stored once, undone whole."""

import json
import signal
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as site

from issues import topics
from issues.importing import commit, originals, record, regroup, snapshots, steps, undo
from issues.importing.parsed import Refused
from issues.models import Import, Issue, Item, Section, Stale, Topic
from tests.factories import make_issue, make_item, make_user
from tests.killing import Deeds, die

TEXT = """\
第12期 2024年12月13日
【政策资讯】
甲市印发先锋城市措施
内容：第一条的摘要。
来源：https://news.example.com/1.html
标签：全新标签
【省内动态】
乙市印发办法
内容：第二条的摘要。
来源：https://news.example.com/2.html
"""
DATA = TEXT.encode()
NAMES = ["政策资讯", "省内动态"]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def chief(db, media):
    return make_user("zhubian", "主编")


@pytest.fixture
def editor(db, media):
    return make_user("bianji", "编辑")


@pytest.fixture
def row(chief):
    return record.take(DATA, "../第12期.txt", user=chief)


def store(row, user, **options):
    options.setdefault("number", 12)
    options.setdefault("date", date(2024, 12, 13))
    options.setdefault("sections", NAMES)
    return record.store(Import.objects.get(pk=row.pk), user=user, **options)


def counts():
    models = (Issue, Item, Section, Topic)
    return tuple(model.objects.count() for model in models)


def test_a_file_is_kept_under_a_name_of_its_content(row, media):
    assert row.name == "../第12期.txt"
    assert (media / row.file.name).read_bytes() == DATA
    assert row.file.name == f"imports/{row.sha256[:2]}/{row.sha256}.txt"
    assert record.recognised(originals.digest(DATA)) == row
    assert Import.objects.get(pk=row.pk).source["lines"][0][0] == "第12期 2024年12月13日"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", "只有一行".encode(), b"%PDF-1.7 broken"])
def test_nothing_is_kept_of_a_file_that_is_refused(chief, media, data):
    with pytest.raises(Refused):
        record.take(data, "a.txt", user=chief)
    assert not Import.objects.exists()
    assert not list(media.rglob("*")) if media.exists() else True


def test_it_is_stored_with_what_was_done_on_the_workbench(row, chief):
    row = record.change(
        row,
        [{"do": "edit", "item": 0, "set": {"title": "改过的题目", "region": "110000"}}],
        user=chief,
    )
    result = store(row, chief, publish=True)
    first = result.issue.items.in_order().first()
    assert (first.title, first.region_id) == ("改过的题目", "110000")
    assert result.published
    row.refresh_from_db()
    assert (row.state, row.issue, row.committed_by) == ("committed", result.issue, chief)
    assert sum(row.ledger.values()) == 2 * row.ledger["lines"]


def test_the_last_step_can_be_taken_back(row, chief):
    row = record.change(row, [{"do": "drop", "item": 0}], user=chief)
    assert len(regroup.parsed(record.work_of(row)).items) == 1
    row = record.take_back(row, user=chief)
    assert len(regroup.parsed(record.work_of(row)).items) == 2
    with pytest.raises(steps.Impossible):
        record.take_back(row, user=chief)


def test_who_saves_second_is_refused(row, chief, editor):
    seen = Import.objects.get(pk=row.pk)
    record.change(row, [{"do": "drop", "item": 0}], user=chief)
    with pytest.raises(Stale):
        record.change(seen, [{"do": "drop", "item": 1}], user=editor)
    with pytest.raises(Stale):
        record.store(seen, user=chief, number=12, date=None, sections=NAMES)
    assert Import.objects.get(pk=row.pk).steps == [{"do": "drop", "item": 0}]


def test_it_is_stored_once(row, chief):
    store(row, chief)
    with pytest.raises(Refused, match="committed_already"):
        store(row, chief)
    with pytest.raises(Refused, match="committed_already"):
        record.change(Import.objects.get(pk=row.pk), [], user=chief)


def test_an_editor_may_not_publish_nor_make_sections_nor_replace_what_is_published(row, editor):
    with pytest.raises(Refused, match="section_forbidden"):
        store(row, editor)
    with pytest.raises(commit.PermissionDenied):
        store(row, editor, sections=["政策资讯", "省内资讯"], publish=True)
    assert not Issue.objects.exists()
    make_item(make_issue(12), "原来的")
    with pytest.raises(Refused, match="published"):
        store(row, editor, sections=["政策资讯", "省内资讯"], replace=True)
    assert Item.objects.get().title == "原来的"


def test_undo_removes_exactly_what_was_made_and_it_can_be_stored_again(row, chief):
    make_item(make_issue(11), "别的", tags=["别处"])
    before = counts()
    store(row, chief, publish=True)
    assert counts() == (2, 3, 6 + 0, 2)
    with pytest.raises(undo.Edited) as asked:
        undo.undo(Import.objects.get(pk=row.pk), user=chief)
    (edit,) = asked.value.edits
    assert (edit.what, edit.at) == ("seen", Import.objects.get(pk=row.pk).committed_at)
    done = undo.undo(Import.objects.get(pk=row.pk), user=chief, seen=asked.value.seen)
    assert counts() == before
    assert (done.issue_removed, done.removed) == (True, 2)
    assert (done.sections, done.topics) == (["省内动态"], ["全新标签"])
    row.refresh_from_db()
    assert (row.state, row.issue, row.undone_by) == ("undone", None, chief)
    store(row, chief)
    assert counts() == (2, 3, 6, 2)


def test_sections_and_topics_that_are_used_elsewhere_stay(row, chief):
    store(row, chief)
    other = make_item(make_issue(11), "别的", section="省内动态", tags=["全新标签"])
    undo.undo(Import.objects.get(pk=row.pk), user=chief)
    assert list(Item.objects.all()) == [other]
    assert [topic.name for topic in other.topics] == ["全新标签"]


def test_undo_says_what_was_edited_and_asks(row, chief):
    result = store(row, chief)
    first, second = result.issue.items.in_order()
    first.title = "别人改过"
    first.save()
    added = make_item(result.issue, "别人加的")
    follower = make_item(make_issue(13), "后续", follows=second)
    row = Import.objects.get(pk=row.pk)
    with pytest.raises(undo.Edited) as asked:
        undo.undo(row, user=chief)
    assert [(edit.what, edit.title, edit.fields) for edit in asked.value.edits] == [
        ("changed", "甲市印发先锋城市措施", ("title",)),
        ("added", "别人加的", ()),
        ("followed", "后续", ()),
    ]
    assert Issue.objects.count() == 2
    second.summary = "又改"
    second.save()
    with pytest.raises(undo.Edited) as again:
        undo.undo(row, user=chief, seen=asked.value.seen)
    done = undo.undo(row, user=chief, seen=again.value.seen)
    assert done.freed == ["别人加的"]
    added.refresh_from_db()
    follower.refresh_from_db()
    assert (added.issue, follower.follows) == (None, None)
    assert Item.objects.count() == 2


def test_saving_without_a_change_is_no_edit(row, chief):
    result = store(row, chief)
    for item in result.issue.items.all():
        item.save()
    undo.undo(Import.objects.get(pk=row.pk), user=chief)
    assert not Issue.objects.exists()


def test_undoing_a_replacement_brings_back_what_stood_there(row, chief):
    issue = make_issue(12, title="旧题", published=False)
    same = make_item(issue, "甲市印发先锋城市措施", region="北京", tags=["旧标签"], remarks="记")
    gone = make_item(issue, "被替换掉的", section="行业资讯", source_url="https://x.example.com/")
    before = (counts(), items_of(issue))
    with pytest.raises(Refused, match="other_content"):
        store(row, chief)
    result = store(row, chief, replace=True)
    assert result.removed == ["被替换掉的"]
    done = undo.undo(Import.objects.get(pk=row.pk), user=chief)
    assert (counts(), items_of(issue)) == before
    assert {same.pk, gone.pk} == set(Item.objects.values_list("pk", flat=True))
    assert (done.issue_removed, done.restored, done.removed) == (False, 2, 1)
    issue.refresh_from_db()
    assert issue.title == "旧题"


def items_of(issue):
    return [
        (
            *(item.section_id, item.position, item.title, item.summary, item.source_url),
            *(item.region_id, item.remarks, [topic.name for topic in item.topics]),
        )
        for item in issue.items.in_order()
    ]


def test_the_last_of_two_imports_into_one_issue_is_undone_first(row, chief):
    store(row, chief)
    other = record.take(DATA.replace("第二条".encode(), "另一条".encode()), "b.txt", user=chief)
    store(other, chief, replace=True)
    with pytest.raises(Refused, match="later_import"):
        undo.undo(Import.objects.get(pk=row.pk), user=chief)
    undo.undo(Import.objects.get(pk=other.pk), user=chief)
    undo.undo(Import.objects.get(pk=row.pk), user=chief)
    assert not Issue.objects.exists()


def test_an_editor_may_not_undo_what_is_published(row, chief, editor):
    store(row, chief, publish=True)
    with pytest.raises(Refused, match="undo_published"):
        undo.undo(Import.objects.get(pk=row.pk), user=editor)


def test_an_issue_deleted_by_hand_is_said(row, chief):
    store(row, chief).issue.delete()
    row = Import.objects.get(pk=row.pk)
    with pytest.raises(undo.Edited) as asked:
        undo.undo(row, user=chief)
    assert [edit.what for edit in asked.value.edits] == ["gone"]
    undo.undo(row, user=chief, seen=asked.value.seen)
    assert not Section.objects.filter(name="省内动态").exists()


def test_the_command_writes_a_record_too_and_only_where_it_changed_something(chief):
    first = record.import_file(DATA, "12.txt")
    row = Import.objects.get()
    assert (row.issue, row.user, row.state) == (first.issue, None, "committed")
    assert record.import_file(DATA, "12.txt").state == "unchanged"
    record.import_file(DATA, "12.txt", dry_run=True)
    assert Import.objects.count() == 1
    undo.undo(row, user=chief)
    assert not Issue.objects.exists()


def test_a_trial_keeps_nothing(db, media):
    record.import_file(DATA, "12.txt", dry_run=True)
    assert not Import.objects.exists()
    assert not media.exists()


def test_what_made_nothing_can_be_thrown_away(row, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record.discard(row)
    assert not Import.objects.exists()
    assert not (media / row.file.name).exists()


def deed(where, folder):
    """Dies where the item is stored and its topics are not, and so on."""
    site.MEDIA_ROOT = folder
    if where == "file":
        originals.os.fsync = die
    elif where == "item":
        topics.put_first = die
    elif where == "record":
        snapshots.of = die
    elif where == "last":
        Import.save = die
    record.import_file(DATA, "12.txt")


@pytest.fixture(scope="module")
def run(django_db_setup):
    deeds = Deeds(__name__)
    yield deeds
    deeds.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["file", "item", "record", "last", "nowhere"])
def test_an_import_that_is_killed_leaves_nothing_and_can_be_run_again(media, run, where):
    assert run(where, media) == (0 if where == "nowhere" else -signal.SIGKILL)
    stored = 1 if where == "nowhere" else 0
    assert (Issue.objects.count(), Import.objects.count()) == (stored, stored)
    assert (Item.objects.count(), Topic.objects.count()) == (2 * stored, stored)
    again = record.import_file(DATA, "12.txt")
    assert again.state == ("unchanged" if stored else "created")
    assert [Path(path).suffix for path in media.rglob("*") if path.is_file()] == [".txt"]
    assert json.loads(json.dumps(Import.objects.get().result))["state"] == "created"
