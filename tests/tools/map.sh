#!/bin/sh
# buddyctl map: pictures and films of a process that runs.
set -eu
top_builddir=$(cd "${top_builddir:-.}" && pwd)
scratch=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$scratch"' EXIT

fail()
{
	echo "$0: $*"
	exit 1
}

map()
{
	"$top_builddir/buddyctl" map "$@"
}

# status WANTED COMMAND...: the exit status it has.
status()
{
	wanted=$1
	shift
	got=0
	"$@" >"$scratch/out" 2>"$scratch/err" || got=$?
	[ "$got" -eq "$wanted" ] || {
		cat "$scratch/err"
		fail "exit status $got, not $wanted: $*"
	}
}

mkfifo "$scratch/pipe"
LD_PRELOAD=$top_builddir/.libs/libbuddy.so sed p "$scratch/pipe" \
	>"$scratch/copy" &
pid=$!
exec 3>"$scratch/pipe"
# It has a heap once it has read a line.
while ! [ -s "$scratch/copy" ]; do
	yes | head -n 4096 >&3
	sleep 0.1
done

status 0 map "$pid" -o "$scratch/a.svg"
grep -q "$scratch/a.svg" "$scratch/out" || fail "the name is not printed"
grep -q "($pid)</text>" "$scratch/a.svg" || fail "the SVG names no process"
status 0 map "$pid" -f png -o -
[ "$(dd if="$scratch/out" bs=1 skip=1 count=3 2>/dev/null)" = PNG ] ||
	fail "no PNG on standard output"
(
	cd "$scratch"
	status 0 map "$pid"
) || exit 1
tail -n 1 "$scratch/map-$pid.html" | grep -qx '</html>' ||
	fail "the page is not whole"

# Films: all frames, and fewer if they are interrupted.
frames()
{
	grep -c '"key":' "$1"
}
status 0 map "$pid" --every 10ms --count 5 -o "$scratch/film.html"
[ "$(frames "$scratch/film.html")" -eq 5 ] || fail "not 5 frames"
status 0 timeout --preserve-status -s INT 1 "$top_builddir/buddyctl" map \
	"$pid" --every 50ms --count 10000 -o "$scratch/cut.html"
[ "$(frames "$scratch/cut.html")" -gt 1 ] || fail "the interrupted film is short"

status 0 map --help
grep -q '^Usage: buddyctl map' "$scratch/out" || fail "no help"
status 2 map
status 2 map "$pid" --nothing
status 1 map "$pid" -o "$scratch/none/a.svg"
for format in html svg png; do
	[ -c /dev/full ] || break
	status 1 map "$pid" -f $format -o /dev/full
	grep -qx 'buddyctl: cannot write /dev/full: .*' "$scratch/err" ||
		fail "no plain reason for a full disk"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || fail "more than the reason"
done
