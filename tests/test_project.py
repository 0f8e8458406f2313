"""What holds for the project as a whole, whatever is in it."""

import ast
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, load_command_class
from django.template import engines

ROOT = Path(settings.BASE_DIR)
NOT_OURS = {".venv", ".git", "var", "__pycache__", "node_modules"}
TEXT_FILES = {
    "",
    *(".cfg", ".css", ".html", ".in", ".js", ".json", ".md", ".po", ".py", ".sh", ".svg"),
    *(".toml", ".tsv", ".txt", ".yaml", ".yml"),
}
# Assembled here, so that this file does not name them itself.
REGISTRIES = [f"{host}.{end}" for host, end in (("pypi", "org"), ("pythonhosted", "org"))]
REGISTRIES += [f"registry.{host}" for host in ("npmjs.org", "yarnpkg.com")]
MACHINE_PATHS = [f"/{first}/" for first in ("work", "root", "home", "Users", "tmp")] + [
    "/opt/" + "pypi"
]


def files():
    """The files of the project that hold text, without what Python and tests leave behind."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(
            part.startswith(".") and part.endswith(("cache", "hypothesis")) for part in parts
        )
        ours = not hidden and not NOT_OURS & set(parts)
        if ours and path.suffix in TEXT_FILES and path.is_file():
            yield path


def shown(path):
    return path.relative_to(ROOT).as_posix()


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())


def manage(*args, **environment):
    """A command as an operator runs it: the site's own settings, nothing set but what is named."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path):
    assert settings.SILENCED_SYSTEM_CHECKS == ["security.W021"]
    done = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), TLS="0")
    assert "security.W012" in found.stderr


TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name):
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_has_inline_script_style_or_handler(name):
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    # Blocks of data (JSON-LD) are not run; everything else comes from our own files.
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/' in tag
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|\bautoescape\s+off\b", text)


def test_no_python_marks_data_as_safe():
    found = [
        shown(path)
        for path in files()
        if path.suffix == ".py" and path.parts[len(ROOT.parts)] in ("issues", "newsroom")
        if re.search(r"\bmark_safe\b|\bSafeString\b|\bSafeText\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine():
    found = [
        f"{shown(path)}: {word}"
        for path in files()
        for word in (*REGISTRIES, *MACHINE_PATHS)
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


def test_requirements_are_pinned_with_hashes():
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text()
        names = re.findall(r"^[A-Za-z0-9][^\s;]*", text, re.MULTILINE)
        assert names
        assert all("==" in name for name in names), path.name
        assert len(re.findall(r"^[A-Za-z0-9].*\n    --hash=sha256:", text, re.MULTILINE)) == len(
            names
        )


def imports(path):
    """Every module that the file imports, with relative names made whole."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            whole = ".".join((*base, *((node.module or "").split(".") if node.module else ())))
            yield whole
            yield from (f"{whole}.{name.name}" for name in node.names)


def importers(pattern, within="issues"):
    """Files in the folder that import something whose whole name begins with the pattern."""
    begins = re.compile(rf"(?:{pattern})(?:\.|$)")
    return {
        shown(path)
        for path in sorted((ROOT / within).rglob("*.py"))
        if any(begins.match(name) for name in imports(path))
    }


def test_text_is_pure():
    assert importers("django|taggit|newsroom", "issues/text") == set()
    allowed = importers(r"issues\.text", "issues/text")
    assert importers("issues", "issues/text") <= allowed


def test_the_grammar_is_pure():
    grammar = "issues/importing/grammar"
    assert importers("django|taggit|newsroom", grammar) == set()
    allowed = r"text|importing\.(grammar|parsed|source)"
    assert importers(rf"issues\.(?!{allowed})\w+(\.\w+)*", grammar) == set()


@pytest.mark.parametrize(
    ("room", "never"),
    [
        (
            "issues/text",
            r"issues\.(models|topics|placing|publishing|importing|archive|desk|search)",
        ),
        ("issues/importing", r"issues\.(archive|desk|management)"),
        ("issues/archive", r"issues\.(desk|importing|management)"),
        ("issues/desk", r"issues\.(archive|management)"),
    ],
)
def test_imports_go_one_way(room, never):
    assert importers(never, room) == set()


@pytest.mark.parametrize("name", ["models", "topics", "placing", "publishing", "standing"])
def test_the_middle_imports_no_room_for_people(name):
    bad = re.compile(r"issues\.(archive|desk|importing|management)(\.|$)")
    room = ROOT / "issues" / name
    paths = sorted(room.glob("*.py")) if room.is_dir() else [room.with_suffix(".py")]
    assert [found for path in paths for found in imports(path) if bad.match(found)] == []


def test_only_the_fetcher_may_open_connections():
    clients = r"http\.client|urllib\.request|urllib3|requests|httpx|aiohttp|socket|ftplib|smtplib"
    # `welcome` asks whether its port is free; it sends nothing.
    allowed = {"issues/gathering/fetch.py", "issues/management/commands/welcome.py"}
    assert importers(clients) <= allowed
    assert importers(clients, "newsroom") == set()


def test_only_one_module_knows_taggit():
    # models/ derives its topic from taggit's; who asks about topics asks topics.py.
    assert importers("taggit") <= {
        "issues/models/items.py",
        "issues/models/topics.py",
        "issues/topics.py",
    } | {shown(path) for path in (ROOT / "issues" / "migrations").glob("*.py")}


@pytest.mark.parametrize(
    "name", [path.stem for path in (ROOT / "issues" / "management" / "commands").glob("[a-z]*.py")]
)
def test_a_command_says_what_it_is_for(name):
    command = load_command_class("issues", name)
    assert command.help
    assert command.create_parser("manage.py", name).format_help()


DOCUMENTS = sorted(
    path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if path.is_file()
)
NAMED = re.compile(
    r"`((?:issues|newsroom|tests|templates|static|tools|docs|requirements)/[\w./-]+)`"
    r"|\]\((?!https?:|#)([^)#]+)"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_what_a_document_names_is_there(document):
    named = [code or link for code, link in NAMED.findall(document.read_text(encoding="utf-8"))]
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not (document.parent / name).exists()
    ]
    assert missing == []


def test_the_picture_of_the_house_has_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = text.split("## The house")[1].split("## Rules")[0]
    rooms = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "issues").iterdir()
        if not path.name.startswith("__") and path.name != "apps.py"
    }
    assert {room for room in rooms if room not in picture} == set()
    named = re.findall(r"^  ([a-z]+(?:/|\.py))", picture, re.MULTILINE)
    assert named
    assert set(named) <= rooms


def test_every_make_target_the_documents_name_is_there():
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        word
        for document in (*DOCUMENTS, ROOT / ".ci" / "run")
        for line in re.findall(
            r"(?:^|`)make ([a-z0-9 -]+)", document.read_text(encoding="utf-8"), re.MULTILINE
        )
        for word in line.split()
    }
    assert named <= targets
