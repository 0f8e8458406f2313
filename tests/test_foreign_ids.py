"""POSTs to one issue that name rows of another, or fields that no form has: nothing happens."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from reversion.models import Revision

from issues import history, preflight, preview, reviewing
from issues.models import Comment, Issue, Item, ItemTopic, PreviewLink, StateChange, Topic, Waiver
from issues.preflight import waiving
from tests.factories import make_issue, make_item

NARROW = "周末开放时间延长两小时(至晚九点)，自习座位增加六百个，读者可提前一天预约。"


def filled(number, chief):
    """A draft with everything that has an id: items, a comment, a waiver, a link, versions."""
    issue = make_issue(number, published=False)
    first, second = (
        make_item(
            issue, f"{number}期第{name}条报道", tags=["人工智能"], region="深圳", summary=NARROW
        )
        for name in "一二"
    )
    with history.recording(chief, "改题"):
        first.title = f"{number}期改过的报道"
        first.save()
    thread = reviewing.comment("请再核一下", user=chief, item=first)
    found = preflight.check(issue)
    narrow = [one for one in found if one.code == "halfwidth"]
    return {
        "issue": issue,
        "first": first,
        "second": second,
        "thread": thread,
        "waiver": waiving.wave(issue, narrow[0].digest, "原文如此", chief),
        "digest": narrow[1].digest,
        "link": preview.make(issue, user=chief),
        "revision": history.revisions(issue.pk).last(),
    }


@pytest.fixture
def two(db, chief):
    return filled(12, chief), filled(13, chief)


def everything():
    """All rows that a POST could reach."""
    models = (Issue, Item, ItemTopic, Topic, Comment, Waiver, PreviewLink, StateChange, Revision)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


# Below the address of issue 12 or its first item: what is sent, with rows of issue 13.
FOREIGN = {
    "reply": ("issue", "comment/", {"thread": "thread", "text": "回复"}),
    "resolve": ("issue", "comment/", {"thread": "thread", "resolve": "1"}),
    "reply on an item": ("item", "comment/", {"thread": "thread", "text": "回复"}),
    "let pass": ("issue", "preflight/", {"do": "=wave", "finding": "digest", "reason": "=无所谓"}),
    "withdraw a waiver": ("issue", "preflight/", {"do": "=withdraw", "waiver": "waiver"}),
    "repair": ("issue", "preflight/", {"do": "=repair", "finding": "digest", "fix": "=0"}),
    "revoke": ("issue", "preview-revoke/", {"link": "link"}),
    "restore": ("issue", "restore/", {"revision": "revision", "version": "=own"}),
    "move up": ("issue", "move/", {"up": "second", "version": "=own"}),
    "move down": ("issue", "move/", {"down": "first", "version": "=own"}),
    "arrange up": ("issue", "arrange/", {"up": "second", "version": "=own"}),
    "arrange send": (
        "issue", "arrange/", {"send": "=1", "pick": "first", "to": "=pool", "version": "=own"},
    ),
    "arrange merge": ("item", "merge/", {"other": "first", "version": "=own"}),
}  # fmt: skip


def sent(fields, mine, theirs):
    data = {}
    for name, what in fields.items():
        if what == "=own":
            data[name] = mine["issue"].version
        elif what in theirs:
            data[name] = getattr(theirs[what], "pk", theirs[what])
        else:
            data[name] = what.removeprefix("=")
    return data


@pytest.mark.parametrize("name", FOREIGN)
def test_rows_of_another_issue_are_not_touched(two, chief, name):
    mine, theirs = two
    model, page, fields = FOREIGN[name]
    row = mine["issue"] if model == "issue" else mine["first"]
    client = Client()
    client.force_login(chief)
    before = everything()
    answer = client.post(
        f"/admin/issues/{model}/{row.pk}/{page}", sent(fields, mine, theirs), secure=True
    )
    assert answer.status_code < 500
    assert everything() == before


@pytest.mark.parametrize("name", FOREIGN)
def test_ids_that_are_none(two, chief, name):
    mine, theirs = two
    model, page, fields = FOREIGN[name]
    row = mine["issue"] if model == "issue" else mine["first"]
    client = Client()
    client.force_login(chief)
    before = everything()
    for value in ("0", "-1", "abc", "9" * 30, "\0", "1 OR 1=1"):
        data = sent(fields, mine, theirs) | {key: value for key in fields if fields[key] in theirs}
        answer = client.post(f"/admin/issues/{model}/{row.pk}/{page}", data, secure=True)
        assert answer.status_code < 500
    assert everything() == before


EXTRA = {
    "status": "published",
    "publish_at": "2020-01-01T00:00",
    "publish_at_0": "2020-01-01",
    "publish_at_1": "00:00",
    "public_since": "2020-01-01T00:00",
    "created_at": "2020-01-01",
    "is_superuser": "on",
    "added_by": "1",
    "user": "1",
    "author": "1",
    "number": "99",
    "position": "7",
    "pk": "1",
    "id": "1",
}


@pytest.mark.parametrize(
    "page", ["comment", "preview-link", "submit", "recall", "preflight", "move", "arrange"]
)
def test_extra_fields_change_neither_state_nor_number_nor_author(two, editor, page):
    mine, _theirs = two
    issue, other = mine["issue"], User.objects.exclude(pk=editor.pk).first()
    extra = EXTRA | {"user": other.pk, "author": other.pk, "made_by": other.pk}
    client = Client()
    client.force_login(editor)
    data = extra | {"text": "意见", "version": issue.version}
    client.post(f"/admin/issues/issue/{issue.pk}/{page}/", data, secure=True)
    issue.refresh_from_db()
    assert issue.number == 12
    assert issue.status in ("draft", "in_review")
    assert (issue.publish_at, issue.public_since) == (None, None)
    assert set(Comment.objects.filter(text="意见").values_list("author", flat=True)) <= {editor.pk}
    assert issue.preview_links.exclude(pk=mine["link"].pk).exclude(made_by=editor).count() == 0
    assert StateChange.objects.exclude(user=editor).count() == 0


def test_the_form_of_an_issue_takes_only_its_own_fields(two, editor):
    mine, _theirs = two
    issue = mine["issue"]
    client = Client()
    client.force_login(editor)
    data = EXTRA | {
        "number": 12,
        "title": "新题",
        "date_0": "2025/01/03",
        "date": "2025/01/03",
        "year_number": "",
        "note": "",
        "version": issue.version,
    }
    client.post(f"/admin/issues/issue/{issue.pk}/change/", data, secure=True)
    issue.refresh_from_db()
    assert (issue.title, issue.status) == ("新题", "draft")
    assert (issue.publish_at, issue.public_since) == (None, None)
    assert issue.created_at > datetime(2021, 1, 1, tzinfo=UTC)
