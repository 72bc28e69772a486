# sort with two threads, in memory and by merging temporary files.
awk 'BEGIN { x = 7; for (i = 0; i < 300000; i++) {
	x = (x * 16807) % 2147483647
	print x % 100000, x, "word" x % 1234 } }' >text
sort --parallel=2 text | cksum
sort --parallel=2 -n -k 1,1 -k 2,2r text | cksum
sort --parallel=2 -S 2M -T . -k 3 -u text | cksum
