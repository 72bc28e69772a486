/* SPDX-License-Identifier: MIT */
/* 100 000 short threads, each leaving a block to its parent: RSS is flat. */
#include "../expect.h"
#include <pthread.h>

enum { THREADS = 100000, WARM = 10000 };

static void *briefly(void *unused)
{
	void *p[20];

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = malloc(16 << i % 10);
		memset(p[i], 1, 16 << i % 10);
	}
	for (size_t i = 1; i < ARRAY_SIZE(p); i++)
		free(p[i]);
	return p[0];
}

int main(void)
{
	pthread_attr_t attr;
	size_t warm = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 * KIB);
	for (int i = 0; i < THREADS; i += 2) {
		pthread_t thread[2];
		void *left;

		EXPECT(pthread_create(&thread[0], &attr, briefly, NULL) == 0);
		EXPECT(pthread_create(&thread[1], &attr, briefly, NULL) == 0);
		EXPECT(pthread_join(thread[0], &left) == 0);
		free(left);
		EXPECT(pthread_join(thread[1], &left) == 0);
		free(left);
		if (i == WARM)
			warm = rss_kib();
	}
	EXPECT(rss_kib() < warm + 2 * 1024);
	EXPECT(heap_is_sound());
	return 0;
}
