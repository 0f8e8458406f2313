"""The files that imports came in as: what a killed import left is cleared, and nothing else."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from issues import tick
from issues.importing import originals, record

NOW = datetime(2025, 1, 17, 12, tzinfo=UTC)
TEXT = "【政策资讯】\n示例市发布目录\n内容：目录收录三百项。\n来源：https://example.org/1\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def aged(name, folder, **age):
    path = Path(folder) / name
    then = (NOW - timedelta(**age)).timestamp()
    os.utime(path, (then, then))
    return path


def test_a_file_without_a_row_is_cleared_after_a_day(db, folder):
    old = aged(originals.keep(b"old", "text"), folder, hours=25)
    new = aged(originals.keep(b"new", "text"), folder, hours=23)
    part = old.parent / f"{old.stem}.x.part"
    part.write_bytes(b"ol")
    aged(part, folder, days=2)
    assert originals.clear(NOW) == 2
    assert (old.exists(), part.exists(), new.exists()) == (False, False, True)


def test_a_file_of_an_import_stays(chief, folder):
    row = record.take(TEXT.encode(), "a.txt", user=chief)
    path = aged(row.file.name, folder, days=400)
    assert originals.clear(NOW) == 0
    assert path.exists()


def test_a_file_that_comes_again_counts_as_new(db, folder):
    path = aged(originals.keep(b"same", "text"), folder, days=400)
    before = path.stat().st_mtime
    originals.keep(b"same", "text")
    assert path.stat().st_mtime > before


def test_the_tick_clears(db, folder):
    path = aged(originals.keep(b"old", "text"), folder, days=2)
    job = next(job for job in tick.JOBS if job.name == "originals")
    assert "1" in str(job.run(tick.Turn(NOW, "me")))
    assert not path.exists()
    assert str(job.run(tick.Turn(NOW, "me"))) == ""
