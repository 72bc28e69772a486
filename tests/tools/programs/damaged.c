/* SPDX-License-Identifier: MIT */
/*
 * tools/programs/damaged.c - a process whose heap is overwritten
 *
 * For each number that comes in on stdin, 8 bytes, all is as it was but a few
 * words, of buddy_abi or of the records that it leads to.  A byte on stdout
 * tells that it is so.  Nothing is allocated once this has begun.
 */
#include <buddy/abi.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_CHANGES = 4, MOST_AREAS = 12 };

static struct area {
	char *start;
	size_t bytes;
} areas[MOST_AREAS];
static unsigned nr_areas;

static struct change {
	char *at;
	uint32_t old;
} changes[MOST_CHANGES];

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static uint64_t number(const void *at, size_t bytes)
{
	uint64_t n = 0;

	memcpy(&n, at, bytes);
	return n;
}

static uint64_t field(const void *record, struct buddy_abi_field f)
{
	return number((const char *)record + f.offset, f.bytes);
}

static void add(uint64_t start, size_t bytes)
{
	areas[nr_areas++] = (struct area){ (char *)start, bytes };
}

/* The records of the first block that is present. */
static void add_memory(const struct buddy_abi *a)
{
	const char *zone = a->zones.address;
	const void *arena = a->arena.address;
	uint64_t pfn;

	while (field(zone, a->zone.start) == field(zone, a->zone.frontier))
		zone += a->zone.bytes;
	pfn = field(zone, a->zone.start);
	add(field(arena, a->arena_record.blocks) +
		    (pfn >> a->max_order) * a->block.bytes,
	    a->block.bytes);
	add(field(arena, a->arena_record.pages) + pfn * a->page.bytes,
	    (size_t)a->page.bytes << a->max_order);
	add(number(a->chunks.address, sizeof(void *)) +
		    pfn / a->chunk_pages * a->chunk.bytes,
	    a->chunk.bytes);
}

static void add_constant(const void *at, size_t bytes)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = (uintptr_t)at & ~(page - 1);

	if (mprotect((void *)start, (uintptr_t)at + bytes - start,
		     PROT_READ | PROT_WRITE))
		exit(EXIT_FAILURE);
	add((uint64_t)at, bytes);
}

/* The library's constant comes twice: it is what all else hangs on. */
static void find_areas(const struct buddy_abi *a)
{
	add_constant(a, sizeof(*a));
	add_constant(a, sizeof(*a));
	add_constant(a->classes.address, a->classes.bytes);
	add((uint64_t)a->arena.address, a->arena.bytes);
	add((uint64_t)a->zones.address, a->zones.bytes);
	add(number(a->stripes.address, sizeof(void *)), a->stripe.bytes);
	add(number(a->slabs.address, sizeof(void *)), a->slab.bytes);
	add((uint64_t)a->registry.address, a->registry.bytes);
	add(field(a->registry.address, a->registry_record.slots),
	    a->thread.bytes);
	add_memory(a);
}

static uint32_t worse(uint32_t old, uint64_t *state)
{
	switch (next_random(state) % 5) {
	case 0:
		return 0;
	case 1:
		return UINT32_MAX;
	case 2:
		return old ^ UINT32_C(1) << next_random(state) % 32;
	case 3:
		return old + (uint32_t)(next_random(state) % 64);
	default:
		return (uint32_t)next_random(state);
	}
}

static void damage(uint64_t seed)
{
	uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15);
	unsigned nr = 1 + next_random(&state) % MOST_CHANGES;

	for (unsigned i = 0; i < nr; i++) {
		struct area area = areas[next_random(&state) % nr_areas];
		struct change *c = &changes[i];
		uint32_t new;

		/* Fields of buddy_abi have 2 bytes. */
		c->at = area.start +
			next_random(&state) % (area.bytes / 2 - 1) * 2;
		memcpy(&c->old, c->at, sizeof(c->old));
		new = worse(c->old, &state);
		memcpy(c->at, &new, sizeof(new));
	}
}

static void repair(void)
{
	for (unsigned i = MOST_CHANGES; i-- > 0;)
		if (changes[i].at) {
			memcpy(changes[i].at, &changes[i].old,
			       sizeof(changes[i].old));
			changes[i].at = NULL;
		}
}

int main(void)
{
	static void *volatile kept[1000];
	uint64_t seed;

	for (unsigned i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		kept[i] = malloc(16 + i * 16 % 40000);
	for (unsigned i = 0; i < sizeof(kept) / sizeof(kept[0]); i += 2)
		free(kept[i]);
	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	find_areas(&buddy_abi);
	while (read(STDIN_FILENO, &seed, sizeof(seed)) == sizeof(seed)) {
		repair();
		damage(seed);
		if (write(STDOUT_FILENO, "", 1) != 1)
			break;
	}
	_exit(EXIT_SUCCESS);
}
