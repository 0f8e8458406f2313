"""The files that came in, kept below MEDIA_ROOT under names made of their content."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

FOLDER = "imports"
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
