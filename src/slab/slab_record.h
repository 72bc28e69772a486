/* SPDX-License-Identifier: MIT */
/*
 * slab/slab_record.h - the memory of struct slab and of what follows it
 *
 * It comes from the arena's own area, at most a thirteenth of the slab's, or
 * with canaries a fifth.  When a slab goes it is kept for the next one of the
 * same class, or of a class that needs no more.
 */
#ifndef SLAB_SLAB_RECORD_H
#define SLAB_SLAB_RECORD_H

#include "slab/slab.h"

/* A record in which all bits and states are 0; NULL without memory. */
struct slab *slab_record_alloc(unsigned sc);

/* All its objects are back. */
void slab_record_free(struct slab *slab);

#endif /* SLAB_SLAB_RECORD_H */
