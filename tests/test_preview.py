from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from issues import preview
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def draft():
    issue = make_issue(published=False, title="未出的一期")
    make_item(issue, "还没有出来的条目", tags=["芯片"], region="深圳", source_name="示例日报")
    return issue


def get(client, token, prefix=""):
    return client.get(f"{prefix}/preview/{token}/", secure=True)


def test_it_is_the_page_of_the_issue_with_a_banner(client, draft, editor):
    token = preview.token(preview.make(draft, user=editor))
    for prefix in ("", "/en"):
        response = get(client, token, prefix)
        page = response.content.decode()
        assert response.status_code == 200
        assert "还没有出来的条目" in page
        assert 'class="preview"' in page
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    for part in ("noindex", "未出的一期"):
        assert part in page
    for part in (
        token,
        "canonical",
        "og:url",
        "application/ld+json",
        f"/items/{draft.items.get().pk}/",
    ):
        assert part not in page


def test_wrong_old_revoked_and_foreign_links_are_the_page_of_any_wrong_address(
    client, draft, editor
):
    other = make_issue(13, published=False, title="别的一期")
    with time_machine.travel(NOW, tick=False):
        link, gone = preview.make(draft, user=editor), preview.make(draft, user=editor)
        token = preview.token(link)
        assert get(client, token).status_code == 200
        preview.revoke(gone, user=editor)
        signature = token.split(".")[1]
        wrong = [
            preview.token(gone),
            f"{link.pk}-{other.pk}.{signature}",
            preview.SIGNER.sign(f"{link.pk}-{other.pk}"),
            preview.SIGNER.sign(f"{link.pk + 9}-{draft.pk}"),
            *(token[:-1], f"{token}x", f"{link.pk}-{draft.pk}", "abc", "x" * 5000, "第一期"),
        ]
        nothing = client.get("/nothing/", secure=True).content
        for text in wrong:
            response = get(client, text)
            assert response.status_code == 404
            assert response.content == nothing
    for late in (timedelta(days=7), timedelta(days=400), -timedelta(days=1)):
        with time_machine.travel(NOW + late, tick=False):
            assert get(client, token).status_code == 404
    with time_machine.travel(NOW + timedelta(days=6, hours=23), tick=False):
        assert get(client, token).status_code == 200


def test_a_link_opens_a_closed_archive_and_nothing_else(client, draft, editor, settings):
    settings.ARCHIVE_ACCESS = "staff"
    token = preview.token(preview.make(draft, user=editor))
    assert get(client, token).status_code == 200
    assert get(client, "abc").status_code == 404
    assert client.get("/issues/12/", secure=True).status_code == 302


def test_who_may_make_and_revoke_one(draft, editor, outsider):
    with pytest.raises(PermissionDenied):
        preview.make(draft, user=outsider)
    link = preview.make(draft, user=editor)
    with pytest.raises(PermissionDenied):
        preview.revoke(link, user=outsider)
    assert list(preview.open_links(draft)) == [link]


def test_the_desk_previews_makes_and_revokes(client, draft, editor, outsider):
    client.force_login(editor)
    base = f"/admin/issues/issue/{draft.pk}"
    page = client.get("/preview/issue/12/", secure=True)
    assert page.status_code == 200
    assert "还没有出来的条目" in page.content.decode()
    client.post(f"{base}/preview-link/", secure=True)
    link = preview.open_links(draft).get()
    shown = client.get(f"{base}/change/", secure=True).content.decode()
    assert preview.address(link) in shown
    other = make_issue(13, published=False)
    foreign = f"/admin/issues/issue/{other.pk}/preview-revoke/"
    assert client.post(foreign, {"link": link.pk}, secure=True).status_code == 404
    client.post(f"{base}/preview-revoke/", {"link": link.pk}, secure=True)
    assert not preview.open_links(draft).exists()
    client.force_login(outsider)
    for name in ("preview-link", "preview-revoke"):
        assert client.post(f"{base}/{name}/", secure=True).status_code == 403
