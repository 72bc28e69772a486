/* SPDX-License-Identifier: MIT */
/* Reports, trims and checks may be asked for while other threads allocate. */
#include "../expect.h"
#include <buddy/buddy.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, ROUNDS = 100 };

static atomic_bool done;

static void *churn(void *argument)
{
	uint32_t seed = (uint32_t)(uintptr_t)argument;
	unsigned char *p[100] = { NULL };
	size_t size[100] = { 0 };

	while (!atomic_load(&done)) {
		size_t at = next_random(&seed) % ARRAY_SIZE(p);

		EXPECT(all_bytes_are(p[at], (int)at, size[at]));
		free(p[at]);
		size[at] = next_random(&seed) % 3000;
		if (at == 0)
			size[at] *= 60;
		p[at] = malloc(size[at]);
		memset(p[at], (int)at, size[at]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
	return NULL;
}

static void ask(FILE *sink)
{
	int (*snapshot)(struct buddy_info *, size_t) =
		(int (*)(struct buddy_info *, size_t))find("buddy_info");
	struct buddy_info info;

	malloc_stats();
	EXPECT(malloc_info(0, sink) == 0);
	(void)mallinfo2();
	malloc_trim(0);
	if (snapshot)
		EXPECT(snapshot(&info, sizeof(info)) == 0);
}

int main(void)
{
	pthread_t thread[THREADS];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int errors = dup(STDERR_FILENO);
	FILE *sink = fdopen(null, "w");

	EXPECT(sink != NULL);
	dup2(null, STDERR_FILENO);
	for (uintptr_t i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&thread[i], NULL, churn,
				      (void *)(i + 1)) == 0);
	for (int i = 0; i < ROUNDS; i++)
		ask(sink);
	dup2(errors, STDERR_FILENO);
	atomic_store(&done, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
	return 0;
}
