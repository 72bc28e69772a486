#!/bin/sh
# redis.sh SOURCES OUTCOMES - redis' own tests of its commands
#
# SOURCES are those of redis; the installed server runs the tests in them.
set -eu
cd "$1"
outcomes=$2

command -v tclsh >/dev/null || {
	echo "tclsh is not installed"
	exit 77
}
for program in redis-server redis-cli redis-benchmark redis-check-aof \
	redis-check-rdb; do
	cp -f "$(command -v $program)" src
done

set --
for unit in type/string type/incr type/list type/set type/zset type/hash \
	type/stream dump keyspace scan expire sort other multi bitops bitfield \
	geo hyperloglog scripting functions lazyfree; do
	set -- "$@" --single "unit/$unit"
done
# A server that crashes ends the run, with another status than a failed test.
./runtest --clients 2 "$@" >"$outcomes.log" 2>&1 || true
# Without the colours and the times.
escape=$(printf '\033')
sed -nE "s,$escape\\[[0-9;]*m,,g
	s, \\([0-9]+ ms\\)\$,,
	/^\\[(ok|err|exception|ignore)\\]/p" "$outcomes.log" >"$outcomes"
