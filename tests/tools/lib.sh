# shellcheck shell=sh
# Shared by the *.tap scripts of this folder: TAP output, and a process under
# libbuddy to look at.

set -u

: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$(pwd)}"
buddyctl=$top_builddir/buddyctl
library=$top_builddir/.libs/libbuddy.so.0

unset BUDDY_CONF LD_PRELOAD LD_AUDIT
LC_ALL=C.UTF-8
export LC_ALL
ulimit -S -c 0

work=$(mktemp -d "${TMPDIR:-/tmp}/libbuddy-test.XXXXXX")
children=

clean_up()
{
	for child in $children; do
		kill -KILL "$child" 2>/dev/null
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

count=0

ok()
{
	count=$((count + 1))
	echo "ok $count - $1"
}

# not_ok NAME WHY [FILE...]: the files are shown as diagnostics.
not_ok()
{
	count=$((count + 1))
	echo "not ok $count - $1: $2"
	shift 2
	for file in "$@"; do
		echo "# ${file##*/}:"
		sed 's/^/#   /' "$file"
	done
}

# check NAME COMMAND...: ok if the command succeeds.
check()
{
	name=$1
	shift
	if "$@" >"$work/check" 2>&1; then
		ok "$name"
	else
		not_ok "$name" "$*" "$work/check"
	fi
}

# expect_status WANTED COMMAND...: its output is in $work/out and $work/err.
expect_status()
{
	wanted=$1
	shift
	timeout -k 5 30 "$buddyctl" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	name="buddyctl $* ends with $wanted"
	if [ $status -eq "$wanted" ]; then
		ok "$name"
	else
		not_ok "$name" "$status" "$work/out" "$work/err"
	fi
}

# says FILE PATTERN NAME
says()
{
	if grep -Eq -- "$2" "$1"; then
		ok "$3"
	else
		not_ok "$3" "no line like $2" "$1"
	fi
}

skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

finish()
{
	echo "1..$count"
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# eventually COMMAND...: tries for ten seconds.
eventually()
{
	tries=100
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

has_heap()
{
	[ -d "/proc/$1" ] && "$buddyctl" stat -n 1 "$1" >/dev/null 2>&1
}

# start_target: a shell under libbuddy that allocates now and then, is called
# target, and ends by itself in the end; its pid is in $target.
start_target()
{
	[ -x "$work/target" ] || {
		cp /bin/bash "$work/target" && mkfifo "$work/never"
	} || exit 1
	# shellcheck disable=SC2016 # for the other shell
	LD_PRELOAD=$library "$work/target" -c '
		end=$((SECONDS + 120))
		while [ $SECONDS -lt $end ]; do
			text=x
			for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
				text=$text$text
				read -t 0.01 line
			done
		done' <>"$work/never" >/dev/null 2>&1 &
	target=$!
	children="$children $target"
	eventually has_heap "$target" || {
		echo "Bail out! $target has no heap"
		exit 1
	}
}

[ -x "$buddyctl" ] || skip_all "buddyctl was not built"
[ -e "$library" ] || skip_all "there is no libbuddy.so.0"
