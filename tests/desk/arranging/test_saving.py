"""What the scripts of the arranging page send: see the head of arranging/saving.py."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from issues import placing
from issues.models import Issue, Item, RefusedText, Topic
from tests.factories import make_issue, make_item

from .conftest import arrange_url, edit, key, titles

POLICY, INDUSTRY = "政策资讯", "行业资讯"


@pytest.fixture
def issue(db):
    return make_issue(12, published=False)


def test_it_works(browse, editor, send, issue):
    first, second = make_item(issue, "一"), make_item(issue, "二")
    waiting = make_item(None, "素材")
    answer = send(
        browse(editor),
        issue,
        order={key(POLICY): [second.pk, waiting.pk, first.pk]},
        items=[edit(first, title="新的一", region="深圳", topics="芯片、算力")],
    )
    assert answer.status_code == 200
    assert titles(issue) == {POLICY: ["二", "素材", "新的一"]}
    first.refresh_from_db()
    assert (first.region_id, [t.name for t in first.topics]) == ("440300", ["芯片", "算力"])
    reply, stored = answer.json(), Issue.objects.get()
    assert reply["version"] == stored.version
    assert reply["refused"] == []
    versions = {str(item.pk): item.version for item in Item.objects.all()}
    assert {pk: row["v"] for pk, row in reply["saved"].items()} == versions
    assert LogEntry.objects.count() == 2


def test_moves_across_sections_pool_and_issues(browse, editor, send, issue):
    other = make_issue(13, published=False)
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    make_item(issue, "丁", section=INDUSTRY)
    answer = send(
        browse(editor),
        issue,
        order={
            key(POLICY): [],
            key("企业资讯"): [b.pk],
            "pool": [a.pk],
            f"issue-{other.pk}": [c.pk],
        },
    )
    assert answer.status_code == 200
    assert titles(issue) == {INDUSTRY: ["丁"], "企业资讯": ["乙"]}
    assert titles(other) == {POLICY: ["丙"]}
    a.refresh_from_db()
    assert (a.issue, a.section, a.position) == (None, None, None)


def test_the_pool_has_members_and_no_order(browse, editor, send, issue):
    taken = make_item(make_issue(13, published=False), "别人拿走的")
    mine, waiting = make_item(issue, "退回的"), make_item(None, "一直在的")
    before = Issue.objects.get(pk=issue.pk).version
    order = {key(POLICY): [], "pool": [waiting.pk, taken.pk, mine.pk]}
    answer = send(browse(editor), issue, order=order, moved={mine.pk: mine.version})
    assert answer.status_code == 200
    taken.refresh_from_db()
    assert taken.issue.number == 13
    assert answer.json()["version"] == before + 1
    make_item(None, "新来的")
    assert send(browse(editor), issue, order={key(POLICY): [mine.pk]}).status_code == 200


def test_a_stale_text_is_refused_and_kept(browse, editor, chief, send, issue):
    item = make_item(issue, "原来的标题")
    send(browse(editor), issue, items=[edit(item, title="编辑的标题")])
    answer = send(browse(chief), issue, items=[edit(item, title="主编的标题", summary="新摘要。")])
    assert answer.status_code == 409
    [refused] = answer.json()["refused"]
    assert (refused["id"], refused["why"], refused["by"]) == (item.pk, "stale", "bianji")
    assert refused["url"].endswith(f"/{item.pk}/merge/")
    item.refresh_from_db()
    assert (item.title, item.version) == ("编辑的标题", 2)
    kept = RefusedText.objects.get()
    assert kept.user == chief
    assert kept.mine == {"title": "主编的标题", "summary": "新摘要。"}


def test_rows_stand_or_fall_one_by_one(browse, editor, chief, send, issue):
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    send(browse(editor), issue, items=[edit(a, title="甲一")])
    rows = [edit(a, title="甲二"), edit(b, title="乙二"), edit(c, url="javascript:x")]
    answer = send(browse(chief), issue, items=rows, order={key(POLICY): [c.pk, a.pk, b.pk]})
    assert answer.status_code == 409
    assert titles(issue) == {POLICY: ["丙", "甲一", "乙二"]}
    assert {row["id"]: row["why"] for row in answer.json()["refused"]} == {
        a.pk: "stale",
        c.pk: "invalid",
    }


def test_an_invalid_row_says_which_field_and_why(browse, editor, send, issue):
    item = make_item(issue, "甲")
    for changes, field in (
        ({"title": " "}, "title"),
        ({"url": "javascript:x"}, "url"),
        ({"region": "没有的地方"}, "region"),
        ({"topics": "长" * 200}, "topics"),
        ({"title": "长" * 400}, "title"),
    ):
        answer = send(browse(editor), issue, items=[edit(item, **changes)])
        assert answer.status_code == 422
        [refused] = answer.json()["refused"]
        assert (refused["why"], refused["field"]) == ("invalid", field)
        assert refused["message"]
    item.refresh_from_db()
    assert (item.title, item.version) == ("甲", 1)


def test_an_answer_that_was_lost_is_no_conflict(browse, editor, send, issue):
    a, b = make_item(issue, "甲"), make_item(issue, "乙")
    message = {
        "version": issue.version,
        "order": {key(POLICY): [b.pk, a.pk]},
        "moved": {b.pk: 1},
        "items": [edit(a, title="新甲", region="深圳", topics="芯片")],
    }
    first = send(browse(editor), issue, **message)
    again = send(browse(editor), issue, **message)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["version"] == first.json()["version"]
    assert again.json()["saved"][str(a.pk)] == first.json()["saved"][str(a.pk)]
    assert not RefusedText.objects.exists()


def test_a_stale_order_is_refused_whole_and_texts_are_saved(browse, editor, chief, send, issue):
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    seen = issue.version
    send(browse(editor), issue, order={key(POLICY): [b.pk, a.pk, c.pk]}, moved={b.pk: 1})
    answer = send(
        browse(chief),
        issue,
        version=seen,
        order={key(POLICY): [c.pk, a.pk, b.pk]},
        items=[edit(a, v=1, title="新甲")],
    )
    assert answer.status_code == 409
    assert answer.json()["order"]["by"] == "bianji"
    # Moving a row is no change of its text: the version that was seen before it still counts.
    assert titles(issue) == {POLICY: ["乙", "新甲", "丙"]}


def test_an_item_that_another_issue_took_is_left_there(browse, editor, send, issue):
    other, waiting = make_issue(13, published=False), make_item(None, "素材")
    seen = waiting.version
    mine = make_item(issue, "甲")
    placing.move(waiting, other, mine.section)
    answer = send(
        browse(editor),
        issue,
        order={key(POLICY): [waiting.pk, mine.pk]},
        moved={waiting.pk: seen},
    )
    assert answer.status_code == 409
    assert [(row["id"], row["why"]) for row in answer.json()["refused"]] == [(waiting.pk, "stale")]
    assert titles(issue) == {POLICY: ["甲"]}
    assert titles(other) == {POLICY: ["素材"]}


def test_a_deleted_row_is_said_and_the_others_are_placed(browse, editor, send, issue):
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    gone = c.pk
    c.delete()
    order = {key(POLICY): [gone, b.pk, a.pk]}
    answer = send(browse(editor), issue, order=order, items=[edit(a, title="新甲")])
    assert [(row["id"], row["why"]) for row in answer.json()["refused"]] == [(gone, "gone")]
    assert titles(issue) == {POLICY: ["乙", "新甲"]}


def test_what_a_list_leaves_out_is_not_lost(browse, editor, send, issue):
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    send(browse(editor), issue, order={key(POLICY): [c.pk, a.pk]})
    assert titles(issue) == {POLICY: ["丙", "甲", "乙"]}
    assert b.pk in issue.items.values_list("pk", flat=True)


def test_items_go_in_and_out_of_a_published_issue_by_a_chief_only(browse, editor, chief, send):
    issue = make_issue(11)
    inside, second, outside = (
        make_item(issue, "里面"),
        make_item(issue, "第二"),
        make_item(None, "外面"),
    )
    order = {key(POLICY): [outside.pk, second.pk], "pool": [inside.pk]}
    answer = send(browse(editor), issue, order=order)
    assert answer.status_code == 422
    assert {row["id"] for row in answer.json()["refused"]} == {inside.pk, outside.pk}
    assert set(titles(issue)[POLICY]) == {"里面", "第二"}
    assert send(browse(chief), issue, order=order).status_code == 200
    assert titles(issue) == {POLICY: ["外面", "第二"]}


def test_a_published_item_is_not_stolen(browse, editor, chief, send, issue):
    item = make_item(make_issue(11), "已经发布的")
    answer = send(browse(editor), issue, order={key(POLICY): [item.pk]})
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.issue.number == 11


def test_fields_that_the_page_does_not_have_are_nobodys(browse, editor, send, issue):
    item = make_item(issue, "甲")
    changes = {"title": "新甲", "issue": "", "position": "7", "version": "99", "remarks": "x"}
    assert send(browse(editor), issue, items=[edit(item, **changes)]).status_code == 200
    item.refresh_from_db()
    assert (item.title, item.version, item.remarks, item.position) == ("新甲", 2, "", 1)


def test_an_editor_without_the_right_makes_no_topic(browse, editor, send, issue):
    editor.groups.clear()
    from django.contrib.auth.models import Permission

    names = ["view_issue", "change_issue", "view_item", "change_item"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    item = make_item(issue, "甲")
    answer = send(browse(editor), issue, items=[edit(item, topics="新主题")])
    assert answer.status_code == 422
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        "{",
        "[" * 10_000,
        '{"order": []}',
        '{"order": {"pool": 3}}',
        '{"order": {"pool": [1, 1]}}',
        '{"order": {"pool": [true]}}',
        '{"items": {}}',
        '{"items": [3]}',
        '{"items": [{"id": "x"}]}',
        '{"items": [{"id": 1, "v": 1, "set": {"title": 3}}]}',
        '{"items": [{"id": 1, "v": 1, "set": []}]}',
        '{"version": 1e400}',
        '{"moved": {"x": 1}}',
    ],
)
def test_a_message_that_is_none(browse, editor, issue, body):
    url = arrange_url(issue)
    answer = browse(editor).post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_what_no_database_can_store(browse, editor, chief, send, issue):
    item = make_item(issue, "甲")
    send(browse(chief), issue, items=[edit(item, title="主编的")])
    row = {"id": item.pk, "v": 1, "set": {"title": "a\0b\ud800c"}, "was": {"title": "\0"}}
    body = json.dumps({"version": issue.version, "items": [row], "order": {"\0\ud800": []}})
    answer = browse(editor).post(arrange_url(issue), body, content_type="application/json")
    assert answer.status_code == 409
    assert RefusedText.objects.get().mine == {"title": "ab?c"}


def test_unknown_ids_and_lists_do_no_harm(browse, editor, send, issue):
    make_item(issue, "甲")
    answer = send(
        browse(editor),
        issue,
        order={"999": [1_000_001], "issue-999": [1_000_002], "x": [1_000_003], "pool": [1_000_004]},
        moved={},
        items=[{"id": 1_000_005, "v": 1, "set": {"title": "x"}}],
    )
    assert answer.status_code == 409
    assert {row["why"] for row in answer.json()["refused"]} == {"gone"}
    assert titles(issue) == {POLICY: ["甲"]}


def test_nobody_else_saves(browse, outsider, send, issue):
    item = make_item(issue, "甲")
    assert send(browse(outsider), issue, items=[edit(item, title="x")]).status_code == 403
    assert send(browse(), issue, items=[edit(item, title="x")]).status_code == 302
    item.refresh_from_db()
    assert item.title == "甲"
