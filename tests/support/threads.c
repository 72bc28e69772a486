/* SPDX-License-Identifier: MIT */
/*
 * support/threads.c - several threads at once
 */
#include "support/threads.h"

#include "support/suite.h"

#include <pthread.h>
#include <sched.h>

struct start {
	pthread_barrier_t *barrier;
	void (*fn)(void *arg, unsigned i);
	void *arg;
	unsigned i;
};

static void *enter(void *p)
{
	const struct start *s = p;

	pthread_barrier_wait(s->barrier);
	s->fn(s->arg, s->i);
	return NULL;
}

void threads_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg)
{
	struct start start[THREADS_MOST];
	pthread_t thread[THREADS_MOST];
	pthread_barrier_t barrier;

	ck_assert_uint_le(n, THREADS_MOST);
	pthread_barrier_init(&barrier, NULL, n);
	for (unsigned i = 0; i < n; i++) {
		start[i] = (struct start){ &barrier, fn, arg, i };
		must(!pthread_create(&thread[i], NULL, enter, &start[i]));
	}
	for (unsigned i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&barrier);
}

struct single {
	void (*fn)(void *arg);
	void *arg;
};

static void call(void *arg, unsigned i)
{
	const struct single *s = arg;

	(void)i;
	s->fn(s->arg);
}

void thread_run(void (*fn)(void *arg), void *arg)
{
	struct single s = { fn, arg };

	threads_run(1, call, &s);
}

void turns_wait(struct turns *t, unsigned step)
{
	while (atomic_load(&t->now) < step)
		sched_yield();
}

void turns_next(struct turns *t)
{
	atomic_fetch_add(&t->now, 1);
}
