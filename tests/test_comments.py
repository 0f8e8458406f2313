import pytest
from django.core.exceptions import PermissionDenied

from issues import reviewing
from issues.models import Comment
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item(make_issue(published=False), "甲")


def test_a_comment_waits_for_the_other_until_it_is_answered_or_resolved(item, editor, chief):
    thread = reviewing.comment("数字请再核", user=chief, item=item)
    assert list(Comment.objects.waiting_for(editor)) == [thread]
    assert not Comment.objects.waiting_for(chief).exists()
    reviewing.reply(thread, "已核", user=editor)
    assert not Comment.objects.waiting_for(editor).exists()
    assert list(Comment.objects.waiting_for(chief)) == [thread]
    assert reviewing.resolve(thread, user=chief)
    assert not reviewing.resolve(thread, user=editor)
    thread.refresh_from_db()
    assert thread.resolved_by == chief
    assert not Comment.objects.waiting_for(chief).exists()
    assert reviewing.resolve(thread, user=editor, resolved=False)
    assert list(Comment.objects.waiting_for(chief)) == [thread]


def test_who_may_and_what_is_refused(item, editor, outsider):
    thread = reviewing.comment("请核", user=editor, issue=item.issue)
    for act in (
        lambda: reviewing.comment("请核", user=outsider, item=item),
        lambda: reviewing.reply(thread, "好", user=outsider),
        lambda: reviewing.resolve(thread, user=outsider),
    ):
        with pytest.raises(PermissionDenied):
            act()
    for text in ("", "  \0", "长" * 1001):
        with pytest.raises(reviewing.Refused):
            reviewing.comment(text, user=editor, item=item)


def test_the_pages_show_and_take_them(client, item, editor, chief):
    client.force_login(chief)
    base = f"/admin/issues/item/{item.pk}"
    client.post(f"{base}/comment/", {"text": "标题<太>长", "author": editor.pk}, secure=True)
    thread = Comment.objects.get()
    assert (thread.author, thread.item) == (chief, item)
    client.force_login(editor)
    issue_page = f"/admin/issues/issue/{item.issue_id}"
    for page in (f"{base}/change/", f"{issue_page}/change/", "/admin/"):
        assert "标题&lt;太&gt;长" in client.get(page, secure=True).content.decode()
    client.post(f"{issue_page}/comment/", {"thread": thread.pk, "text": "已改短"}, secure=True)
    client.post(f"{base}/comment/", {"thread": thread.pk, "resolve": "1"}, secure=True)
    thread.refresh_from_db()
    assert [reply.text for reply in thread.replies.all()] == ["已改短"]
    assert thread.resolved_by == editor
    other = make_item(make_issue(13, published=False))
    foreign = f"/admin/issues/item/{other.pk}/comment/"
    for number in (thread.pk, "abc", "9" * 30):
        data = {"thread": number, "text": "好"}
        assert client.post(foreign, data, secure=True).status_code == 404
