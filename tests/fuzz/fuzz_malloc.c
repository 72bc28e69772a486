/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_malloc.c - the malloc family against a model
 *
 * The model knows of each block where it is, how long, and what was written to
 * it (held.h).  The heap stays from input to input, as it does in a program: at
 * the end of each all blocks are freed, and the validator finds nothing.
 */
#include "api/family.h"
#include "buddy/purge.h"
#include "fuzz/fuzz.h"
#include "fuzz/held.h"
#include "fuzz/input.h"

#include <buddy/buddy.h>
#include <errno.h>
#include <string.h>

enum {
	BLOCKS = 32,
	MOST_STEPS = 200,
	MOST_BYTES = 2 << 20, /* of a block, while few are in use */
	ENOUGH = 6 << 20,
	ERRNO = 12345
};

static struct held held[BLOCKS];
static size_t in_use;

/*
 * Most inputs leave all memory dirty, which is to say resident: to get it anew
 * from the system takes longer than all else.
 */
static bool may_purge;

static void set_purge(bool may)
{
	may_purge = may;
	store_relaxed(&purge_config.floor_pages,
		      may ? 0 : HELD_ARENA / PAGE_BYTES);
	store_relaxed(&purge_config.slack_share, may ? 8 : 1);
}

/* The size of a block: rarely large. */
static size_t any_size(struct input *in)
{
	uint8_t how = (uint8_t)input_number(in, 1);

	if (how >= 224 && in_use < ENOUGH)
		return input_size(in, MOST_BYTES);
	return input_size(in, how < 128 ? 1024 : 16 * 1024);
}

static void check_apart(const struct held *b)
{
	for (const struct held *o = held; o < held + BLOCKS; o++)
		expect(o == b || !o->at || o->at + o->bytes <= b->at ||
		       b->at + b->bytes <= o->at);
}

/* A call has returned this block, or NULL. */
static void settle(struct held *b, void *at, size_t bytes, size_t align,
		   uint8_t tag)
{
	if (!at) {
		expect(errno == ENOMEM);
		expect(in_use + bytes + align > HELD_ARENA / 4);
		return;
	}
	expect(errno == ERRNO);
	expect(is_aligned((uintptr_t)at, align));
	expect(buddy_usable_size(at) >= bytes);
	*b = (struct held){ .at = at, .bytes = bytes, .tag = tag };
	in_use += bytes;
	check_apart(b);
	held_fill(b);
}

static void release(struct held *b)
{
	held_check(b, b->at, b->bytes);
	in_use -= b->bytes;
	errno = ERRNO;
	if (b->pages)
		buddy_free_pages_exact(b->at, b->bytes);
	else
		buddy_free(b->at);
	expect(errno == ERRNO);
	b->at = NULL;
}

static void step_calloc(struct input *in, struct held *b, uint8_t tag)
{
	size_t nr = 1 + input_below(in, 16);
	size_t size = any_size(in) / nr;
	void *at = buddy_calloc(nr, size);

	if (at)
		held_check_zero(at, nr * size);
	settle(b, at, nr * size, 16, tag);
}

static void step_aligned(struct input *in, struct held *b, uint8_t tag)
{
	unsigned how = (unsigned)input_number(in, 1);
	size_t align = (size_t)1 << input_below(in, 22);
	size_t bytes = any_size(in);
	void *at = NULL;

	if (how % 3 == 0) {
		at = buddy_aligned_alloc(align, bytes);
	} else if (how % 3 == 1) {
		/* Rounded up to the next power of two. */
		at = family_memalign(align - align / 4, bytes);
	} else {
		int error = family_posix_memalign(&at, align, bytes);

		expect((error == EINVAL) == (align < sizeof(void *)));
		if (error == EINVAL)
			return;
		expect((error == ENOMEM) == !at);
		errno = error ? error : errno;
	}
	settle(b, at, bytes, align > 16 ? align : 16, tag);
}

static void step_pages(struct input *in, struct held *b, uint8_t tag)
{
	unsigned flags = input_number(in, 1) & 1 ? BUDDY_ZERO : 0;
	size_t bytes = 1 + any_size(in);
	void *at = buddy_alloc_pages_exact(flags, bytes);

	if (at && flags)
		held_check_zero(at, bytes);
	settle(b, at, bytes, PAGE_BYTES, tag);
	if (at)
		b->pages = bytes;
}

/* Absurd requests fail, and say why. */
static void step_refused(struct input *in)
{
	size_t huge = SIZE_MAX - input_size(in, SIZE_MAX / 2);
	void *at = NULL;

	expect(!buddy_malloc(huge) && errno == ENOMEM);
	errno = ERRNO;
	expect(!buddy_calloc(huge / 3, 4 + huge % 7) && errno == ENOMEM);
	errno = ERRNO;
	expect(!buddy_aligned_alloc(3, 8) && errno == EINVAL);
	expect(family_posix_memalign(&at, huge | 1, 8) == EINVAL && !at);
}

static void step_alloc(struct input *in, struct held *b, uint8_t tag)
{
	unsigned what = (unsigned)input_below(in, 8);
	size_t bytes;

	errno = ERRNO;
	if (what == 0) {
		step_calloc(in, b, tag);
	} else if (what == 1) {
		step_aligned(in, b, tag);
	} else if (what == 2) {
		step_pages(in, b, tag);
	} else if (what == 3) {
		step_refused(in);
	} else {
		bytes = any_size(in);
		settle(b, buddy_malloc(bytes), bytes, 16, tag);
	}
}

static void step_realloc(struct input *in, struct held *b, uint8_t tag)
{
	size_t bytes = any_size(in);
	size_t kept = b->bytes < bytes ? b->bytes : bytes;
	void *at;

	errno = ERRNO;
	at = buddy_realloc(b->at, bytes);
	if (!bytes) {
		expect(!at && errno == ERRNO);
		in_use -= b->bytes;
		b->at = NULL;
		return;
	}
	if (at) {
		held_check(b, at, kept);
		in_use -= b->bytes;
	}
	settle(b, at, bytes, 16, tag);
}

/* All that malloc_usable_size says is the caller's. */
static void use_all(struct held *b)
{
	in_use += buddy_usable_size(b->at) - b->bytes;
	b->bytes = buddy_usable_size(b->at);
	check_apart(b);
	held_fill(b);
}

static void step(struct input *in, uint8_t tag)
{
	unsigned what = (unsigned)input_number(in, 1);
	struct held *b = &held[what % BLOCKS];

	what /= BLOCKS;
	if (!b->at) {
		step_alloc(in, b, tag);
	} else if (what < 2 || b->pages) {
		release(b);
	} else if (what < 5) {
		held_check(b, b->at, b->bytes);
		step_realloc(in, b, tag);
	} else if (what < 7) {
		use_all(b);
	} else if (may_purge) {
		buddy_trim(input_size(in, HELD_ARENA));
	}
}

/* The heap is as if nothing had been allocated, with empty caches. */
static void check(void)
{
	struct buddy_info info;

	thread_drain_own();
	expect(!buddy_check());
	expect(!buddy_info(&info, sizeof(info)));
	expect(!info.user_bytes && !info.in_flight_pages);
	expect(!in_use);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct input in = { data, bytes };

	setenv("BUDDY_CONF", held_conf, 0);
	buddy_free(buddy_malloc(1));
	set_purge(input_number(&in, 1) % 16 == 15);
	for (unsigned i = 0; i < MOST_STEPS && in.left; i++)
		step(&in, (uint8_t)i);
	for (struct held *b = held; b < held + BLOCKS; b++)
		if (b->at)
			release(b);
	check();
	return 0;
}
