/* SPDX-License-Identifier: MIT */
/* What threads allocated outlives them, and their rest is used again. */
#include "../expect.h"
#include <pthread.h>

enum { GENERATIONS = 50, THREADS = 16, KEPT = 200, BYTES = 300 };

static unsigned char *kept[GENERATIONS][THREADS][KEPT];

static void *leave_some(void *argument)
{
	unsigned char **mine = argument;

	for (int i = 0; i < KEPT * 10; i++) {
		unsigned char *p = malloc(BYTES);

		memset(p, i % 251, BYTES);
		if (i % 10 == 0)
			mine[i / 10] = p;
		else
			free(p);
	}
	return NULL;
}

int main(void)
{
	size_t before = rss_kib();

	for (int g = 0; g < GENERATIONS; g++) {
		pthread_t thread[THREADS];

		for (int t = 0; t < THREADS; t++)
			EXPECT(pthread_create(&thread[t], NULL, leave_some,
					      kept[g][t]) == 0);
		for (int t = 0; t < THREADS; t++)
			pthread_join(thread[t], NULL);
	}
	/* 50 MB are kept; ten times as much was allocated. */
	EXPECT(rss_kib() < before + 110 * 1024);
	for (int g = 0; g < GENERATIONS; g++)
		for (int t = 0; t < THREADS; t++)
			for (int i = 0; i < KEPT; i++) {
				EXPECT(all_bytes_are(kept[g][t][i],
						     i * 10 % 251, BYTES));
				free(kept[g][t][i]);
			}
	EXPECT(heap_is_sound());
	return 0;
}
