/* SPDX-License-Identifier: MIT */
/*
 * pages/patterns.c - orders in which blocks come and go
 *
 * Each pattern begins with a round that is not timed, so that the heap's
 * pages are there when the clock starts.  A heap that gives them back to the
 * system in between pays for it within the time.
 */
#include "pages/pattern.h"

#include "common/system.h"
#include "pages/held.h"

/* Of the live set, a random eighth is out at a time. */
enum { BATCH_DIVISOR = 8 };

static void start(struct page_worker *worker)
{
	pthread_barrier_wait(worker->barrier);
	worker->start_ns = now_ns();
}

static void end(struct page_worker *worker)
{
	worker->end_ns = now_ns();
}

static struct held take(struct page_worker *worker)
{
	return held_take(worker->heap, worker->order, &worker->random);
}

static void give(struct page_worker *worker, struct held held)
{
	worker->checksum += held_give(worker->heap, worker->order, held);
}

void pattern_single(struct page_worker *worker)
{
	give(worker, take(worker));
	start(worker);
	for (uint64_t i = 0; i < worker->nr_pairs; i++)
		give(worker, take(worker));
	end(worker);
}

static void take_all(struct page_worker *worker, struct held *held, uint32_t nr)
{
	for (uint32_t i = 0; i < nr; i++)
		held[i] = take(worker);
}

static void give_all(struct page_worker *worker, const struct held *held,
		     uint32_t nr)
{
	for (uint32_t i = 0; i < nr; i++)
		give(worker, held[i]);
}

void pattern_bulk(struct page_worker *worker)
{
	size_t bytes = worker->nr_blocks * sizeof(struct held);
	struct held *held = table_new(bytes);

	take_all(worker, held, worker->nr_blocks);
	give_all(worker, held, worker->nr_blocks);
	start(worker);
	for (uint64_t i = 0; i < worker->nr_pairs; i += worker->nr_blocks) {
		take_all(worker, held, worker->nr_blocks);
		give_all(worker, held, worker->nr_blocks);
	}
	end(worker);
	table_free(held, bytes);
}

/* swap_tail - bring random blocks to the end, where they are freed */
static void swap_tail(struct page_worker *worker, struct held *held,
		      uint32_t kept)
{
	for (uint32_t nr = worker->nr_blocks; nr > kept; nr--) {
		uint32_t at = random_below(&worker->random, nr);
		struct held last = held[nr - 1];

		held[nr - 1] = held[at];
		held[at] = last;
	}
}

void pattern_random(struct page_worker *worker)
{
	size_t bytes = worker->nr_blocks * sizeof(struct held);
	struct held *held = table_new(bytes);
	uint32_t batch =
		(worker->nr_blocks + BATCH_DIVISOR - 1) / BATCH_DIVISOR;
	uint32_t kept = worker->nr_blocks - batch;

	take_all(worker, held, worker->nr_blocks);
	/* Whole batches: a set that was made small may not divide. */
	worker->nr_pairs -= worker->nr_pairs % batch;
	start(worker);
	for (uint64_t i = 0; i < worker->nr_pairs; i += batch) {
		swap_tail(worker, held, kept);
		give_all(worker, held + kept, batch);
		take_all(worker, held + kept, batch);
	}
	end(worker);
	give_all(worker, held, worker->nr_blocks);
	table_free(held, bytes);
}
