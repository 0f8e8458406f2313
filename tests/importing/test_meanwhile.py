"""While a file is read in its child, the process that waits for it answers others."""

import os
import threading

from issues.importing.parsed import Refused
from issues.importing.readers import isolation

CHILD = """
import sys
sys.stdin.read()
with open("ready", "w") as ready:
    ready.write("reading")
with open("go") as go:
    go.read()
print('{"refused": "no_text", "values": {}}')
"""


def test_pages_are_served_while_a_file_is_read(client, db, tmp_path, monkeypatch):
    (tmp_path / "waiting.py").write_text(CHILD)
    os.mkfifo(tmp_path / "ready")
    os.mkfifo(tmp_path / "go")
    monkeypatch.setattr(isolation, "ROOT", tmp_path)
    ends = []

    def read():
        try:
            isolation.run("pdf", b"x" * 300_000, "a.pdf", module="waiting")
        except Refused as refused:
            ends.append(refused.code)

    reading = threading.Thread(target=read)
    reading.start()
    with open(tmp_path / "ready") as ready:
        assert ready.read() == "reading"
    page = client.get("/", secure=True)
    waits = reading.is_alive() and not ends
    with open(tmp_path / "go", "w") as go:
        go.write("on")
    reading.join()
    assert (page.status_code, waits, ends) == (200, True, ["no_text"])
