/* SPDX-License-Identifier: MIT */
/*
 * api/fork.h - the heap on both sides of a fork
 */
#ifndef API_FORK_H
#define API_FORK_H

/* Registers the handlers; once, as early as possible, so that they run last
 * before a fork and first after it. */
void fork_register(void);

#endif /* API_FORK_H */
