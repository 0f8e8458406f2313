"""发稿检查: the page of one issue's findings."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from issues.models import Item, Waiver
from tests.factories import fill, make_issue, make_item, make_user

from .pages import text, tree


@pytest.fixture
def flawed(db):
    issue = make_issue(12, published=False)
    summary = "周末开放时间延长两小时(至晚九点)，自习座位增加六百个，读者可提前预约。"
    make_item(issue, "图书馆延长周末开放时间", summary=summary, region="广东")
    return issue


def url(issue):
    return reverse("admin:issues_issue_preflight", args=[issue.pk])


def values(page, name):
    """The values of the fields and buttons of a name."""
    return [e.get("value") for e in tree(page).iter() if e.get("name") == name]


def test_it_works(browse, editor, flawed):
    page = browse(editor).get(url(flawed))
    assert page.status_code == 200
    said = text(tree(page))
    assert "半角标点" in said
    assert "空栏目" in said
    assert "可以发布" not in said


def test_a_repair_shows_what_goes_and_what_comes(browse, editor, flawed):
    browser = browse(editor)
    page = browser.get(url(flawed)).content.decode()
    assert "<del>(</del><ins>（</ins>" in page
    finding = flawed_finding(browser, flawed)
    sent = browser.post(url(flawed), {"do": "repair", "finding": finding, "fix": "0"})
    assert sent.status_code == 302
    assert "（至晚九点）" in Item.objects.get().summary
    browser.post(url(flawed), {"do": "repair", "finding": finding, "fix": "0"})  # gone: no harm
    assert Item.objects.get().version == 2


def flawed_finding(browser, issue):
    from issues import preflight

    return next(one for one in preflight.check(issue) if one.code == "halfwidth").digest


def test_letting_pass_and_opening_again(browse, editor, chief, flawed):
    finding = flawed_finding(None, flawed)
    browse(editor).post(url(flawed), {"do": "wave", "finding": finding, "reason": ""})
    assert not Waiver.objects.exists()
    browse(editor).post(url(flawed), {"do": "wave", "finding": finding, "reason": "原文如此"})
    page = browse(chief).get(url(flawed))
    assert "原文如此" in text(tree(page))
    (waiver,) = values(page, "waiver")
    browse(chief).post(url(flawed), {"do": "withdraw", "waiver": waiver})
    assert Waiver.objects.get().withdrawn_by == chief


def test_another_issues_waiver_stays(browse, editor, flawed):
    finding = flawed_finding(None, flawed)
    browse(editor).post(url(flawed), {"do": "wave", "finding": finding, "reason": "原文如此"})
    other = make_issue(13, published=False)
    browse(editor).post(url(other), {"do": "withdraw", "waiver": str(Waiver.objects.get().pk)})
    assert Waiver.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "wave"},
        {"do": "wave", "finding": "x\0", "reason": "y"},
        {"do": "withdraw", "waiver": "9" * 40},
        {"do": "withdraw", "waiver": "-1"},
        {"do": "repair", "finding": "x", "fix": "99999999999999999999"},
        {"do": "repair_all", "code": "x"},
        {"do": "nothing"},
    ],
)
def test_a_strange_request_does_nothing(browse, editor, flawed, data):
    assert browse(editor).post(url(flawed), data).status_code == 302
    assert not Waiver.objects.exists()
    assert Item.objects.get().version == 1


def test_who_may_not_change_items_may_not_repair(browse, flawed):
    user = make_user("shenyue", None)
    for name in ("view_issue", "change_issue"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    finding = flawed_finding(None, flawed)
    sent = browse(user).post(url(flawed), {"do": "repair", "finding": finding, "fix": "0"})
    assert sent.status_code == 403
    sent = browse(user).post(url(flawed), {"do": "repair_all", "code": "halfwidth"})
    assert sent.status_code == 403
    assert Item.objects.get().version == 1


def test_what_readers_have_seen_is_not_repaired_in_passing(browse, editor, flawed):
    finding = flawed_finding(None, flawed)
    public = make_issue(13)
    make_item(public, Item.objects.get().title, summary=Item.objects.get().summary)
    page = browse(editor).get(url(public))
    assert not values(page, "fix")
    browse(editor).post(url(public), {"do": "repair_all", "code": "halfwidth"})
    assert set(Item.objects.values_list("version", flat=True)) == {1}
    assert finding


def test_findings_lead_to_where_they_are_put_right(browse, editor, flawed):
    item, arrange = Item.objects.get(), reverse("admin:issues_issue_arrange", args=[flawed.pk])
    links = {e.get("href") for e in tree(browse(editor).get(url(flawed))).iter()}
    assert f"{arrange}?edit={item.pk}&field=summary#i{item.pk}" in links
    assert any(link and link.startswith(f"{arrange}#h-") for link in links)
    item.other_sources = "ftp://news.example.com/a"
    item.save()
    form = reverse("admin:issues_item_change", args=[item.pk])
    links = {e.get("href") for e in tree(browse(editor).get(url(flawed))).iter()}
    assert f"{form}?from=issue#id_other_sources" in links


def test_who_may_not_arrange_is_led_to_the_form(browse, flawed):
    user = make_user("shenyue", None)
    for name in ("view_issue", "change_issue"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    item = Item.objects.get()
    links = {e.get("href") for e in tree(browse(user).get(url(flawed))).iter()}
    form = reverse("admin:issues_item_change", args=[item.pk])
    assert f"{form}?from=issue#id_summary" in links
    assert not any("/arrange/?edit" in (link or "") for link in links)


def test_markup_in_an_item_is_shown_as_text(browse, editor):
    issue = make_issue(12, published=False)
    make_item(issue, "<b>题</b>（", summary="<script>alert(1)</script>,好")
    page = browse(editor).get(url(issue)).content.decode()
    assert "<script>alert" not in page
    assert "<b>题" not in page


def test_as_many_queries_for_many_findings_as_for_few(
    browse, editor, django_assert_max_num_queries
):
    few, many = make_issue(12, published=False), make_issue(13, published=False)
    fill(few, 5)
    fill(many, 20)
    Item.objects.update(summary="半角,标点")
    browser = browse(editor)
    browser.get(url(few))
    with django_assert_max_num_queries(32) as first:
        browser.get(url(few))
    with django_assert_max_num_queries(len(first)):
        browser.get(url(many))
