/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/faults/block.h - blocks under a kernel that may refuse
 *
 * NULL and ENOMEM is always an answer; what was there before it stays as it
 * was.  A block that was had carries its mark: at both ends, and here and
 * there between.
 */
#ifndef TESTS_BLOCK_H
#define TESTS_BLOCK_H

#include "../expect.h"

/* Bytes marked at each end, and from one marked byte to the next between. */
enum { BLOCK_EDGE = 64, BLOCK_STEP = 65521 };

struct block {
	unsigned char *at; /* NULL: none */
	size_t size;
	unsigned char mark;
};

static inline size_t block_next(size_t i, size_t size)
{
	if (i < BLOCK_EDGE || i + BLOCK_EDGE >= size)
		return i + 1;
	return i + BLOCK_STEP < size ? i + BLOCK_STEP : size - BLOCK_EDGE;
}

static inline void block_write(struct block *b)
{
	for (size_t i = 0; i < b->size; i = block_next(i, b->size))
		b->at[i] = b->mark;
}

/* The first `kept` bytes of a block that was written as one of `size`. */
static inline bool block_kept(const struct block *b, size_t size, size_t kept)
{
	for (size_t i = 0; i < kept; i = block_next(i, size))
		if (b->at[i] != b->mark)
			return false;
	return true;
}

static inline void block_check(const struct block *b)
{
	if (b->at)
		EXPECT(block_kept(b, b->size, b->size));
}

/* What a family member returned; errno was 0 before. */
static inline void block_take(struct block *b, void *p, size_t size)
{
	EXPECT(p ? errno == 0 : errno == ENOMEM);
	*b = (struct block){ p, p ? size : 0, (unsigned char)(size * 31 + 7) };
	block_write(b);
}

static inline void block_alloc(struct block *b, size_t size)
{
	errno = 0;
	block_take(b, malloc(size), size);
}

static inline void block_alloc_zero(struct block *b, size_t size)
{
	unsigned char *p;

	errno = 0;
	p = calloc(1, size);
	for (size_t i = 0; p && i < size; i = block_next(i, size))
		EXPECT(p[i] == 0);
	block_take(b, p, size);
}

static inline void block_alloc_aligned(struct block *b, size_t align,
				       size_t size)
{
	void *p;

	errno = 0;
	p = memalign(align, size);
	EXPECT(is_aligned(p, align));
	block_take(b, p, size);
}

static inline void block_resize(struct block *b, size_t size)
{
	struct block old = *b;
	void *p;

	errno = 0;
	p = realloc(opaque(old.at), size);
	if (!p) {
		EXPECT(errno == ENOMEM);
		block_check(b);
		return;
	}
	b->at = p;
	EXPECT(errno == 0);
	EXPECT(block_kept(b, old.size, old.size < size ? old.size : size));
	block_take(b, p, size);
}

static inline void block_free(struct block *b)
{
	block_check(b);
	errno = 4711;
	free(b->at);
	EXPECT(errno == 4711);
	*b = (struct block){ 0 };
}

#endif /* TESTS_BLOCK_H */
