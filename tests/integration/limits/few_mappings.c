/* SPDX-License-Identifier: MIT */
/* However fragmented the heap is, the process has few mappings. */
#include "../expect.h"

/* Pages moved to another address cost two mappings, in at most 32 places. */
enum { BLOCKS = 1000000, MOST = 100, MOST_MOVED = MOST + 2 * 32 };

static size_t mixed_size(uint32_t *seed)
{
	uint32_t kind = next_random(seed) % 1000;
	uint32_t value = next_random(seed);

	if (kind == 0)
		return 4096 + value % 100000;
	if (kind < 50)
		return 256 + value % 2000;
	return 1 + value % 200;
}

static void fragmented(void)
{
	static void *p[BLOCKS];
	uint32_t seed = 2;

	for (int i = 0; i < BLOCKS; i++) {
		size_t size = mixed_size(&seed);

		p[i] = malloc(size);
		EXPECT(p[i] != NULL);
		memset(p[i], 1, size);
	}
	EXPECT(count_maps() < MOST);
	for (int i = 0; i < BLOCKS; i++)
		if (next_random(&seed) % 2) {
			free(p[i]);
			p[i] = NULL;
		}
	EXPECT(count_maps() < MOST);
	malloc_trim(0);
	EXPECT(count_maps() < MOST);
	EXPECT(heap_is_sound());
	for (int i = 0; i < BLOCKS; i++)
		free(p[i]);
	malloc_trim(0);
	EXPECT(count_maps() < MOST);
}

/* Resizing that moves pages must heal the mappings it splits. */
static void resized(void)
{
	enum { NR = 64 };
	static char *p[NR];
	uint32_t seed = 4;

	for (int i = 0; i < NR; i++)
		p[i] = malloc(MIB);
	for (int round = 0; round < 4000; round++) {
		size_t slot = next_random(&seed) % NR;
		size_t size = (1 + next_random(&seed) % 24) * 400 * KIB;

		p[slot] = realloc(opaque(p[slot]), size);
		EXPECT(p[slot] != NULL);
		p[slot][0] = 1;
		p[slot][size - 1] = 1;
		if (round % 100 == 0)
			EXPECT(count_maps() < MOST_MOVED);
	}
	EXPECT(heap_is_sound());
	for (int i = 0; i < NR; i++)
		free(p[i]);
	EXPECT(count_maps() < MOST);
}

int main(void)
{
	static const struct row rows[] = {
		{ "few mappings after 1 000 000 mixed blocks", fragmented,
		  ROW_OURS },
		{ "few mappings after resizing large blocks", resized,
		  ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
