/* SPDX-License-Identifier: MIT */
/*
 * unit/check_report.c - the heap's figures in words
 */
#include "api/report.h"
#include "slab/heap.h"
#include "support/heap.h"
#include "support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INTERVAL = 10, INTERVAL_MS = INTERVAL * 1000 };

static char folder[] = "/tmp/libbuddy-report.XXXXXX";
static char path[128], text[65536];

/* The test's own file, and a heap with the options. */
static void make(const char *file, bool at_exit)
{
	struct options o = heap_options(64 * MIB);

	o.stats_interval = INTERVAL;
	o.stats_print = at_exit;
	if (file) {
		ck_assert_ptr_nonnull(mkdtemp(folder));
		snprintf(o.stats_file, sizeof(o.stats_file), "%s/%s", folder,
			 file);
	}
	heap_make(&o);
	/* Pages to report of. */
	heap_free(heap_alloc(1));
}

/* What is in the file; "" if there is none. */
static const char *contents(const char *file)
{
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	fd = open(path, O_RDONLY);
	n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
	return text;
}

static void clean_up(const char *file)
{
	snprintf(path, sizeof(path), "%s/%s", folder, file);
	unlink(path);
	rmdir(folder);
}

static unsigned count(const char *words)
{
	unsigned n = 0;

	for (const char *at = text; (at = strstr(at, words)); at++)
		n++;
	return n;
}

START_TEST(test_poll_reports_once_an_interval)
{
	char line[64];

	make("report", false);
	ck_assert_uint_eq(report_poll(5000), INTERVAL_MS);
	ck_assert_uint_eq(report_poll(5001), INTERVAL_MS - 1);
	ck_assert_uint_eq(report_poll(14999), 1);
	ck_assert_str_eq(contents("report"), "");
	ck_assert_uint_eq(report_poll(15007), INTERVAL_MS);
	contents("report");
	snprintf(line, sizeof(line), "libbuddy: process %d at 15.007 s\nNode 0",
		 getpid());
	ck_assert_ptr_eq(strstr(text, line), text);
	ck_assert_uint_eq(count("present "), 1);
	ck_assert_uint_eq(report_poll(25006), 1);
	errno = ERANGE;
	report_poll(25007);
	ck_assert_int_eq(errno, ERANGE);
	contents("report");
	ck_assert_uint_eq(count("libbuddy: process "), 2);
	ck_assert_uint_eq(count("at 25.007 s\n"), 1);
	clean_up("report");
}
END_TEST

START_TEST(test_the_file_is_its_owners)
{
	struct stat st;

	make("report", false);
	umask(0);
	report_poll(1);
	report_poll(INTERVAL_MS + 1);
	contents("report");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	clean_up("report");
}
END_TEST

START_TEST(test_conversions_of_the_path)
{
	char name[64];

	make("100%%-%p-%p", false);
	report_poll(1);
	report_poll(INTERVAL_MS + 1);
	snprintf(name, sizeof(name), "100%%-%d-%d", getpid(), getpid());
	contents(name);
	ck_assert_uint_eq(count("libbuddy: process "), 1);
	clean_up(name);
}
END_TEST

START_TEST(test_a_child_has_its_own_file)
{
	char name[64], line[64];
	int status;
	pid_t pid;

	make("%p", false);
	report_poll(1);
	pid = fork();
	if (!pid) {
		report_poll(INTERVAL_MS + 1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	snprintf(name, sizeof(name), "%d", getpid());
	ck_assert_str_eq(contents(name), "");
	snprintf(name, sizeof(name), "%d", pid);
	contents(name);
	ck_assert_uint_eq(count("libbuddy: process "), 1);
	/* The number alone may be one of the figures. */
	snprintf(line, sizeof(line), "libbuddy: process %d at ", pid);
	ck_assert_uint_eq(count(line), 1);
	clean_up(name);
}
END_TEST

START_TEST(test_a_child_of_vfork_reports_nothing)
{
	volatile bool shared = false;
	pid_t pid;

	make("report", false);
	report_poll(1);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	pid = vfork();
#pragma GCC diagnostic pop
	if (!pid) {
		shared = true;
		report_poll(INTERVAL_MS + 1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	/* Emulators and sanitizers may fork instead: then the child's may be
	 * there, too. */
	if (shared)
		ck_assert_str_eq(contents("report"), "");
	/* It is due still. */
	report_poll(INTERVAL_MS + 2);
	contents("report");
	ck_assert_uint_ge(count("s\nNode 0"), 1);
	ck_assert_uint_le(count("s\nNode 0"), shared ? 1 : 2);
	clean_up("report");
}
END_TEST

START_TEST(test_a_link_is_not_followed)
{
	make("link", false);
	snprintf(path, sizeof(path), "%s/link", folder);
	ck_assert_int_eq(symlink("target", path), 0);
	report_poll(1);
	report_poll(INTERVAL_MS + 1);
	ck_assert_str_eq(contents("target"), "");
	clean_up("link");
}
END_TEST

/* Frees so much that the clock is looked at, though no time passes in it. */
static void free_much(void)
{
	for (int i = 0; i < 8; i++)
		heap_free(heap_alloc(PCP_RUN_PAGES * PAGE_BYTES + 1));
}

START_TEST(test_reports_come_while_pages_are_freed)
{
	struct options o = heap_options(64 * MIB);

	ck_assert_ptr_nonnull(mkdtemp(folder));
	o.stats_interval = 1;
	snprintf(o.stats_file, sizeof(o.stats_file), "%s/report", folder);
	heap_make(&o);
	free_much();
	ck_assert_str_eq(contents("report"), "");
	usleep(1100000);
	free_much();
	contents("report");
	ck_assert_uint_eq(count("libbuddy: process "), 1);
	clean_up("report");
}
END_TEST

/* Before the heap is made, which keeps stderr; returns where to read. */
static int redirect_stderr(void)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	close(fds[1]);
	return fds[0];
}

static const char *read_text(int fd)
{
	ssize_t n = read(fd, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

START_TEST(test_without_a_file_it_is_stderr)
{
	int fd = redirect_stderr();

	make(NULL, false);
	report_poll(1);
	report_poll(INTERVAL_MS + 1);
	read_text(fd);
	ck_assert_ptr_nonnull(strstr(text, "at 10.001 s\nNode 0, zone"));
}
END_TEST

START_TEST(test_at_exit)
{
	int fd = redirect_stderr();
	pid_t pid;

	make(NULL, true);
	pid = fork();
	if (!pid)
		exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	read_text(fd);
	ck_assert_uint_eq(strncmp(text, "Node 0, zone ", 13), 0);
	ck_assert_ptr_nonnull(strstr(text, "present "));
}
END_TEST

START_TEST(test_at_exit_to_a_file)
{
	char line[64];
	pid_t pid;

	make("%p", true);
	pid = fork();
	if (!pid)
		exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	snprintf(line, sizeof(line), "%d", pid);
	contents(line);
	clean_up(line);
	snprintf(line, sizeof(line), "libbuddy: process %d at exit\nNode", pid);
	ck_assert_ptr_eq(strstr(text, line), text);
}
END_TEST

START_TEST(test_without_an_interval_nothing_is_due)
{
	struct options o = heap_options(64 * MIB);

	heap_make(&o);
	ck_assert_uint_eq(report_poll(1), UINT64_MAX);
	ck_assert_uint_eq(report_poll(UINT64_MAX), UINT64_MAX);
}
END_TEST

static Suite *report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_poll_reports_once_an_interval);
	tcase_add_test(core, test_the_file_is_its_owners);
	tcase_add_test(core, test_conversions_of_the_path);
	tcase_add_test(core, test_a_child_has_its_own_file);
	tcase_add_test(core, test_reports_come_while_pages_are_freed);
	tcase_add_test(core, test_without_a_file_it_is_stderr);
	tcase_add_test(core, test_at_exit);
	tcase_add_test(core, test_at_exit_to_a_file);
	tcase_add_test(limits, test_a_child_of_vfork_reports_nothing);
	tcase_add_test(limits, test_a_link_is_not_followed);
	tcase_add_test(limits, test_without_an_interval_nothing_is_due);
	return s;
}

int main(void)
{
	return suite_run(report_suite());
}
