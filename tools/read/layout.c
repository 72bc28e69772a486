/* SPDX-License-Identifier: MIT */
/*
 * read/layout.c - where in the target's memory its heap is
 */
#include "read/layout.h"

#include "read/abi.h"
#include "read/symbol.h"

#include <string.h>

uint64_t layout_field(const void *record, struct buddy_abi_field f)
{
	const char *p = (const char *)record + f.offset;
	uint64_t n = 0;

	/* Both machines that the library knows are little-endian. */
	memcpy(&n, p, f.bytes < sizeof(n) ? f.bytes : sizeof(n));
	return n;
}

/*
 * The symbol in any of the mapped objects.  The library may be called
 * anything, so in a second round all are asked.
 */
static uint64_t find_symbol(struct target *t)
{
	size_t nr;
	const struct mapping *m = target_mappings(t, &nr);

	for (int named = 1; named >= 0; named--)
		for (size_t i = 0; i < nr; i++) {
			bool is_named = strstr(basename(m[i].path), "libbuddy");
			uint64_t address;

			if (m[i].offset || is_named != named)
				continue;
			address = symbol_find(t, m[i].start, "buddy_abi");
			if (address)
				return address;
		}
	return 0;
}

/* The library's own words; as many of them as both sides know. */
static bool read_abi(struct layout *l, struct target *t, struct failure *why)
{
	struct buddy_abi *abi = &l->abi;
	size_t head = offsetof(struct buddy_abi, page_bytes);

	if (!target_read(t, l->address, abi, head, why))
		return false;
	if (memcmp(abi->magic, BUDDY_ABI_MAGIC, sizeof(abi->magic)))
		return failed(why, STATUS_NOT_BUDDY,
			      "the libbuddy of %s is not the file that it was "
			      "mapped from",
			      target_name(t));
	if (abi->number == BUDDY_ABI_NUMBER && abi->bytes < sizeof(*abi))
		return failed(why, STATUS_VERSION,
			      "%s runs an older libbuddy, %.*s, that tells "
			      "less than this buddyctl asks for",
			      target_name(t), (int)sizeof(abi->version),
			      abi->version);
	if (abi->number != BUDDY_ABI_NUMBER)
		return failed(why, STATUS_VERSION,
			      "%s runs libbuddy %.*s with ABI %u; this "
			      "buddyctl knows ABI %d",
			      target_name(t), (int)sizeof(abi->version),
			      abi->version, abi->number, BUDDY_ABI_NUMBER);
	return target_read(t, l->address, abi, sizeof(*abi), why);
}

static bool read_variable(struct target *t, struct buddy_abi_variable v,
			  uint64_t *out, struct failure *why)
{
	*out = 0;
	return target_read(t, (uint64_t)v.address, out, v.bytes, why);
}

static bool read_arena(struct layout *l, struct target *t, struct failure *why)
{
	const struct buddy_abi_arena *a = &l->abi.arena_record;
	char record[ABI_MOST_RECORD];

	if (!target_read(t, (uint64_t)l->abi.arena.address, record, a->bytes,
			 why))
		return false;
	l->arena_bytes = layout_field(record, a->heap_bytes);
	l->blocks = layout_field(record, a->blocks);
	l->pages = layout_field(record, a->pages);
	l->reservation = layout_field(record, a->reservation);
	l->reserved_bytes = layout_field(record, a->reserved_bytes);
	return true;
}

/*
 * The heap lies in its reservation, and that in an address space.  It is no
 * larger than a library makes it, so no reader is sent round for long, and
 * pages have numbers of 32 bits.
 */
static bool arena_is_sound(const struct layout *l)
{
	const uint64_t most = UINT64_C(1) << 47;
	const uint64_t most_heap = UINT64_C(1) << 40;
	uint64_t before = l->arena_base - l->reservation;

	return l->reservation <= most && l->reserved_bytes <= most &&
	       l->arena_base >= l->reservation && before <= l->reserved_bytes &&
	       l->arena_bytes <= l->reserved_bytes - before &&
	       l->arena_bytes <= most_heap;
}

bool layout_find(struct layout *l, struct target *t, struct failure *why)
{
	uint64_t ready;

	*l = (struct layout){ .address = find_symbol(t) };
	if (!l->address)
		return failed(why, STATUS_NOT_BUDDY,
			      "%s does not run under libbuddy", target_name(t));
	if (!read_abi(l, t, why))
		return false;
	if (!abi_fits(&l->abi))
		return failed(why, STATUS_VERSION,
			      "the libbuddy of %s is built with larger limits "
			      "than this buddyctl knows, or was overwritten",
			      target_name(t));
	if (!read_variable(t, l->abi.ready, &ready, why))
		return false;
	if ((uint32_t)ready != BUDDY_ABI_READY)
		return failed(why, STATUS_NOT_BUDDY,
			      "%s has libbuddy, but no heap yet",
			      target_name(t));
	if (!read_arena(l, t, why) ||
	    !read_variable(t, l->abi.arena_base, &l->arena_base, why) ||
	    !read_variable(t, l->abi.chunks, &l->chunks, why) ||
	    !read_variable(t, l->abi.stripes, &l->stripes, why) ||
	    !read_variable(t, l->abi.slabs, &l->stripe_slabs, why))
		return false;
	return arena_is_sound(l) ||
	       failed(why, STATUS_TORN,
		      "the memory of %s is not as it should be",
		      target_name(t));
}
