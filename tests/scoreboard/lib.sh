# Shared by the scoreboard's tests: a Python that can run it.

set -eu
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$top_srcdir/bench:$here"
export PYTHONDONTWRITEBYTECODE=1

for python in /usr/bin/python3 python3 none; do
	"$python" -c 'import tomllib' 2>/dev/null && break
done
[ "$python" != none ] || {
	echo "1..0 # SKIP needs Python 3.11 or newer"
	exit 0
}
