/* SPDX-License-Identifier: MIT */
/* The untouched part of the arena is no writable mapping, nor in a core. */
#include "../expect.h"

/* The sum of all writable mappings, which is what a core may hold. */
static size_t writable_bytes(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	char access[8];
	size_t sum = 0;
	char line[512];

	EXPECT(maps != NULL);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) == 3 &&
		    access[1] == 'w')
			sum += end - start;
	fclose(maps);
	return sum;
}

static void little_is_writable(void)
{
	EXPECT(writable_bytes() < 64 * MIB);
}

static void grows_with_use(void)
{
	size_t before = writable_bytes();
	char *p = malloc(100 * MIB);

	memset(p, 1, 100 * MIB);
	EXPECT(writable_bytes() < before + 164 * MIB);
	free(p);
}

int main(void)
{
	static const struct row rows[] = {
		{ "the untouched arena is not writable", little_is_writable,
		  ROW_COMMON },
		{ "the writable part grows with use", grows_with_use,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
