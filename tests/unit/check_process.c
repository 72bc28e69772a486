/* SPDX-License-Identifier: MIT */
/*
 * unit/check_process.c - what a process says of itself, and asks for itself
 */
#include "os/process.h"
#include "support/suite.h"
#include "support/threads.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void setup(void)
{
	errno = ERANGE;
}

START_TEST(test_euid)
{
	ck_assert_uint_eq(os_euid(), geteuid());
}
END_TEST

START_TEST(test_thread_name)
{
	char name[16] = "";

	os_name_thread("a name");
	ck_assert_int_eq(prctl(PR_GET_NAME, name), 0);
	ck_assert_str_eq(name, "a name");
}
END_TEST

/* Whether it has an effect depends on the kernel; it may have no other. */
START_TEST(test_allow_tracers_keeps_errno)
{
	os_allow_tracers();
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

static void expect_company(void *arg, unsigned i)
{
	(void)arg;
	(void)i;
	must(!os_alone());
}

START_TEST(test_alone_is_not_said_of_living_threads)
{
	ck_assert(!os_alone());
	threads_run(2, expect_company, NULL);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

static unsigned nr_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned n = 0;

	for (const struct dirent *e; (e = readdir(dir));)
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

/* Ends the process with 0 once it finds itself alone. */
static void *wait_until_alone(void *unused)
{
	os_name_thread("odd) Z 2 (");
	/* A sanitizer may run a thread of its own. */
	if (nr_threads() != 2)
		_exit(0);
	for (int i = 0; i < 500; i++) {
		if (os_alone())
			_exit(0);
		usleep(10000);
	}
	_exit(1);
	return unused;
}

START_TEST(test_alone_once_the_main_thread_ended)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		pthread_t thread;

		os_name_thread("odd) S 1 (");
		pthread_create(&thread, NULL, wait_until_alone, NULL);
		pthread_exit(NULL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

static Suite *process_suite(void)
{
	Suite *s = suite_create("process");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_euid);
	tcase_add_test(core, test_thread_name);
	tcase_add_test(core, test_allow_tracers_keeps_errno);
	tcase_add_test(core, test_alone_is_not_said_of_living_threads);
	tcase_add_test(core, test_alone_once_the_main_thread_ended);
	return s;
}

int main(void)
{
	return suite_run(process_suite());
}
