/* SPDX-License-Identifier: MIT */
/*
 * stress/footprint.h - what the kernel says the process and its heap occupy
 */
#ifndef STRESS_FOOTPRINT_H
#define STRESS_FOOTPRINT_H

#include "base/compiler.h"

/* Resident bytes of the process. */
size_t footprint_process(void);

/* Resident bytes between two addresses at which mappings begin and end. */
size_t footprint_range(uintptr_t begin, uintptr_t end);

#endif /* STRESS_FOOTPRINT_H */
