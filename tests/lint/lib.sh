# Shared by the lint tests: each proves that it can fail before it passes.

set -eu
export LC_ALL=C
top_srcdir=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
lint=$top_srcdir/tests/lint
: "${CC:=cc}" "${NM:=nm}" "${READELF:=readelf}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail()
{
	echo "$0: $*"
	exit 1
}

skip()
{
	echo "$*"
	exit 77
}

# must_reject WORDS COMMAND...: the command fails and says WORDS.
must_reject()
{
	words=$1
	shift
	if "$@" >"$scratch/out" 2>&1; then
		fail "self-test: accepted what it must reject: $words"
	fi
	grep -q -- "$words" "$scratch/out" || {
		cat "$scratch/out"
		fail "self-test: rejected without saying: $words"
	}
}

# sources FOLDER...: the C files below folders of the source tree.
sources()
{
	(cd "$top_srcdir" && find "$@" -name '*.[ch]' | sort)
}
