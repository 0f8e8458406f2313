"""往期导入 without scripts: files in, looked over, stored, compared, undone."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from issues.importing import record
from issues.models import Import, Issue, Item, Section, StateChange
from newsroom.uploads import BoundedUpload
from tests.factories import IMPORTED, make_import, make_issue, make_item

from .pages import by_id, fields, text

URL = "/admin/imports/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def row(chief):
    return make_import(user=chief)


def send(browser, *files):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return browser.post(URL, {"files": uploads})


def press(browser, row, do, **data):
    """The button of the page as it stands, with its own fields."""
    page = browser.get(f"{URL}{row.pk}/")
    given = fields(page, "bench") | {"as": "draft", "do": do} | data
    return browser.post(f"{URL}{row.pk}/", given, follow=True)


def titles(row):
    row = Import.objects.get(pk=row.pk)
    work = record.work_of(row)
    return [record.regroup.texts(work, key).title for key in work.order]


# --- files in


def test_many_files_at_once_each_with_what_became_of_it(browse, editor, media):
    other = IMPORTED.replace("第12期", "第13期").replace("第一条", "别的一条")
    page = send(
        browse(editor),
        ("第12期.txt", IMPORTED.encode()),
        ("第13期.txt", other.encode("gb18030")),
        ("again.txt", IMPORTED.encode()),
        ("empty.txt", b""),
        ("../../etc/passwd.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    )
    assert page.status_code == 200
    rows = [text(li) for li in by_id(page, "sent")]
    assert rows[0] == "第12期.txt 可入库 2 栏 3 条，共 12 行"
    assert rows[1].startswith("第13期.txt")
    assert rows[2] == "again.txt 同一份文件，之前导入过"
    assert "文件是空的" in rows[3]
    assert "Word" in rows[4]
    assert [row.name for row in Import.objects.order_by("pk")] == ["第12期.txt", "第13期.txt"]
    assert sum(path.is_file() for path in media.rglob("*")) == 2
    assert not Issue.objects.exists()


def test_twenty_files_at_once(browse, editor):
    files = [(f"{n}.txt", IMPORTED.replace("第12期", f"第{n}期").encode()) for n in range(20, 40)]
    page = send(browse(editor), *files)
    assert len(list(by_id(page, "sent"))) == 20
    assert Import.objects.count() == 20


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff", "没有条目".encode()])
def test_a_refusal_is_a_4xx_page_and_nothing_is_stored(browse, editor, media, data):
    page = send(browse(editor), ("a.txt", data))
    assert page.status_code == 422
    assert page.context["uploaded"][0].refusal
    assert not Import.objects.exists()
    assert not media.exists()


def test_a_file_that_is_too_large_is_not_read(browse, editor):
    page = send(browse(editor), ("big.txt", b"x" * (20 * 1024 * 1024 + 1)))
    assert page.status_code == 422
    assert "20" in page.context["uploaded"][0].refusal


def test_of_a_large_upload_no_more_is_kept_than_tells_that_it_is_too_large():
    handler = BoundedUpload()
    handler.new_file("files", "big.pdf", "application/pdf", None)
    chunk = b"x" * 2**20
    passed = sum(handler.receive_data_chunk(chunk, n) is not None for n in range(100))
    assert passed == 21


def test_the_list_takes_as_many_queries_for_forty_as_for_twenty(
    browse, editor, django_assert_num_queries
):
    browser = browse(editor)
    for count in (20, 40):
        for number in range(count - 20, count):
            make_import(IMPORTED.replace("第12期", f"第{number + 1}期"), user=editor)
        # session, user, two of permissions, count of the pages, the rows
        with django_assert_num_queries(6):
            browser.get(URL)


def test_the_original_comes_back_as_it_was_and_never_opens_in_the_browser(browse, editor, row):
    response = browse(editor).get(f"{URL}{row.pk}/file/")
    assert response.content == IMPORTED.encode()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%AC%AC12")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"


def test_what_is_not_there_is_not_found(browse, editor, row, media):
    browser = browse(editor)
    assert browser.get(f"{URL}99/").status_code == 404
    assert browser.get(f"{URL}99999999999999999999/").status_code == 404
    (media / row.file.name).unlink()
    assert browser.get(f"{URL}{row.pk}/file/").status_code == 404


# --- on the workbench


def test_the_page_shows_lines_items_and_what_to_look_at(browse, chief):
    body = IMPORTED.replace("来源：https://news.example.com/1.html\n", "")
    body = body.replace("行业资讯", "海外风云").replace("美国公司", "某公司")
    row = make_import(body + "（上接第3版，图为大会现场）\n", user=chief)
    page = browse(chief).get(f"{URL}{row.pk}/")
    line = by_id(page, "l4")
    assert (line.get("data-k"), line.get("data-i")) == ("summary", "0")
    assert text(line) == "4摘内容：第一条的摘要。"
    found = [text(li) for li in by_id(page, "probs").iter() if li.tag.endswith("}li")]
    assert found == [
        "无来源深圳印发先锋城市措施",
        "栏目本站没有“海外风云”，请选一个栏目",
        "地区不确定某公司发布芯片",
        "未归类第12行：（上接第3版，图为大会现场）",
    ]
    assert text(by_id(page, "hg")) == "识别结果 2 栏 3 条"


def test_a_story_that_ran_is_shown_beside_the_item(browse, chief, row):
    earlier = make_item(make_issue(9), "深圳出台措施", source_url="http://news.example.com/1.html")
    browser = browse(chief)
    card = text(by_id(browser.get(f"{URL}{row.pk}/"), "a0"))
    assert "网址已刊" in card
    assert "第9期： 深圳出台措施 链接相同" in card
    press(browser, row, "drop 0")
    assert "网址已刊" not in text(by_id(browser.get(f"{URL}{row.pk}/"), "probs"))
    press(browser, row, "drop 0", number="9")
    assert "网址已刊" not in text(by_id(browser.get(f"{URL}{row.pk}/"), "probs")), earlier


def test_the_number_of_queries_does_not_grow_with_the_items(
    browse, chief, django_assert_max_num_queries
):
    item = "题目{0}\n内容：第{0}条的摘要。\n来源：https://news.example.com/{0}.html\n"
    browser = browse(chief)
    counts = []
    for count in (10, 20):
        body = "第12期 2024年12月13日\n【政策资讯】\n" + "".join(
            item.format(n) for n in range(count)
        )
        row = make_import(body, user=chief)
        with django_assert_max_num_queries(30) as seen:
            browser.get(f"{URL}{row.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_every_step_works_without_scripts(browse, chief, row):
    browser = browse(chief)
    press(browser, row, "up 1")
    assert titles(row)[:2] == ["广州印发办法", "深圳印发先锋城市措施"]
    press(browser, row, "back")
    press(browser, row, "merge 1")
    assert titles(row) == ["深圳印发先锋城市措施", "美国公司发布芯片"]
    press(browser, row, "back")
    press(browser, row, "drop 0")
    assert Import.objects.get(pk=row.pk).ledger["dropped"] == 3
    press(browser, row, "kind header_footer", l=["6", "7", "8"])
    assert titles(row) == ["深圳印发先锋城市措施", "美国公司发布芯片"]
    press(browser, row, "split", l=["11"])
    assert titles(row)[-1] == "第三条的摘要。"


def test_an_item_is_edited_in_a_form(browse, chief, row):
    browser = browse(chief)
    page = press(browser, row, "open 0")
    assert page.redirect_chain[0][0] == f"{URL}{row.pk}/?edit=0#a0"
    given = fields(page, "bench") | {"item-title": "改过的题目", "item-region": "深圳"}
    page = browser.post(f"{URL}{row.pk}/", given | {"do": "edit 0"}, follow=True)
    assert titles(row)[0] == "改过的题目"
    step = Import.objects.get(pk=row.pk).steps[-1]
    assert step == {"do": "edit", "item": 0, "set": {"title": "改过的题目", "region": "440300"}}
    page = press(browser, row, "restore 0")
    assert titles(row)[0] == "深圳印发先锋城市措施"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_url", "javascript:alert(1)"),
        ("other_sources", "https://example.org/1 javascript:alert(1)"),
        ("region", "没有这个地方"),
        ("title", "长" * 301),
        ("topics", "长" * 200),
    ],
)
def test_a_field_that_is_wrong_is_said_and_what_was_typed_stays(browse, chief, row, field, value):
    browser = browse(chief)
    given = fields(browser.get(f"{URL}{row.pk}/?edit=0"), "bench")
    given |= {f"item-{field}": value, "do": "edit 0"}
    page = browser.post(f"{URL}{row.pk}/", given)
    assert page.status_code == 422
    assert by_id(page, f"e-{field}") is not None
    assert value in page.content.decode()
    assert Import.objects.get(pk=row.pk).steps == []


def test_number_and_date_are_proposed_and_kept_as_typed(browse, chief):
    make_issue(11, date="2024-12-06")
    row = make_import(IMPORTED.removeprefix("第12期 2024年12月13日\n"), "第12期.txt", chief)
    browser = browse(chief)
    page = browser.get(f"{URL}{row.pk}/")
    shown = fields(page, "bench")
    assert (shown["number"], shown["date"]) == ("12", "2024-12-13")
    assert "期号取自文件名" in page.content.decode()
    press(browser, row, "up 1", number="77", date="2026-01-09")
    shown = fields(browser.get(f"{URL}{row.pk}/"), "bench")
    assert (shown["number"], shown["date"]) == ("77", "2026-01-09")


def test_a_link_at_the_page_end_is_given_to_the_item_that_lacks_it(browse, chief):
    body = IMPORTED.replace("来源：https://news.example.com/2.html\n", "") + "\n".join(
        f"https://news.example.com/{n}.html" for n in (1, 2, 3)
    )
    row = make_import(body, user=chief)
    browser = browse(chief)
    assert "填到第 2 条" in browser.get(f"{URL}{row.pk}/").content.decode()
    press(browser, row, "fill 1 https://news.example.com/2.html")
    work = record.work_of(Import.objects.get(pk=row.pk))
    assert record.regroup.texts(work, 1).source_url == "https://news.example.com/2.html"


def test_all_sources_of_an_item_are_seen_and_edited(browse, chief):
    second = "https://news.example.com/2b.html"
    body = IMPORTED.replace("news.example.com/2.html", f"news.example.com/2.html {second}")
    row = make_import(body, user=chief)
    browser = browse(chief)
    given = fields(browser.get(f"{URL}{row.pk}/?edit=1"), "bench")
    assert given["item-other_sources"].strip() == second
    third = "https://news.example.com/2c.html"
    press(browser, row, "edit 1", **given | {"item-other_sources": f"{second}\r\n{third}\r\n"})

    def sources():
        work = record.work_of(Import.objects.get(pk=row.pk))
        return record.regroup.texts(work, 1).source_urls

    assert sources() == ("https://news.example.com/2.html", second, third)
    given = fields(browser.get(f"{URL}{row.pk}/?edit=1"), "bench")
    press(browser, row, "edit 1", **given | {"item-source_url": ""})
    assert sources() == (second, third)


@pytest.mark.parametrize(
    "do",
    ["", "nonsense", "merge 0", "merge 99", "up x", "kind title", "assign 99", "edit 99", "up"],
)
def test_foreign_steps_do_no_harm(browse, chief, row, do):
    page = press(browse(chief), row, do)
    assert page.status_code == 200
    assert Import.objects.get(pk=row.pk).steps == []


def test_two_editors_the_second_is_refused_and_keeps_the_text(browse, chief, editor, row):
    mine, theirs = browse(chief), browse(editor)
    given = fields(mine.get(f"{URL}{row.pk}/?edit=0"), "bench")
    press(theirs, row, "drop 2")
    given |= {"do": "edit 0", "item-title": "我写的题目", "number": "99"}
    page = mine.post(f"{URL}{row.pk}/", given)
    assert page.status_code == 409
    kept = fields(page, "bench")
    assert (kept["item-title"], kept["number"]) == ("我写的题目", "99")
    assert titles(row)[0] == "深圳印发先锋城市措施"
    page = mine.post(f"{URL}{row.pk}/", kept | {"do": "edit 0"}, follow=True)
    assert titles(row)[0] == "我写的题目"
    assert len(Import.objects.get(pk=row.pk).steps) == 2


def test_text_for_an_item_that_somebody_merged_away_is_shown(browse, chief, editor, row):
    mine = browse(chief)
    given = fields(mine.get(f"{URL}{row.pk}/?edit=1"), "bench")
    press(browse(editor), row, "merge 1")
    page = mine.post(f"{URL}{row.pk}/", given | {"do": "edit 1", "item-title": "我写的题目"})
    assert page.status_code == 409
    assert "我写的题目" in text(by_id(page, "notices"))


# --- stored, compared, undone


def test_a_chief_editor_publishes_it_and_readers_see_it(browse, chief, row):
    page = press(browse(chief), row, "commit", **{"as": "published"})
    assert "第12期已入库并发布，共 3 条" in page.content.decode()
    public = browse().get("/issues/12/")
    assert "美国公司发布芯片" in public.content.decode()
    issue = Issue.objects.get()
    assert (issue.date.isoformat(), issue.is_public) == ("2024-12-13", True)


def test_an_editor_stores_drafts_only(browse, editor, row):
    browser = browse(editor)
    page = press(browser, row, "commit", **{"as": "published"})
    assert page.status_code == 403
    assert not Issue.objects.exists()
    press(browser, row, "commit")
    assert Issue.objects.get().status == "draft"


def test_a_heading_that_is_not_ours_must_be_mapped(browse, chief, editor):
    row = make_import(IMPORTED.replace("行业资讯", "海外风云"), user=chief)
    browser = browse(editor)
    page = press(browser, row, "commit")
    assert page.status_code == 422
    assert "海外风云" in text(by_id(page, "notices"))
    assert "新建" not in text(by_id(page, "g1"))
    press(browser, row, "assign 1", **{"map-1": "+海外风云"})
    assert press(browser, row, "commit").status_code == 422
    section = Section.objects.get(name="国内资讯")
    press(browser, row, "assign 1", **{"map-1": f"={section.pk}"})
    press(browser, row, "commit")
    assert Item.objects.get(title="美国公司发布芯片").section == section


def test_a_chief_editor_may_make_the_section(browse, chief):
    row = make_import(IMPORTED.replace("行业资讯", "海外风云"), user=chief)
    browser = browse(chief)
    press(browser, row, "assign 1", **{"map-1": "+海外风云"})
    press(browser, row, "commit")
    assert Item.objects.get(title="美国公司发布芯片").section.name == "海外风云"


@pytest.mark.parametrize(
    "typed", [{"number": ""}, {"number": "0"}, {"date": ""}, {"date": "2024-13-01"}]
)
def test_number_and_date_must_be_right(browse, chief, row, typed):
    page = press(browse(chief), row, "commit", **typed)
    assert page.status_code == 422
    assert not Issue.objects.exists()


def test_an_issue_that_exists_is_compared_and_replaced_only_on_demand(browse, chief, row):
    issue = make_issue(12, title="旧题")
    kept = make_item(issue, "深圳印发先锋城市措施", source_url="https://news.example.com/1.html")
    make_item(issue, "只在旧的里面", source_url="https://news.example.com/old.html")
    browser = browse(chief)
    page = press(browser, row, "commit")
    assert page.status_code == 409
    differences = [text(li) for li in by_id(page, "differences")]
    assert [words.split()[0] for words in differences] == ["有改动", "新增", "新增", "删去"]
    assert Item.objects.filter(title="只在旧的里面").exists()
    given = fields(page, "replace") | {"do": "commit"}
    page = browser.post(f"{URL}{row.pk}/", given, follow=True)
    kept.refresh_from_db()
    assert (kept.summary, issue.items.count()) == ("第一条的摘要。", 3)


def test_differences_that_grew_old_are_shown_again(browse, chief, row):
    issue = make_issue(12)
    make_item(issue, "旧的")
    browser = browse(chief)
    given = fields(press(browser, row, "commit"), "replace") | {"do": "commit"}
    issue.title = "刚改过"
    issue.save()
    assert browser.post(f"{URL}{row.pk}/", given).status_code == 409
    assert Item.objects.get().title == "旧的"


def test_it_is_undone_and_can_be_worked_on_again(browse, chief, row):
    browser = browse(chief)
    page = press(browser, row, "commit")
    version = Import.objects.get(pk=row.pk).version
    page = browser.post(f"{URL}{row.pk}/undo/", {"version": version}, follow=True)
    assert "已撤销：第12期和导入的 3 条都已删除" in page.content.decode()
    trail = StateChange.objects.get(action="delete")
    assert (trail.number, trail.user, trail.reason) == (12, chief, "撤销导入“第12期.txt”。")
    assert not Issue.objects.exists()
    press(browser, row, "drop 0")
    press(browser, row, "commit")
    assert Item.objects.count() == 2


def test_undoing_asks_where_somebody_edited(browse, chief, editor, row):
    browser = browse(chief)
    press(browser, row, "commit")
    item = Item.objects.first()
    change = f"/admin/issues/item/{item.pk}/change/"
    other = browse(editor)
    other.post(change, fields(other.get(change)) | {"title": "编辑改过"})
    version = Import.objects.get(pk=row.pk).version
    page = browser.post(f"{URL}{row.pk}/undo/", {"version": version})
    assert page.status_code == 409
    words = text(by_id(page, "edits"))
    assert "有改动" in words
    assert "标题" in words
    assert str(editor) in words
    assert Issue.objects.exists()
    browser.post(f"{URL}{row.pk}/undo/", fields(page, "all-the-same"))
    assert not Issue.objects.exists()


def test_undoing_asks_where_readers_have_seen_the_issue(browse, chief, row):
    browser = browse(chief)
    press(browser, row, "commit", **{"as": "published"})
    version = Import.objects.get(pk=row.pk).version
    page = browser.post(f"{URL}{row.pk}/undo/", {"version": version})
    assert page.status_code == 409
    words = page.content.decode()
    assert "读者已能看到第12期" in words
    assert "不会留下任何说明" in words
    assert "请改用“撤下”" in words
    assert "导入之后有这些变化" not in words
    assert browse().get("/issues/12/").status_code == 200
    browser.post(f"{URL}{row.pk}/undo/", fields(page, "all-the-same"))
    assert not Issue.objects.exists()
    assert StateChange.objects.get(action="delete").user == chief


def test_undoing_the_import_that_published_an_older_draft_says_that_it_is_withdrawn(
    browse, chief, row
):
    make_item(make_issue(12, published=False, date=date(2024, 12, 13)), "旧的")
    browser = browse(chief)
    page = press(browser, row, "commit", **{"as": "published"})
    given = fields(page, "replace") | {"do": "commit"}
    browser.post(f"{URL}{row.pk}/", given, follow=True)
    assert Issue.objects.get().is_public
    version = Import.objects.get(pk=row.pk).version
    page = browser.post(f"{URL}{row.pk}/undo/", {"version": version})
    assert "本期恢复导入前的内容并撤下" in page.content.decode()
    browser.post(f"{URL}{row.pk}/undo/", fields(page, "all-the-same"))
    assert Issue.objects.get().status == "withdrawn"
    assert Item.objects.get().title == "旧的"


def test_a_stale_undo_does_nothing(browse, chief, row):
    browser = browse(chief)
    press(browser, row, "commit")
    page = browser.post(f"{URL}{row.pk}/undo/", {"version": "1"}, follow=True)
    assert "没有执行" in page.content.decode()
    assert Issue.objects.exists()


def test_a_file_is_thrown_away_unless_it_is_stored(browse, chief, row):
    browser = browse(chief)
    other = make_import(IMPORTED.replace("12", "13"), user=chief)
    browser.post(f"{URL}{other.pk}/discard/", {"version": other.version})
    assert list(Import.objects.all()) == [row]
    press(browser, row, "commit")
    version = Import.objects.get().version
    browser.post(f"{URL}{row.pk}/discard/", {"version": version})
    assert Import.objects.exists()


def test_the_way_there_stands_on_the_first_page_and_in_the_issue_list(browse, editor):
    for path in ("/admin/", "/admin/issues/issue/"):
        assert f'href="{URL}"' in browse(editor).get(path).content.decode()


def test_a_page_of_usual_size_is_not_large(browse, chief):
    item = (
        "题目{0}是这样写的一条标题\n内容：{1}\n{1}\n{1}\n来源：https://news.example.com/{0}.html\n"
    )
    words = "摘要的一行大约有四十个字" * 3
    body = "第12期 2024年12月13日\n【政策资讯】\n" + "".join(
        item.format(n, words) for n in range(25)
    )
    row = make_import(body, user=chief)
    assert len(browse(chief).get(f"{URL}{row.pk}/").content) < 100_000
