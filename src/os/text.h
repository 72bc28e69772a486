/* SPDX-License-Identifier: MIT */
/*
 * os/text.h - text to a file descriptor
 */
#ifndef OS_TEXT_H
#define OS_TEXT_H

#include "base/compiler.h"

/*
 * Writes it all, going on after interruptions and partial writes.  Returns 0
 * or a negative errno value; keeps errno.
 */
int os_write(int fd, const char *text, size_t len);

/*
 * Appends it to a file, which is made for its owner alone if there is none.
 * A symbolic link is refused, nothing waits for a reader, and the loss of one
 * is no SIGPIPE.  Returns 0 or a negative errno value; keeps errno.
 */
int os_append(const char *path, const char *text, size_t len);

/*
 * Keeps a second descriptor for stderr, closed on exec: programs that close
 * theirs at exit do so before the destructors of libraries run.
 */
void os_keep_stderr(void);

/*
 * Writes to it, unless the program has put another file in its place.  Nobody
 * who reads it is no reason for a SIGPIPE.
 */
void os_write_kept(const char *text, size_t len);

#endif /* OS_TEXT_H */
