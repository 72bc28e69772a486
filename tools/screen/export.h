/* SPDX-License-Identifier: MIT */
/*
 * screen/export.h - the figures of one process in a file
 */
#ifndef SCREEN_EXPORT_H
#define SCREEN_EXPORT_H

#include "screen/watch.h"

enum { EXPORT_NAME = 48 };

/*
 * Writes all figures of the last sample that succeeded, as JSON, to a new file
 * libbuddy-PID-N.json in a folder (AT_FDCWD: the current one), N counting from
 * 1, and stores its name.  Never overwrites.  False as well, with the reason,
 * if no sample succeeded yet.
 */
bool export_file(int folder, const struct watched *p, char name[EXPORT_NAME],
		 struct failure *why);

#endif /* SCREEN_EXPORT_H */
