/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/expect.h - what the small test programs share
 *
 * A program is either a plain main() that calls EXPECT(), or a table of rows
 * handed to run_rows().  Each row runs in a child process of its own, so that
 * one that crashes fails alone, and prints one line of TAP without a number;
 * the scripts number the lines.  The exit status is 0, 1 for a failed
 * expectation, or 77 for a test that cannot run here.
 *
 * C and C++ programs include it.  Nothing here allocates, so the heap sees the
 * test's own calls only.
 */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_SKIP = 77, VERDICT_BYTES = 512 };

/*
 * What takes longer hangs: several times what any test takes where page faults
 * and forks cost ten times as much as elsewhere.
 */
enum { HANG_SECONDS = 90 };

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)
#define GIB ((size_t)1 << 30)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum row_scope {
	ROW_COMMON, /* the C library's own malloc keeps this promise too */
	ROW_OURS    /* only libbuddy promises it */
};

struct row {
	const char *name;
	void (*run)(void);
	enum row_scope scope;
};

/* Where a row's child leaves its one-line verdict; NULL in a plain main(). */
static char *expect_verdict;

/* The string is complete before it is written: stdout may be shared. */
static inline void expect_say(const char *text)
{
	size_t left = strlen(text);

	if (expect_verdict) {
		memcpy(expect_verdict, text, left + 1);
		return;
	}
	while (left > 0) {
		ssize_t n = write(STDOUT_FILENO, text, left);

		if (n <= 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

__attribute__((noreturn)) static inline void
expect_failed(const char *file, int line, const char *what)
{
	const char *base = strrchr(file, '/');
	char text[VERDICT_BYTES];
	int error = errno;

	snprintf(text, sizeof(text), "%s:%d: expected %.380s (errno %d)%s",
		 base ? base + 1 : file, line, what, error,
		 expect_verdict ? "" : "\n");
	expect_say(text);
	_exit(EXIT_FAILURE);
}

__attribute__((noreturn)) static inline void skip(const char *reason)
{
	char text[VERDICT_BYTES];

	snprintf(text, sizeof(text), "%.400s%s", reason,
		 expect_verdict ? "" : "\n");
	expect_say(text);
	_exit(EXIT_SKIP);
}

#define EXPECT(condition) \
	((condition) ? (void)0 : expect_failed(__FILE__, __LINE__, #condition))

/* Hide where a pointer or a size comes from, so that the compiler neither
 * removes the call under test nor warns about what the test means to do. */
static inline void *opaque(const void *pointer)
{
	__asm__ volatile("" : "+r"(pointer) : : "memory");
	return (void *)(uintptr_t)pointer;
}

/* What a compiler believes of these functions, such as that they succeed when
 * nobody looks at the memory, is not to be believed here. */
#define memalign(alignment, size) opaque(memalign(alignment, size))
#define aligned_alloc(alignment, size) opaque(aligned_alloc(alignment, size))
#define valloc(size) opaque(valloc(size))
#define pvalloc(size) opaque(pvalloc(size))
#define reallocarray(p, n, size) opaque(reallocarray(p, n, size))

static inline size_t opaque_size(size_t size)
{
	__asm__ volatile("" : "+r"(size));
	return size;
}

/* A function by name, NULL if neither libbuddy nor the C library has it. */
static inline void *find(const char *name)
{
	return dlsym(RTLD_DEFAULT, name);
}

static inline bool under_libbuddy(void)
{
	return find("buddy_malloc") != NULL;
}

static inline bool is_aligned(const void *pointer, size_t alignment)
{
	return ((uintptr_t)pointer & (alignment - 1)) == 0;
}

static inline bool all_bytes_are(const void *memory, int value, size_t size)
{
	const unsigned char *byte = (const unsigned char *)memory;

	for (size_t i = 0; i < size; i++)
		if (byte[i] != (unsigned char)value)
			return false;
	return true;
}

/* xorshift: the same sequence everywhere, and no state shared by threads. */
static inline uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A line of /proc/self/status in its own unit (KiB), 0 if it is not there. */
static inline size_t status_kib(const char *key)
{
	char text[4096];
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	const char *line;

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	line = strstr(text, key);
	return line ? (size_t)strtoul(line + strlen(key) + 1, NULL, 10) : 0;
}

static inline size_t rss_kib(void)
{
	return status_kib("VmRSS");
}

/* The number of mappings of this process. */
static inline size_t count_maps(void)
{
	char text[4096];
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	size_t lines = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, text, sizeof(text))) > 0)
		for (ssize_t i = 0; i < n; i++)
			lines += text[i] == '\n';
	if (fd >= 0)
		close(fd);
	return lines;
}

/* The validator's word; without libbuddy there is nobody to ask. */
static inline bool heap_is_sound(void)
{
	int (*check)(void) = (int (*)(void))find("buddy_check");

	return !check || check() == 0;
}

static inline void run_row(const struct row *row, int *failed)
{
	const char *verdict = expect_verdict;
	char line[VERDICT_BYTES + 128];
	int status = 0;
	pid_t child;

	expect_verdict[0] = '\0';
	child = fork();
	if (child == 0) {
		row->run();
		_exit(EXIT_SUCCESS);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		snprintf(line, sizeof(line), "not ok - %s: no child\n",
			 row->name);
	else if (WIFSIGNALED(status))
		snprintf(line, sizeof(line), "not ok - %s: %s\n", row->name,
			 strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == EXIT_SUCCESS)
		snprintf(line, sizeof(line), "ok - %s\n", row->name);
	else if (WEXITSTATUS(status) == EXIT_SKIP)
		snprintf(line, sizeof(line), "ok - %s # SKIP %s\n", row->name,
			 verdict);
	else
		snprintf(line, sizeof(line), "not ok - %s: %s\n", row->name,
			 verdict);
	*failed += strncmp(line, "not", 3) == 0;
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		*failed += 1;
}

/* Run every row that holds for the malloc in use; the result of main(). */
static inline int run_rows(const struct row *rows, size_t nr_rows)
{
	bool ours = under_libbuddy();
	int failed = 0;

	void *shared = mmap(NULL, VERDICT_BYTES, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return EXIT_FAILURE;
	expect_verdict = (char *)shared;
	for (size_t i = 0; i < nr_rows; i++)
		if (ours || rows[i].scope == ROW_COMMON)
			run_row(&rows[i], &failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif /* TESTS_EXPECT_H */
