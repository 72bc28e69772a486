/* SPDX-License-Identifier: MIT */
/*
 * harden/harden.h - which defences are on
 *
 * Each finds or stops a kind of misuse that the checks at free cannot, at a
 * price in time and memory.  While any is on no thread keeps objects at hand,
 * so the fast paths of malloc and free miss, and need no test of their own.
 */
#ifndef HARDEN_HARDEN_H
#define HARDEN_HARDEN_H

#include "base/compiler.h"

enum harden {
	HARDEN_CANARY = 0x01,	  /* a write behind a block is found at free */
	HARDEN_POISON = 0x02,	  /* ... into a free one when it is reused */
	HARDEN_QUARANTINE = 0x04, /* what is freed is not reused at once */
	HARDEN_RANDOM = 0x08,	  /* places cannot be foretold */
	HARDEN_GUARD = 0x10,	  /* inaccessible pages between neighbours */
	HARDEN_ALL = 0x1f,
	/* Until the heap is made. */
	HARDEN_UNDECIDED = 0x80
};

/*
 * Written once, as the heap is made.  Relaxed: whoever sees that none is on
 * makes the heap by itself where it needs one, or waits for it, and so does
 * whoever sees that it is undecided.
 */
extern hidden _Atomic unsigned harden_features;

static always_inline bool harden_on(unsigned features)
{
	return unlikely(load_relaxed(&harden_features) & features);
}

/* Before the heap is used: these are on, and the others are not. */
void harden_decide(unsigned features);

#endif /* HARDEN_HARDEN_H */
