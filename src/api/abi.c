/* SPDX-License-Identifier: MIT */
/*
 * api/abi.c - where the figures are, for readers from outside
 *
 * All of it is known when the library is linked, so it costs a program
 * nothing but its pages in the file.
 */
#include <buddy/abi.h>
#include <buddy/buddy.h>

#include "api/init.h"
#include "buddy/charge.h"
#include "slab/misuse.h"
#include "slab/registry.h"

#define FIELD(record, member)                                    \
	{                                                        \
		.offset = offsetof(struct record, member),       \
		.bytes = sizeof(((struct record *)NULL)->member) \
	}
#define VARIABLE(name)                                    \
	{                                                 \
		.address = &(name), .bytes = sizeof(name) \
	}

static_assert((int)BLOCK_POOL == (int)BUDDY_ABI_BLOCK_POOL &&
		      (int)BLOCK_STRIPE == (int)BUDDY_ABI_BLOCK_STRIPE &&
		      (int)BLOCK_WHOLE == (int)BUDDY_ABI_BLOCK_WHOLE,
	      "states are the public ones");
static_assert((int)INIT_READY == (int)BUDDY_ABI_READY, "and so is this one");

const struct buddy_abi buddy_abi = {
	.magic = { 'l', 'i', 'b', 'b', 'u', 'd', 'd', 'y' },
	.number = BUDDY_ABI_NUMBER,
	.bytes = sizeof(struct buddy_abi),
	.version = PACKAGE_VERSION,

	.page_bytes = PAGE_BYTES,
	.max_order = MAX_ORDER,
	.nr_zones = NR_ZONES,
	.nr_classes = NR_CLASSES,
	.chunk_pages = 1 << CHUNK_ORDER,
	.object_check = OBJECT_CHECK,
	.cached_extra = NR_CLASSES * FIRST_BYTES + REMOTE_BYTES,

	.ready = VARIABLE(init_state),
	.arena = VARIABLE(arena),
	.arena_base = VARIABLE(arena_base),
	.chunks = VARIABLE(arena_chunks),
	.zones = VARIABLE(zones),
	.stripes = VARIABLE(stripes),
	.nr_stripes = VARIABLE(stripes_nr_open),
	.slabs = VARIABLE(stripe_slabs),
	.classes = VARIABLE(size_classes),
	.registry = VARIABLE(registry),
	.stacks_most = VARIABLE(stacks_most_bytes),
	.purged_pages = VARIABLE(purge_pages),
	.foreign_frees = VARIABLE(misuse_nr_foreign),

	.arena_record = {
		.bytes = sizeof(struct arena),
		.blocks = FIELD(arena, blocks),
		.pages = FIELD(arena, pages),
		.heap_bytes = FIELD(arena, bytes),
		.page_bytes = FIELD(arena, page_bytes),
		.reservation = FIELD(arena, reservation),
		.reserved_bytes = FIELD(arena, reserved_bytes),
		.own_bytes = FIELD(arena, own_bytes),
	},
	.zone = {
		.bytes = sizeof(struct zone),
		.name = FIELD(zone, name),
		.start = FIELD(zone, start),
		.end = FIELD(zone, end),
		.frontier = FIELD(zone, frontier),
		.nr_free = FIELD(zone, nr_free),
		.nr_dirty = FIELD(zone, nr_dirty),
		.mark = FIELD(zone, mark),
		.reserve = FIELD(zone, reserve),
	},
	.stripe = {
		.bytes = sizeof(struct stripe),
		.heap_bytes = sizeof(struct buddy_heap),
		.nr_threads = FIELD(stripe, nr_threads),
		.heap = FIELD(stripe, heap),
		.nr_free = FIELD(buddy_heap, nr_free),
		.nr_dirty = FIELD(buddy_heap, nr_dirty),
		.nr_parts = FIELD(buddy_heap, nr_parts),
		.nr_splits = FIELD(buddy_heap, nr_splits),
		.nr_merges = FIELD(buddy_heap, nr_merges),
	},
	.slab = {
		.bytes = sizeof(struct stripe_slabs),
		.class_bytes = sizeof(struct class_slabs),
		.sc = FIELD(stripe_slabs, sc),
		.nr_slabs = FIELD(class_slabs, nr_slabs),
		.nr_out = FIELD(class_slabs, nr_out),
		.nr_unused_pages = FIELD(class_slabs, nr_unused_pages),
		.nr_refills = FIELD(class_slabs, nr_refills),
	},
	.size_class = {
		.bytes = sizeof(struct size_class),
		.size = FIELD(size_class, size),
		.nr_objs = FIELD(size_class, nr_objs),
		.slab_order = FIELD(size_class, slab_order),
	},
	.thread = {
		.bytes = sizeof(struct thread),
		.stack_bytes = sizeof(struct stack),
		.object_bytes = sizeof(struct object),
		.next = FIELD(thread, next),
		.live = FIELD(thread, live),
		.home = FIELD(thread, home),
		.tally = FIELD(thread, tally),
		.stacks = FIELD(thread, stacks.of),
		.top = FIELD(stack, top),
		.limit = FIELD(stack, limit),
		.capacity = FIELD(thread, stacks.capacity),
		.remote_n = FIELD(thread, remote.n),
		.remote_bytes = FIELD(thread, remote.bytes),
		.pcp_count = FIELD(thread, pcp.count),
		.pcp_high = FIELD(thread, pcp.high),
		.pcp_batch = FIELD(thread, pcp.batch),
	},
	.tally = {
		.objects = FIELD(tally, objects),
		.runs = FIELD(tally, runs),
		.runs_freed = FIELD(tally, runs_freed),
		.run_pages = FIELD(tally, run_pages),
	},
	.registry_record = {
		.bytes = sizeof(struct registry),
		.nr_threads = FIELD(registry, nr_threads),
		.slots = FIELD(registry, slots),
		.lost_objects = FIELD(registry, lost_objects),
		.lost_bytes = FIELD(registry, lost_bytes),
		.lost_pages = FIELD(registry, lost_pages),
		.tally = FIELD(registry, tally),
	},
	.block = {
		.bytes = sizeof(struct block),
		.stripe = FIELD(block, stripe),
		.state = FIELD(block, state),
		.run_pfn = FIELD(block, run_pfn),
		.dirty = FIELD(block, dirty),
		.free = FIELD(block, free),
	},
	.page = {
		.bytes = sizeof(struct page),
		.nr_pages = FIELD(page, nr_pages),
		.flags = FIELD(page, flags),
	},
	.chunk = {
		.bytes = sizeof(struct chunk),
		.home = FIELD(chunk, home),
		.stack_offset = FIELD(chunk, stack_offset),
		.state = FIELD(chunk, state),
	},

	.charge_limit = VARIABLE(charge_limit),
};
