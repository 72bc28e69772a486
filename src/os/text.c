/* SPDX-License-Identifier: MIT */
/*
 * os/text.c - text to a file descriptor, and the last words of a panic
 */
#include "os/text.h"

#include "base/fmt.h"
#include "base/panic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int os_write(int fd, const char *text, size_t len)
{
	int saved = errno;
	int ret = 0;

	/* The raw call: write(2) of the C library is a cancellation point. */
	while (len && !ret) {
		long n = syscall(SYS_write, fd, text, len);

		if (n < 0) {
			ret = errno == EINTR ? 0 : -errno;
			continue;
		}
		text += n;
		len -= (size_t)n;
	}
	errno = saved;
	return ret;
}

int os_keep_stderr(void)
{
	/* Above what shells and tests name by a digit. */
	enum { LEAST_FD = 64 };
	int saved = errno;
	int fd = (int)syscall(SYS_fcntl, 2, F_DUPFD_CLOEXEC, LEAST_FD);

	errno = saved;
	return fd;
}

_Noreturn void panic(const char *format, ...)
{
	char text[512];
	struct fmt f = fmt_init(text, sizeof(text));
	va_list ap;

	fmt_print(&f, "libbuddy: ");
	va_start(ap, format);
	fmt_vprint(&f, format, ap);
	va_end(ap);
	fmt_print(&f, "\n");
	os_write(2, text, f.len);
	abort();
}
