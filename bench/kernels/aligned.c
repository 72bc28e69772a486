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
 * goes on.
 */
#include "kernel.h"

#include "resident.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	NR_LIVE = 256,
	REPLACEMENTS = 25000,
	LEAST_SHIFT = 6,     /* 64 bytes */
	NR_ALIGNMENTS = 16,  /* 64 bytes to 2 MiB */
	MOST_ALIGNMENTS = 4, /* a block's size, at most, in alignments */
};

struct slot {
	void *block;
	size_t bytes;
};

struct misaligned {
	_Atomic(uint32_t) blocks; /* of all threads */
};

static size_t alignment_draw(struct random *random)
{
	uint32_t first = random_below(random, NR_ALIGNMENTS);
	uint32_t second = random_below(random, NR_ALIGNMENTS);

	return (size_t)1 << (LEAST_SHIFT + (first < second ? first : second));
}

/*
 * slot_new - by posix_memalign with any size, or by aligned_alloc with a
 * multiple of the alignment, as C11 asked for; returns whether it is aligned
 */
static bool slot_new(struct slot *slot, struct random *random)
{
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
	return ((uintptr_t)slot->block & (alignment - 1)) == 0;
}

static uint64_t slot_read_and_free(struct slot *slot)
{
	uint64_t sum = slot->block ? block_read(slot->block, slot->bytes) : 0;

	free(slot->block);
	slot->block = NULL;
	return sum;
}

static void aligned_setup(struct team *team)
{
	team->shared = table_new(sizeof(struct misaligned));
}

/* report_misaligned - of all threads, by the first of them */
static void report_misaligned(struct worker *worker, uint32_t blocks)
{
	struct misaligned *misaligned = worker->team->shared;

	atomic_fetch_add_explicit(&misaligned->blocks, blocks,
				  memory_order_relaxed);
	pthread_barrier_wait(&worker->team->barrier);
	if (worker->index == 0)
		report("figure misaligned_blocks %u\n",
		       atomic_load_explicit(&misaligned->blocks,
					    memory_order_relaxed));
}

static void aligned_run(struct worker *worker)
{
	struct random random = worker->random;
	struct slot slots[NR_LIVE] = { 0 };
	uint32_t replacements = scaled(worker->team, REPLACEMENTS);
	uint32_t nr_misaligned = 0;
	uint64_t sum = 0;

	for (uint32_t i = 0; i < replacements; i++) {
		struct slot *slot = &slots[random_below(&random, NR_LIVE)];

		sum += slot_read_and_free(slot);
		if (!slot_new(slot, &random))
			nr_misaligned++;
		block_write(slot->block, slot->bytes, i);
	}
	for (unsigned i = 0; i < NR_LIVE; i++)
		sum += slot_read_and_free(&slots[i]);
	worker->checksum = sum;
	report_misaligned(worker, nr_misaligned);
}

const struct kernel kernel_aligned = {
	.name = "aligned",
	.stands_for = "vector code, direct I/O, huge pages: aligned blocks",
	.setup = aligned_setup,
	.run = aligned_run,
};
