"""python -m issues.importing.readers.child KIND NAME: bytes on stdin -> JSON on stdout.

Ends by an exception or a signal where a library fails; isolation.py says so in a sentence.
"""

import importlib
import json
import resource
import sys

from ..parsed import Refused

MEMORY = 1024**3
CPU_SECONDS = 15
MODULES = {"pdf": "pdf", "zip": "docx", "html": "html", "mhtml": "html"}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # The soft limit kills with SIGXCPU, a second before the hard one.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(kind: str, name: str, data: bytes) -> dict[str, object]:
    try:
        reader = importlib.import_module(f"{__package__}.{MODULES[kind]}")
        return {"source": reader.read(data, name).to_json()}
    except Refused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "too_much_memory", "values": {"name": name}}
    except RecursionError:
        return {"refused": "unreadable_file", "values": {"name": name}}


def main() -> None:
    limit()
    kind, name = sys.argv[1:]
    sys.stdout.write(json.dumps(answer(kind, name, sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
