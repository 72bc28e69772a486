/* SPDX-License-Identifier: MIT */
/*
 * fuzz/memory.h - the memory of a process that is not what it should be
 *
 * read/target.h is implemented here, on what parts.h has copied.
 */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include "read/target.h"

/*
 * The target; as a core file, or as a process.  `endless`: all other addresses
 * read as zero, as anonymous memory does that was never touched.
 */
struct target *memory_target(bool is_core, bool endless);

/* Bytes that were read since. */
uint64_t memory_read(void);

#endif /* FUZZ_MEMORY_H */
