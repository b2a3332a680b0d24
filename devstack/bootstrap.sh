#!/bin/sh
# Finds a Python that is new enough and hands over to devstack/bootstrap.py.
# Usage: sh devstack/bootstrap.sh run|dev
cd "$(dirname "$0")/.." || exit 1
found=
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    found=$candidate
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$candidate" -m devstack.bootstrap "$@"
    fi
done
if [ -n "$found" ]; then
    echo "Proper Channels needs Python 3.11 or newer, and found only $("$found" -V 2>&1): install one, or name it with PYTHON=/path/to/python3.11" >&2
else
    echo "Proper Channels needs Python 3.11 or newer, and found none: on Debian or Ubuntu run: apt install python3 python3-venv" >&2
fi
exit 1
