/* SPDX-License-Identifier: MIT */
/*
 * info/print.h - figures in the shapes of /proc
 */
#ifndef INFO_PRINT_H
#define INFO_PRINT_H

#include "base/fmt.h"

#include <buddy/buddy.h>

/* Room for all that one call below prints. */
enum { PRINT_BYTES = 4096 };

/* /proc/buddyinfo: a line for each populated zone, which has present pages. */
void print_buddyinfo(struct fmt *f, const struct buddy_info *info);

/* A few lines for people: where the memory is. */
void print_summary(struct fmt *f, const struct buddy_info *info);

/* Counting builds: a line "count NAME NUMBER" for each of os/count.h. */
void print_counts(struct fmt *f);

#endif /* INFO_PRINT_H */
