/* SPDX-License-Identifier: MIT */
/* Out of memory is NULL and ENOMEM, and what is freed can be had again. */
#include "../expect.h"
#include <sys/resource.h>

struct block {
	struct block *next;
};

/* Take blocks until there are none; the number of bytes. */
static size_t take_all(struct block **list, size_t size)
{
	size_t total = 0;

	for (;;) {
		struct block *block;

		errno = 0;
		block = malloc(size);
		if (!block)
			break;
		EXPECT(total < 4 * GIB);
		block->next = *list;
		*list = block;
		total += size;
	}
	EXPECT(errno == ENOMEM);
	return total;
}

static void give_all(struct block **list)
{
	while (*list) {
		struct block *block = *list;

		*list = block->next;
		free(block);
	}
}

static void expect_recovery(void)
{
	static const size_t sizes[] = { 64, 1000, 16000, 100000, MIB, 5 * MIB };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct block *list = NULL;

		EXPECT(take_all(&list, sizes[i]) >= 16 * MIB);
		EXPECT(realloc(opaque(list), 2 * GIB) == NULL);
		EXPECT(errno == ENOMEM);
		EXPECT(calloc(1, opaque_size(2 * GIB)) == NULL);
		EXPECT(memalign(4096, opaque_size(2 * GIB)) == NULL);
		give_all(&list);
		free(opaque(malloc(1000)));
	}
	EXPECT(heap_is_sound());
}

static void limit(int resource, size_t bytes)
{
	struct rlimit wanted;

	EXPECT(getrlimit(resource, &wanted) == 0);
	if (wanted.rlim_max < bytes)
		skip("the hard limit is lower");
	wanted.rlim_cur = bytes;
	EXPECT(setrlimit(resource, &wanted) == 0);
}

static void by_address_space(void)
{
	limit(RLIMIT_AS, 256 * MIB);
	expect_recovery();
}

static void by_data(void)
{
	limit(RLIMIT_DATA, 96 * MIB);
	expect_recovery();
}

/* Page by page to the last: freeing works when nothing is left. */
static void free_needs_no_memory(void)
{
	enum { NR = 200000 };
	static void *p[NR];
	uint32_t seed = 17;
	int nr = 0;

	limit(RLIMIT_DATA, 64 * MIB);
	while (nr < NR) {
		p[nr] = malloc(1 + next_random(&seed) % 2000);
		if (!p[nr])
			break;
		nr++;
	}
	EXPECT(nr > 1000 && nr < NR);
	while (malloc(16))
		;
	for (int i = 0; i < nr; i += 2)
		free(p[i]);
	for (int i = 1; i < nr; i += 2)
		free(p[i]);
	p[0] = malloc(8 * MIB);
	EXPECT(p[0] != NULL);
	free(p[0]);
	EXPECT(heap_is_sound());
}

int main(void)
{
	static const struct row rows[] = {
		{ "RLIMIT_AS exhausted, and recovered", by_address_space,
		  ROW_COMMON },
		{ "RLIMIT_DATA exhausted, and recovered", by_data, ROW_COMMON },
		{ "free works when nothing is left", free_needs_no_memory,
		  ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
