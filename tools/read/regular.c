/* SPDX-License-Identifier: MIT */
/*
 * read/regular.c - files that only have contents
 */
#include "read/regular.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* In case that the name changes its meaning between two calls. */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

int regular_open(const char *path, off_t *bytes)
{
	struct stat st;
	int fd;

	if (stat(path, &st))
		return -1;
	if (S_ISREG(st.st_mode)) {
		fd = open(path, OPEN_FLAGS);
		if (fd < 0)
			return -1;
		if (!fstat(fd, &st) && S_ISREG(st.st_mode)) {
			*bytes = st.st_size;
			return fd;
		}
		close(fd);
	}
	errno = ENOEXEC;
	return -1;
}
