from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from issues.archive import machines, sitemaps
from tests.factories import make_issue, make_item

NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(response):
    tree = ElementTree.fromstring(response.content)
    return [node.text for node in tree.iter(f"{NAMES}loc")]


def test_healthz_asks_no_database(client, django_db_blocker):
    with django_db_blocker.block():
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_readyz_answers_when_all_is_well(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "migrations": True}


def test_readyz_tells_of_a_database_that_does_not_answer(client, monkeypatch):
    def down():
        raise OperationalError("connection refused: secret-host")

    monkeypatch.setattr(machines, "pending_migrations", down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False, "migrations": False}


def test_readyz_tells_of_migrations_to_come(client, db):
    for app, name in MigrationLoader(connection).graph.leaf_nodes("issues"):
        MigrationRecorder(connection).record_unapplied(app, name)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": True, "migrations": False}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_takes_no_post_and_sets_no_cookie(client, db, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
    assert not client.get(path).cookies


def test_robots_may_read_everything_but_the_admin(reader):
    response = reader.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /en/admin/",
        "Sitemap: https://news.example.org/sitemap.xml",
    ]


def test_robots_stay_out_of_a_closed_archive(reader, settings):
    settings.ARCHIVE_ACCESS = "staff"
    response = reader.get("/robots.txt")
    assert response.content.decode().splitlines() == ["User-agent: *", "Disallow: /"]


def test_the_sitemap_lists_published_pages_under_the_address_of_the_site(reader):
    item = make_item(make_issue(12), region="深圳", tags=["机器人"])
    make_item(make_issue(13, published=False), region="西藏", tags=["草稿"])
    response = reader.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    assert addresses(response) == [
        f"https://news.example.org{path}"
        for path in (
            "/",
            "/issues/",
            "/regions/",
            "/topics/",
            "/issues/12/",
            f"/items/{item.pk}/",
            "/regions/440000/",
            "/regions/440300/",
            "/regions/CN/",
            "/topics/%E6%9C%BA%E5%99%A8%E4%BA%BA/",
        )
    ]


def test_a_scheduled_issue_enters_the_sitemap_in_time(reader):
    make_issue(12, publish_at=datetime(2025, 2, 7, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2025, 2, 7, 0, tzinfo=UTC), tick=False):
        assert "https://news.example.org/issues/12/" not in addresses(reader.get("/sitemap.xml"))
    with time_machine.travel(datetime(2025, 2, 7, 1, tzinfo=UTC), tick=False):
        assert "https://news.example.org/issues/12/" in addresses(reader.get("/sitemap.xml"))


def test_an_archive_too_large_for_one_file_gets_an_index(reader, monkeypatch):
    monkeypatch.setattr(machines, "FILE_LIMIT", 4)
    monkeypatch.setattr(sitemaps.OurSitemap, "limit", 4)
    issue = make_issue(12)
    items = [make_item(issue) for _each in range(6)]
    files = addresses(reader.get("/sitemap.xml"))
    assert files == [
        "https://news.example.org/sitemap-pages.xml",
        "https://news.example.org/sitemap-issues.xml",
        "https://news.example.org/sitemap-items.xml",
        "https://news.example.org/sitemap-items.xml?p=2",
        "https://news.example.org/sitemap-regions.xml",
        "https://news.example.org/sitemap-topics.xml",
    ]
    found = [
        url
        for file in files
        for url in addresses(reader.get(file.removeprefix("https://news.example.org")))
    ]
    assert {f"https://news.example.org/items/{item.pk}/" for item in items} <= set(found)
    assert len(found) == len(set(found)) == 4 + 1 + 6


@pytest.mark.parametrize(
    "path", ["/sitemap-none.xml", "/sitemap.xml?p=2", "/sitemap.xml?p=x", "/sitemap-items.xml?p=0"]
)
def test_files_that_are_none_of_the_sitemap(reader, path):
    assert reader.get(path).status_code == 404
