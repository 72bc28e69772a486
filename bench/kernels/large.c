/* SPDX-License-Identifier: MIT */
/*
 * kernels/large.c - 20 large blocks, one after another replaced
 *
 * 256 KiB to 32 MiB: frames, matrices, files read whole.  Above 128 KiB the
 * C library asks the system for each block, up to 32 MiB it learns not to
 * (mallopt(3), M_MMAP_THRESHOLD): both habits are within the range.
 */
#include "kernels/slot.h"
#include "kernels/spread.h"

enum { NR_LIVE = 20, NR_TIMES = 300 };

/* 256 KiB to 32 MiB */
static const struct spread sizes = { .least = 256 << 10, .doublings = 7 };

static void fill(struct slot *slot, struct worker *worker, uint32_t turn)
{
	slot_fill(slot, spread_draw(sizes, &worker->random), turn);
}

static void large_run(struct worker *worker)
{
	struct slot slots[NR_LIVE] = { 0 };

	slots_replace(slots, NR_LIVE, worker, scaled(worker->team, NR_TIMES),
		      fill);
	worker->checksum += slots_free(slots, NR_LIVE);
}

const struct kernel kernel_large = {
	.name = "large",
	.stands_for = "frames and matrices: 20 of 256 KiB to 32 MiB",
	.run = large_run,
};
