"""The files that came in, kept below MEDIA_ROOT under names made of their content."""

import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from issues.models import Import

FOLDER = "imports"
LEFT_FOR = timedelta(days=1)  # a file is written before its row, by whoever may be killed between
ENDINGS = {"text": "txt", "markdown": "md", "html": "html", "pdf": "pdf", "docx": "docx"}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(data: bytes, kind: str) -> str:
    """Writes the file, whole or not at all; the name within MEDIA_ROOT. Twice the same is once.

    A name from outside never becomes part of a path.
    """
    sha = digest(data)
    name = f"{FOLDER}/{sha[:2]}/{sha}.{ENDINGS.get(kind, 'bin')}"
    path = Path(settings.MEDIA_ROOT) / name
    if path.exists():
        path.touch()  # `clear` leaves alone what is new
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f"{sha}.*.part"):  # of a process that was killed
        leftover.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f"{sha}.", suffix=".part", delete=False
    ) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return name


def forget(name: str) -> None:
    (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def clear(now: datetime) -> int:
    """Removes files older than a day that no import refers to; how many there were."""
    limit, count = (now - LEFT_FOR).timestamp(), 0
    root = Path(settings.MEDIA_ROOT)
    for path in sorted((root / FOLDER).glob("??/*")):
        name = path.relative_to(root).as_posix()
        orphan = is_old(path, limit) and not Import.objects.filter(file=name).exists()
        # Somebody may have brought the same file again while the row was looked for.
        if orphan and is_old(path, limit):
            path.unlink(missing_ok=True)
            count += 1
    return count


def is_old(path: Path, limit: float) -> bool:
    """Whether the file was last written or touched before `limit`, in seconds of the clock."""
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False
