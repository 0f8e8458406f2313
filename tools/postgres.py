"""Whether a PostgreSQL answers at an address: `python -m tools.postgres ADDRESS`.

Exits 0 where one does, else prints why the tests on it are left out, and exits 1. The
database itself need not exist: the tests make their own beside it.
"""

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg

HELP = (
    "Left out: the tests on PostgreSQL, because none answers at {address} ({reason}). "
    "Start one there, or name another: make test TEST_DATABASE_URL=postgres://user:password@host:5432/name"
)


def trouble(address):
    """Why no PostgreSQL can be used there, as a short text; None where one answers."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        return "not an address of PostgreSQL"
    server = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    try:
        psycopg.connect(server, connect_timeout=5).close()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1].strip()
    return None


def shown(address):
    """The address without its password."""
    head, at, tail = address.rpartition("@")
    return f"…@{tail}" if at and ":" in head.partition("://")[2] else address


def main(address):
    reason = trouble(address)
    if reason:
        print(HELP.format(address=shown(address) or "TEST_DATABASE_URL", reason=reason))
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
