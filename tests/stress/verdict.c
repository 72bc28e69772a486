/* SPDX-License-Identifier: MIT */
/*
 * stress/verdict.c - what must hold while no thread uses the heap
 */
#include "stress/verdict.h"

#include "stress/calls.h"
#include "stress/failure.h"
#include "stress/footprint.h"
#include "stress/seat.h"

#include <buddy/buddy.h>
#include <stdio.h>

#define MIB ((size_t)1 << 20)

enum {
	PAGE = 4096,
	/*
	 * The C library keeps a vector of thread-local storage, 400 bytes
	 * where few libraries are loaded, for each stack that it keeps: two
	 * per seat, since a thread starts its successor before it ends.
	 */
	LIBC_BYTES = 2 * SEATS * 512,
	/* Of the 16 pages in the largest page of a system. */
	NEIGHBOURS_MOST = 15,
	FIRST_PHASES = 3
};

static void check_sound(void)
{
	int bad = buddy_check();

	if (bad)
		failure("%d violations", bad);
}

static struct buddy_info figures(void)
{
	struct buddy_info info;

	if (buddy_info(&info, sizeof(info)))
		failure("buddy_info failed");
	return info;
}

/* Beside the blocks there is what the program began with. */
static void check_in_use(const struct buddy_info *info)
{
	static uint64_t first = UINT64_MAX;
	uint64_t blocks = blocks_live_bytes();
	uint64_t others = info->user_bytes - blocks;

	if (info->user_bytes < blocks)
		failure("%zu bytes in use, but blocks hold %zu",
			(size_t)info->user_bytes, (size_t)blocks);
	if (first == UINT64_MAX)
		first = others;
	if (others > first + LIBC_BYTES)
		failure("%zu bytes in use beside the blocks, %zu at first",
			(size_t)others, (size_t)first);
	if (info->in_flight_pages)
		failure("%ld pages are in no account",
			(long)info->in_flight_pages);
}

void verdict_with_blocks(void)
{
	struct buddy_info info;

	check_sound();
	info = figures();
	check_in_use(&info);
}

/*
 * After a trim a page of the heap is in an account, or not resident; or it is
 * dirty, if it shares one of the system's pages with such a page.
 */
static void check_given_back(const struct buddy_info *info)
{
	uint64_t held = info->slab_pages + info->run_pages + info->pcp_pages;
	size_t resident = footprint_range(info->arena_base,
					  info->arena_base + info->arena_bytes);
	uint64_t dirty = 0;

	for (unsigned z = 0; z < info->nr_zones; z++)
		dirty += info->zone[z].dirty_pages;
	if (dirty > held * NEIGHBOURS_MOST)
		failure("%zu pages are dirty and free beside %zu that are not",
			(size_t)dirty, (size_t)held);
	if (resident > (held + dirty) * PAGE)
		failure("%zu bytes of the heap are resident, %zu pages held",
			resident, (size_t)(held + dirty));
}

/*
 * What a process without blocks still has are the caches of its threads, the
 * slabs that objects in them hold, the records of the heap at its peak, and
 * stacks.  These differ from phase to phase by what the threads did last, as
 * 64 draws of one distribution.  Both bounds are chosen, not derived: their sum
 * differed by a sixth at most where it was watched, so that a half more is
 * growth; a quarter of what blocks may hold catches what is there from the
 * first phase on.
 */
static void check_size(size_t resident, bool long_phase)
{
	static unsigned phases;
	static size_t first;

	if (resident > BLOCKS_MOST / 4)
		failure("%zu bytes are resident, and no blocks are left",
			resident);
	if (!long_phase)
		return;
	if (phases++ < FIRST_PHASES)
		first = resident > first ? resident : first;
	else if (resident > first + first / 2)
		failure("the process has grown from %zu bytes to %zu", first,
			resident);
}

void verdict_without_blocks(bool long_phase)
{
	struct buddy_info info;
	size_t resident, present = 0;

	buddy_trim(0);
	check_sound();
	info = figures();
	check_in_use(&info);
	check_given_back(&info);
	resident = footprint_process();
	for (unsigned z = 0; z < info.nr_zones; z++)
		present += info.zone[z].present_pages;
	printf("resident %zu KiB; of the heap, in MiB: %zu in slabs, "
	       "%zu in runs, %zu present\n",
	       resident / 1024, info.slab_pages * PAGE / MIB,
	       info.run_pages * PAGE / MIB, present * PAGE / MIB);
	if (calls.alone)
		check_size(resident, long_phase);
}
