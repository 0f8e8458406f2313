"""kill -9 in the middle of a deed, on the test's own database.

A test module defines `deed(*words)` and asks for it with `Deeds(__name__)`: one process sets
Django up and forks for each deed, as often as the test likes. `dying` ends such a fork inside.
"""

import importlib
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
WRITING = ("INSERT", "UPDATE", "DELETE")


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def dying(place, verbs=None):
    """For connection.execute_wrapper: dies before statement number `place`, counted from 0, of
    those that begin with one of `verbs`."""
    left = iter(range(place, -1, -1))

    def around(execute, sql, params, many, context):
        counted = verbs is None or sql.split(None, 1)[0].upper() in verbs
        if counted and next(left) == 0:
            die()
        return execute(sql, params, many, context)

    return around


class Deeds:
    """Gives the exit status of each deed that it is asked for; -SIGKILL where it died."""

    def __init__(self, module):
        # Not at the top: the process of the deeds sets Django up first.
        from django.conf import settings
        from django.db import connection

        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing", module, str(connection.settings_dict["NAME"])],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        if not (status := self.process.stdout.readline()):
            raise RuntimeError("the process of the deeds has ended: see its message above")
        return int(status)

    def close(self):
        self.process.communicate()


def fork(deed, words):
    """The exit status of a child that does it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(SECONDS)  # rather than wait for a lock for ever
    status = 1
    try:
        deed(*words)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def main(module, database):
    import django
    from django.db import connections

    connections.settings["default"]["NAME"] = database
    django.setup()
    deed = importlib.import_module(module).deed
    for line in sys.stdin:
        print(fork(deed, line.rstrip("\n").split("\t")), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
