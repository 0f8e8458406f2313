import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from issues import standing
from issues.gathering.publishers import domains, publisher_of
from issues.models import Publisher
from issues.text.regions_data import by_code

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.miit.gov.cn/jgsj/1.html", "工业和信息化部"),
        ("https://gdca.miit.gov.cn/1.html", "广东省通信管理局"),
        ("http://GXJ.SZ.gov.cn.:80/a", "深圳市工业和信息化局"),
        ("https://economy.southcn.com/node/1", "南方网"),
        ("https://www.gov.cn/zhengce/1.htm", "中国政府网"),
        ("https://gov.cn/", None),
        ("https://www.nowhere.gov.cn/", None),
        ("https://evilmiit.gov.cn.example.com/", None),
        ("https://notsouthcn.com/", None),
        ("no address", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_the_closest_domain_counts(url, name):
    publisher = publisher_of(url)
    assert (publisher and publisher.name) == name


def test_it_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        publisher = publisher_of("https://www.gxj.sz.gov.cn/x")
        assert publisher.region.short_name == "深圳"
        assert publisher.section.name == "省内资讯"
        assert publisher.official


def test_a_long_host_is_no_long_query():
    assert len(domains("http://" + "a." * 400 + "cn/")) <= 10


def test_the_standing_rows_are_whole():
    rows = Publisher.objects.select_related("section")
    assert len(rows) >= 30
    for row in rows:
        row.full_clean()
        assert row.section
        assert row.region_id is None or row.region_id in by_code()


def test_what_editors_changed_is_left_alone():
    Publisher.objects.filter(domain="southcn.com").update(name="南方网（改）")
    Publisher.objects.filter(domain="ycwb.com").delete()
    standing.publishers()
    call_command("migrate", verbosity=0)
    assert Publisher.objects.get(domain="southcn.com").name == "南方网（改）"
    assert not Publisher.objects.filter(domain="ycwb.com").exists()


@pytest.mark.parametrize("domain", ["https://a.cn/", "cn", "", "a b.cn", "深圳.cn", "a..cn"])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(ValidationError) as caught:
        Publisher(domain=domain, name="名").full_clean()
    assert "domain" in caught.value.message_dict


def test_an_editor_adds_one_in_the_desk(client, editor):
    client.force_login(editor)
    data = {"domain": " News.Example.com ", "name": "示例新闻", "region": "440300"}
    response = client.post("/admin/issues/publisher/add/", data, secure=True)
    assert response.status_code == 302
    publisher = publisher_of("https://a.news.example.com/1")
    assert (publisher.name, publisher.region_id) == ("示例新闻", "440300")
    page = client.get("/admin/issues/publisher/?q=示例", secure=True).content.decode()
    assert "news.example.com" in page
