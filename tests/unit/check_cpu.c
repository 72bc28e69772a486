/* SPDX-License-Identifier: MIT */
/*
 * unit/check_cpu.c - processors, threads and time
 */
#include "os/cpu.h"
#include "support/probe.h"
#include "support/suite.h"
#include "support/threads.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <unistd.h>

START_TEST(test_nr_cpus_is_what_the_process_may_use)
{
	cpu_set_t set;

	ck_assert_int_eq(sched_getaffinity(0, sizeof(set), &set), 0);
	ck_assert_uint_ge(os_nr_cpus(), 1);
	ck_assert_uint_eq(os_nr_cpus(), (unsigned)CPU_COUNT(&set));
}
END_TEST

START_TEST(test_nr_cpus_follows_the_affinity)
{
	cpu_set_t set;
	int first = 0;

	ck_assert_int_eq(sched_getaffinity(0, sizeof(set), &set), 0);
	while (!CPU_ISSET(first, &set))
		first++;
	CPU_ZERO(&set);
	CPU_SET(first, &set);
	ck_assert_int_eq(sched_setaffinity(0, sizeof(set), &set), 0);
	ck_assert_uint_eq(os_nr_cpus(), 1);
}
END_TEST

START_TEST(test_nr_cpus_keeps_errno)
{
	errno = ERANGE;
	os_nr_cpus();
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_now_ms_advances_with_time)
{
	uint64_t before = os_now_ms();

	usleep(50 * 1000);
	/* The clock is coarse: a tick is at most 10 ms. */
	ck_assert_uint_ge(os_now_ms(), before + 40);
}
END_TEST

static void see_threads(void *arg)
{
	*(bool *)arg = os_single_threaded();
}

/* A sanitizer may run a thread of its own. */
static unsigned nr_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned n = 0;

	ck_assert_ptr_nonnull(dir);
	for (const struct dirent *e; (e = readdir(dir));)
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

START_TEST(test_single_threaded_until_a_thread_starts)
{
	bool inside = true;

	ck_assert(os_single_threaded() == (nr_threads() == 1));
	thread_run(see_threads, &inside);
	ck_assert(!inside);
}
END_TEST

static Suite *cpu_suite(void)
{
	Suite *s = suite_create("cpu");
	TCase *core = suite_case(s, "core", NULL);
	TCase *concurrency = suite_case(s, "concurrency", NULL);

	tcase_add_test(core, test_nr_cpus_is_what_the_process_may_use);
	tcase_add_test(core, test_nr_cpus_follows_the_affinity);
	tcase_add_test(core, test_nr_cpus_keeps_errno);
	tcase_add_test(core, test_now_ms_advances_with_time);
	if (probe_real_kernel())
		tcase_add_test(concurrency,
			       test_single_threaded_until_a_thread_starts);
	return s;
}

int main(void)
{
	return suite_run(cpu_suite());
}
