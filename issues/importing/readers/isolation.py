"""Runs a reader in a process of its own, so that no file can take the server with it.

Why a process: a PDF of 3 KB has reached 2.5 GB of memory, and a library in C has ended the
process that called it. Plain text and Markdown stay in-process: decoding in Python takes time
and memory in proportion to the file, whose size is limited.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from ..parsed import Refused
from ..source import Source

ROOT = Path(__file__).resolve().parents[3]
WALL_SECONDS = 25  # the editor has the sentence within 30, the start and the page included
# By what a killed child died of.
SIGNALS = {signal.SIGXCPU: "too_slow", signal.SIGKILL: "too_much_memory"}


def run(kind: str, data: bytes, name: str, *, module: str = f"{__package__}.child") -> Source:
    """Raises Refused: what the reader found, or too_slow, too_much_memory, unreadable_file."""
    # The environment holds passwords: none of it is for the child.
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}
    with (
        subprocess.Popen(  # noqa: S603 — our own module, no shell
            [sys.executable, "-m", module, kind, name[-200:].replace("\0", "")],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child
    ):
        try:
            out, _none = child.communicate(data, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            child.kill()
            child.communicate()
            raise Refused("too_slow", name=name) from error
    if child.returncode < 0:
        raise Refused(SIGNALS.get(-child.returncode, "unreadable_file"), name=name)
    try:
        answer = json.loads(out)
    except ValueError as error:
        raise Refused("unreadable_file", name=name) from error
    if code := answer.get("refused"):
        raise Refused(code, **answer["values"])
    return Source.from_json(answer["source"])
