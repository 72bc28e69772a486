/* SPDX-License-Identifier: MIT */
/*
 * info/ctl.h - the heap's numbers by name: figures, options, settings, actions
 *
 * One table; buddy_ctl(3) and the control socket are two ways to it.
 */
#ifndef INFO_CTL_H
#define INFO_CTL_H

#include "base/span.h"

/*
 * As buddy_ctl of <buddy/buddy.h>, but the result is 0 or an errno value.  On
 * failure nothing was changed and *old was not written.
 */
int ctl(struct span name, uint64_t *old, const uint64_t *value);

/* The names in order; NULL past the last. */
const char *ctl_name(unsigned i);

/* What buddy_trim does; whether memory was given back. */
bool ctl_trim(uint64_t pad_bytes);

#endif /* INFO_CTL_H */
