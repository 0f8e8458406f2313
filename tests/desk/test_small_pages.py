"""Topics, sections, regions, accounts."""

import pytest
from django.contrib import admin

from issues.models import FormerCode, ItemTopic, Section, SignInFailure, StateChange, Topic
from tests.factories import make_issue, make_item

from .pages import XHTML, by_id, fields, text

TOPICS = "/admin/issues/topic/"
SECTIONS = "/admin/issues/section/"
REGIONS = "/admin/issues/region/"


def rows(response):
    table = by_id(response, "result_list")
    return [[text(cell) for cell in row] for row in table.iter(f"{XHTML}tr")][1:]


def test_topics_with_their_use(browse, editor):
    make_item(tags=["芯片", "算力"])
    make_item(tags=["芯片"])
    page = browse(editor).get(TOPICS)
    assert [row[-3:] for row in rows(page)] == [["算力", "算力", "1"], ["芯片", "芯片", "2"]]
    assert "/admin/issues/item/?topic=芯片" in page.content.decode()


def test_topics_are_searched(browse, editor):
    make_item(tags=["芯片", "算力", "AI 芯片"])
    found = [row[-3] for row in rows(browse(editor).get(TOPICS, {"q": "ａi"}))]
    assert found == ["AI 芯片"]


def test_as_many_queries_for_more_topics(browse, editor, django_assert_num_queries):
    browser = browse(editor)
    for name in ("甲", "乙"):
        make_item(tags=[name])
        # Session, user, two of rights, the number of topics, the topics.
        with django_assert_num_queries(6):
            browser.get(TOPICS)


def test_a_renamed_topic_has_an_address_of_its_name(browse, editor):
    make_item(tags=["晶片"])
    topic = Topic.objects.get()
    url = f"{TOPICS}{topic.pk}/change/"
    browser = browse(editor)
    data = fields(browser.get(url), "topic_form") | {"name": "芯片"}
    assert browser.post(url, data).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.slug, topic.key) == ("芯片", "芯片", "芯片")


def test_two_topics_of_one_name_are_refused(browse, editor):
    make_item(tags=["AI"])
    response = browse(editor).post(f"{TOPICS}add/", {"name": "ａｉ"})
    assert response.status_code == 200
    assert Topic.objects.count() == 1


def test_only_a_chief_deletes_a_topic(browse, editor, chief):
    make_item(tags=["芯片"])
    url = f"{TOPICS}{Topic.objects.get().pk}/delete/"
    assert browse(editor).post(url, {"post": "yes"}).status_code == 403
    assert browse(chief).post(url, {"post": "yes"}).status_code == 302
    assert not ItemTopic.objects.exists()


def test_sections_are_the_chiefs(browse, editor, chief):
    section = Section.objects.get(name="企业资讯")
    url = f"{SECTIONS}{section.pk}/change/"
    data = {"name": "企业动态", "slug": "company", "order": "50", "standing": "on"}
    assert browse(editor).get(url).status_code == 200
    assert browse(editor).post(url, data).status_code == 403
    assert browse(chief).post(url, data).status_code == 302
    section.refresh_from_db()
    assert section.name == "企业动态"


def test_a_section_in_use_is_not_deleted(browse, chief):
    item = make_item(make_issue())
    url = f"{SECTIONS}{item.section_id}/delete/"
    assert browse(chief).post(url, {"post": "yes"}).status_code == 200
    assert Section.objects.filter(pk=item.section_id).exists()


@pytest.mark.parametrize("words", ["深圳", "shenzhen", "sz", "4403"])
def test_regions_are_searched_like_in_the_form(browse, editor, words):
    page = browse(editor).get(REGIONS, {"q": words})
    assert "深圳" in rows(page)[0]


def test_nobody_edits_a_region(browse, editor, root):
    url = f"{REGIONS}440300/change/"
    assert "深圳市" in text(by_id(browse(editor).get(url), "region_form"))
    for user in (editor, root):
        assert browse(user).post(url, {"name": "x"}).status_code == 403
        assert browse(user).post(f"{REGIONS}440300/delete/", {"post": "yes"}).status_code == 403
        assert browse(user).get(f"{REGIONS}add/").status_code == 403


@pytest.mark.parametrize("model", [ItemTopic, FormerCode, SignInFailure, StateChange])
def test_what_has_no_page(model):
    assert not admin.site.is_registered(model)


def test_accounts_are_the_administrators(browse, editor, chief, root):
    for url in ("/admin/auth/user/", "/admin/auth/group/"):
        assert browse(root).get(url).status_code == 200
        for user in (editor, chief):
            assert browse(user).get(url).status_code == 403
