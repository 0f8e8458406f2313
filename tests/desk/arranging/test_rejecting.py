"""Items that the arranging page puts aside, with a reason and with the version that was seen."""

import pytest
from django.contrib.admin.models import LogEntry

from issues import placing, pool
from issues.models import Issue, Item
from tests.desk.pages import by_id, text
from tests.factories import make_issue, make_item

from .conftest import arrange_url, edit, key, titles

POLICY = "政策资讯"
WHY = "与主题无关"


@pytest.fixture
def issue(db):
    return make_issue(12, published=False)


def rejected():
    return {item.title: item.rejected_why for item in Item.objects.rejected()}


def test_it_works(browse, editor, send, issue):
    one, two, stays = (make_item(None, title) for title in "甲乙丙")
    answer = send(
        browse(editor),
        issue,
        order={"reject": [one.pk, two.pk], "pool": [stays.pk]},
        why={one.pk: f" {WHY}\n", two.pk: "太旧"},
    )
    assert (answer.status_code, answer.json()["refused"]) == (200, [])
    assert rejected() == {"甲": WHY, "乙": "太旧"}
    one.refresh_from_db()
    assert one.rejected_by == editor
    assert answer.json()["saved"][str(one.pk)]["v"] == one.version == 2
    assert LogEntry.objects.filter(object_id=one.pk, change_message__contains=WHY).count() == 1
    assert Issue.objects.get().version == 1


def test_an_item_of_the_issue_leaves_it(browse, editor, send, issue):
    a, b, c = (make_item(issue, title) for title in "甲乙丙")
    order = {key(POLICY): [a.pk, c.pk], "reject": [b.pk]}
    answer = send(browse(editor), issue, order=order, why={b.pk: WHY})
    assert answer.status_code == 200
    assert titles(issue) == {POLICY: ["甲", "丙"]}
    assert rejected() == {"乙": WHY}


def test_it_is_brought_back_into_the_pool_or_a_section(browse, editor, send, issue):
    a, b = make_item(None, "甲"), make_item(None, "乙")
    browser = browse(editor)
    send(browser, issue, order={"reject": [a.pk, b.pk]}, why={a.pk: WHY, b.pk: WHY})
    answer = send(browser, issue, order={"reject": [], "pool": [a.pk], key(POLICY): [b.pk]})
    assert answer.status_code == 200
    assert rejected() == {}
    assert list(Item.objects.pool()) == [a]
    assert titles(issue) == {POLICY: ["乙"]}


@pytest.mark.parametrize("seen", [None, 0, 1])
def test_what_was_changed_meanwhile_stays(browse, editor, send, issue, seen):
    item, other = make_item(None, "甲"), make_item(None, "乙")
    item.title = "别人改过的甲"
    item.save()
    moved = {other.pk: 1} | ({} if seen is None else {item.pk: seen})
    answer = send(
        browse(editor),
        issue,
        order={"reject": [item.pk, other.pk]},
        moved=moved,
        why={item.pk: WHY, other.pk: WHY},
    )
    assert answer.status_code == 409
    (row,) = answer.json()["refused"]
    assert (row["id"], row["why"]) == (item.pk, "changed")
    assert "“别人改过的甲”刚刚被别人改过" in row["message"]
    assert rejected() == {"乙": WHY}


def test_one_that_stands_in_an_issue_by_now_stays_there(browse, editor, send, issue):
    item, other = make_item(None, "甲"), make_issue(13, published=False)
    placing.arrange(other.pk, {int(key(POLICY)): [item.pk]})
    for version in (1, 2):
        answer = send(
            browse(editor),
            issue,
            order={"reject": [item.pk]},
            moved={item.pk: version},
            why={item.pk: WHY},
        )
        assert answer.status_code == 409
    assert titles(other) == {POLICY: ["甲"]}


def test_one_that_somebody_else_rejected_is_not_placed_unseen(browse, editor, chief, send, issue):
    item = make_item(None, "甲")
    pool.reject({item.pk: 1}, "太旧", user=chief)
    browser, order = browse(editor), {key(POLICY): [item.pk]}
    assert send(browser, issue, order=order, moved={item.pk: 1}).status_code == 409
    assert rejected() == {"甲": "太旧"}
    assert send(browser, issue, order=order, moved={item.pk: 2}).status_code == 200
    assert titles(issue) == {POLICY: ["甲"]}


@pytest.mark.parametrize("why", ["", "  \n", None])
def test_it_wants_a_reason(browse, editor, send, issue, why):
    item = make_item(None, "甲")
    reasons = {} if why is None else {item.pk: why}
    answer = send(browse(editor), issue, order={"reject": [item.pk]}, why=reasons)
    assert answer.status_code == 422
    assert "请写明弃用理由" in answer.json()["refused"][0]["message"]
    assert rejected() == {}


@pytest.mark.parametrize("why", [[], {"x": "y"}, {"1": 7}, {"1": "长" * 20_001}])
def test_a_reason_that_is_none(browse, editor, send, issue, why):
    assert send(browse(editor), issue, why=why).status_code == 400


def test_an_old_order_keeps_nothing_in_the_pool(browse, editor, send, issue):
    item = make_item(None, "甲")
    issue.save()
    answer = send(browse(editor), issue, version=1, order={"reject": [item.pk]}, why={item.pk: WHY})
    assert answer.status_code == 200
    assert rejected() == {"甲": WHY}


def test_an_old_order_takes_nothing_out_of_the_issue(browse, editor, send, issue):
    item, other = make_item(issue, "甲"), make_issue(13, published=False)
    waiting = make_item(None, "乙")
    issue.save()
    for order in (
        {"reject": [item.pk], key(POLICY): []},
        {"reject": [item.pk]},
        {f"issue-{other.pk}": [waiting.pk]},
    ):
        answer = send(browse(editor), issue, version=1, order=order, why={item.pk: WHY})
        assert (answer.status_code, bool(answer.json().get("order"))) == (409, True)
    assert titles(issue) == {POLICY: ["甲"]}
    assert titles(other) == {}


def test_an_answer_that_was_lost_is_no_conflict(browse, editor, send, issue):
    inside, waiting = make_item(issue, "甲"), make_item(None, "乙")
    body = {
        "version": 1,
        "order": {key(POLICY): [], "reject": [inside.pk, waiting.pk]},
        "moved": {inside.pk: 1, waiting.pk: 1},
        "why": {inside.pk: WHY, waiting.pk: WHY},
    }
    browser = browse(editor)
    assert [send(browser, issue, **body).status_code for _time in range(2)] == [200, 200]
    assert rejected() == {"甲": WHY, "乙": WHY}
    assert Item.objects.get(pk=waiting.pk).version == 2


def test_a_row_may_be_changed_and_rejected_in_one_save(browse, editor, send, issue):
    item = make_item(None, "甲")
    answer = send(
        browse(editor),
        issue,
        order={"reject": [item.pk]},
        items=[edit(item, title="改过的甲")],
        why={item.pk: WHY},
    )
    assert answer.status_code == 200
    assert rejected() == {"改过的甲": WHY}


def test_only_a_chief_takes_an_item_out_of_a_published_issue(browse, editor, chief, send, db):
    issue = make_issue(12)
    item = make_item(issue, "甲")
    order, why = {"reject": [item.pk], key(POLICY): []}, {item.pk: WHY}
    assert send(browse(editor), issue, order=order, why=why).status_code == 422
    assert rejected() == {}
    assert send(browse(chief), issue, order=order, why=why).status_code == 200
    assert rejected() == {"甲": WHY}


# --- without scripts ---


def press(browser, issue, **data):
    version = Issue.objects.values_list("version", flat=True).get(pk=issue.pk)
    url = arrange_url(issue)
    answer = browser.post(url, {"version": version, "send": "reject", **data})
    return text(by_id(browser.get(answer.url), "container"))


def test_without_scripts(browse, editor, issue):
    inside, waiting = make_item(issue, "甲"), make_item(None, "乙")
    picked = [f"{item.pk}.{item.version}" for item in (inside, waiting)]
    page = press(browse(editor), issue, pick=picked, why=WHY)
    assert rejected() == {"甲": WHY, "乙": WHY}
    assert "已弃用 2 条" in page


def test_without_scripts_it_is_refused_with_a_sentence(browse, editor, issue):
    item = make_item(None, "甲")
    browser = browse(editor)
    assert "请写明弃用理由" in press(browser, issue, pick=[f"{item.pk}.1"], why=" \0")
    for pick in (f"{item.pk}.2", f"{item.pk}", f"{item.pk}.x"):
        assert "刚刚被别人改过" in press(browser, issue, pick=[pick], why=WHY)
    for pick in ("", "x.1", "1000000.1"):
        press(browser, issue, pick=[pick], why=WHY)
    assert rejected() == {}
