/* SPDX-License-Identifier: MIT */
/*
 * kernels/zeroed.c - calloc of 4 KiB to 4 MiB, sparsely used
 *
 * Tables, bitmaps and arenas: the program trusts the zeroes, reads some of
 * them and writes elsewhere.  An allocator that knows which pages are still
 * fresh from the system need not clear them; one that does not pays for
 * every byte, also for the half of the block that nobody looks at.
 */
#include "kernel.h"

#include "spread.h"

#include <stdlib.h>
#include <string.h>

enum {
	NR_LIVE = 32,
	REPLACEMENTS = 6000,
	PARTS = 4 /* of a block: one of them is read, one written */
};

/* 4 KiB to 4 MiB */
static const struct spread sizes = { .least = 4 << 10, .doublings = 10 };

struct slot {
	char *block;
	size_t bytes;
	char *written; /* within block */
};

/* check_zero - every word of it, as a program that sums a table would */
static void check_zero(const char *part, size_t bytes)
{
	uint64_t any = 0;

	for (size_t at = 0; at + sizeof(any) <= bytes; at += sizeof(any)) {
		uint64_t word;

		memcpy(&word, part + at, sizeof(word));
		any |= word;
	}
	if (any)
		stop("calloc returned memory that is not zero");
}

static void slot_fill(struct slot *slot, struct random *random, uint64_t seed)
{
	uint32_t read_part = random_below(random, PARTS);
	uint32_t written_part =
		(read_part + 1 + random_below(random, PARTS - 1)) % PARTS;
	size_t part_bytes;

	slot->bytes = spread_draw(sizes, random);
	part_bytes = slot->bytes / PARTS;
	slot->block = block_zeroed(slot->bytes);
	slot->written = slot->block + written_part * part_bytes;
	check_zero(slot->block + read_part * part_bytes, part_bytes);
	block_write(slot->written, part_bytes, seed);
}

static uint64_t slot_read_and_free(struct slot *slot)
{
	uint64_t sum = 0;

	if (slot->block)
		sum = block_read(slot->written, slot->bytes / PARTS);
	free(slot->block);
	slot->block = NULL;
	return sum;
}

static void zeroed_run(struct worker *worker)
{
	struct random random = worker->random;
	struct slot slots[NR_LIVE] = { 0 };
	uint32_t replacements = scaled(worker->team, REPLACEMENTS);
	uint64_t sum = 0;

	for (uint32_t i = 0; i < replacements; i++) {
		struct slot *slot = &slots[random_below(&random, NR_LIVE)];

		sum += slot_read_and_free(slot);
		slot_fill(slot, &random, i);
	}
	for (unsigned i = 0; i < NR_LIVE; i++)
		sum += slot_read_and_free(&slots[i]);
	worker->checksum = sum;
}

const struct kernel kernel_zeroed = {
	.name = "zeroed",
	.stands_for = "tables of 4 KiB to 4 MiB from calloc, half used",
	.run = zeroed_run,
};
