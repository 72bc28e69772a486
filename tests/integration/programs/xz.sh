# xz with two threads: the same bytes, and back again.
awk 'BEGIN { x = 1; for (i = 0; i < 300000; i++) {
	x = (x * 16807) % 2147483647
	print "line", i % 1000, x % 5000 } }' >text
xz -T2 -3 --block-size=1MiB -k text && cksum <text.xz &&
	xz -dc -T2 text.xz | cksum && cksum <text && xz -t text.xz &&
	xz --list --robot text.xz | grep -c '^file'
