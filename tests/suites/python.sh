#!/bin/sh
# python.sh MODULE OUTCOMES - one of the Python library's own test modules
set -eu
here=$(dirname "$0")
python=/usr/bin/python3 # the system's, whose tests a package has

if ! $python -c "import test.$1" 2>/dev/null; then
	echo "$python has no test.$1: package libpython3.11-testsuite"
	exit 77
fi
# Every object by malloc.
PYTHONMALLOC=malloc exec $python "$here/outcomes.py" "$2" "$1"
