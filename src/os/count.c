/* SPDX-License-Identifier: MIT */
/*
 * os/count.c - how often threads may meet: a build for counting
 *
 * Atomics are relaxed throughout: they are figures, and pair with nothing.
 */
#include "os/count.h"

enum {
	/* Threads so far apart in age share a tally. */
	NR_TALLIES = BUDDY_COUNTS ? 256 : 1,
	WRITER_BITS = BUDDY_COUNTS ? 16 : 1,
	NR_WRITERS = 1 << WRITER_BITS,
	/* Lines that are remembered while a lock is held. */
	NR_RECENT = 16
};

/* A thread's, nearly: see NR_TALLIES. */
struct tally {
	_Atomic uint64_t of[NR_COUNTS];
	/* Written since the last lock was taken; 0: none. */
	_Atomic uintptr_t recent[NR_RECENT];
	_Atomic unsigned next_recent;
} cacheline_aligned;

static struct tally tallies[NR_TALLIES];

/*
 * Who wrote a line last, by a hash of the line:
 *
 *     63              22 21             0
 *     |  line address   |  thread's id  |
 */
enum { ID_BITS = 22 };
static _Atomic uint64_t writers[NR_WRITERS];

/* A thread is known by where its descriptor lies; 0 is nobody. */
static uint32_t thread_id(void)
{
	uintptr_t self = (uintptr_t)__builtin_thread_pointer();

	return ((uint32_t)(self / CACHE_LINE) & ((1 << ID_BITS) - 1)) | 1;
}

static struct tally *own_tally(void)
{
	return &tallies[thread_id() % NR_TALLIES];
}

void count_n(unsigned count, uint64_t n)
{
	add_relaxed(&own_tally()->of[count], n);
}

uint64_t count_sum(unsigned count)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < NR_TALLIES; i++)
		sum += load_relaxed(&tallies[i].of[count]);
	return sum;
}

static uintptr_t line_of(const void *p)
{
	return (uintptr_t)p / CACHE_LINE;
}

/* Makes this thread the last writer; whether that was another one. */
static bool take_over(uintptr_t line)
{
	/* 2^64 over the golden ratio: near lines are spread evenly. */
	const uint64_t spread = UINT64_C(0x9e3779b97f4a7c15);
	_Atomic uint64_t *entry = &writers[line * spread >> (64 - WRITER_BITS)];
	uint64_t before = load_relaxed(entry);
	uint64_t now = (uint64_t)line << ID_BITS | thread_id();

	if (before == now)
		return false;
	store_relaxed(entry, now);
	return before >> ID_BITS == now >> ID_BITS;
}

/* Whether the line was written since the last lock was taken; now it is. */
static bool is_recent(struct tally *t, uintptr_t line)
{
	unsigned next;

	for (unsigned i = 0; i < NR_RECENT; i++)
		if (load_relaxed(&t->recent[i]) == line)
			return true;
	next = add_relaxed(&t->next_recent, 1) % NR_RECENT;
	store_relaxed(&t->recent[next], line);
	return false;
}

void count_line_written(const void *p)
{
	struct tally *t = own_tally();
	bool moved = take_over(line_of(p));

	if (is_recent(t, line_of(p)) && !moved)
		return;
	add_relaxed(&t->of[COUNT_LINES], 1);
	add_relaxed(&t->of[COUNT_LINES_MOVED], moved);
}

void count_lock_taken(const void *lock, unsigned rank)
{
	struct tally *t = own_tally();
	bool moved = take_over(line_of(lock));

	for (unsigned i = 0; i < NR_RECENT; i++)
		store_relaxed(&t->recent[i], 0);
	is_recent(t, line_of(lock));
	add_relaxed(&t->of[COUNT_LINES], 1);
	add_relaxed(&t->of[COUNT_LINES_MOVED], moved);
	add_relaxed(&t->of[COUNT_LOCKS + rank], 1);
	add_relaxed(&t->of[COUNT_LOCKS_MOVED + rank], moved);
}
