/* SPDX-License-Identifier: MIT */
/*
 * read/regular.h - files that only have contents
 *
 * Names come out of core files and programs, so they may lead anywhere.  To
 * open a pipe or a device may wait, or do something.
 */
#ifndef READ_REGULAR_H
#define READ_REGULAR_H

#include <sys/types.h>

/*
 * Opens a regular file to be read, and tells its length; -1 with errno if that
 * cannot be done, ENOEXEC for what is no regular file.
 */
int regular_open(const char *path, off_t *bytes);

#endif /* READ_REGULAR_H */
