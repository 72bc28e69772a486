/* SPDX-License-Identifier: MIT */
/*
 * support/limit.h - little address space
 */
#ifndef SUPPORT_LIMIT_H
#define SUPPORT_LIMIT_H

#include "base/compiler.h"

/*
 * Lowers the soft RLIMIT_AS so that `left` more bytes can be mapped.  False
 * where an emulator ignores the limit.
 */
bool limit_address_space(size_t left);

#endif /* SUPPORT_LIMIT_H */
