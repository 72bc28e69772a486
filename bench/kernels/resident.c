/* SPDX-License-Identifier: MIT */
/*
 * kernels/resident.c - statm, through one read
 */
#include "kernels/resident.h"

#include "common/output.h"
#include "common/system.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

enum { STATM_BYTES = 128 /* its one line, at most */ };

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

static uint64_t resident_kb(void)
{
	char line[STATM_BYTES];
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

uint64_t resident_sample(uint64_t start_ns, const char *label)
{
	double seconds = ns_to_s(now_ns() - start_ns);
	uint64_t kb = resident_kb();

	print_line("sample %.3f %" PRIu64 " %s", seconds, kb, label);
	return kb;
}
