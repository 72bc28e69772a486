/* SPDX-License-Identifier: MIT */
/*
 * The heap asks for huge pages where it is told to, and does without them
 * where they are switched off.
 *
 *     huge_pages WORD    the word of the option thp
 */
#include "../expect.h"
#include <sys/prctl.h>

enum { NR = 16 };

static bool asked_for; /* by thp:always */

/* The word in brackets: what the system does with who asks, and who does not.
 */
static bool system_says(const char *word)
{
	char text[64] = "";
	int fd = open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	close(fd);
	return n > 0 && strstr(text, word);
}

/* All of the process's, in KiB. */
static size_t huge_kib(void)
{
	char line[256];
	size_t sum = 0, kib;
	FILE *f = fopen("/proc/self/smaps", "r");

	EXPECT(f != NULL);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "AnonHugePages: %zu", &kib) == 1)
			sum += kib;
	fclose(f);
	return sum;
}

/* Fills 64 MiB, gives half of it back and fills that again. */
static void churn(char *p[NR])
{
	for (int round = 0; round < 2; round++)
		for (int i = round; i < NR; i += round + 1) {
			free(p[i]);
			p[i] = malloc(4 * MIB);
			EXPECT(p[i] != NULL);
			memset(p[i], i, 4 * MIB);
		}
	for (int i = 0; i < NR; i++)
		EXPECT(all_bytes_are(p[i], i, 4 * MIB));
	EXPECT(heap_is_sound());
}

static void as_told(void)
{
	char *p[NR] = { NULL };

	if (system_says("[never]") || system_says("[always]"))
		skip("the system decides, whatever is asked");
	churn(p);
	EXPECT((huge_kib() > 0) == asked_for);
}

static void switched_off(void)
{
	char *p[NR] = { NULL };

	if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		skip("they cannot be switched off");
	churn(p);
	EXPECT(huge_kib() == 0);
}

int main(int argc, char **argv)
{
	static const struct row rows[] = {
		{ "as told", as_told, ROW_OURS },
		{ "switched off", switched_off, ROW_COMMON },
	};

	asked_for = argc > 1 && !strcmp(argv[1], "always");
	return run_rows(rows, ARRAY_SIZE(rows));
}
