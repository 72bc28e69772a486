/* SPDX-License-Identifier: MIT */
/*
 * api/fork.h - the heap on both sides of a fork
 */
#ifndef API_FORK_H
#define API_FORK_H

#include "base/compiler.h"

/*
 * False in a child of vfork, which runs in its parent's memory: there nothing
 * may be changed for good.
 */
bool fork_own_memory(void);

#endif /* API_FORK_H */
