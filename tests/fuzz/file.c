/* SPDX-License-Identifier: MIT */
/*
 * fuzz/file.c - an input as a file
 */
#include "fuzz/file.h"

#include "fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

const char *file_of(const uint8_t *data, size_t bytes)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		expect(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	expect(!ftruncate(fd, 0));
	expect(pwrite(fd, data, bytes, 0) == (ssize_t)bytes);
	return path;
}
