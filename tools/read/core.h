/* SPDX-License-Identifier: MIT */
/*
 * read/core.h - a core file
 *
 * The kernel leaves out what it can be had from elsewhere: pages of mapped
 * files that were never written to.  Those are read from the files, as long as
 * they are where they were.
 */
#ifndef READ_CORE_H
#define READ_CORE_H

#include "read/target.h"

struct core;

struct core *core_open(const char *path, struct failure *why);
void core_close(struct core *c);

/* The program's name. */
const char *core_name(const struct core *c);

/* The length of the file. */
size_t core_bytes(const struct core *c);

/* The mapped files, one after the other; NULL at the end. */
const struct mapping *core_mapping(const struct core *c, size_t i);

bool core_read(struct core *c, const struct piece *piece, struct failure *why);

#endif /* READ_CORE_H */
