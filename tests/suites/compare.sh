#!/bin/sh
# compare.sh LIBRARY SECONDS SUITE... - a suite of others, with and without us
#
# SUITE is a command that runs tests and writes the outcome of each, a line
# that names the test, to the file that is its last argument.  It runs once
# under the C library's malloc and once with LIBRARY preloaded, for so many
# seconds at most, in an empty folder.  The outcomes must be the same; a suite
# that does not run to its end under LIBRARY has failed.
#
# Tests of time fail now and then under any malloc.  So where outcomes differ
# both are run once more, and the same tests must differ again.
#
# Exits with 0, 1, or 77 if the suite does, which says why in its last line.
set -eu
export LC_ALL=C

library=$1
limit=$2
shift 2
work=$(mktemp -d "${TMPDIR:-/tmp}/libbuddy-suite.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# once NAME PRELOADED SUITE...: its status; outcomes are in NAME.
once()
{
	name=$1
	preloaded=$2
	shift 2
	rm -rf "$work/run" "$work/$name"
	mkdir "$work/run"
	(
		cd "$work/run" || exit
		exec timeout -k 10 "$limit" env ${preloaded:+LD_PRELOAD="$preloaded"} \
			"$@" "$work/$name"
	) >"$work/$name.log" 2>&1 </dev/null
}

# run NAME PRELOADED SUITE...: ends the script unless it came to its end.
run()
{
	status=0
	once "$@" || status=$?
	if [ "$status" = 77 ]; then
		tail -n 1 "$work/$1.log"
		exit 77
	elif [ "$status" != 0 ] || ! [ -s "$work/$1" ]; then
		tail -n 30 "$work/$1.log"
		echo "it ended with $status under $1"
		exit 1
	fi
}

# differ: the tests whose outcomes differ, in the words of the second.
differ()
{
	sort "$work/libc" >"$work/libc.sorted"
	sort "$work/libbuddy" >"$work/libbuddy.sorted"
	diff "$work/libc.sorted" "$work/libbuddy.sorted" |
		grep '^[<>]' | sort || true
}

env LD_PRELOAD="$library" grep -q libbuddy /proc/self/maps || {
	echo "$library is not preloaded"
	exit 1
}
run libc "" "$@"
run libbuddy "$library" "$@"
differ >"$work/first"
if [ -s "$work/first" ]; then
	run libc "" "$@"
	run libbuddy "$library" "$@"
	differ >"$work/second"
	if comm -12 "$work/first" "$work/second" | grep .; then
		echo "they differ (<: without libbuddy)"
		exit 1
	fi
	echo "these differed once (<: without libbuddy):"
	head -n 20 "$work/first"
fi
echo "$(wc -l <"$work/libbuddy") outcomes, the same"
