/* SPDX-License-Identifier: MIT */
/*
 * stress/block.c - a block of memory whose contents are known
 */
#include "stress/block.h"

#include "stress/calls.h"
#include "stress/failure.h"
#include "support/pattern.h"

#include <buddy/buddy.h>
#include <errno.h>
#include <string.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* Several blocks of the top order, so that these come and go in rows. */
#define SIZE_MOST (24 * MIB)

enum { PAGE = 4096, ALIGN_LEAST = 16 };

static _Atomic uint64_t live_bytes;

uint64_t blocks_live_bytes(void)
{
	return load_relaxed(&live_bytes);
}

/* Room for so much more; what is made of it is settled later. */
static bool reserve(size_t size)
{
	if (add_relaxed(&live_bytes, size) + size <= BLOCKS_MOST)
		return true;
	sub_relaxed(&live_bytes, size);
	return false;
}

/* Most are objects, a few are runs, one in a hundred may be very large. */
static size_t draw_size(struct rng *rng)
{
	uint64_t percent = rng_below(rng, 100);

	if (percent < 60)
		return rng_below(rng, KIB);
	if (percent < 85)
		return rng_size(rng, 32 * KIB);
	if (percent < 96)
		return rng_size(rng, 512 * KIB);
	return rng_size(rng, percent < 99 ? 4 * MIB : SIZE_MOST);
}

/* ---- checks ------------------------------------------------------------ */

static void check_address(const struct block *b, const char *how)
{
	size_t align = b->align > ALIGN_LEAST ? b->align : ALIGN_LEAST;

	if (!b->p)
		failure("%s: no memory for %zu bytes at %zu, errno %d, with "
			"%zu live",
			how, b->size, b->align, errno,
			(size_t)blocks_live_bytes());
	if ((uintptr_t)b->p % align)
		failure("%s: %p for %zu bytes is not aligned to %zu", how, b->p,
			b->size, align);
}

static void check_zero(const struct block *b)
{
	const char *byte = b->p;

	if (b->size && (byte[0] || memcmp(byte, byte + 1, b->size - 1)))
		failure("%zu zeroed bytes at %p are not zero", b->size, b->p);
}

void block_check(const struct block *b)
{
	if (b->kind != BLOCK_NONE && !pattern_holds(b->p, b->size, b->tag))
		failure("%zu bytes at %p, kind %d, changed", b->size, b->p,
			b->kind);
}

/* ---- making ------------------------------------------------------------- */

/* It is there: count what it really holds, and write its data. */
static void settle(struct block *b, size_t reserved, struct rng *rng)
{
	switch (b->kind) {
	case BLOCK_OBJECT:
		b->usable = calls_pick(calls.usable, b->tag)(b->p);
		break;
	case BLOCK_PAGES:
		b->usable = (size_t)PAGE << b->order;
		break;
	default:
		b->usable = (b->size + PAGE - 1) / PAGE * PAGE;
	}
	if (b->usable < b->size)
		failure("%p holds %zu bytes, not %zu", b->p, b->usable,
			b->size);
	add_relaxed(&live_bytes, b->usable - reserved);
	/* All that is usable is the caller's. */
	if (b->kind == BLOCK_OBJECT && !rng_below(rng, 4))
		b->size = b->usable;
	b->tag = rng_below(rng, UINT64_MAX);
	pattern_write(b->p, b->size, b->tag);
}

void block_make_object(struct block *b, size_t size, struct rng *rng)
{
	size_t nth = rng_below(rng, CALLS_MOST);

	if (!reserve(size))
		return;
	*b = (struct block){ .kind = BLOCK_OBJECT, .size = size };
	b->p = calls_pick(calls.alloc, nth)(size);
	check_address(b, "alloc");
	settle(b, size, rng);
}

static void make_zeroed(struct block *b, struct rng *rng)
{
	size_t nth = rng_below(rng, CALLS_MOST);
	size_t each = 1 + rng_below(rng, 64);

	b->size = b->size / each * each;
	b->p = calls_pick(calls.zeroed, nth)(b->size / each, each);
	check_address(b, "zeroed");
	check_zero(b);
}

static void make_aligned(struct block *b, struct rng *rng)
{
	/* From a pointer's size, the least that posix_memalign takes, up. */
	size_t align = sizeof(void *) << rng_below(rng, 13);
	size_t nth = rng_below(rng, CALLS_MOST);

	if (!rng_below(rng, 64))
		align = MIB << rng_below(rng, 4);
	b->align = align;
	b->p = calls_pick(calls.aligned, nth)(align, b->size);
	check_address(b, "aligned");
}

static unsigned draw_flags(struct rng *rng)
{
	static const unsigned zone[] = { 0, 0, 0, BUDDY_DMA32, BUDDY_DMA };

	return zone[rng_below(rng, ARRAY_SIZE(zone))] |
	       (rng_below(rng, 2) ? BUDDY_ZERO : 0);
}

static void *alloc_pages(const struct block *b, unsigned flags)
{
	if (b->kind == BLOCK_PAGES)
		return buddy_alloc_pages(flags, b->order);
	return buddy_alloc_pages_exact(flags, b->size);
}

/* As it was asked for, or, since 16 MiB are soon full, without its zone. */
static void alloc_in_zone(struct block *b, unsigned flags)
{
	unsigned bits = flags & BUDDY_DMA ? 24 : flags & BUDDY_DMA32 ? 32 : 64;

	b->p = alloc_pages(b, flags);
	if (!b->p && flags & BUDDY_DMA)
		b->p = alloc_pages(b, flags & ~(unsigned)BUDDY_DMA);
	else if (b->p && bits < 64 && buddy_page_offset(b->p) >> bits)
		failure("%p of zone flags %u lies too high", b->p, flags);
}

static void make_pages(struct block *b, struct rng *rng)
{
	unsigned flags = draw_flags(rng);

	b->kind = rng_below(rng, 2) ? BLOCK_PAGES : BLOCK_EXACT;
	if (b->kind == BLOCK_PAGES) {
		while ((size_t)PAGE << b->order < b->size &&
		       b->order < BUDDY_MAX_ORDER)
			b->order++;
		b->size = (size_t)PAGE << b->order;
		b->align = b->size;
	} else {
		b->size += !b->size;
		b->align = PAGE;
	}
	alloc_in_zone(b, flags);
	check_address(b, "pages");
	if (flags & BUDDY_ZERO)
		check_zero(b);
}

void block_make(struct block *b, struct rng *rng)
{
	size_t reserved = draw_size(rng);
	uint64_t percent = rng_below(rng, 100);

	if (percent < 60) {
		block_make_object(b, reserved, rng);
		return;
	}
	if (!reserve(reserved))
		return;
	*b = (struct block){ .kind = BLOCK_OBJECT, .size = reserved };
	if (percent < 80)
		make_zeroed(b, rng);
	else if (percent < 92)
		make_aligned(b, rng);
	else
		make_pages(b, rng);
	settle(b, reserved, rng);
}

/* ---- resizing and freeing ----------------------------------------------- */

/* Up, down, or to anything; 0 frees. */
static size_t draw_resize(size_t size, struct rng *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
	case 1:
		return size + size / 2 < SIZE_MOST ? size + size / 2 : size;
	case 2:
	case 3:
		return size - size / 3;
	case 4:
		return size + rng_below(rng, 2 * PAGE);
	default:
		return draw_size(rng);
	}
}

void block_resize(struct block *b, struct rng *rng)
{
	size_t size = draw_resize(b->size, rng);
	size_t kept = size < b->size ? size : b->size;
	size_t nth = rng_below(rng, CALLS_MOST);
	struct block before = *b;

	if (b->kind != BLOCK_OBJECT || !reserve(size))
		return;
	b->p = calls_pick(calls.resize, nth)(b->p, size);
	sub_relaxed(&live_bytes, before.usable);
	if (!size) {
		if (b->p)
			failure("%p remains of %p", b->p, before.p);
		*b = (struct block){ 0 };
		return;
	}
	b->size = size;
	b->align = 0;
	check_address(b, "resize");
	if (!pattern_kept(b->p, before.size, kept, before.tag))
		failure("%p of %zu bytes became %p of %zu and lost data",
			before.p, before.size, b->p, size);
	settle(b, size, rng);
}

void block_drop(struct block *b, struct rng *rng)
{
	uint64_t nth = rng_below(rng, UINT32_MAX);

	block_check(b);
	switch (b->kind) {
	case BLOCK_OBJECT:
		if (b->align || nth / CALLS_MOST % 2)
			calls_pick(calls.release, nth)(b->p);
		else
			calls_pick(calls.release_sized, nth)(b->p, b->size);
		break;
	case BLOCK_PAGES:
		buddy_free_pages(b->p, b->order);
		break;
	case BLOCK_EXACT:
		buddy_free_pages_exact(b->p, b->size);
		break;
	case BLOCK_NONE:
		break;
	}
	sub_relaxed(&live_bytes, b->usable);
	*b = (struct block){ 0 };
}
