/* SPDX-License-Identifier: MIT */
/*
 * slab/quarantine.c - what a thread freed lately
 */
#include "slab/quarantine.h"

#include "harden/harden.h"
#include "harden/secret.h"
#include "slab/hardened_run.h"
#include "slab/registry.h"
#include "slab/remote.h"

void quarantine_init(struct quarantine *q, void *room)
{
	q->ring = room;
	q->first = 0;
	q->count = 0;
	store_relaxed(&q->nr_objects, 0);
	store_relaxed(&q->bytes, 0);
}

bool quarantine_admits(const struct quarantine *q, size_t bytes)
{
	return q->ring && bytes <= QUARANTINE_BLOCK_BYTES;
}

static struct quarantined *at(const struct quarantine *q, uint32_t i)
{
	return &q->ring[(q->first + i) % QUARANTINE_BLOCKS];
}

/* Blocks entered, or, below 0, left. */
static void count_block(struct quarantine *q, const struct quarantined *block,
			int n)
{
	q->count += (uint32_t)n;
	store_relaxed(&q->bytes,
		      load_relaxed(&q->bytes) + (uint64_t)n * block->bytes);
	if (!block->is_run)
		store_relaxed(&q->nr_objects,
			      load_relaxed(&q->nr_objects) + (uint32_t)n);
}

static void swap(struct quarantined *a, struct quarantined *b)
{
	struct quarantined was = *a;

	*a = *b;
	*b = was;
}

/* Out first, then home: that may come back to drain the rest. */
static void let_out(struct quarantine *q)
{
	struct quarantined block;

	if (harden_on(HARDEN_RANDOM))
		swap(at(q, 0), at(q, secret_below(q->count)));
	block = *at(q, 0);
	q->first++;
	count_block(q, &block, -1);
	if (block.is_run)
		hardened_run_release(&block);
	else
		objects_put_home(&block.address, 1);
}

void quarantine_enter(struct quarantine *q, struct quarantined block)
{
	while (q->count == QUARANTINE_BLOCKS ||
	       (q->count &&
		load_relaxed(&q->bytes) + block.bytes > QUARANTINE_BYTES))
		let_out(q);
	*at(q, q->count) = block;
	count_block(q, &block, 1);
}

void quarantine_flush(struct quarantine *q)
{
	while (q->count)
		let_out(q);
}

void quarantine_for_good(pfn_t pfn, uint32_t nr_pages)
{
	page_type_run(pfn, nr_pages, PG_RUN | PG_QUARANTINE);
	registry_lose_pages(nr_pages);
}
