import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection

from issues.models import Item, Section, Topic
from tests.factories import make_issue, make_item, make_user

from .pages import ADD_ITEM, by_id, fields, item_url, text


def save(browser, item, **changes):
    page = browser.get(item_url(item))
    assert page.status_code == 200
    return browser.post(item_url(item), {**fields(page), **changes})


def test_it_works(browse, editor):
    item = make_item(make_issue(), "旧标题", region="广东", tags=["旧主题"])
    response = save(browse(editor), item, title="新标题", region="440300", topics="人工智能，芯片")
    assert response.status_code == 302
    item = Item.objects.get()
    assert item.title == "新标题"
    assert item.region.short_name == "深圳"
    assert [topic.name for topic in item.topics] == ["人工智能", "芯片"]


def test_a_save_without_changes_changes_nothing_but_the_version(browse, editor):
    issue = make_issue()
    item = make_item(issue, "一", region="深圳", tags=["甲", "乙"], remarks="备注\n第二行")
    make_item(issue, "二")
    before = Item.objects.filter(pk=item.pk).values().get()
    assert save(browse(editor), item).status_code == 302
    after = Item.objects.filter(pk=item.pk).values().get()
    for name in ("version", "text_version", "updated_at"):
        assert after.pop(name) > before.pop(name)
    assert after == before
    assert [topic.name for topic in Item.objects.get(pk=item.pk).topics] == ["甲", "乙"]


def test_the_log_names_what_was_changed(browse, editor):
    item = make_item(None, "旧标题")
    save(browse(editor), item, title="新标题", topics="芯片")
    entry = LogEntry.objects.get()
    assert entry.user == editor
    assert "标题" in entry.get_change_message()
    assert "主题" in entry.get_change_message()
    assert "地区" not in entry.get_change_message()


def test_a_new_item_waits_in_the_pool(browse, editor):
    browser = browse(editor)
    page = fields(browser.get(ADD_ITEM))
    assert browser.post(ADD_ITEM, {**page, "title": "新条目"}).status_code == 302
    item = Item.objects.get()
    assert (item.issue, item.section, item.position) == (None, None, None)


def test_a_new_item_goes_to_the_end_of_a_section(browse, editor):
    issue = make_issue(published=False)
    make_item(issue, "一")
    section = Section.objects.get(name="政策资讯")
    browser = browse(editor)
    page = fields(browser.get(f"{ADD_ITEM}?issue={issue.pk}&section={section.pk}"))
    assert page["issue"] == str(issue.pk)
    browser.post(ADD_ITEM, {**page, "title": "二"})
    assert list(issue.items.in_order().values_list("title", "position")) == [("一", 1), ("二", 2)]


def order(issue):
    rows = issue.items.in_order().values_list("section__name", "title", "position")
    return [f"{section} {position} {title}" for section, title, position in rows]


def test_a_place_in_the_section(browse, editor):
    issue = make_issue()
    for title in ("一", "二", "三"):
        item = make_item(issue, title)
    save(browse(editor), item, place="1")
    assert order(issue) == ["政策资讯 1 三", "政策资讯 2 一", "政策资讯 3 二"]


def test_no_place_is_the_end_of_the_section(browse, editor):
    issue = make_issue()
    item = make_item(issue, "一")
    make_item(issue, "二")
    save(browse(editor), item, place="")
    assert order(issue) == ["政策资讯 1 二", "政策资讯 2 一"]


def test_the_old_place_means_nothing_in_another_section(browse, editor):
    issue = make_issue()
    item = make_item(issue, "甲")
    make_item(issue, "乙")
    make_item(issue, "丙", section="企业资讯")
    section = Section.objects.get(name="企业资讯")
    save(browse(editor), item, section=section.pk)
    assert order(issue) == ["政策资讯 1 乙", "企业资讯 1 丙", "企业资讯 2 甲"]


def test_back_to_the_pool(browse, editor):
    issue = make_issue(published=False)
    item = make_item(issue, "一")
    make_item(issue, "二")
    save(browse(editor), item, issue="", section="")
    assert order(issue) == ["政策资讯 1 二"]
    assert Item.objects.pool().get() == item


@pytest.mark.parametrize("changes", [{"section": ""}, {"issue": ""}])
def test_issue_and_section_go_together(browse, editor, changes):
    item = make_item(make_issue(published=False))
    response = save(browse(editor), item, **changes)
    assert response.status_code == 200
    assert "期次和栏目要么都选，要么都不选。" in response.content.decode()
    assert Item.objects.get().position == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "这个字段是必填项。"),
        ({"title": "长" * 301}, "300"),
        ({"title": "a\0b"}, "不允许是用空字符串。"),
        ({"source_url": "javascript:alert(1)"}, "http://"),
        ({"other_sources": "https://a.example/\nftp://b.example/"}, "ftp://b.example/"),
        ({"region": "440399"}, "选择一个有效的选项"),
        ({"region": "4403\0"}, "没有找到“4403”。"),
        ({"region": "没有这样的地方"}, "没有找到“没有这样的地方”。"),
        ({"issue": "abc"}, "没有找到“abc”。"),
        ({"issue": "123456789"}, "选择一个有效的选项"),
        ({"issue": "9" * 400}, "没有找到“999"),
        ({"section": "abc"}, "选择一个有效的选项"),
        ({"topics": "长" * 101}, "太长"),
        ({"topics": "、".join(f"主题{n}" for n in range(31))}, "最多填 30 个主题。"),
        ({"place": "0"}, "1"),
        ({"place": "9" * 400}, "9999"),
    ],
)
def test_bad_input_is_refused_and_kept(browse, editor, changes, sentence):
    item = make_item(make_issue(published=False), "原来的标题", tags=["旧"])
    response = save(browse(editor), item, **{"remarks": "我刚写的备注", **changes})
    assert response.status_code == 200
    page = response.content.decode()
    assert "errorlist" in page
    assert sentence in page
    assert fields(response)["remarks"] == "我刚写的备注"
    stored = Item.objects.get()
    assert (stored.title, stored.remarks) == ("原来的标题", "")
    assert [topic.name for topic in Topic.objects.all()] == ["旧"]


def test_an_item_cannot_follow_itself(browse, editor):
    item = make_item()
    response = save(browse(editor), item, follows=item.pk)
    assert response.status_code == 200
    assert Item.objects.get().follows is None


def test_a_new_topic_is_said(browse, editor):
    make_item(tags=["人工智能"])
    item = make_item()
    browser = browse(editor)
    page = fields(browser.get(item_url(item)))
    response = browser.post(item_url(item), {**page, "topics": "人工智能、芯片"}, follow=True)
    assert "新建了主题：芯片。" in response.content.decode()


def test_a_topic_is_found_whatever_its_width_and_case(browse, editor):
    make_item(tags=["AI"])
    item = make_item()
    save(browse(editor), item, topics="ａｉ；Ai")
    assert Topic.objects.count() == 1
    assert [topic.name for topic in item.topics] == ["AI"]


def test_no_new_topic_without_the_right(browse, db):
    user = make_user("xianzhi", None)
    user.user_permissions.set(Permission.objects.filter(codename__in=("change_item", "view_item")))
    make_item(tags=["已有"])
    item = make_item()
    response = save(browse(user), item, topics="已有、芯片")
    assert "您没有新建主题的权限：芯片。" in response.content.decode()
    assert save(browse(user), item, topics="已有").status_code == 302
    assert [topic.name for topic in Topic.objects.all()] == ["已有"]


def test_the_page_can_be_looked_at_without_the_right_to_change(browse, db):
    user = make_user("duzhe", None)
    user.user_permissions.set(Permission.objects.filter(codename="view_item"))
    item = make_item(make_issue(), "只看的标题", region="深圳", tags=["人工智能", "芯片"])
    page = browse(user).get(item_url(item))
    assert page.status_code == 200
    shown = text(by_id(page, "item_form"))
    for part in ("只看的标题", "深圳", "人工智能、芯片"):
        assert part in shown
    assert browse(user).post(item_url(item), {"title": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "found"), [("深圳", "440300"), ("440300", "440300"), ("深圳市", "440300")]
)
def test_a_region_can_be_typed_without_scripts(browse, editor, typed, found):
    item = make_item()
    save(browse(editor), item, **{"region-typed": typed})
    assert Item.objects.get().region_id == found


def test_a_typed_region_that_is_none_or_several(browse, editor):
    item = make_item()
    response = save(browse(editor), item, **{"region-typed": "亚特兰蒂斯"})
    assert "没有找到“亚特兰蒂斯”。" in response.content.decode()
    assert fields(response)["region-typed"] == "亚特兰蒂斯"
    response = save(browse(editor), item, **{"region-typed": "鼓楼"})
    page = response.content.decode()
    assert "请改填代码" in page
    assert "320106" in page  # 南京
    assert "350102" in page  # 福州


def test_an_issue_is_typed_by_its_number(browse, editor):
    issue = make_issue(88, published=False)
    item = make_item()
    section = Section.objects.get(name="企业资讯")
    save(browse(editor), item, **{"issue-typed": "88", "section": section.pk})
    assert Item.objects.get().issue == issue


def test_regions_and_topics_of_the_text_are_suggested(browse, editor):
    make_item(tags=["人工智能"])
    item = make_item(None, "深圳发布人工智能应用示范清单")
    page = browse(editor).get(item_url(item))
    regions = [
        element.get("data-value")
        for element in by_id(page, "id_region_helptext").iter()
        if element.get("data-value")
    ]
    assert regions[0] == "440300"
    assert "人工智能" in text(by_id(page, "id_topics_helptext"))
    assert Item.objects.get(pk=item.pk).region is None


# On PostgreSQL a savepoint, settings and its end go with each question to the index.
EARLIER = {"sqlite": 4, "postgresql": 11}


def test_an_earlier_story_is_offered_to_follow(browse, editor):
    old = make_item(
        make_issue(), "首届示例博览会在珠海开幕", source_url="https://news.example.com/1"
    )
    make_item(old.issue, "首届示例博览会在江门开幕", source_url="https://news.example.com/2")
    item = make_item(None, "珠海举办首届示例博览会", source_url="https://news.example.com/3")
    page = browse(editor).get(item_url(item))
    offered = by_id(page, "id_follows_helptext")
    values = [part.get("data-value") for part in offered.iter() if part.get("data-value")]
    assert values == [str(old.pk)]
    assert f"编号 {old.pk}" in text(offered)  # what a browser without scripts is to be typed

    item.follows = old
    item.save()
    page = browse(editor).get(item_url(item))
    assert old.title not in text(by_id(page, "id_follows_helptext"))


def test_markup_in_an_item_is_shown_as_text(browse, editor):
    bad = '<script>alert("x")</script>'
    item = make_item(make_issue(), bad, summary=bad, source_name=bad, tags=[bad])
    page = browse(editor).get(item_url(item)).content.decode()
    assert "<script>alert" not in page
    assert fields(browse(editor).get(item_url(item)))["title"] == bad


def test_back_to_the_issue_after_coming_from_it(browse, editor):
    issue = make_issue()
    item = make_item(issue)
    browser = browse(editor)
    url = f"{item_url(item)}?from=issue"
    response = browser.post(url, {**fields(browser.get(url)), "_save": "1"})
    assert response.url == f"/admin/issues/issue/{issue.pk}/change/#i{item.pk}"


def test_the_link_to_the_public_page_only_where_there_is_one(browse, editor):
    shown, hidden = make_item(make_issue(1)), make_item(make_issue(2, published=False))
    assert f'href="/items/{shown.pk}/"' in browse(editor).get(item_url(shown)).content.decode()
    assert f"/items/{hidden.pk}/" not in browse(editor).get(item_url(hidden)).content.decode()


def test_an_id_that_is_none(browse, editor):
    for bad in ("0", "abc", "9" * 30, "1%00"):
        response = browse(editor).get(f"/admin/issues/item/{bad}/change/")
        assert response.status_code in (302, 400, 404)


def test_as_many_queries_for_many_topics_as_for_few(browse, editor, django_assert_num_queries):
    issue = make_issue()
    few = make_item(issue, "深圳", tags=["甲"])
    many = make_item(issue, "深圳", tags=[f"主题{number}" for number in range(9)])
    browser = browse(editor)
    browser.get(item_url(few))
    # Session, user, two of rights, the item, its topics; all topics and regions that the text
    # speaks of, for the suggestions; the issue that is chosen, the sections to choose from; the
    # comments; what tells the same story: a sample of the index, candidates, and items by address
    # and by id.
    for item in (few, many):
        with django_assert_num_queries(11 + EARLIER[connection.vendor]):
            browser.get(item_url(item))
