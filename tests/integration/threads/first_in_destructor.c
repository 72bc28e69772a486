/* SPDX-License-Identifier: MIT */
/* A thread whose very first allocation is in a destructor leaks nothing. */
#include "../expect.h"
#include <pthread.h>

static pthread_key_t key;

static void allocate(void *count)
{
	for (int i = 0; i < 50; i++) {
		char *p = malloc(2000);

		memset(p, 1, 2000);
		free(p);
	}
	if (count != (void *)1)
		pthread_setspecific(key, (char *)count - 1);
}

static void *run(void *unused)
{
	pthread_setspecific(key, (void *)4);
	return unused;
}

int main(void)
{
	size_t warm = 0;

	EXPECT(pthread_key_create(&key, allocate) == 0);
	for (int i = 0; i < 20000; i++) {
		pthread_t thread;

		EXPECT(pthread_create(&thread, NULL, run, NULL) == 0);
		pthread_join(thread, NULL);
		if (i == 2000)
			warm = rss_kib();
	}
	EXPECT(rss_kib() < warm + 2 * 1024);
	EXPECT(heap_is_sound());
	return 0;
}
