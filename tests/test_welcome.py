import io
import socket

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from issues.management.commands import prepare
from issues.models import Issue, Item
from tests.factories import make_issue


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"


@pytest.fixture
def free_port(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.PORT = probe.getsockname()[1]


def welcome():
    out = io.StringIO()
    call_command("welcome", stdout=out)
    return out.getvalue()


def test_a_new_database_gets_an_account_and_the_sample_issues(db, data_dir, free_port, client):
    said = welcome()
    samples = sorted((settings.BASE_DIR / "issues" / "data" / "samples").glob("*.txt"))
    assert Issue.objects.published().count() == len(samples) == 3
    assert Item.objects.published().filter(region=None).count() < Item.objects.count() / 10
    user = User.objects.get()
    assert user.has_perm("issues.publish_issue")
    line = next(line for line in said.splitlines() if "密码" in line)
    password = line.split("密码：")[1].split("（")[0]
    assert client.login(username=user.username, password=password)


def test_again_it_changes_nothing_and_shows_no_password(db, data_dir, free_port):
    welcome()
    hashed, versions = User.objects.get().password, list(Issue.objects.values_list("pk", "version"))
    said = welcome()
    assert User.objects.get().password == hashed
    assert list(Issue.objects.values_list("pk", "version")) == versions
    assert "make_editor bianji --group 主编 --reset" in said
    assert "只显示这一次" not in said


def test_deleted_samples_do_not_come_back(db, data_dir, free_port):
    welcome()
    Issue.objects.all().delete()
    welcome()
    assert not Issue.objects.exists()


def test_a_newsroom_at_work_gets_nothing(db, data_dir, free_port):
    make_issue(500)
    welcome()
    assert Issue.objects.get().number == 500
    assert not User.objects.exists()


def test_a_port_in_use_is_a_sentence_and_nothing_is_made(db, data_dir, settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {settings.PORT} 已被占用"):
            welcome()
    assert not User.objects.exists()


def test_static_files_are_collected_when_they_changed(data_dir, settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]
    assert prepare.collect() is True
    assert prepare.collect() is False
    (source / "a.css").write_text("a { color: tan }")
    assert prepare.collect() is True
    assert "tan" in (tmp_path / "static" / "a.css").read_text()
    (source / "a.css").rename(source / "b.css")
    assert prepare.collect() is True
    assert not (tmp_path / "static" / "a.css").exists()
