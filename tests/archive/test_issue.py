import json
from datetime import UTC, date, datetime

import brotli
import time_machine

from tests.archive.pages import links, parsed, text_of, texts, titles
from tests.factories import fill, make_issue, make_item

# 1 the issue  2 its items with section and region  3 their topics  4 the issues before and after
# 5 corrections
QUERIES = 5


def test_it_shows_the_items_in_their_sections(reader):
    issue = make_issue(128, date=date(2024, 12, 20), title="题目", note="编者的话")
    make_item(issue, "企业一", section="企业资讯")
    make_item(
        issue,
        "政策一",
        summary="第一行\n第二行",
        region="深圳",
        tags=["机器人", "人工智能+"],
        source_name="示例日报",
        source_url="https://www.example.com/a?x=1&y=2",
    )
    make_item(issue, "政策二")
    response = reader.get("/issues/128/")
    assert titles(response) == ["政策一", "政策二", "企业一"]
    assert texts(response, ".//h1") == ["题目"]
    assert texts(response, ".//section/h2") == ["政策资讯 2条", "企业资讯 1条"]
    tree = parsed(response)
    assert [node.get("id") for node in tree.findall(".//article")] == ["i1", "i2", "i3"]
    assert [node.get("id") for node in tree.findall(".//section")] == ["s-policy", "s-company"]
    assert texts(response, ".//article[@id='i1']/p") == ["第一行 第二行"]
    first = links(response, ".//article[@id='i1']/footer/a")
    assert first == [
        "https://www.example.com/a?x=1&y=2",
        "/regions/440300/",
        "/topics/机器人/",
        "/topics/人工智能-plus/",
    ]
    assert texts(response, ".//article[@id='i1']/footer/a") == [
        "示例日报 example.com",
        "深圳",
        "机器人",
        "人工智能+",
    ]
    source = tree.find(".//article[@id='i1']/footer/a")
    assert source.get("rel") == "noopener nofollow"
    assert "编者的话" in text_of(response)
    assert "第一二八期" in text_of(response)


def test_the_date_is_written_as_readers_write_it(reader):
    make_issue(128, date=date(2024, 12, 20))
    stamp = ".//div[@class='ear']//time"
    english = reader.get("/en/issues/128/")
    assert texts(english, stamp) == ["20 December 2024"]
    assert "Friday" in text_of(english)
    assert parsed(english).find(stamp).get("datetime") == "2024-12-20"
    assert texts(reader.get("/issues/128/"), stamp) == ["2024年12月20日"]
    assert "星期五" in text_of(reader.get("/issues/128/"))


def test_a_draft_is_a_page_that_does_not_exist(reader):
    make_issue(11)
    before = reader.get("/issues/12/")
    make_item(make_issue(12, published=False), "草稿里的词")
    for method in (reader.get, reader.head):
        assert method("/issues/12/").status_code == 404
    assert reader.get("/issues/12/").content == before.content
    assert reader.get("/issues/99/").content == before.content


def test_a_scheduled_issue_appears_when_its_time_has_come(reader):
    make_issue(12, publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2025, 2, 7, 0, 59, 59, tzinfo=UTC), tick=False):
        assert reader.get("/issues/12/").status_code == 404
    with time_machine.travel(datetime(2025, 2, 7, 1, tzinfo=UTC), tick=False):
        assert reader.get("/issues/12/").status_code == 200


def around(response):
    rels = {"prev": None, "next": None}
    for link in parsed(response).findall(".//nav[@class='pager']/a"):
        if link.get("rel"):
            rels[link.get("rel")] = link.get("href")
    return rels["prev"], rels["next"]


def test_the_neighbours_go_by_date_then_number_and_are_published(reader):
    make_issue(40, date=date(2024, 12, 27))
    make_issue(11, date=date(2025, 1, 3))
    make_issue(12, date=date(2025, 1, 3))
    make_issue(13, date=date(2025, 1, 3))
    make_issue(14, date=date(2025, 1, 4), published=False)
    make_issue(15, date=date(2025, 1, 5), publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    make_issue(16, date=date(2025, 1, 10))
    assert around(reader.get("/issues/40/")) == (None, "/issues/11/")
    assert around(reader.get("/issues/12/")) == ("/issues/11/", "/issues/13/")
    assert around(reader.get("/issues/13/")) == ("/issues/12/", "/issues/16/")
    assert around(reader.get("/issues/16/")) == ("/issues/13/", None)


def test_an_unsafe_source_is_text(reader):
    issue = make_issue(12)
    make_item(issue, source_url="https://user@example.com/", source_name="某报")
    response = reader.get("/issues/12/")
    assert links(response, ".//article/footer/a") == []
    assert texts(response, ".//article/footer/span") == ["某报 https://user@example.com/"]


def test_an_item_with_nothing_but_a_title_is_shown(reader):
    make_item(make_issue(12), "只有题目", summary="", source_url="")
    response = reader.get("/issues/12/")
    assert titles(response) == ["只有题目"]
    assert texts(response, ".//article/p") == []


def test_machines_learn_what_the_page_is(reader):
    make_issue(12, date=date(2025, 1, 3), title="</script><!-- & 题目", note="编者的话")
    tree = parsed(reader.get("/issues/12/"))
    data = json.loads(tree.find(".//script").text)
    assert data["@type"] == "PublicationIssue"
    assert data["issueNumber"] == 12
    assert data["name"] == "</script><!-- & 题目"
    assert data["datePublished"] == "2025-01-03"
    assert data["url"] == "https://news.example.org/issues/12/"
    meta = {
        node.get("property") or node.get("name"): node.get("content")
        for node in tree.findall("head/meta")
    }
    assert meta["description"] == meta["og:description"] == "编者的话"
    assert meta["og:url"] == "https://news.example.org/issues/12/"
    assert meta["og:type"] == "article"
    assert meta["og:site_name"] == "数智要览"
    assert tree.find("head/title").text.endswith("</script><!-- & 题目 — 数智要览")


def test_the_citation_names_the_issue_and_its_address(reader):
    make_issue(12, date=date(2025, 1, 3))
    for page in ("/issues/12/", "/en/issues/12/"):
        assert texts(reader.get(page), ".//p[@class='cite']/span") == [
            "数智要览编辑部. 数智要览: 第12期[EB/OL]. (2025-01-03). https://news.example.org/issues/12/"
        ]


def test_queries_do_not_grow(reader, django_assert_num_queries):
    make_issue(11, date=date(2024, 12, 27))
    fill(make_issue(12, date=date(2025, 1, 3)), 25)
    fill(make_issue(13, date=date(2025, 1, 10)), 50)
    with django_assert_num_queries(QUERIES):
        reader.get("/issues/12/")
    with django_assert_num_queries(QUERIES):
        reader.get("/issues/13/")


def test_it_is_small(reader):
    issue = make_issue(12)
    for item in fill(issue, 25):
        # As many different characters as a summary of 170 has; repeated text would pack too well.
        item.summary = "".join(chr(0x4E00 + (item.pk * 7919 + n * 613) % 3000) for n in range(170))
        item.save()
    packed = reader.get("/issues/12/", headers={"accept-encoding": "br"}).content
    text = "".join(item.summary for item in issue.items.all()).encode()
    frame = len(packed) - len(brotli.compress(text, mode=brotli.MODE_TEXT, quality=9))
    assert frame < 3000


def test_an_issue_without_a_title_is_named_once(client, db):
    make_item(make_issue(12, title=""))
    page = client.get("/issues/12/", secure=True).content.decode()
    top = page[page.index('<header class="top">') : page.index("</header>", page.index('"top"'))]
    assert top.count("第12期") == 1
