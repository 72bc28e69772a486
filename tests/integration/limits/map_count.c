/* SPDX-License-Identifier: MIT */
/* With vm.max_map_count used up, free keeps errno and the heap goes on. */
#include "../expect.h"

static long max_map_count(void)
{
	char text[32] = "";
	int fd = open("/proc/sys/vm/max_map_count", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		skip("vm.max_map_count cannot be read");
	close(fd);
	return strtol(text, NULL, 10);
}

/* Single pages of changing protection cannot be merged into one mapping. */
static void use_up_mappings(void)
{
	long most = max_map_count();

	if (most > 300000)
		skip("vm.max_map_count is too large to be used up");
	for (long i = 0; i < most; i++) {
		int protection = i % 2 ? PROT_READ : PROT_READ | PROT_WRITE;

		if (mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0) == MAP_FAILED)
			return;
	}
	EXPECT(!"the mappings are used up");
}

static const size_t sizes[] = { 100, 5000, 100 * KIB, MIB, 8 * MIB, 64 * MIB };

static void free_keeps_errno(void)
{
	char *p[ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = malloc(sizes[i]);
		memset(p[i], 1, sizes[i]);
	}
	use_up_mappings();
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		errno = 4711;
		free(p[i]);
		EXPECT(errno == 4711);
	}
}

static void freed_memory_is_used_again(void)
{
	char *p[ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p[i] = malloc(sizes[i]);
		memset(p[i], 1, sizes[i]);
	}
	use_up_mappings();
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
			free(p[i]);
		malloc_trim(0);
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
			p[i] = calloc(1, sizes[i]);
			EXPECT(p[i] != NULL);
			EXPECT(all_bytes_are(p[i], 0, sizes[i]));
			memset(p[i], 1, sizes[i]);
		}
	}
}

static void realloc_still_works(void)
{
	char *p = malloc(4 * MIB);
	char *guard = malloc(4 * MIB);

	memset(p, 6, 4 * MIB);
	free(malloc(64 * MIB));
	use_up_mappings();
	p = realloc(opaque(p), 20 * MIB);
	EXPECT(p != NULL);
	EXPECT(all_bytes_are(p, 6, 4 * MIB));
	memset(p, 7, 20 * MIB);
	p = realloc(opaque(p), MIB);
	EXPECT(p != NULL && all_bytes_are(p, 7, MIB));
	free(p);
	free(guard);
}

int main(void)
{
	static const struct row rows[] = {
		{ "max_map_count used up: free keeps errno", free_keeps_errno,
		  ROW_COMMON },
		{ "max_map_count used up: freed memory is used again",
		  freed_memory_is_used_again, ROW_OURS },
		{ "max_map_count used up: realloc works", realloc_still_works,
		  ROW_OURS },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
