import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from issues import topics
from issues.importing.parsed import KINDS
from issues.models import Issue, Item

ROOT = Path(__file__).resolve().parents[2]
TEXT = """数智示例
第12期 2024年12月20日
【政策资讯】
示例省发布公共数据目录
内容：深圳发布目录，涉及两类数据。
来源：示例日报 https://a.example.com/1
【国际观察】
港口试行无人集卡
内容：一处港口开始试行。
来源：ftp://b.example.com/2
（完）
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "issue.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(command, *args, code=0, **options):
    """(standard output, standard error) of a command that ends with this code."""
    out, err = io.StringIO(), io.StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command(command, *map(str, args), stdout=out, stderr=err, **options)
        assert ended.value.code == code
    else:
        call_command(command, *map(str, args), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_parse_issue_prints_the_promised_document(file):
    topics.ensure(["港口"])
    document = json.loads(run("parse_issue", file)[0])
    assert (
        document["issue"].items()
        >= {
            "number": 12,
            "total_number": None,
            "title": "数智示例",
            "date": "2024-12-20",
        }.items()
    )
    assert [section["name"] for section in document["sections"]] == ["政策资讯", "国际观察"]
    first, second = (section["items"][0] for section in document["sections"])
    assert set(first) == {
        "title",
        "summary",
        "source_url",
        "source_urls",
        "source_name",
        "region",
        "regions",
        "tags",
        "problems",
    }
    assert (first["title"], first["source_url"], first["source_name"]) == (
        "示例省发布公共数据目录",
        "https://a.example.com/1",
        "示例日报",
    )
    assert first["region"] == first["regions"][0] == "深圳"
    assert first["problems"] == []
    assert second["source_url"] is None
    assert second["tags"][0] == "港口"
    assert ["ftp://b.example.com/2" in problem for problem in second["problems"]] == [True]
    assert document["unplaced"] == [{"line": 11, "text": "（完）"}]
    ledger = document["ledger"]
    assert sum(ledger[kind] for kind in KINDS) == ledger["lines"] == 11
    assert not Item.objects.exists()


def test_parse_issue_needs_no_database(file, tmp_path):
    env = os.environ | {"DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": "", "TLS": "0"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "parse_issue", str(file)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        check=True,
    )
    assert len(json.loads(done.stdout)["sections"]) == 2
    assert "省" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "不完整"),
        ("随便一句话。".encode(), "没有找到任何条目"),
    ],
)
def test_parse_issue_refuses_in_chinese(tmp_path, data, words):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    document = json.loads(run("parse_issue", path, code=2)[0])
    assert list(document) == ["error"]
    assert words in document["error"]


def test_parse_issue_without_a_file(tmp_path):
    assert "找不到文件" in json.loads(run("parse_issue", tmp_path / "none.txt", code=2)[0])["error"]
    assert "error" in json.loads(run("parse_issue", tmp_path, code=2)[0])


@pytest.mark.django_db
def test_import_issue_says_what_it_made(file):
    out, err = run("import_issue", file, publish=True)
    assert err == ""
    for words in (
        "第12期",
        "2条",
        "2024-12-20 00:00",
        "国际观察",
        "ftp://b.example.com/2",
        "第11行",
    ):
        assert words in out
    assert Issue.objects.published().count() == 1


@pytest.mark.django_db
def test_import_issue_again(file):
    run("import_issue", file)
    assert "没有改动" in run("import_issue", file)[0]
    file.write_text(TEXT.replace("两类", "三类"), encoding="utf-8")
    assert "--replace" in run("import_issue", file, code=2)[1]
    assert "2条" in run("import_issue", file, replace=True)[0]
    assert Item.objects.filter(summary__contains="三类").count() == 1


@pytest.mark.django_db
def test_import_issue_as_a_trial(file):
    assert "试运行" in run("import_issue", file, "--dry-run")[0]
    assert not Issue.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--number=0"], "--number"),
        (["--number=-1"], "--number"),
        ([f"--number={2**40}"], "--number"),
        (["--number=" + "9" * 5000], "--number"),
        (["--number=十二"], "--number"),
        (["--number=1_0"], "--number"),
        (["--date=2024-13-01"], "--date"),
        (["--date=20.12.2024"], "--date"),
        (["--date="], "--date"),
    ],
)
def test_import_issue_refuses_bad_options(file, options, words):
    out, err = run("import_issue", file, *options, code=2)
    assert out == ""
    assert words in err
    assert not Issue.objects.exists()


@pytest.mark.django_db
def test_import_issue_asks_for_what_the_file_lacks(tmp_path):
    path = tmp_path / "bare.txt"
    path.write_text(TEXT.split("\n", 2)[2], encoding="utf-8")
    err = run("import_issue", path, code=2)[1]
    assert "--number" in err
    assert "--date" in err
    assert "--date" in run("import_issue", path, number="3", code=2)[1]
    run("import_issue", path, number="3", date="2025-01-03", title="题目")
    issue = Issue.objects.get()
    assert (issue.number, str(issue.date), issue.title) == (3, "2025-01-03", "题目")


@pytest.mark.django_db
def test_the_samples_are_imported_whole():
    for path in sorted((ROOT / "issues" / "data" / "samples").glob("*.txt")):
        out, _err = run("import_issue", path, publish=True)
        assert "请核对" not in out
        assert "未能归入" not in out
    assert [issue.items.count() for issue in Issue.objects.order_by("number")] == [25, 25, 25]
