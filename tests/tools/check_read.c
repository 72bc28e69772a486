/* SPDX-License-Identifier: MIT */
/*
 * tools/check_read.c - a heap seen from outside is the heap seen from inside
 *
 * Each test starts a program that makes a heap and says what buddy_info() has
 * to say of it, and reads the same figures from its memory, or its core.
 */
#include "child.h"
#include "read/residency.h"
#include "support/suite.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct child child;
static struct target *target;
static struct layout layout;
static struct heap heap;
static struct pages pages;
static struct failure why;

static void start(const char *shape)
{
	child_start(&child, shape);
}

static void look_at(const char *name)
{
	target = target_open(name, &why);
	ck_assert_msg(target != NULL, "%s", why.text);
	ck_assert_msg(layout_find(&layout, target, &why), "%s", why.text);
	ck_assert_msg(heap_read(&heap, target, &layout, &why), "%s", why.text);
}

static void look(void)
{
	char name[16];

	snprintf(name, sizeof(name), "%d", (int)child.pid);
	look_at(name);
}

static void teardown(void)
{
	heap_free(&heap);
	pages_free(&pages);
	target_close(target);
	target = NULL;
	child_end(&child);
}

/* The next figure that the program printed has that name and number. */
static void same(const char *name, int64_t number)
{
	struct figure f = child_figure(&child);

	ck_assert_str_eq(f.name, name);
	ck_assert_msg(f.number == number, "%s is %ld inside and %ld outside",
		      name, (long)f.number, (long)number);
}

static void same_zone(const struct buddy_zone_info *z)
{
	same("present", (int64_t)z->present_pages);
	same("free", (int64_t)z->free_pages);
	same("dirty", (int64_t)z->dirty_pages);
	same("low", (int64_t)z->watermark_low);
	same("protection", (int64_t)z->protection[2]);
	for (int o = 0; o < BUDDY_INFO_ORDERS; o++) {
		same("nr_free", (int64_t)z->nr_free[o]);
		same("index", z->fragmentation_index[o]);
		same("unusable", z->unusable_free_index[o]);
	}
}

static void same_figures(void)
{
	const struct buddy_info *i = &heap.info;

	for (int z = 0; z < BUDDY_INFO_ZONES; z++)
		same_zone(&i->zone[z]);
	same("base", (int64_t)i->arena_base);
	same("bytes", (int64_t)i->arena_bytes);
	same("stripes", (int64_t)i->nr_stripes);
	same("threads", (int64_t)i->nr_threads);
	same("slab", (int64_t)i->slab_pages);
	same("run", (int64_t)i->run_pages);
	same("pcp", (int64_t)i->pcp_pages);
	same("cached", (int64_t)i->cached_bytes);
	same("limit", (int64_t)i->cached_limit);
	same("lost", (int64_t)i->lost_bytes);
	same("user", (int64_t)i->user_bytes);
	same("metadata", (int64_t)i->metadata_bytes);
	same("foreign", (int64_t)i->foreign_frees);
	same("purged", (int64_t)i->purged_pages);
	same("allocs", (int64_t)i->allocs);
	same("frees", (int64_t)i->frees);
	same("splits", (int64_t)i->splits);
	same("merges", (int64_t)i->merges);
	same("in_flight", i->in_flight_pages);
	same("limited", (int64_t)i->limit_bytes);
	same("charged", (int64_t)i->charged_bytes);
}

/* The page by page view comes to the same sums as the counters. */
static void same_pages(void)
{
	uint64_t count[NR_PAGE_STATES];

	ck_assert_msg(pages_read(&pages, target, &layout, &why), "%s",
		      why.text);
	pages_count(&pages, count);
	ck_assert_uint_eq(count[PAGE_FREE_CLEAN] + count[PAGE_FREE_DIRTY],
			  heap.free);
	ck_assert_uint_eq(count[PAGE_FREE_DIRTY], heap.dirty);
	ck_assert_uint_eq(count[PAGE_SLAB], heap.info.slab_pages);
	ck_assert_uint_eq(count[PAGE_RUN], heap.info.run_pages);
	ck_assert_uint_eq(count[PAGE_PCP], heap.info.pcp_pages);
	ck_assert_uint_eq(count[PAGE_IN_FLIGHT], 0);
}

static const char *const shapes[] = { "mixed", "sparse", "read", "threads" };
enum { NR_SHAPES = sizeof(shapes) / sizeof(*shapes) };

START_TEST(test_figures_are_the_processes_own)
{
	start(shapes[_i]);
	look();
	ck_assert(heap.exact);
	same_figures();
}
END_TEST

START_TEST(test_accounts_add_up_exactly)
{
	const struct buddy_info *i = &heap.info;
	uint64_t objects = 0;

	start(shapes[_i]);
	look();
	ck_assert_int_eq(heap.info.in_flight_pages, 0);
	ck_assert_uint_eq(heap.present, heap.free + i->slab_pages +
						i->run_pages + i->pcp_pages);
	for (unsigned sc = 0; sc < heap.nr_classes; sc++)
		objects += heap.class[sc].nr_out * heap.class[sc].size;
	/* In bytes: in use, in caches, and what is left of the slabs. */
	ck_assert_uint_eq(i->user_bytes + i->cached_bytes,
			  objects + i->run_pages * PAGE_BYTES);
	ck_assert_uint_eq(i->slab_pages * PAGE_BYTES,
			  objects + heap.slab_slack_bytes);
}
END_TEST

START_TEST(test_pages_are_the_counters)
{
	start(shapes[_i]);
	look();
	same_pages();
}
END_TEST

/* The allocator's mappings lie in one range, and nobody else's do. */
static void same_residency(void)
{
	struct residency r;
	uint64_t rss, sum = 0, off;

	ck_assert_msg(pages_read(&pages, target, &layout, &why), "%s",
		      why.text);
	ck_assert_msg(residency_read(&r, &pages, target, &layout, &why), "%s",
		      why.text);
	rss = child_rss(&child, layout.reservation,
			layout.reservation + layout.reserved_bytes);
	off = rss > r.total ? rss - r.total : r.total - rss;
	ck_assert_msg(off <= 64 * 1024 || off <= rss / 100,
		      "%lu bytes by the pagemap, %lu by smaps", r.total, rss);
	for (int s = 0; s < NR_PAGE_STATES; s++)
		sum += r.state[s];
	ck_assert_uint_eq(sum + r.metadata, r.total);
	ck_assert_uint_gt(sum, 0);
}

START_TEST(test_residency_is_the_arenas_rss)
{
	start(shapes[_i]);
	look();
	same_residency();
}
END_TEST

/* As before Linux 6.7, whose ioctl tells the zero page from others. */
static void forbid_pagemap_scan(void)
{
	enum { SCAN_LOW_BITS = 16 | 'f' << 8 };
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[1])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, UINT16_MAX),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SCAN_LOW_BITS, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOTTY),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	ck_assert(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	ck_assert(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

START_TEST(test_residency_on_an_older_kernel)
{
	start(shapes[_i]);
	look();
	forbid_pagemap_scan();
	same_residency();
}
END_TEST

START_TEST(test_a_child_of_threads_adds_up)
{
	start("fork");
	look();
	same_figures();
	ck_assert_int_eq(heap.info.in_flight_pages, 0);
}
END_TEST

/* Then /proc shows nothing of its memory in the folder of the process. */
START_TEST(test_the_first_thread_may_end)
{
	struct residency r;

	start("headless");
	look();
	same_figures();
	same_pages();
	ck_assert_int_eq(target_pid(target), child.pid);
	ck_assert_msg(residency_read(&r, &pages, target, &layout, &why), "%s",
		      why.text);
	ck_assert_uint_gt(r.total, 0);
}
END_TEST

START_TEST(test_a_core_is_read_like_a_process)
{
	char core[64];

	if (!child_dumps_core(&child, core, sizeof(core)))
		return;
	look_at(core);
	same_figures();
	same_pages();
	ck_assert_int_eq(target_pid(target), 0);
	unlink(core);
}
END_TEST

static void refused(const char *name, enum status status, const char *words)
{
	struct target *t = target_open(name, &why);
	bool ok = t && layout_find(&layout, t, &why) &&
		  heap_read(&heap, t, &layout, &why);

	target_close(t);
	ck_assert(!ok);
	ck_assert_int_eq(why.status, status);
	ck_assert_msg(strstr(why.text, words) != NULL, "'%s' without '%s'",
		      why.text, words);
}

START_TEST(test_what_is_no_heap_is_refused)
{
	char self[16];

	snprintf(self, sizeof(self), "%d", (int)getpid());
	refused(self, STATUS_NOT_BUDDY, "does not run under libbuddy");
	refused("999999999", STATUS_NO_TARGET, "999999999");
	refused("0", STATUS_NO_TARGET, "0");
	refused("-5", STATUS_NO_TARGET, "-5");
	refused("/nonexistent", STATUS_NO_TARGET, "No such file");
	refused("/proc/self/exe", STATUS_NO_TARGET, "no core file");
	refused("/", STATUS_NO_TARGET, "no core file");
}
END_TEST

/* It has a number still, until its parent asks how it ended. */
START_TEST(test_a_zombie_is_refused)
{
	siginfo_t info;
	char name[16];
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	ck_assert(!waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
	snprintf(name, sizeof(name), "%d", (int)pid);
	refused(name, STATUS_NO_TARGET, "has ended");
}
END_TEST

START_TEST(test_a_pipe_is_no_core)
{
	char path[] = "/tmp/buddy-pipe-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(path));
	rmdir(path);
	ck_assert(!mkfifo(path, 0600));
	refused(path, STATUS_NO_TARGET, "no core file");
	unlink(path);
}
END_TEST

START_TEST(test_another_abi_is_refused)
{
	char name[16];

	child_start_program(&child, "other_abi", NULL);
	snprintf(name, sizeof(name), "%d", (int)child.pid);
	refused(name, STATUS_VERSION, "ABI 99");
	refused(name, STATUS_VERSION, "knows ABI");
}
END_TEST

/* As a user who may read neither this process nor that one. */
START_TEST(test_another_users_process_is_refused)
{
	char name[16];

	if (getuid())
		return;
	start("mixed");
	snprintf(name, sizeof(name), "%d", (int)child.pid);
	ck_assert(!setresgid(65534, 65534, 65534));
	ck_assert(!setresuid(65534, 65534, 65534));
	refused(name, STATUS_DENIED, "belongs to user root");
}
END_TEST

START_TEST(test_a_private_process_is_refused)
{
	char name[16];

	if (getuid())
		return;
	ck_assert(!setresgid(65534, 65534, 65534));
	ck_assert(!setresuid(65534, 65534, 65534));
	if (!child_may_start())
		return;
	start("private");
	snprintf(name, sizeof(name), "%d", (int)child.pid);
	refused(name, STATUS_DENIED, "not dumpable");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("read");
	TCase *c = suite_case(s, "read", NULL);

	tcase_add_checked_fixture(c, NULL, teardown);
	tcase_add_loop_test(c, test_figures_are_the_processes_own, 0,
			    NR_SHAPES);
	tcase_add_loop_test(c, test_accounts_add_up_exactly, 0, NR_SHAPES);
	tcase_add_loop_test(c, test_pages_are_the_counters, 0, NR_SHAPES);
	tcase_add_loop_test(c, test_residency_is_the_arenas_rss, 0, NR_SHAPES);
	tcase_add_loop_test(c, test_residency_on_an_older_kernel, 0, NR_SHAPES);
	tcase_add_loop_test(c, test_a_child_of_threads_adds_up, 0, 10);
	tcase_add_test(c, test_the_first_thread_may_end);
	tcase_add_test(c, test_a_core_is_read_like_a_process);
	tcase_add_test(c, test_what_is_no_heap_is_refused);
	tcase_add_test(c, test_a_zombie_is_refused);
	tcase_add_test(c, test_a_pipe_is_no_core);
	tcase_add_test(c, test_another_abi_is_refused);
	tcase_add_test(c, test_another_users_process_is_refused);
	tcase_add_test(c, test_a_private_process_is_refused);
	return suite_run(s);
}
