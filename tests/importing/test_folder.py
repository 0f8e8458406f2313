"""import_issue FOLDER: order, names, refusals, again, and killed half-way."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from issues.importing import folder
from issues.models import Import, Issue, Item

from .test_commands import run
from .test_files import FOLDER as FILES

ROOT = Path(__file__).resolve().parents[2]
BODY = "【政策资讯】\n{title}\n内容：示例省发布第{n}份目录。\n来源：https://a.example.com/{n}\n"


def text(number, title="示例省发布目录", *, head=True):
    masthead = f"第{number}期 2024年12月{number:02}日\n" if head else ""
    return masthead + "".join(BODY.format(title=f"{title}{n}", n=n) for n in range(1, 6))


@pytest.fixture
def back_issues(tmp_path):
    top = tmp_path / "往期"
    (top / "2025").mkdir(parents=True)
    (top / "第10期.txt").write_text(text(10), encoding="utf-8")
    (top / "第2期.txt").write_text(text(2), encoding="utf-8")
    (top / "3.txt").write_text("【政策资讯】\n", encoding="utf-8")
    (top / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    (top / "2025" / "第51期 2025-01-17.md").write_text(text(51, head=False), encoding="utf-8")
    (top / "word-styled.docx").write_bytes((FILES / "word-styled.docx").read_bytes())
    (top / ".DS_Store").write_bytes(b"x")
    (top / "~$word-styled.docx").write_bytes(b"x")
    return top


def test_files_come_in_a_steady_order_without_leftovers(back_issues):
    names = [path.name for path in folder.paths(str(back_issues))]
    assert names == [
        "3.txt",
        "第51期 2025-01-17.md",
        "old.doc",
        "word-styled.docx",
        "第2期.txt",
        "第10期.txt",
    ]


@pytest.mark.django_db
def test_a_folder_is_imported_whole_though_files_are_refused(back_issues, tmp_path):
    listed = tmp_path / "lists" / "refused.txt"
    out, err = run("import_issue", back_issues, "--refusals", listed, code=1, publish=True)
    assert err == ""
    assert list(Issue.objects.order_by("number").values_list("number", flat=True)) == [
        2,
        10,
        51,
        88,
    ]
    assert str(Issue.objects.get(number=51).date) == "2025-01-17"
    assert Issue.objects.published().count() == 4
    assert "共6个文件：新建4期，替换0期，无改动0期，拒收2个。" in out
    assert str(listed) in out
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert [line.split("：")[0] for line in lines] == ["3.txt", "old.doc"]
    assert ".docx" in lines[1]


@pytest.mark.django_db
def test_again_changes_nothing_and_an_old_list_goes(back_issues, settings):
    run("import_issue", back_issues, code=1)
    listed = Path(settings.DATA_DIR) / "import-refusals.txt"
    assert listed.is_file()
    rows = list(Item.objects.order_by("pk").values_list())
    records = Import.objects.count()
    for name in ("3.txt", "old.doc"):
        (back_issues / name).unlink()
    out, _err = run("import_issue", back_issues)
    assert "新建0期，替换0期，无改动4期，拒收0个" in out
    assert list(Item.objects.order_by("pk").values_list()) == rows
    assert Import.objects.count() == records
    assert not listed.exists()


@pytest.mark.django_db
def test_a_trial_stores_nothing(back_issues, tmp_path):
    out, _err = run(
        "import_issue", back_issues, "--dry-run", "--refusals", tmp_path / "list.txt", code=1
    )
    assert "试运行" in out
    assert not Issue.objects.exists()


@pytest.mark.django_db
def test_options_of_one_file_and_empty_folders_are_refused(tmp_path):
    assert "--number" in run("import_issue", tmp_path, code=2, number="3")[1]
    assert "没有文件" in run("import_issue", tmp_path, code=2)[1]


@pytest.mark.django_db
def test_the_name_of_a_file_tells_number_and_date(tmp_path):
    path = tmp_path / "第7期_20241220.txt"
    path.write_text(text(1, head=False), encoding="utf-8")
    run("import_issue", path)
    issue = Issue.objects.get()
    assert (issue.number, str(issue.date)) == (7, "2024-12-20")


def test_killed_at_any_point_nothing_is_half_made_and_again_finishes(tmp_path):
    top = tmp_path / "files"
    top.mkdir()
    for number in range(1, 13):
        (top / f"{number}.txt").write_text(text(number), encoding="utf-8")
    data = tmp_path / "var"
    env = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": "", "TLS": "0", "DEBUG": "0"}
    env.pop("DJANGO_SETTINGS_MODULE", None)

    def manage(*args):
        return subprocess.Popen(
            [sys.executable, "manage.py", *args], cwd=ROOT, env=env, stdout=subprocess.PIPE
        )

    with manage("migrate", "--verbosity", "0") as child:
        child.communicate()
    for lines in (2, 6):  # the head and so many files less one
        with manage("import_issue", str(top)) as child:
            for _line in range(lines):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        with sqlite3.connect(data / "newsroom.sqlite3") as database:
            found = database.execute(
                "select count(*) from issues_issue i left join issues_item t on t.issue_id = i.id "
                "group by i.id"
            ).fetchall()
            records = database.execute("select count(*) from issues_import").fetchone()[0]
        assert {count for (count,) in found} <= {5}
        assert len(found) == records >= lines - 1
    with manage("import_issue", str(top)) as child:
        out = child.communicate()[0].decode()
    assert child.returncode == 0
    assert "拒收0个" in out
    with sqlite3.connect(data / "newsroom.sqlite3") as database:
        assert database.execute("select count(*) from issues_item").fetchone()[0] == 60
        assert database.execute("select count(*) from issues_import").fetchone()[0] == 12
