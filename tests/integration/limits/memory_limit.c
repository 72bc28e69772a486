/* SPDX-License-Identifier: MIT */
/* Beyond limit:64M there is no memory: all fails in order, and goes on. */
#include "fill.h"
#include <pthread.h>

#define LIMIT (64 * MIB)

/*
 * What is resident beyond the limit: a step of the allocator's own area, which
 * is never refused, the records of 8 MiB by which a zone grows, and stacks of
 * the test and its threads.
 */
#define SLACK (256 * KIB + 64 * KIB + 704 * KIB)

enum { THREADS = 3 };

static size_t resident(void)
{
	return rss_kib() * KIB;
}

static size_t take_all(struct block **list, size_t size)
{
	return fill(list, size, LIMIT);
}

/* Of each size at least half the limit can be had, whatever was freed before:
 * slabs and runs lose less than half of it, guards of small runs that half. */
static void again_and_again(void)
{
	static const size_t sizes[] = { 64, 3000, 70000, 300000, 5 * MIB, 400 };
	size_t before = resident();

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct block *list = NULL;

		EXPECT(take_all(&list, sizes[i]) >= LIMIT / 2);
		EXPECT(resident() <= before + LIMIT + SLACK);
		EXPECT(heap_is_sound());
		give_all(list);
		EXPECT(heap_is_sound());
	}
}

/* The reserve of 64 MiB is isqrt(16 * 65536) KiB: 1 MiB. */
static void small_requests_go_on(void)
{
	struct block *large = NULL, *small = NULL;

	take_all(&large, 5 * MIB);
	take_all(&large, 300000);
	take_all(&large, 80000);
	for (size_t bytes = 0; bytes < 512 * KIB; bytes += 64) {
		struct block *block = malloc(64);

		EXPECT(block != NULL);
		block->next = small;
		small = block;
	}
	EXPECT(malloc(300000) == NULL);
	give_all(small);
	give_all(large);
	EXPECT(heap_is_sound());
}

static void realloc_keeps_data(void)
{
	struct block *list = NULL;
	char *p = malloc(3 * MIB), *q;

	memset(p, 'r', 3 * MIB);
	take_all(&list, 5 * MIB);
	errno = 0;
	q = opaque(realloc(p, 40 * MIB));
	EXPECT(q == NULL && errno == ENOMEM);
	EXPECT(all_bytes_are(p, 'r', 3 * MIB));
	EXPECT(realloc(p, opaque_size(SIZE_MAX / 4)) == NULL);
	p = realloc(p, MIB);
	EXPECT(p && all_bytes_are(p, 'r', MIB));
	give_all(list);
	p = realloc(p, 30 * MIB);
	EXPECT(p && all_bytes_are(p, 'r', MIB));
	free(p);
	EXPECT(heap_is_sound());
}

static void calloc_is_zero(void)
{
	for (size_t size = 1000; size < 50 * MIB; size *= 49) {
		struct block *list = NULL;
		char *p;

		take_all(&list, 3000);
		errno = 0;
		EXPECT(opaque(calloc(1, 8 * MIB)) == NULL && errno == ENOMEM);
		give_all(list);
		p = opaque(calloc(size, 1));
		EXPECT(p && all_bytes_are(p, 0, size));
		free(p);
	}
	EXPECT(heap_is_sound());
}

static void *take_and_give(void *unused)
{
	struct block *list = NULL;

	take_all(&list, 500);
	give_all(list);
	list = NULL;
	take_all(&list, 100000);
	give_all(list);
	return unused;
}

static void by_threads(void *(*run)(void *))
{
	pthread_t thread[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&thread[i], NULL, run, NULL) == 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

static void threads_at_the_limit(void)
{
	size_t before = resident();
	struct block *list = NULL;

	by_threads(take_and_give);
	EXPECT(heap_is_sound());
	EXPECT(resident() <= before + LIMIT + SLACK);
	EXPECT(take_all(&list, 1000) >= LIMIT / 2);
	give_all(list);
}

/* An eighth of the limit each at most, of which the quarantine keeps little. */
static void *take_what_fits(void *unused)
{
	for (int round = 0; round < 50; round++) {
		size_t size = (size_t)(1 + round % 8) * MIB;
		char *p = malloc(size), *q = malloc(1000);

		EXPECT(p && q);
		memset(p, round, size);
		free(q);
		free(p);
	}
	return unused;
}

static void what_fits_is_never_refused(void)
{
	by_threads(take_what_fits);
	EXPECT(heap_is_sound());
}

static void in_child(struct block *list)
{
	struct block *again = NULL;

	EXPECT(malloc(300000) == NULL && errno == ENOMEM);
	EXPECT(heap_is_sound());
	give_all(list);
	EXPECT(take_all(&again, 3000) >= LIMIT / 2);
	EXPECT(heap_is_sound());
	_exit(0);
}

static void a_child_has_the_limit(void)
{
	struct block *list = NULL;
	int status;
	pid_t pid;

	/* The fork handlers work once there was a thread. */
	by_threads(take_what_fits);
	take_all(&list, 3000);
	take_all(&list, 300000);
	pid = fork();
	EXPECT(pid >= 0);
	if (!pid)
		in_child(list);
	EXPECT(waitpid(pid, &status, 0) == pid);
	EXPECT(status == 0);
	give_all(list);
	EXPECT(heap_is_sound());
}

static void set_limit(uint64_t limit)
{
	int (*ctl)(const char *, uint64_t *, const uint64_t *) = (int (*)(
		const char *, uint64_t *, const uint64_t *))find("buddy_ctl");
	uint64_t now;

	EXPECT(ctl("limit", NULL, &limit) == 0);
	EXPECT(ctl("limit", &now, NULL) == 0 && now == limit);
}

static void it_changes_while_running(void)
{
	struct block *list = NULL, *more = NULL;
	char *p;

	EXPECT(take_all(&list, 100000) >= LIMIT / 2);
	set_limit(LIMIT / 4);
	EXPECT(malloc(100000) == NULL && errno == ENOMEM);
	EXPECT(heap_is_sound());
	give_all(list);
	EXPECT(take_all(&more, 3000) <= LIMIT / 4);
	EXPECT(heap_is_sound());
	set_limit(0);
	p = malloc(2 * LIMIT);
	EXPECT(p != NULL);
	set_limit(LIMIT);
	EXPECT(malloc(100000) == NULL && errno == ENOMEM);
	free(p);
	p = malloc(100000);
	EXPECT(p != NULL);
	free(p);
	give_all(more);
	EXPECT(heap_is_sound());
}

/* What is committed is resident then, and charged as such. */
static void locked_memory_is_in_it(void)
{
	struct block *list = NULL;
	size_t before;

	if (mlockall(MCL_FUTURE))
		skip("memory cannot be locked here");
	before = resident();
	take_all(&list, 20000);
	/* A block of 4 MiB comes as a whole. */
	EXPECT(resident() <= before + LIMIT + SLACK + 4 * MIB);
	EXPECT(heap_is_sound());
	give_all(list);
	EXPECT(heap_is_sound());
}

int main(void)
{
	static const struct row rows[] = {
		{ "a heap at its limit empties and fills again",
		  again_and_again, ROW_OURS },
		{ "small requests have the reserve", small_requests_go_on,
		  ROW_OURS },
		{ "a realloc that fails keeps the data", realloc_keeps_data,
		  ROW_OURS },
		{ "calloc at the limit clears", calloc_is_zero, ROW_OURS },
		{ "threads at the limit", threads_at_the_limit, ROW_OURS },
		{ "what fits is never refused", what_fits_is_never_refused,
		  ROW_OURS },
		{ "a child has the limit too", a_child_has_the_limit,
		  ROW_OURS },
		{ "the limit changes while the program runs",
		  it_changes_while_running, ROW_OURS },
		{ "memory that is locked at its commit", locked_memory_is_in_it,
		  ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
