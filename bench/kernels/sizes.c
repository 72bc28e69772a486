/* SPDX-License-Identifier: MIT */
/*
 * kernels/sizes.c - two published histograms, and the tables to draw by
 */
#include "kernels/sizes.h"

#include <assert.h>
#include <stdbool.h>

/*
 * Up to 512 bytes: the blocks in use of a CPython process that has run for
 * a while (2034 arenas bought, 2016 given back), as its allocator counts
 * them in classes of 16 bytes; Paul Ross, pymemtrace, the table
 * SYS_DEBUGMALLOCSTATS_EXAMPLE of its tests, 46598 blocks, 4310720 bytes;
 * classes above 224 bytes are put together here.  The blocks of a class are
 * spread over its 16 sizes, odd ones too, as strings have them.
 *
 * Beyond: 98.3 % of all allocations of CPython's benchmark suite are of up
 * to 512 bytes, 1.4 % of up to 4 KiB, 0.3 % larger (faster-cpython/ideas,
 * stats.md, June 2022).  Within those two shares nothing is published: each
 * power of two has as much as the next, and the last one is 32 KiB.
 *
 * The weights are shares of a million.
 */
static const struct size_range interpreter[] = {
	{ 1, 16, 1, 6265 },	  { 17, 32, 1, 23859 },
	{ 33, 48, 1, 101004 },	  { 49, 64, 1, 402182 },
	{ 65, 80, 1, 225129 },	  { 81, 96, 1, 31791 },
	{ 97, 112, 1, 13902 },	  { 113, 128, 1, 10084 },
	{ 129, 144, 1, 41009 },	  { 145, 160, 1, 6160 },
	{ 161, 176, 1, 56219 },	  { 177, 192, 1, 2595 },
	{ 193, 208, 1, 11708 },	  { 209, 224, 1, 20716 },
	{ 225, 256, 1, 5590 },	  { 257, 304, 1, 8755 },
	{ 305, 384, 1, 2742 },	  { 385, 512, 1, 13289 },
	{ 513, 1024, 1, 4667 },	  { 1025, 2048, 1, 4667 },
	{ 2049, 4096, 1, 4667 },  { 4097, 8192, 1, 1000 },
	{ 8193, 16384, 1, 1000 }, { 16385, 32768, 1, 1000 },
};

/*
 * The rates of allocation, size by size, of a program in Google's data
 * centres: Fleetbench, the distribution number 0 of its benchmark of
 * allocators (commit 05cfaea), sizes of less than 1/5000 of the rate left
 * out, the sizes between two peaks put together.  The peaks (64, 512, 4096,
 * 8192, 65536 bytes) are kept.  Nearly all sizes there are multiples of 8;
 * the 1.3 % that are not have two ranges of their own.  What is above
 * 256 KiB, 26 of a million, is left out.
 *
 * The weights are shares of about a million, each rounded for itself.
 */
static const struct size_range server[] = {
	{ 1, 7, 1, 4655 },	  { 9, 127, 2, 7925 },
	{ 8, 8, 8, 28147 },	  { 16, 16, 8, 35825 },
	{ 24, 24, 8, 43071 },	  { 32, 32, 8, 170077 },
	{ 40, 40, 8, 45858 },	  { 48, 48, 8, 103534 },
	{ 56, 56, 8, 32213 },	  { 64, 64, 8, 127258 },
	{ 72, 80, 8, 66332 },	  { 88, 96, 8, 50576 },
	{ 104, 112, 8, 30671 },	  { 120, 128, 8, 39376 },
	{ 136, 160, 8, 25471 },	  { 168, 192, 8, 16479 },
	{ 200, 256, 8, 35081 },	  { 264, 384, 8, 47884 },
	{ 392, 504, 8, 6092 },	  { 512, 512, 8, 9342 },
	{ 520, 1016, 8, 18634 },  { 1024, 1024, 8, 7333 },
	{ 1032, 2048, 8, 6367 },  { 2056, 4072, 8, 7223 },
	{ 4080, 4096, 8, 18368 }, { 4104, 8184, 8, 4781 },
	{ 8192, 8192, 8, 8854 },  { 8200, 16384, 8, 510 },
	{ 16392, 32768, 8, 645 }, { 32776, 65528, 8, 310 },
	{ 65536, 65536, 8, 985 }, { 65544, 262144, 8, 157 },
};

struct sizes sizes_interpreter = {
	.ranges = interpreter,
	.nr_ranges = sizeof(interpreter) / sizeof(interpreter[0]),
};

struct sizes sizes_server = {
	.ranges = server,
	.nr_ranges = sizeof(server) / sizeof(server[0]),
};

static_assert(sizeof(server) / sizeof(server[0]) <= NR_SLOTS, "a slot each");

/* What prepare has still to share out: a slot holds the sum of all weights. */
struct rest {
	uint64_t left; /* of this range's weight, times NR_SLOTS */
	bool done;     /* the slot of this number is full */
};

/* pick - of the slots not done, the one with most left, or with least */
static unsigned pick(const struct rest *rests, bool most)
{
	unsigned best = NR_SLOTS;

	for (unsigned i = 0; i < NR_SLOTS; i++) {
		if (rests[i].done)
			continue;
		if (best == NR_SLOTS ||
		    (rests[i].left > rests[best].left) == most)
			best = i;
	}
	return best;
}

/*
 * prepare - share the ranges out over slots of equal weight
 *
 * The range with least left fills a part of its slot, and one with at least
 * a slot's worth gives the rest; NR_SLOTS such steps fill all.
 */
static void prepare(struct sizes *sizes)
{
	struct rest rests[NR_SLOTS] = { 0 };
	uint64_t full = 0;

	for (unsigned i = 0; i < sizes->nr_ranges; i++) {
		const struct size_range *range = &sizes->ranges[i];

		full += range->weight;
		rests[i].left = (uint64_t)range->weight * NR_SLOTS;
		sizes->slots[i].nr_sizes =
			(range->last - range->first) / range->step + 1;
	}
	for (unsigned step = 0; step < NR_SLOTS; step++) {
		unsigned least = pick(rests, false);
		unsigned most = pick(rests, true);

		sizes->slots[least].own_share =
			(uint32_t)((rests[least].left << COIN_BITS) / full);
		sizes->slots[least].other = most;
		rests[most].left -= full - rests[least].left;
		rests[least].done = true;
	}
}

void sizes_prepare(void)
{
	prepare(&sizes_interpreter);
	prepare(&sizes_server);
}
