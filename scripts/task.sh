#!/bin/sh
# Find a Python that the course supports and hand the task over to it.
cd "$(dirname "$0")/.." || exit 1
found=""
for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
        3.11 | 3.12 | 3.13) exec "$python" scripts/tasks.py "$@" ;;
        *) found="$found $python is $version;" ;;
    esac
done
if [ -n "$found" ]; then
    echo "The course needs Python 3.11, 3.12 or 3.13, but$found install one of these, or name it: make PYTHON=/path/to/python3.12 $*" >&2
else
    echo "The course needs Python 3.11, 3.12 or 3.13, and found none: install one (Debian: sudo apt install python3 python3-venv; macOS: brew install python@3.13) and try again." >&2
fi
exit 1
