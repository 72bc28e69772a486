/* SPDX-License-Identifier: MIT */
/*
 * read/pagemap.c - which pages of a process are in memory
 *
 * /proc/PID/pagemap has a word for each page.  Since Linux 6.7 an ioctl gives
 * stretches instead of pages and tells the system's zero page, which is no
 * part of a process's Rss, from all others.  Older kernels do not: there a page
 * that is present and not this process's alone is a zero page, or is shared
 * with a relative since a fork.  If smaps has no shared pages in the range, all
 * of these are zero pages; else they count as shared.
 */
#include "read/pagemap.h"

#include "read/denied.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The interface of linux/fs.h, which older systems' headers do not have. */
struct scan_region {
	uint64_t start, end, categories;
};
struct scan_argument {
	uint64_t size, flags, start, end, walk_end;
	uint64_t regions, nr_regions, max_pages;
	uint64_t inverted, all_of, any_of, wanted;
};
#define PAGEMAP_SCAN _IOWR('f', 16, struct scan_argument)
enum {
	CATEGORY_PRESENT = 1 << 3,
	CATEGORY_SWAPPED = 1 << 4,
	CATEGORY_PFNZERO = 1 << 5
};

#define WORD_PRESENT (UINT64_C(1) << 63)
#define WORD_SWAPPED (UINT64_C(1) << 62)
#define WORD_EXCLUSIVE (UINT64_C(1) << 56)

enum { REGIONS = 1024, WORDS = 4096 };

struct pagemap {
	int fd;
	pid_t pid;
	uint64_t page_bytes;
	bool has_scan; /* the kernel knows the ioctl */
};

/* One try of an empty range tells whether the kernel has the ioctl. */
static bool knows_regions(const struct pagemap *map)
{
	struct scan_region region;
	struct scan_argument scan = {
		.size = sizeof(scan),
		.start = 0,
		.end = map->page_bytes,
		.regions = (uint64_t)&region,
		.nr_regions = 1,
		.any_of = CATEGORY_PRESENT,
		.wanted = CATEGORY_PRESENT,
	};

	return ioctl(map->fd, PAGEMAP_SCAN, &scan) >= 0;
}

struct pagemap *pagemap_open(pid_t pid, struct failure *why)
{
	struct pagemap *map = calloc(1, sizeof(*map));
	char name[64];

	if (!map) {
		failed(why, STATUS_FAILED, "out of memory");
		return NULL;
	}
	snprintf(name, sizeof(name), "/proc/%d/pagemap", (int)pid);
	map->pid = pid;
	map->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	map->fd = open(name, O_RDONLY | O_CLOEXEC);
	if (map->fd < 0) {
		denied(why, pid, errno);
		free(map);
		return NULL;
	}
	map->has_scan = knows_regions(map);
	return map;
}

void pagemap_close(struct pagemap *map)
{
	close(map->fd);
	free(map);
}

/* Whether smaps tells of pages in the range that others have as well. */
static bool has_shared(const struct pagemap *map, uint64_t start, uint64_t end)
{
	unsigned long from, to, clean = 0, dirty = 0;
	bool inside = false;
	char name[64], line[512];
	FILE *smaps;

	snprintf(name, sizeof(name), "/proc/%d/smaps", (int)map->pid);
	smaps = fopen(name, "r");
	while (smaps && !clean && !dirty && fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = from < end && to > start;
		else if (inside)
			(void)(sscanf(line, "Shared_Clean: %lu", &clean) ||
			       sscanf(line, "Shared_Dirty: %lu", &dirty));
	}
	if (smaps)
		fclose(smaps);
	return clean || dirty;
}

static bool scan_words(struct pagemap *map, uint64_t start, uint64_t end,
		       pagemap_fn fn, void *arg, struct failure *why)
{
	uint64_t word[WORDS], page = map->page_bytes, resident = WORD_PRESENT;

	if (!has_shared(map, start, end))
		resident |= WORD_EXCLUSIVE;
	while (start < end) {
		uint64_t nr = (end - start) / page;
		ssize_t n;

		if (nr > WORDS)
			nr = WORDS;
		n = pread(map->fd, word, nr * sizeof(*word),
			  (off_t)(start / page * sizeof(*word)));
		if (n <= 0)
			return denied(why, map->pid, n ? errno : ESRCH);
		nr = (uint64_t)n / sizeof(*word);
		for (uint64_t i = 0; i < nr; i++, start += page)
			if (word[i] & WORD_SWAPPED ||
			    (word[i] & resident) == resident)
				fn(arg, start, start + page,
				   word[i] & WORD_PRESENT);
	}
	return true;
}

static bool scan_regions(struct pagemap *map, uint64_t start, uint64_t end,
			 pagemap_fn fn, void *arg, struct failure *why)
{
	struct scan_region region[REGIONS];

	while (start < end) {
		struct scan_argument scan = {
			.size = sizeof(scan),
			.start = start,
			.end = end,
			.regions = (uint64_t)region,
			.nr_regions = REGIONS,
			.any_of = CATEGORY_PRESENT | CATEGORY_SWAPPED,
			.wanted = CATEGORY_PRESENT | CATEGORY_SWAPPED |
				  CATEGORY_PFNZERO,
		};
		int n = ioctl(map->fd, PAGEMAP_SCAN, &scan);

		if (n < 0)
			return denied(why, map->pid, errno);
		for (int i = 0; i < n; i++)
			if (!(region[i].categories & CATEGORY_PFNZERO))
				fn(arg, region[i].start, region[i].end,
				   region[i].categories & CATEGORY_PRESENT);
		/*
		 * The kernel looks in smaller portions, and where the last one
		 * ended within the array, walk_end is the end of one before.
		 */
		if (n < REGIONS)
			break;
		start = region[n - 1].end;
	}
	return true;
}

bool pagemap_scan(struct pagemap *map, uint64_t start, uint64_t end,
		  pagemap_fn fn, void *arg, struct failure *why)
{
	if (!map->has_scan)
		return scan_words(map, start, end, fn, arg, why);
	return scan_regions(map, start, end, fn, arg, why);
}
