import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from issues.management.commands import make_editor as command


def make_editor(*args, stdin=""):
    out = io.StringIO()
    call_command("make_editor", *args, stdin=io.StringIO(stdin), stdout=out)
    return out.getvalue()


def test_it_works(db, client):
    said = make_editor("lihua", "--group", "编辑")
    user = User.objects.get(username="lihua")
    assert user.is_staff
    assert not user.is_superuser
    assert [group.name for group in user.groups.all()] == ["编辑"]
    password = next(line for line in said.splitlines() if "密码" in line).split("：")[1]
    assert client.login(username="lihua", password=password)
    assert "https://news.example.org/admin/" in said


def test_the_password_comes_from_standard_input_and_is_not_printed(db, client):
    said = make_editor("lihua", "--group", "主编", stdin="长城外 古道边 1915\n另一行")
    assert client.login(username="lihua", password="长城外 古道边 1915")
    assert "长城外" not in said


def test_two_generated_passwords_differ(db):
    hashes = []
    for name in ("lihua", "wangfang"):
        make_editor(name, "--group", "编辑")
        hashes.append(User.objects.get(username=name).password)
    assert hashes[0] != hashes[1]


def test_a_chief_publishes_and_an_editor_does_not(db):
    make_editor("lihua", "--group", "编辑")
    make_editor("wangfang", "--group", "主编")
    assert not User.objects.get(username="lihua").has_perm("issues.publish_issue")
    assert User.objects.get(username="wangfang").has_perm("issues.publish_issue")


@pytest.mark.parametrize(
    ("args", "stdin", "sentence"),
    [
        (("lihua", "--group", "读者"), "", "没有“读者”这个组：请选择 编辑 或 主编。"),
        (("bianji", "--group", "编辑"), "", "账号“bianji”已经存在"),
        (("li hua", "--group", "编辑"), "", "不能用这个名字："),
        (("名" * 151, "--group", "编辑"), "", "不能用这个名字："),
        (("lihua", "--group", "编辑"), "1234567", "不能用这个密码："),
        (("lihua", "--group", "编辑"), "lihualih", "不能用这个密码："),
    ],
)
def test_bad_input_is_refused_in_a_sentence(editor, args, stdin, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        make_editor(*args, stdin=stdin)
    assert refused.value.returncode == 2
    assert list(User.objects.values_list("username", flat=True)) == ["bianji"]


def test_an_existing_account_keeps_its_password_when_refused(editor, client):
    with pytest.raises(CommandError):
        make_editor("bianji", "--group", "主编", stdin="an other password")
    assert client.login(username="bianji", password="a long password")


def test_reset_gives_a_new_password_and_group(editor, client):
    User.objects.update(is_active=False)
    said = make_editor("bianji", "--group", "主编", "--reset", stdin="an other password")
    assert "重设" in said
    assert client.login(username="bianji", password="an other password")
    assert [group.name for group in editor.groups.all()] == ["主编"]


def test_nothing_is_read_from_a_terminal_a_closed_or_a_silent_input(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    closed = io.StringIO("secret")
    closed.close()
    monkeypatch.setattr(command, "PATIENCE", 0)
    read, write = os.pipe()
    with open(read) as silent, open(write, "w"):
        assert command.given(silent) == ""
    assert command.given(None) == ""
    assert command.given(closed) == ""
    assert command.given(Terminal("secret")) == ""


def test_a_line_in_a_pipe_is_read():
    read, write = os.pipe()
    with open(write, "w") as pipe:
        pipe.write("secret\r\n")
    with open(read, newline="") as given:
        assert command.given(given) == "secret"


def test_it_refuses_at_the_shell_without_a_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "make_editor", "lihua", "--group", "读者"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": "",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "CommandError: 没有“读者”这个组：请选择 编辑 或 主编。"
