"""1,000 back issues from one folder: `python -m tests.benchmarks.importing [FILES]`.

Texts of 25 items, made from the samples. Prints files a second (by the wall clock and by CPU time
of this process, which is what one core gives), the ratio to parsing alone, and the most memory
of its own after a tenth of the files and after all. A database of its own, in a temporary folder.
"""

import io
import os
import re
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "issues" / "data" / "samples"
MASTHEAD = re.compile(r"第\d+期（总第\d+期） \S+日")


def write(folder: Path, count: int) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for number in range(1, count + 1):
        day = f"{2000 + number // 52}年{number % 12 + 1}月{number % 28 + 1}日"
        text = MASTHEAD.sub(f"第{number}期（总第{number}期） {day}", texts[number % len(texts)])
        # Addresses of their own, as real issues have.
        text = re.sub(r"(https?://\S+)", rf"\1?n={number}", text)
        (folder / f"第{number}期.txt").write_text(text, encoding="utf-8")


def megabytes() -> float:
    """The process's own memory; pages of the database's file that are mapped into it are not."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024


def parse_alone(found) -> float:
    from issues.importing import files, grammar

    started = time.process_time()
    for path in found:
        grammar.parse(files.source(str(path)))
    return time.process_time() - started


def store_all(found) -> tuple[float, float, float, float]:
    """(CPU seconds, seconds, most megabytes up to a tenth, and up to the end)"""
    from issues.importing import folder

    early = most = 0.0
    cpu, wall = time.process_time(), time.perf_counter()
    for done, outcome in enumerate(folder.import_all(found), start=1):
        if outcome.refusal:
            raise SystemExit(f"{outcome.path.name}: {outcome.refusal}")
        most = max(most, megabytes())
        if done == max(1, len(found) // 10):
            early = most
    return time.process_time() - cpu, time.perf_counter() - wall, early, most


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"DATA_DIR": data, "DATABASE_URL": "", "TLS": "0", "SECRET_KEY": "x" * 50}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from issues.importing import folder

        call_command("migrate", verbosity=0, stdout=io.StringIO())
        top = Path(data) / "files"
        top.mkdir()
        write(top, count)
        found = folder.paths(str(top))
        parsing = parse_alone(found)
        cpu, wall, early, most = store_all(found)
        print(f"files                      {count}")
        print(f"files a second, wall       {count / wall:.1f}")
        print(f"files a second of CPU      {count / cpu:.1f}")
        print(f"ratio to parsing alone     {cpu / parsing:.1f}")
        print(f"peak memory, a tenth done  {early:.0f} MB")
        print(f"peak memory, all done      {most:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
