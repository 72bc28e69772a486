/* SPDX-License-Identifier: MIT */
/* Destructors of thread-specific data allocate and free in all four rounds. */
#include "../expect.h"
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 2000, KEYS = 8 };

static pthread_key_t key[KEYS];
static atomic_int rounds;

static void again(void *value)
{
	int *count = value;
	int *next;

	free(opaque(malloc(70000)));
	next = malloc(sizeof(*next) + 100);
	EXPECT(next != NULL);
	*next = *count + 1;
	for (int i = 0; i < KEYS; i++)
		if (!pthread_getspecific(key[i])) {
			pthread_setspecific(key[i], next);
			next = NULL;
			break;
		}
	free(next);
	free(count);
	atomic_fetch_add(&rounds, 1);
}

static void *run(void *unused)
{
	int *count;

	/* Some threads meet malloc in their destructors for the first time. */
	for (int i = 0; i < KEYS; i++) {
		count = malloc(sizeof(*count) + (size_t)i * 100);
		*count = 0;
		pthread_setspecific(key[i], count);
	}
	return unused;
}

int main(void)
{
	size_t warm = 0;

	for (int i = 0; i < KEYS; i++)
		EXPECT(pthread_key_create(&key[i], again) == 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_t thread;

		EXPECT(pthread_create(&thread, NULL, run, NULL) == 0);
		pthread_join(thread, NULL);
		if (i == THREADS / 4)
			warm = rss_kib();
	}
	EXPECT(atomic_load(&rounds) >=
	       THREADS * KEYS * PTHREAD_DESTRUCTOR_ITERATIONS);
	/* What the last round set is lost with the thread: up to 8 * 104 B. */
	EXPECT(rss_kib() < warm + 4 * 1024);
	EXPECT(heap_is_sound());
	return 0;
}
