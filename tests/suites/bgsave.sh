#!/bin/sh
# bgsave.sh LIBRARY MIB - what a fork costs a server that is written to
#
# redis-server holds so many MiB of strings, saves them from a forked child,
# and overwrites one in 32 of them meanwhile, the same ones each time.  Prints
# what the child and it then had twice, in MiB: under the C library's malloc,
# under the allocator it was built for, and under LIBRARY.  With LIBRARY that
# may be a quarter more than with the C library's malloc, and not over that.
#
# Exits with 0, 1, or 77 if redis is not installed.
set -eu
export LC_ALL=C

library=$1
mib=$2
keys=$((mib * 1024)) # of 1 KiB each, nearly
writes=$((keys / 32))
libc=$(ldconfig -p | awk '$1 == "libc.so.6" { print $NF; exit }')
work=$(mktemp -d "${TMPDIR:-/tmp}/libbuddy-bgsave.XXXXXX")
socket=$work/socket
pid=

stop()
{
	[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
	[ -z "$pid" ] || wait "$pid" 2>/dev/null || true
	pid=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fail()
{
	echo "$*"
	tail -n 20 "$work/log"
	exit 1
}

ask()
{
	redis-cli -e -s "$socket" "$@" </dev/null
}

# start [LIBRARY]
start()
{
	rm -f "$work/log" "$work/dump.rdb"
	env ${1:+LD_PRELOAD="$1"} redis-server --port 0 --dir "$work" \
		--unixsocket "$socket" --save '' --daemonize no \
		--rdbcompression no --logfile "$work/log" >"$work/out" 2>&1 &
	pid=$!
	for _ in $(seq 200); do
		[ "$(ask ping 2>&1)" = PONG ] && return
		sleep 0.05
	done
	fail "the server does not answer"
}

# Values of 64 to 1983 bytes, 1023 in the middle.
overwrite='for i = 1, tonumber(ARGV[2]) do
	local key = (tonumber(ARGV[1]) + i) * tonumber(ARGV[3]) % tonumber(ARGV[4])
	redis.call("set", "key:" .. key, string.rep("v", 64 + key * 31 % 1920))
end'

# write NUMBER STRIDE: in pieces, since a script stops the server.  A prime
# stride reaches every key, and another one in another order.
write()
{
	at=0
	while [ "$at" -lt "$1" ]; do
		ask eval "$overwrite" 0 "$at" 1024 "$2" "$keys" >/dev/null
		at=$((at + 1024))
	done
}

info()
{
	ask info persistence | tr -d '\r' | sed -n "s/^$1://p"
}

# The child stands still until all is written that shall be meanwhile.
save_and_write()
{
	ask bgsave >/dev/null
	child=$(sed -n 's/.*Background saving started by pid //p' "$work/log")
	kill -STOP "$child" || fail "the save was over too soon"
	write "$writes" 104729
	kill -CONT "$child"
}

# measure NAME [LIBRARY]
measure()
{
	start "${2:-}"
	[ -z "${2:-}" ] || grep -qF "$(readlink -f "$2")" "/proc/$pid/maps" ||
		fail "the server runs without $2"
	write "$keys" 7919
	save_and_write
	while [ "$(info rdb_bgsave_in_progress)" = 1 ]; do
		sleep 0.1
	done
	[ "$(info rdb_last_bgsave_status)" = ok ] || fail "the save failed"
	redis-check-rdb "$work/dump.rdb" >"$work/check" 2>&1 ||
		fail "what was saved is broken"
	[ "$(ask dbsize)" = "$keys" ] || fail "keys are missing"
	copied=$(($(info rdb_last_cow_size) / 1048576))
	echo "$1: $copied MiB copied"
	stop
}

command -v redis-server >/dev/null || {
	echo "redis-server is not installed"
	exit 77
}
measure "the C library" "$libc"
most=$((copied * 5 / 4))
measure "built for"
measure libbuddy "$library"
[ "$copied" -le "$most" ] || fail "that is more than $most MiB"
