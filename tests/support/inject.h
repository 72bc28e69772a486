/* SPDX-License-Identifier: MIT */
/*
 * support/inject.h - make the kernel refuse
 */
#ifndef SUPPORT_INJECT_H
#define SUPPORT_INJECT_H

#include "os/mem.h"

/* More calls than any test makes. */
#define ALWAYS 1000000u

/* Lets `skip` calls of a kind through, then fails `times` with -error. */
void inject_fail(enum os_call call, unsigned skip, unsigned times, int error);

/* Lets everything through again, and counts on. */
void inject_stop(void);

/* Calls of a kind since the first inject_fail or inject_stop. */
unsigned inject_seen(enum os_call call);

#endif /* SUPPORT_INJECT_H */
