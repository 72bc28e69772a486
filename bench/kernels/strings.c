/* SPDX-License-Identifier: MIT */
/*
 * kernels/strings.c - many strings at once, each grown byte by byte
 *
 * The naive reader and the naive concatenation: realloc(n + 1) for every
 * character, on whichever of a thousand strings gets the next one.  Nearly
 * every realloc can stay where it is; the allocator has to find that out.
 */
#include "kernels/kernel.h"
#include "kernels/spread.h"

#include <limits.h>
#include <stdlib.h>

enum {
	NR_LIVE = 1024,
	NR_CHARACTERS = 30 * 1000 * 1000,
	BURST = 8 /* characters that a string gets in a row, a short word */
};

/* 16 bytes to 4 KiB: names to pages of text */
static const struct spread sizes = { .least = 16, .doublings = 8 };

struct string {
	char *text;
	uint32_t length;
	uint32_t wanted; /* its length when it is complete */
};

static void string_append(struct string *string, char character)
{
	string->text = block_resize(string->text, string->length + 1);
	string->text[string->length++] = character;
}

/* string_hash_and_free - FNV-1a over all of it */
static uint64_t string_hash_and_free(struct string *string)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (uint32_t i = 0; i < string->length; i++) {
		hash ^= (unsigned char)string->text[i];
		hash *= UINT64_C(0x100000001b3);
	}
	free(string->text);
	string->text = NULL;
	string->length = 0;
	return hash;
}

static void strings_run(struct worker *worker)
{
	struct random *random = &worker->random;
	uint32_t nr_live = scaled(worker->team, NR_LIVE);
	size_t table_bytes = nr_live * sizeof(struct string);
	struct string *strings = table_new(table_bytes);
	uint32_t nr_bursts = scaled(worker->team, NR_CHARACTERS / BURST);

	for (uint32_t i = 0; i < nr_live; i++)
		strings[i].wanted = spread_draw(sizes, random);
	for (uint32_t i = 0; i < nr_bursts; i++) {
		struct string *string = &strings[random_below(random, nr_live)];
		uint64_t letters = random_next(random);

		for (unsigned j = 0; j < BURST; j++, letters >>= CHAR_BIT)
			string_append(string, (char)letters);
		if (string->length >= string->wanted) {
			worker->checksum += string_hash_and_free(string);
			string->wanted = spread_draw(sizes, random);
		}
	}
	for (uint32_t i = 0; i < nr_live; i++)
		worker->checksum += string_hash_and_free(&strings[i]);
	table_free(strings, table_bytes);
}

const struct kernel kernel_strings = {
	.name = "strings",
	.stands_for = "naive readers: strings grown byte by byte",
	.run = strings_run,
};
