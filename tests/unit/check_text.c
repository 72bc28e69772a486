/* SPDX-License-Identifier: MIT */
/*
 * unit/check_text.c - text to a file descriptor
 */
#include "os/text.h"
#include "support/suite.h"
#include "support/threads.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGE = 300000 };

static int fds[2];
static char text[LARGE];

static void setup(void)
{
	ck_assert_int_eq(pipe(fds), 0);
	for (size_t i = 0; i < LARGE; i++)
		text[i] = (char)('a' + i % 23);
	errno = ERANGE;
}

START_TEST(test_write_writes_all)
{
	char got[8] = "";

	ck_assert_int_eq(os_write(fds[1], "hello", 5), 0);
	ck_assert_int_eq(read(fds[0], got, sizeof(got)), 5);
	ck_assert_str_eq(got, "hello");
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_write_of_nothing)
{
	ck_assert_int_eq(os_write(fds[1], "", 0), 0);
	close(fds[1]);
	ck_assert_int_eq(read(fds[0], text, 1), 0);
}
END_TEST

/* One thread writes more than a pipe holds, another reads it slowly. */
static void write_and_read(void *arg, unsigned i)
{
	char *got = arg;
	size_t len = 0;

	if (i == 0) {
		must(os_write(fds[1], text, LARGE) == 0);
		return;
	}
	while (len < LARGE) {
		ssize_t n = read(fds[0], got + len, 5000);

		must(n > 0);
		len += (size_t)n;
	}
}

START_TEST(test_write_goes_on_after_partial_writes)
{
	static char got[LARGE];

	threads_run(2, write_and_read, got);
	ck_assert_int_eq(memcmp(got, text, LARGE), 0);
}
END_TEST

START_TEST(test_write_reports_errors_and_keeps_errno)
{
	ck_assert_int_eq(os_write(-1, "x", 1), -EBADF);
	signal(SIGPIPE, SIG_IGN);
	close(fds[0]);
	ck_assert_int_eq(os_write(fds[1], "x", 1), -EPIPE);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_append_makes_the_file_and_adds_to_it)
{
	char path[64], got[16] = "";
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "/tmp/libbuddy-text.%d", getpid());
	umask(0);
	ck_assert_int_eq(os_append(path, "one", 3), 0);
	ck_assert_int_eq(os_append(path, "two", 3), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFREG | 0600);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(read(fd, got, sizeof(got)), 6);
	ck_assert_str_eq(got, "onetwo");
	unlink(path);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_append_refuses_links_and_does_not_wait)
{
	char path[64];

	snprintf(path, sizeof(path), "/tmp/libbuddy-link.%d", getpid());
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	ck_assert_int_eq(os_append(path, "x", 1), -ELOOP);
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(os_append(path, "x", 1), -ENXIO);
	unlink(path);
	ck_assert_int_eq(os_append("/", "x", 1), -EISDIR);
	ck_assert_int_eq(os_append("", "x", 1), -ENOENT);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_kept_stderr_outlives_the_programs)
{
	char got[8] = "";

	dup2(fds[1], STDERR_FILENO);
	os_keep_stderr();
	close(STDERR_FILENO);
	os_write_kept("late", 4);
	ck_assert_int_eq(read(fds[0], got, sizeof(got)), 4);
	ck_assert_str_eq(got, "late");
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_kept_stderr_is_not_another_file)
{
	int other[2];
	char got;

	ck_assert_int_eq(pipe(other), 0);
	dup2(fds[1], STDERR_FILENO);
	os_keep_stderr();
	/* The program closes everything and opens a file of its own. */
	for (int fd = 64; fd < 256; fd++)
		if (!close(fd))
			dup2(other[1], fd);
	os_write_kept("late", 4);
	close(STDERR_FILENO);
	close(fds[1]);
	ck_assert_int_eq(read(fds[0], &got, 1), 0);
	fcntl(other[0], F_SETFL, O_NONBLOCK);
	ck_assert_int_eq(read(other[0], &got, 1), -1);
}
END_TEST

/* What the program blocks, and what it has coming, stays so. */
START_TEST(test_kept_stderr_without_a_reader_is_no_signal)
{
	sigset_t mask;

	signal(SIGPIPE, SIG_DFL);
	dup2(fds[1], STDERR_FILENO);
	os_keep_stderr();
	close(fds[0]);
	os_write_kept("late", 4);
	ck_assert_int_eq(errno, ERANGE);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	ck_assert_int_eq(sigismember(&mask, SIGPIPE), 0);
	sigaddset(&mask, SIGPIPE);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	raise(SIGPIPE);
	os_write_kept("late", 4);
	sigpending(&mask);
	ck_assert_int_eq(sigismember(&mask, SIGPIPE), 1);
}
END_TEST

START_TEST(test_nothing_was_kept)
{
	os_write_kept("nowhere", 7);
	close(STDERR_FILENO);
	os_keep_stderr();
	os_write_kept("nowhere", 7);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

static Suite *text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_write_writes_all);
	tcase_add_test(core, test_write_goes_on_after_partial_writes);
	tcase_add_test(core, test_append_makes_the_file_and_adds_to_it);
	tcase_add_test(core, test_kept_stderr_outlives_the_programs);
	tcase_add_test(limits, test_write_of_nothing);
	tcase_add_test(limits, test_append_refuses_links_and_does_not_wait);
	tcase_add_test(limits, test_kept_stderr_is_not_another_file);
	tcase_add_test(limits, test_kept_stderr_without_a_reader_is_no_signal);
	tcase_add_test(limits, test_nothing_was_kept);
	tcase_add_test(limits, test_write_reports_errors_and_keeps_errno);
	return s;
}

int main(void)
{
	return suite_run(text_suite());
}
