/* SPDX-License-Identifier: MIT */
/*
 * os/process.h - what a process says of itself, and asks for itself
 *
 * errno is kept.
 */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include "base/compiler.h"

#include <sys/types.h>

/* The user that the process acts for. */
uid_t os_euid(void);

/*
 * Lets every process that may otherwise do so attach to this one, where the
 * kernel restricts that to ancestors.  Elsewhere it does nothing.
 */
void os_allow_tracers(void);

/* Names the calling thread; 15 bytes at most. */
void os_name_thread(const char *name);

/*
 * Whether the main thread and all others have ended, and only the caller is
 * left.  Opens nothing: a program may count on the lowest descriptor.
 */
bool os_alone(void);

#endif /* OS_PROCESS_H */
