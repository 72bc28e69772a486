/* SPDX-License-Identifier: MIT */
/*
 * kernels/aligned.c - aligned blocks, from a cache line to a huge page
 *
 * Each alignment has a user: 64 bytes vectors and data shared by threads,
 * 4 KiB direct I/O (open(2), O_DIRECT), 2 MiB huge pages (madvise(2),
 * MADV_HUGEPAGE).  Small ones are the common ones: an alignment is the lesser
 * of two drawn, so the least comes 31 times as often as the greatest.
 *
 * A misaligned block is a fault of the allocator that says nothing of its
 * speed: it is counted and reported, "figure misaligned_blocks", and the run
 * goes on.  Where it occurs it is known, and fixed in a later version.
 */
#include "common/output.h"
#include "kernels/slot.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	NR_LIVE = 256,
	NR_TIMES = 25000,
	LEAST_SHIFT = 6,     /* 64 bytes */
	NR_ALIGNMENTS = 16,  /* 64 bytes to 2 MiB */
	MOST_ALIGNMENTS = 4, /* a block's size, at most, in alignments */
};

struct misaligned {
	_Atomic(uint32_t) nr_blocks; /* of all threads */
};

static size_t alignment_draw(struct random *random)
{
	uint32_t first = random_below(random, NR_ALIGNMENTS);
	uint32_t second = random_below(random, NR_ALIGNMENTS);

	return (size_t)1 << (LEAST_SHIFT + (first < second ? first : second));
}

/*
 * fill - by posix_memalign with any size, or by aligned_alloc with a
 * multiple of the alignment, as C11 asked for
 */
static void fill(struct slot *slot, struct worker *worker, uint32_t turn)
{
	struct random *random = &worker->random;
	struct misaligned *misaligned = worker->team->shared;
	size_t alignment = alignment_draw(random);
	uint32_t most = (uint32_t)alignment * MOST_ALIGNMENTS;
	bool by_posix = random_below(random, 2) == 0;

	slot->bytes = 1 + random_below(random, most);
	if (by_posix) {
		if (posix_memalign(&slot->block, alignment, slot->bytes) != 0)
			stop("posix_memalign failed");
	} else {
		slot->bytes = (slot->bytes + alignment - 1) & -alignment;
		slot->block = aligned_alloc(alignment, slot->bytes);
		if (!slot->block)
			stop("aligned_alloc returned NULL");
	}
	if ((uintptr_t)slot->block & (alignment - 1))
		atomic_fetch_add_explicit(&misaligned->nr_blocks, 1,
					  memory_order_relaxed);
	block_write(slot->block, slot->bytes, turn);
}

static void aligned_setup(struct team *team)
{
	team->shared = table_new(sizeof(struct misaligned));
}

static void aligned_run(struct worker *worker)
{
	struct misaligned *misaligned = worker->team->shared;
	struct slot slots[NR_LIVE] = { 0 };

	slots_replace(slots, NR_LIVE, worker, scaled(worker->team, NR_TIMES),
		      fill);
	worker->checksum += slots_free(slots, NR_LIVE);
	pthread_barrier_wait(&worker->team->barrier);
	if (worker->index == 0)
		print_line("figure misaligned_blocks %u",
			   atomic_load_explicit(&misaligned->nr_blocks,
						memory_order_relaxed));
}

const struct kernel kernel_aligned = {
	.name = "aligned",
	.stands_for = "vector code, direct I/O, huge pages: aligned blocks",
	.setup = aligned_setup,
	.run = aligned_run,
};
