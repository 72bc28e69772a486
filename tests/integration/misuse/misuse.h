/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/misuse/misuse.h - one bug each
 *
 * A program announces the address on stdout, commits its bug and returns 0,
 * which the script reads as "not noticed".  Its first comment says how it is to
 * be stopped: "stops:" and the message, with ADDRESS for what was announced,
 * and at the end "slab" with the size of its objects, or "pages".  Where two
 * messages are right, there are two such lines.
 */
#ifndef TESTS_MISUSE_H
#define TESTS_MISUSE_H

#include "../foreign/address.h"
#include <buddy/buddy.h>
#include <pthread.h>

typedef void free_sized_fn(void *, size_t);
typedef void free_aligned_sized_fn(void *, size_t, size_t);
typedef void *alloc_pages_fn(unsigned, unsigned);
typedef void free_pages_fn(void *, unsigned);
typedef void *alloc_exact_fn(unsigned, size_t);
typedef void free_exact_fn(void *, size_t);

static inline void *need(const char *name)
{
	void *function = find(name);

	if (!function)
		expect_failed(__FILE__, __LINE__, name);
	return function;
}

static inline void free_again(const void *address)
{
	announce(address);
	free(opaque(address));
}

static inline void *free_in_thread(void *block)
{
	free(block);
	return NULL;
}

static inline void run_thread(void *(*run)(void *), void *argument)
{
	pthread_t thread;

	EXPECT(pthread_create(&thread, NULL, run, argument) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
}

/* A thread that is there before the first free, so that its own start takes no
 * memory between that and the second. */
struct second_free {
	pthread_barrier_t first_done;
	void *block;
};

static inline void *free_second(void *argument)
{
	struct second_free *second = (struct second_free *)argument;

	pthread_barrier_wait(&second->first_done);
	free(opaque(second->block));
	return NULL;
}

/* The block is freed here, then by another thread. */
static inline void free_here_and_there(void *block)
{
	struct second_free second = { .block = block };
	pthread_t thread;

	EXPECT(pthread_barrier_init(&second.first_done, NULL, 2) == 0);
	EXPECT(pthread_create(&thread, NULL, free_second, &second) == 0);
	free(block);
	announce(opaque(block));
	pthread_barrier_wait(&second.first_done);
	EXPECT(pthread_join(thread, NULL) == 0);
}

#endif /* TESTS_MISUSE_H */
