/* SPDX-License-Identifier: MIT */
/* A library that stands before mmap, munmap, open and syscall by dlsym. */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>

#define EXPORT __attribute__((visibility("default")))

typedef void *mmap_fn(void *, size_t, int, int, int, off_t);
typedef int munmap_fn(void *, size_t);
typedef int open_fn(const char *, int, ...);
typedef long syscall_fn(long, ...);

long syscall(long number, ...);

EXPORT void *mmap(void *address, size_t length, int protection, int flags,
		  int fd, off_t offset)
{
	static mmap_fn *next;

	if (!next)
		next = (mmap_fn *)dlsym(RTLD_NEXT, "mmap");
	free(malloc(100));
	return next(address, length, protection, flags, fd, offset);
}

EXPORT int munmap(void *address, size_t length)
{
	static munmap_fn *next;

	if (!next)
		next = (munmap_fn *)dlsym(RTLD_NEXT, "munmap");
	return next(address, length);
}

EXPORT int open(const char *path, int flags, ...)
{
	static open_fn *next;
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, int);
	va_end(arguments);
	if (!next)
		next = (open_fn *)dlsym(RTLD_NEXT, "open");
	free(malloc(100));
	return next(path, flags, mode);
}

static syscall_fn *next_syscall;

static void find_syscall(void)
{
	void *block = malloc(100);

	if (!block)
		abort();
	free(block);
	next_syscall = (syscall_fn *)dlsym(RTLD_NEXT, "syscall");
}

/* The first call allocates, and a call from within it would wait forever. */
EXPORT long syscall(long number, ...)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	pthread_once(&once, find_syscall);
	return next_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
