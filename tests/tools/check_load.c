/* SPDX-License-Identifier: MIT */
/*
 * tools/check_load.c - snapshots of a heap that two threads churn
 *
 * Neither side is ever harmed, and what is seen can always be true.
 */
#include "child.h"
#include "read/pages.h"
#include "support/suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SNAPSHOTS = 10000,
	WALKS = 200,
	RUNS = 100,
	THREADS = 2,
	/* What a thread can have in its hands: its longest block and a purge.
	 */
	HANDS_PAGES = THREADS * 2 * (8 << 20) / PAGE_BYTES,
	MOST_MS = 50,
	/* Or, where processes are slow to start, so many starts. */
	MOST_STARTS = 3
};

static struct child child;
static struct target *target;
static struct layout layout;
static struct failure why;

static void setup(void)
{
	char name[16];

	child_start_churn(&child, THREADS);
	snprintf(name, sizeof(name), "%d", (int)child.pid);
	target = target_open(name, &why);
	ck_assert_msg(target != NULL, "%s", why.text);
	ck_assert_msg(layout_find(&layout, target, &why), "%s", why.text);
}

static void teardown(void)
{
	target_close(target);
	child_end(&child);
}

/* It runs, and goes on replacing blocks. */
static void still_well(void)
{
	ck_assert_int_eq(waitpid(child.started, NULL, WNOHANG), 0);
}

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), by_size);
	return ms[n / 2];
}

START_TEST(test_every_snapshot_is_plausible)
{
	uint64_t allocs = 0, frees = 0, splits = 0;
	struct heap heap;

	for (int i = 0; i < SNAPSHOTS; i++) {
		bool ok = heap_read(&heap, target, &layout, &why);
		const struct buddy_info *info = &heap.info;

		if (!ok)
			ck_abort_msg("snapshot %d: %s", i, why.text);
		must(heap_plausible(&heap, &why));
		must(heap.info.in_flight_pages <= HANDS_PAGES);
		/* What only grows never shrinks from one to the next. */
		must(info->allocs >= allocs && info->splits >= splits);
		allocs = info->allocs;
		frees = info->frees;
		splits = info->splits;
		heap_free(&heap);
	}
	ck_assert_uint_gt(allocs, SNAPSHOTS);
	ck_assert_uint_gt(frees, 0);
	still_well();
}
END_TEST

START_TEST(test_every_page_has_a_state)
{
	uint64_t count[NR_PAGE_STATES];
	struct pages pages;

	for (int i = 0; i < WALKS; i++) {
		bool ok = pages_read(&pages, target, &layout, &why);
		uint64_t sum = 0, present = 0;

		if (!ok)
			ck_abort_msg("walk %d: %s", i, why.text);
		pages_count(&pages, count);
		for (int s = 0; s < NR_PAGE_STATES; s++)
			sum += count[s];
		for (int z = 0; z < BUDDY_INFO_ZONES; z++)
			present += pages.zone[z].end - pages.zone[z].start;
		must(sum == present);
		pages_free(&pages);
	}
	still_well();
}
END_TEST

/* "Node 0, zone   Normal" and a number of 6 columns or more for each order. */
static bool is_buddyinfo_line(const char *line)
{
	static const char *const starts[] = { "Node 0, zone      DMA ",
					      "Node 0, zone    DMA32 ",
					      "Node 0, zone   Normal " };
	unsigned orders = 0;
	int used = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(starts); i++) {
		if (strncmp(line, starts[i], strlen(starts[i])) != 0)
			continue;
		line += strlen(starts[i]);
		for (; sscanf(line, "%*u%n", &used) == 0 && used; orders++) {
			line += used;
			used = 0;
		}
		return orders == layout.abi.max_order + 1 &&
		       !strcmp(line, " \n");
	}
	return false;
}

static FILE *run(const char *arguments)
{
	const char *folder = getenv("top_builddir");
	char command[4096];

	snprintf(command, sizeof(command), "%s/buddyctl %s",
		 folder ? folder : ".", arguments);
	return popen(command, "r");
}

/* A run that does nothing. */
static double start_ms(void)
{
	double start = now_ms();
	char line[512];
	FILE *out = run("--version");

	must(out != NULL);
	while (fgets(line, sizeof(line), out))
		;
	must(pclose(out) == 0);
	return now_ms() - start;
}

/* One run of the program; the lines it prints. */
static int run_info(void)
{
	char arguments[32], line[512];
	int lines = 0;
	FILE *out;

	snprintf(arguments, sizeof(arguments), "info %d", (int)child.pid);
	out = run(arguments);
	must(out != NULL);
	while (fgets(line, sizeof(line), out)) {
		if (!is_buddyinfo_line(line))
			ck_abort_msg("a line that is none: '%s'", line);
		lines++;
	}
	must(pclose(out) == 0);
	return lines;
}

START_TEST(test_info_is_quick_and_well_formed)
{
	double ms[RUNS], starts[RUNS], most;

	for (int i = 0; i < RUNS; i++) {
		double start = now_ms();

		must(run_info() >= 1);
		ms[i] = now_ms() - start;
		starts[i] = start_ms();
	}
	/* Medians: others use this machine too. */
	most = MOST_STARTS * median(starts, RUNS);
	most = most > MOST_MS ? most : MOST_MS;
	ck_assert_double_lt(median(ms, RUNS), most);
	still_well();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("load");
	TCase *c = suite_case(s, "load", NULL);

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, test_every_snapshot_is_plausible);
	tcase_add_test(c, test_every_page_has_a_state);
	tcase_add_test(c, test_info_is_quick_and_well_formed);
	return suite_run(s);
}
