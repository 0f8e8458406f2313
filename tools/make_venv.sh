#!/bin/sh
# Makes the virtual environment $1 with the first Python of at least 3.11 on PATH.
set -eu

for python in python3.11 python3 python3.12 python3.13 python3.14 python; do
  if "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    if "$python" -m venv "$1"; then
      exit 0
    fi
    rm -rf "$1"
    echo "$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2
    exit 1
  fi
done
echo "Newsroom needs Python 3.11 or newer, and none was found on PATH." >&2
exit 1
