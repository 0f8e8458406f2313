"""How long a plain page takes right after many people searched at once.

    DATABASE_URL=… python -m tests.benchmarks.herd [--searchers 32] [--seconds 5]

Serves the database in use by gunicorn, as `make run` does. The searchers ask one query after
another, each of them a new one; when they stop, what they asked last is still waiting to be
answered, and the page comes behind it. Only reads; nothing here fails on a time.
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import quote

from issues.text import synthetic

PAGE = "/"
WAIT = 60  # seconds for the server to start, and for an answer
ROUNDS = 3


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    """(status, seconds) of one request on a connection of its own."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    return response.status, time.perf_counter() - start


def serve(port):
    settings = {"TLS": "0", "DEBUG": "0", "PORT": str(port), "SITE_URL": ""}
    environment = {"SECRET_KEY": "benchmark", **os.environ, **settings}
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, env=environment, check=True)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "newsroom.wsgi"], env=environment)
    for _ in range(WAIT * 10):
        try:
            get(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    raise SystemExit("the server did not start")


def queries(dice):
    """Words of the made-up archive, common and rare, alone and in pairs, without end."""
    words = synthetic.words()
    while True:
        yield " ".join(words.draw(dice, dice.choice((1, 1, 2))))


class Searcher(threading.Thread):
    def __init__(self, port, number, until):
        super().__init__(daemon=True)
        self.port, self.until, self.took, self.failed = port, until, [], []
        self.queries = queries(random.Random(number))

    def run(self):
        while time.perf_counter() < self.until:
            status, seconds = get(self.port, f"/search/?q={quote(next(self.queries))}")
            self.took.append(seconds)
            if status != 200:
                self.failed.append(status)


def herd(port, number, seconds, seed):
    """Seconds of a page right after, of a search, and how many searches were answered and not."""
    until = time.perf_counter() + seconds
    searchers = [Searcher(port, f"{seed}/{at}", until) for at in range(number)]
    for searcher in searchers:
        searcher.start()
    time.sleep(max(0, until - time.perf_counter()))
    after = get(port, PAGE)[1]
    for searcher in searchers:
        searcher.join(WAIT)
    took = [value for searcher in searchers for value in searcher.took]
    return after, took, [status for searcher in searchers for status in searcher.failed]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--searchers", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    port = free_port()
    server = serve(port)
    try:
        alone = min(get(port, PAGE)[1] for _ in range(5))
        print(f"  a page alone              {alone:7.3f} s")
        for seed in range(ROUNDS):
            after, took, failed = herd(port, options.searchers, options.seconds, seed)
            print(
                f"  {options.searchers} searchers for {options.seconds:g} s: page after"
                f" {after:7.3f} s; {len(took)} searches, median {statistics.median(took):.3f} s,"
                f" longest {max(took):.3f} s, not 200: {dict(Counter(failed))}"
            )
    finally:
        server.terminate()
        server.wait(WAIT)


if __name__ == "__main__":
    main()
