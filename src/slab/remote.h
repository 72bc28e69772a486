/* SPDX-License-Identifier: MIT */
/*
 * slab/remote.h - objects on their way home
 *
 * What a thread frees and another stripe owns is collected here, and put
 * straight into that stripe's slabs when the buffer is full.
 */
#ifndef SLAB_REMOTE_H
#define SLAB_REMOTE_H

#include "slab/stripe_slabs.h"

enum { REMOTE_OBJECTS = BATCH_MAX, REMOTE_BYTES = 64 * 1024 };

/* Owner thread only; n and bytes are read by others as figures. */
struct remote_buffer {
	_Atomic uint32_t n;
	_Atomic uint32_t bytes;
	void *object[REMOTE_OBJECTS];
};

/* Adds a freed object of size bytes; flushes when the buffer is full. */
void remote_add(struct remote_buffer *r, void *object, uint32_t size);

/* Puts all objects into their slabs. */
void remote_flush(struct remote_buffer *r);

/*
 * The same for any array of objects, which it overwrites: those of one slab
 * owner go together.
 */
void objects_put_home(void **object, unsigned n);

#endif /* SLAB_REMOTE_H */
