#!/bin/sh
# compare.sh accepts what is the same, and rejects what differs each time or
# does not end well under libbuddy.
set -eu
compare=$top_srcdir/tests/suites/compare.sh
library=$top_builddir/.libs/libbuddy.so.0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect STATUS WORDS SCRIPT: a suite is a script whose $1 is the file.
expect()
{
	status=0
	printf '%s\n' "$3" >"$scratch/suite"
	"$compare" "$library" 20 sh "$scratch/suite" >"$scratch/out" 2>&1 ||
		status=$?
	if [ "$status" != "$1" ] || ! grep -q "$2" "$scratch/out"; then
		cat "$scratch/out"
		echo "status $status, not $1 and \"$2\", of: $3"
		exit 1
	fi
}

expect 0 '2 outcomes, the same' 'printf "ok a\nok b\n" >"$1"'
expect 1 'ok a libbuddy' 'echo "ok a ${LD_PRELOAD:+libbuddy}" >"$1"'
expect 1 'ended with 3 under libbuddy' \
	'echo ok >"$1"; [ -z "${LD_PRELOAD:-}" ] || exit 3'
expect 1 'ended with 134 under libbuddy' \
	'echo ok >"$1"; [ -z "${LD_PRELOAD:-}" ] || kill -ABRT $$'
expect 1 'ended with 0 under libc' ': >"$1"'
expect 77 'not here' 'echo not here; exit 77'
# The second time it is the same.
expect 0 'differed once' 'echo ok >"$1"
	[ -n "${LD_PRELOAD:-}" ] || exit 0
	[ -e "'"$scratch"'/seen" ] || echo "ok too" >>"$1"
	: >"'"$scratch"'/seen"'
library=/dev/null
expect 1 'is not preloaded' 'echo ok >"$1"'
