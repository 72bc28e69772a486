/* SPDX-License-Identifier: MIT */
/*
 * os/text.c - text to a file descriptor, and the last words of a panic
 */
#include "os/text.h"

#include "base/fmt.h"
#include "base/panic.h"
#include "os/fd.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* const after init */
static struct {
	int fd;
	struct stat file;
} kept = { .fd = -1 };

int os_write(int fd, const char *text, size_t len)
{
	while (len) {
		long n = os_syscall3(SYS_write, fd, (long)text, (long)len);

		if (n == -EINTR)
			continue;
		if (n < 0)
			return (int)n;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

/*
 * The same, where the program's own readers may have left: for what it did
 * not write itself it gets no SIGPIPE.
 */
static int write_unasked(int fd, const char *text, size_t len)
{
	uint64_t signal = UINT64_C(1) << (SIGPIPE - 1), pending = 0, before = 0;
	struct timespec now = { 0 };
	int ret;

	os_syscall3(SYS_rt_sigpending, (long)&pending, sizeof(pending), 0);
	os_syscall4(SYS_rt_sigprocmask, SIG_BLOCK, (long)&signal, (long)&before,
		    sizeof(signal));
	ret = os_write(fd, text, len);
	if (ret == -EPIPE && !(pending & signal))
		os_syscall4(SYS_rt_sigtimedwait, (long)&signal, 0, (long)&now,
			    sizeof(signal));
	os_syscall4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&before, 0,
		    sizeof(before));
	return ret;
}

int os_append(const char *path, const char *text, size_t len)
{
	enum {
		HOW = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		      O_NONBLOCK | O_NOCTTY
	};
	int fd = (int)os_syscall4(SYS_openat, AT_FDCWD, (long)path, HOW, 0600);
	int ret;

	if (fd < 0)
		return fd;
	ret = write_unasked(fd, text, len);
	os_syscall3(SYS_close, fd, 0, 0);
	return ret;
}

void os_keep_stderr(void)
{
	int saved = errno;

	kept.fd = os_fd_above(2);
	if (kept.fd < 0 || fstat(kept.fd, &kept.file))
		kept.fd = -1;
	errno = saved;
}

void os_write_kept(const char *text, size_t len)
{
	struct stat now;
	int saved = errno;

	if (kept.fd >= 0 && !fstat(kept.fd, &now) &&
	    now.st_dev == kept.file.st_dev && now.st_ino == kept.file.st_ino)
		write_unasked(kept.fd, text, len);
	errno = saved;
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
