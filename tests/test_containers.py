"""Dockerfile and docker-compose.yml, read without an engine: what they name exists here."""

import ast
import fnmatch
import importlib.util
import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.test import Client
from django.urls import resolve
from dockerfile_parse import DockerfileParser

from newsroom import environment as env

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
# Read by gunicorn itself, not by a file of ours.
GUNICORNS = {"FORWARDED_ALLOW_IPS"}


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """The instructions of the Dockerfile: [(instruction, value)], line ends joined."""
    # The parser writes back what it reads when asked to: it gets a copy.
    copy = tmp_path_factory.mktemp("image") / "Dockerfile"
    copy.write_text((ROOT / "Dockerfile").read_text(encoding="utf-8"), encoding="utf-8")
    parsed = DockerfileParser(str(copy)).structure
    return [
        (step["instruction"], step["value"]) for step in parsed if step["instruction"] != "COMMENT"
    ]


def values(steps, instruction):
    return [value for name, value in steps if name == instruction]


def known_variables():
    """What the settings and gunicorn's file read from the environment."""
    pattern = re.compile(r"(?:env|environment)\.\w+\(\s*[\"']([A-Z_]+)[\"']")
    return GUNICORNS | {
        name
        for path in ("newsroom/settings.py", "gunicorn.conf.py")
        for name in pattern.findall((ROOT / path).read_text(encoding="utf-8"))
    }


def image_environment(steps):
    pairs = [pair for value in values(steps, "ENV") for pair in shlex.split(value)]
    return dict(pair.split("=", 1) for pair in pairs)


def packages():
    text = (ROOT / "requirements" / "base.txt").read_text()
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def check_command(words):
    """A command of the image is a program of a pinned package, with names that exist."""
    program, *rest = words
    if program == "python":
        assert rest[0] == "manage.py"
        assert rest[1] in get_commands()
    else:
        assert program in packages()
        assert importlib.util.find_spec(rest[0]) is not None


def test_everything_copied_exists_and_is_let_through(steps):
    copied = [
        source
        for value in values(steps, "COPY")
        if not value.startswith("--from")
        for source in value.split()[:-1]
    ]
    assert {"newsroom", "issues", "templates", "static", "manage.py"} <= set(copied)
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    for source in copied:
        assert (ROOT / source).exists()
        assert any(fnmatch.fnmatch(source, rule[1:]) for rule in rules if rule.startswith("!"))


def test_everything_the_site_reads_at_run_time_is_copied(steps):
    copied = " ".join(values(steps, "COPY"))
    for folder in (*settings.TEMPLATES[0]["DIRS"], *settings.STATICFILES_DIRS):
        assert Path(folder).relative_to(ROOT).parts[0] in copied
    assert "gunicorn.conf.py" in copied


def test_the_image_runs_as_nobody_special_and_holds_no_secret(steps):
    users = values(steps, "USER")
    assert users == ["newsroom"]
    order = [name for name, _value in steps]
    assert order.index("USER") < order.index("CMD")
    assert f"useradd --uid 10001 --home-dir /app {users[0]}" in " ".join(values(steps, "RUN"))
    assert "ARG" not in order
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(image_environment(steps))
    assert "--require-hashes" in " ".join(values(steps, "RUN"))


def test_the_python_is_the_one_that_the_requirements_are_pinned_for(steps):
    wanted = f"python:{'.'.join(map(str, (3, 11)))}-slim"
    assert [value.split()[0] for value in values(steps, "FROM")] == [wanted, wanted]
    assert 'target-version = "py311"' in (ROOT / "pyproject.toml").read_text()


def test_the_image_sets_variables_that_the_settings_read(steps):
    pythons = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    given = image_environment(steps)
    assert set(given) - pythons <= known_variables()
    assert given["DATA_DIR"] in values(steps, "VOLUME")
    assert given["LOG_FORMAT"] in ("text", "json")


def test_the_image_serves_the_site_at_the_port_it_exposes(steps):
    command = json.loads(values(steps, "CMD")[0])
    check_command(command)
    assert command[command.index("--bind") + 1] == f"0.0.0.0:{values(steps, 'EXPOSE')[0]}"


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_is_built_here_and_sets_what_the_settings_read(name):
    service = SERVICES[name]
    assert (ROOT / service["build"] / "Dockerfile").is_file()
    assert set(service["environment"]) <= known_variables()
    assert {"SECRET_KEY", "DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS"} <= set(
        service["environment"]
    )
    if "command" in service:
        check_command(service["command"])


def test_secrets_come_from_the_environment_and_have_no_default():
    whole = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "DOMAIN"):
        used = re.findall(rf"\$\{{{name}([^}}]*)\}}", whole)
        assert used
        assert all(rest.startswith(":?") for rest in used)


def filled(text):
    """The text as compose fills it in when only what has no default is given."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    return re.sub(r"\$\{(\w+):\?[^}]*\}", r"given-\1", text)


def test_the_settings_take_the_values_as_they_are_filled_in(monkeypatch):
    for name, value in SERVICES["web"]["environment"].items():
        monkeypatch.setenv(name, filled(value))
    row = env.database("DATABASE_URL", "")
    assert (row["HOST"], row["PORT"]) == ("database", "5432")
    database = SERVICES["database"]["environment"]
    assert row["USER"] == database["POSTGRES_USER"]
    assert row["NAME"] == database["POSTGRES_DB"]
    assert row["PASSWORD"] == filled(database["POSTGRES_PASSWORD"])
    assert env.origin("SITE_URL", "") == "https://given-DOMAIN"
    assert "given-DOMAIN" in env.words("ALLOWED_HOSTS")
    assert env.whole_number("WEB_CONCURRENCY", 0) == 2
    assert env.choice("ARCHIVE_ACCESS", "public", ("public", "staff")) == "public"
    assert env.text("SITE_NAME", "default") == "default"


def test_the_database_is_postgresql_16_or_newer_and_reached_by_its_services_name():
    image, version = SERVICES["database"]["image"].split(":")
    assert image == "postgres"
    assert int(version) >= 16
    assert "ports" not in SERVICES["database"]


@pytest.mark.parametrize("name", ["web", "tick"])
def test_nothing_works_before_the_database_is_ready_and_migrated(name):
    service, prepare = SERVICES[name], SERVICES["prepare"]
    assert service["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "prepare": {"condition": "service_completed_successfully"},
    }
    assert service["restart"] == "unless-stopped"
    assert prepare["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "restart" not in prepare


def test_what_is_due_is_looked_at_once_a_minute():
    assert SERVICES["tick"]["command"] == ["python", "manage.py", "tick", "--every", "60"]
    assert "ports" not in SERVICES["tick"]


def test_the_port_is_the_image_s_and_open_to_this_host_only(steps):
    address, outside, inside = SERVICES["web"]["ports"][0].split(":")
    assert address == "127.0.0.1"
    assert outside.isdigit()
    assert inside == values(steps, "EXPOSE")[0]


def test_volumes_are_declared_and_stand_where_the_data_is(steps):
    for service in SERVICES.values():
        for volume in service["volumes"]:
            assert volume.split(":")[0] in COMPOSE["volumes"]
    folder = image_environment(steps)["DATA_DIR"]
    assert all(SERVICES[name]["volumes"] == [f"data:{folder}"] for name in OURS)
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_the_healthcheck_of_the_database_asks_for_the_right_one():
    kind, program, *flags = SERVICES["database"]["healthcheck"]["test"]
    given = SERVICES["database"]["environment"]
    assert (kind, program) == ("CMD", "pg_isready")
    assert flags == [f"--username={given['POSTGRES_USER']}", f"--dbname={given['POSTGRES_DB']}"]


def test_the_healthcheck_of_the_web_asks_a_page_that_answers_it(steps, settings, db):
    kind, program, flag, code = SERVICES["web"]["healthcheck"]["test"]
    assert (kind, program, flag) == ("CMD", "python", "-c")
    url = next(node.value for node in ast.walk(ast.parse(code)) if is_address(node))
    parts = urlsplit(url)
    assert str(parts.port) == values(steps, "EXPOSE")[0]
    assert resolve(parts.path).url_name == "readyz"
    # Plain http and the container's own name for itself, under the settings compose gives.
    settings.ALLOWED_HOSTS = filled(SERVICES["web"]["environment"]["ALLOWED_HOSTS"]).split(",")
    answer = Client().get(parts.path, headers={"host": parts.netloc})
    assert answer.status_code == 200


def is_address(node):
    return isinstance(node, ast.Constant) and str(node.value).startswith("http://")
