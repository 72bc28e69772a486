/* SPDX-License-Identifier: MIT */
/* An arena of 64 MiB is used to the last zone, and then over again. */
#include "fill.h"
#include <pthread.h>

static size_t take_all(struct block **list, size_t size)
{
	return fill(list, size, 64 * MIB);
}

/* Runs of pages leave the rest of the next power of two to smaller blocks, so
 * that in the worst case half the arena is full. */
static void again_and_again(void)
{
	static const size_t sizes[] = { 48,    400,    3000,	20000,
					70000, 300000, 2 * MIB, 64 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct block *list = NULL;

		EXPECT(take_all(&list, sizes[i]) >= 32 * MIB);
		give_all(list);
		EXPECT(heap_is_sound());
	}
}

/* Every second block freed: as much as was freed can be had once more. */
static void holes_are_filled(void)
{
	struct block *list = NULL, *kept = NULL, *refill = NULL;
	size_t total = take_all(&list, 2048);

	for (int i = 0; list; i++) {
		struct block *next = list->next;

		if (i % 2) {
			list->next = kept;
			kept = list;
		} else {
			free(list);
		}
		list = next;
	}
	EXPECT(take_all(&refill, 2048) >= total / 2 - MIB);
	give_all(kept);
	give_all(refill);
	EXPECT(heap_is_sound());
}

static void *take_and_give(void *unused)
{
	for (int round = 0; round < 3; round++) {
		struct block *list = NULL;

		take_all(&list, 500);
		give_all(list);
		list = NULL;
		take_all(&list, 100000);
		give_all(list);
	}
	return unused;
}

static void by_threads(void)
{
	struct block *list = NULL;
	pthread_t thread[6];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, take_and_give, NULL) ==
		       0);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
	EXPECT(take_all(&list, 1000) >= 40 * MIB);
	give_all(list);
}

int main(void)
{
	static const struct row rows[] = {
		{ "a full arena empties and fills again", again_and_again,
		  ROW_OURS },
		{ "holes in a full arena are filled", holes_are_filled,
		  ROW_OURS },
		{ "a full arena shared by threads", by_threads, ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
