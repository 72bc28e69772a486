/* SPDX-License-Identifier: MIT */
/*
 * read/denied.h - why a process may not be read, and what helps
 */
#ifndef READ_DENIED_H
#define READ_DENIED_H

#include "read/failure.h"

#include <sys/types.h>

/*
 * Fills in *why for an errno value of an attempt to read the process, and
 * returns false.  Names the cause (it is gone, another user's, not dumpable,
 * Yama) and the remedy.
 */
bool denied(struct failure *why, pid_t pid, int error);

#endif /* READ_DENIED_H */
