#!/bin/sh
# SPDX-License-Identifier: MIT
#
# redis_session.sh PORT KEYS PID - the life of a cache
#
# Stands for redis in use: KEYS keys are loaded whose values are strings,
# lists, hashes and sorted sets of spread sizes, a benchmark sends requests to
# the server PID, and then half of the keys are deleted, in scattered runs.
# Prints figures for the scoreboard and a checksum of the keys that are left,
# says "asleep", looks at the server's memory 1 s and 10 s later, and ends it.
#
# The benchmark draws its keys as it likes, as many each time; so it has keys
# of its own, which the checksum leaves out.

set -eu
port=$1
nr_keys=$2
pid=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

nr_tries=100     # to reach the server
most_tiny=5000   # keys; so few are no reason to wait for the server
run=$((nr_keys / 100)) # keys that are deleted together
nr_clients=20    # connections of the benchmark
pipeline=8       # requests each has under way
nr_requests=$((nr_keys / 4)) # of each kind
nanoseconds=0    # of work so far, without the waits

cli()
{
	redis-cli -e -p "$port" "$@"
}

# work COMMAND...: run it as a part of the measured time.
work()
{
	begin=$(date +%s%N)
	"$@"
	nanoseconds=$((nanoseconds + $(date +%s%N) - begin))
}

resident_kb()
{
	awk '$1 == "VmRSS:" { print $2 }' "/proc/$pid/status"
}

# commands: what loads the keys; half of the values are strings, of 8 to 1037
# bytes with the small ones frequent, and the others have parts.
commands()
{
	awk -v nr_keys="$nr_keys" '
	function random(n) { return (state = state * 16807 % 2147483647) % n }
	BEGIN {
		state = 1
		text = sprintf("%1100s", "")
		gsub(/ /, "v", text)
		for (i = 1; i <= nr_keys; i++) {
			size = 8 + random(2) * random(8) * random(148)
			kind = i % 8
			if (kind % 2 == 0)
				print "set key:" i, substr(text, 1, size)
			for (j = 0; j < 3 && kind == 1; j++)
				print "rpush key:" i, substr(text, 1, size)
			for (j = 0; j < 6 && kind == 3; j++)
				print "hset key:" i, "field" j,
					substr(text, 1, 10 + random(90))
			for (j = 0; j < 4 && kind == 5; j++)
				print "zadd key:" i, random(999),
					"member" random(99999)
			for (j = 0; j < 4 && kind == 7; j++)
				print "append key:" i, substr(text, 1, 99)
		}
	}'
}

load()
{
	cli --pipe <"$scratch/commands" >/dev/null
}

# bench TESTS SIZE: requests on keys of its own, printed as CSV.
bench()
{
	redis-benchmark -p "$port" -c "$nr_clients" -P "$pipeline" \
		-n "$nr_requests" -r "$nr_requests" -d "$2" -t "$1" --csv
}

# Half of the keys, the benchmark's too.  They go in runs, as what was stored
# together expires together; a mixed-up number says which runs.
delete_half()
{
	cli eval "
		for i = 0, tonumber(ARGV[1]) do
			local run = math.floor(i / ARGV[2])
			if (run * 40503) % 65536 >= 32768 then
				redis.call('del', 'key:' .. i,
					string.format('key:%012d', i))
			end
		end" 0 "$nr_keys" "$run" >/dev/null
}

# A digest of the loaded keys that are left.
checksum()
{
	cli eval "
		local function read(key)
			local kind = redis.call('type', key).ok
			if kind == 'string' then
				return redis.call('get', key)
			elseif kind == 'list' then
				return table.concat(
					redis.call('lrange', key, 0, -1))
			elseif kind == 'hash' then
				return table.concat(redis.call('hmget', key,
					'field0', 'field1', 'field2', 'field3',
					'field4', 'field5'))
			elseif kind == 'zset' then
				return table.concat(redis.call('zrange', key,
					0, -1, 'withscores'))
			end
			return kind
		end
		local sum = ''
		for i = 1, tonumber(ARGV[1]) do
			sum = redis.sha1hex(sum .. read('key:' .. i))
		end
		return sum" 0 "$nr_keys"
}

until [ "$(cli ping 2>&1)" = PONG ]; do
	nr_tries=$((nr_tries - 1))
	[ "$nr_tries" -gt 0 ] && kill -0 "$pid" || exit 1
	sleep 0.1
done
commands >"$scratch/commands"
work load
work bench set,get 100 >"$scratch/csv"
work bench lpush,sadd,hset 100 >>"$scratch/csv"
echo "figure rss_full_kb $(resident_kb)"
work delete_half
awk -F '"' '$4 + 0 { time += 1 / $4; n++ } END {
	printf "figure requests_per_second %.0f\n", n / time }' "$scratch/csv"
echo "figure seconds $((nanoseconds / 1000000))e-3"
echo "checksum $(checksum)"
echo asleep
[ "$nr_keys" -le "$most_tiny" ] || sleep 1
echo "figure rss_half_1s_kb $(resident_kb)"
[ "$nr_keys" -le "$most_tiny" ] || sleep 9
echo "figure rss_half_10s_kb $(resident_kb)"
cli shutdown nosave
