/* SPDX-License-Identifier: MIT */
/*
 * api/init.h - the options in force
 *
 * heap_boot() of slab/boot.h is implemented beside it.
 */
#ifndef API_INIT_H
#define API_INIT_H

#include "info/options.h"

/* The options that the heap was made with; defaults before that. */
const struct options *init_options(void);

/*
 * Makes the heap with these options instead of BUDDY_CONF's: for tests.
 * Returns false if there is a heap already, or no memory.
 */
bool init_with(const struct options *options);

#endif /* API_INIT_H */
