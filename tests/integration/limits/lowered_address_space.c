/* SPDX-License-Identifier: MIT */
/* A program may lower RLIMIT_AS: threads still start, and memory ends. */
#include "../expect.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>

enum { THREADS = 8, BLOCK = 65536 };

#define LIMIT (200 * MIB)

static atomic_size_t in_use, taken;
static pthread_barrier_t all_here;

static void *use_all(void *unused)
{
	char **newest = NULL;
	size_t mine = 0;

	pthread_barrier_wait(&all_here);
	for (;;) {
		char **block = malloc(BLOCK);

		if (!block)
			break;
		*block = (char *)newest;
		newest = block;
		/* Unbounded growth would take the machine with it. */
		EXPECT(atomic_fetch_add(&in_use, BLOCK) < 2 * LIMIT);
		mine += BLOCK;
	}
	EXPECT(errno == ENOMEM);
	atomic_fetch_add(&taken, mine);
	while (newest) {
		char **next = (char **)*newest;

		atomic_fetch_sub(&in_use, BLOCK);
		free(newest);
		newest = next;
	}
	return unused;
}

static void lower(size_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };

	EXPECT(getrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = bytes;
	EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
}

static void threads_and_enomem(void)
{
	pthread_t thread[THREADS];
	pthread_attr_t attr;

	free(opaque(malloc(100)));
	lower(LIMIT);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 256 * KIB);
	pthread_barrier_init(&all_here, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&thread[i], &attr, use_all, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	/* A quarter of what the limit permits can be had at least. */
	EXPECT(atomic_load(&taken) > LIMIT / 4);
	free(opaque(malloc(MIB)));
}

static void mmap_still_works(void)
{
	void *p;

	free(opaque(malloc(100)));
	lower(LIMIT);
	p = mmap(NULL, 50 * MIB, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT(p != MAP_FAILED);
	munmap(p, 50 * MIB);
}

/* prlimit on oneself is the same thing by another name. */
static void by_prlimit(void)
{
	struct rlimit limit = { LIMIT, RLIM_INFINITY };
	void *p;

	free(opaque(malloc(100)));
	EXPECT(getrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = LIMIT;
	EXPECT(prlimit(0, RLIMIT_AS, &limit, NULL) == 0);
	p = mmap(NULL, 50 * MIB, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT(p != MAP_FAILED);
}

/* The limit may come before the program's first own block. */
static void before_the_first_block(void)
{
	size_t total_before = 0;

	lower(LIMIT);
	while (malloc(BLOCK)) {
		total_before += BLOCK;
		EXPECT(total_before < 2 * LIMIT);
	}
	EXPECT(errno == ENOMEM);
	EXPECT(total_before > LIMIT / 4);
}

/* The live blocks of before stay, and a raised limit changes nothing. */
static void blocks_survive(void)
{
	char *p = malloc(20 * MIB);
	char *q;

	memset(p, 7, 20 * MIB);
	lower(LIMIT);
	EXPECT(all_bytes_are(p, 7, 20 * MIB));
	lower(4 * LIMIT);
	q = malloc(10 * MIB);
	EXPECT(q != NULL);
	memset(q, 8, 10 * MIB);
	EXPECT(all_bytes_are(p, 7, 20 * MIB));
	free(p);
	free(q);
}

int main(void)
{
	static const struct row rows[] = {
		{ "RLIMIT_AS lowered: threads start, malloc says ENOMEM",
		  threads_and_enomem, ROW_COMMON },
		{ "RLIMIT_AS lowered: mmap still works", mmap_still_works,
		  ROW_COMMON },
		{ "RLIMIT_AS lowered by prlimit", by_prlimit, ROW_COMMON },
		{ "RLIMIT_AS lowered before the first block",
		  before_the_first_block, ROW_COMMON },
		{ "RLIMIT_AS lowered: blocks survive", blocks_survive,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
