/* SPDX-License-Identifier: MIT */
/*
 * kernels/zeroed.c - calloc of 4 KiB to 4 MiB, sparsely used
 *
 * Tables, bitmaps and arenas: the program trusts the zeroes, reads some of
 * them and writes elsewhere.  An allocator that knows which pages are still
 * fresh from the system need not clear them; one that does not pays for
 * every byte, also for the half of the block that nobody looks at.
 */
#include "kernels/kernel.h"
#include "kernels/spread.h"

#include <stdlib.h>
#include <string.h>

enum {
	NR_LIVE = 32,
	NR_TIMES = 6000,
	NR_PARTS = 4 /* of a block: one of them is read, one written */
};

/* 4 KiB to 4 MiB */
static const struct spread sizes = { .least = 4 << 10, .doublings = 10 };

/* Only a part of its block was written to, and is read again. */
struct part {
	char *block;
	char *written; /* within block */
	size_t bytes;  /* of the part */
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

static struct part part_new(struct random *random, uint64_t seed)
{
	uint32_t read_at = random_below(random, NR_PARTS);
	uint32_t written_at =
		(read_at + 1 + random_below(random, NR_PARTS - 1)) % NR_PARTS;
	uint32_t bytes = spread_draw(sizes, random);
	struct part part = { .block = block_zeroed(bytes),
			     .bytes = bytes / NR_PARTS };

	part.written = part.block + written_at * part.bytes;
	check_zero(part.block + read_at * part.bytes, part.bytes);
	block_write(part.written, part.bytes, seed);
	return part;
}

static uint64_t part_free(const struct part *part)
{
	uint64_t sum = block_read(part->written, part->bytes);

	free(part->block);
	return sum;
}

static void zeroed_run(struct worker *worker)
{
	struct part parts[NR_LIVE] = { 0 };
	uint32_t nr_times = scaled(worker->team, NR_TIMES);

	for (uint32_t i = 0; i < nr_times; i++) {
		struct part *part =
			&parts[random_below(&worker->random, NR_LIVE)];

		worker->checksum += part_free(part);
		*part = part_new(&worker->random, i);
	}
	for (unsigned i = 0; i < NR_LIVE; i++)
		worker->checksum += part_free(&parts[i]);
}

const struct kernel kernel_zeroed = {
	.name = "zeroed",
	.stands_for = "tables of 4 KiB to 4 MiB from calloc, half used",
	.run = zeroed_run,
};
