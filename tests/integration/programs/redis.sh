# redis-server: a benchmark, a save in a forked child, and a restart from it.
socket=$PWD/redis.sock
pid=

start()
{
	redis-server --port 0 --unixsocket "$socket" --save '' --dir "$PWD" \
		--daemonize no --logfile "$PWD/log" \
		>server.out 2>&1 </dev/null &
	pid=$!
	for _ in $(seq 100); do
		[ "$(redis-cli -s "$socket" ping 2>&1)" = PONG ] && return
		sleep 0.1
	done
	echo "the server does not answer" >&2
	cat log server.out >&2
	exit 1
}

stop()
{
	redis-cli -s "$socket" shutdown nosave >/dev/null 2>&1
	wait "$pid"
	status=$?
	pid=
	echo "server ended with $status"
	cat server.out
}

# A sample of the keys of every type.
contents()
{
	for i in $(seq 0 37 499); do
		echo "GET key:$((i * 100))"
		echo "HGET hash:$i f$i"
		echo "HLEN hash:$i"
		echo "ZRANGE z:$((i % 100)) 0 20 WITHSCORES"
	done | redis-cli -s "$socket"
}

trap '[ -z "$pid" ] || kill "$pid"' EXIT
start
case ${LD_PRELOAD:-} in
*libbuddy*)
	grep -q libbuddy "/proc/$pid/maps" ||
		echo "the server runs without libbuddy" >&2
	;;
esac
redis-benchmark -s "$socket" -q -n 20000 -r 10000 -P 8 -d 100 \
	-t set,get,incr,lpush,rpush,lpop,sadd,hset,zadd,mset >bench.out 2>&1
echo "benchmark ended with $?"
tr '\r' '\n' <bench.out | grep -c 'requests per second'
redis-cli -s "$socket" flushall
awk 'BEGIN { for (i = 0; i < 50000; i++) {
	printf "SET key:%d value:%d:%0" i % 200 "d\n", i, i, 0
	printf "HSET hash:%d f%d v%d\n", i % 500, i, i
	printf "ZADD z:%d %d m%d\n", i % 100, i * 7919 % 10007, i } }' |
	redis-cli -s "$socket" --pipe 2>&1 | tail -n 1
redis-cli -s "$socket" bgsave
for _ in $(seq 200); do
	redis-cli -s "$socket" info persistence >info
	grep -q 'rdb_bgsave_in_progress:0' info && break
	redis-cli -s "$socket" set during save >/dev/null
	sleep 0.1
done
tr -d '\r' <info | grep rdb_last_bgsave_status
redis-cli -s "$socket" del during >/dev/null
redis-cli -s "$socket" dbsize
contents >before
stop
start
redis-cli -s "$socket" del during >/dev/null
redis-cli -s "$socket" dbsize
contents | cmp - before && cksum <before
stop
