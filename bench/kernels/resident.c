/* SPDX-License-Identifier: MIT */
/*
 * kernels/resident.c - statm through one page-sized read, lines through write
 */
#include "resident.h"

#include "kernel.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
	LINE_BYTES = 128, /* the longest line of a report, or of statm */
	MS_PER_S = 1000,
	NS_PER_MS = 1000 * 1000
};

void report(const char *format, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof(line))
		stop("a line of the report is too long");
	if (write(STDOUT_FILENO, line, (size_t)length) != length)
		stop("cannot write the report");
}

uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * MS_PER_S +
	       (uint64_t)now.tv_nsec / NS_PER_MS;
}

void sleep_until(uint64_t at_ms)
{
	struct timespec at = {
		.tv_sec = (time_t)(at_ms / MS_PER_S),
		.tv_nsec = (long)(at_ms % MS_PER_S * NS_PER_MS),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
}

/* second_number - statm's second field is the resident size, in pages */
static uint64_t second_number(const char *byte)
{
	uint64_t number = 0;

	while (*byte && *byte != ' ')
		byte++;
	if (*byte == ' ')
		byte++;
	for (; *byte >= '0' && *byte <= '9'; byte++)
		number = number * 10 + (uint64_t)(*byte - '0');
	return number;
}

uint64_t resident_kb(void)
{
	char line[LINE_BYTES];
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (file < 0)
		stop("cannot open /proc/self/statm");
	length = read(file, line, sizeof(line) - 1);
	close(file);
	if (length <= 0)
		stop("cannot read /proc/self/statm");
	line[length] = '\0';
	return second_number(line) * ((uint64_t)sysconf(_SC_PAGESIZE) / 1024);
}

uint64_t resident_sample(uint64_t start_ms, const char *label)
{
	uint64_t ms = now_ms() - start_ms;
	uint64_t kb = resident_kb();

	report("sample %" PRIu64 ".%03u %" PRIu64 " %s\n", ms / MS_PER_S,
	       (unsigned)(ms % MS_PER_S), kb, label);
	return kb;
}
