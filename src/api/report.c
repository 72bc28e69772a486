/* SPDX-License-Identifier: MIT */
/*
 * api/report.c - the heap's figures in words: at exit, at intervals, on request
 *
 * A report is one write, so those of several processes may share a file.
 * Nothing here waits for a lock: it may be called in the middle of a free, or
 * at exit while other threads still run.
 */
#include "api/report.h"

#include "api/fork.h"
#include "info/snapshot.h"
#include "os/limits.h"
#include "os/text.h"
#include "slab/boot.h"

/* %p, the widest conversion, makes 10 characters of two. */
enum { PATH_BYTES = STATS_FILE_BYTES * 5 };

/* When the next report is due; 0: nobody has looked at the clock yet. */
static _Atomic uint64_t due_ms;

void report_print(struct fmt *f)
{
	struct buddy_info info;

	snapshot_heap(&info);
	print_buddyinfo(f, &info);
	print_summary(f, &info);
	if (BUDDY_COUNTS)
		print_counts(f);
}

/* The path with its conversions done: a child has a file of its own. */
static void print_path(struct fmt *f, const char *path)
{
	for (; *path; path++)
		if (*path != '%')
			fmt_print(f, "%c", *path);
		else if (*++path == 'p')
			fmt_print(f, "%d", os_pid());
		else
			fmt_print(f, "%c", *path);
}

static void put(const struct fmt *text)
{
	char path[PATH_BYTES];
	struct fmt f = fmt_init(path, sizeof(path));

	if (!options_in_force.stats_file[0]) {
		os_write_kept(text->buf, text->len);
		return;
	}
	print_path(&f, options_in_force.stats_file);
	os_append(path, text->buf, text->len);
}

/* Out of line: what it needs of the stack, a poll shall not need. */
static noinline void report_interval(uint64_t now_ms)
{
	char text[REPORT_BYTES];
	struct fmt f = fmt_init(text, sizeof(text));

	fmt_print(&f, "libbuddy: process %d at %lu.%03lu s\n", os_pid(),
		  (unsigned long)now_ms / 1000, (unsigned long)now_ms % 1000);
	report_print(&f);
	put(&f);
}

uint64_t report_poll(uint64_t now_ms)
{
	uint64_t interval = options_in_force.stats_interval * 1000;
	uint64_t due = load_relaxed(&due_ms), next = now_ms + interval;

	if (!interval)
		return UINT64_MAX;
	if (now_ms < due)
		return due - now_ms;
	/* A child of vfork has a pid, but the heap is its parent's. */
	if (!fork_own_memory())
		return interval;
	if (atomic_compare_exchange_strong_explicit(&due_ms, &due, next,
						    memory_order_relaxed,
						    memory_order_relaxed) &&
	    due)
		report_interval(now_ms);
	return interval;
}

void report_boot(const struct options *options)
{
	if ((options->stats_print || options->stats_interval) &&
	    !options->stats_file[0])
		os_keep_stderr();
}

static __attribute__((destructor)) void report_at_exit(void)
{
	char text[REPORT_BYTES];
	struct fmt f = fmt_init(text, sizeof(text));

	if (!options_in_force.stats_print || !heap_is_ready())
		return;
	if (options_in_force.stats_file[0])
		fmt_print(&f, "libbuddy: process %d at exit\n", os_pid());
	report_print(&f);
	put(&f);
}
