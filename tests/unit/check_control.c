/* SPDX-License-Identifier: MIT */
/*
 * unit/check_control.c - the thread that answers on a local socket
 */
#include "os/cpu.h"
#include "os/limits.h"
#include "slab/boot.h"
#include "slab/heap.h"
#include "support/client.h"
#include "support/heap.h"
#include "support/probe.h"
#include "support/suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char answer[8192];

static bool ask(pid_t pid, const char *request)
{
	char name[32];

	snprintf(name, sizeof(name), "libbuddy/%d", pid);
	return client_ask(name, request, answer, sizeof(answer));
}

#if defined(__SANITIZE_THREAD__)
enum { THREAD_SANITIZER = true };
#else
enum { THREAD_SANITIZER = false };
#endif

/* The thread sanitizer ends a child that makes a thread; emulators die. */
static bool children_make_threads(void)
{
	return !THREAD_SANITIZER && probe_real_kernel();
}

static bool has_name(const char *task, const char *wanted)
{
	char path[300], name[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%s/comm", task);
	fd = open(path, O_RDONLY);
	if (fd >= 0 && read(fd, name, sizeof(name) - 1) < 0)
		name[0] = '\0';
	close(fd);
	return !strcmp(name, wanted);
}

static unsigned count_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned n = 0;

	for (const struct dirent *e; (e = readdir(dir));)
		n += has_name(e->d_name, "libbuddy\n");
	closedir(dir);
	return n;
}

/* The thread that was just made may not have its name yet. */
static bool has_thread(void)
{
	for (int i = 0; i < 100 && !count_threads(); i++)
		usleep(10000);
	return count_threads() == 1;
}

/* What is not so in a child is told here: only its status gets out. */
static bool is_so(bool so, int line, const char *what)
{
	if (!so)
		fprintf(stderr, "line %d: not so: %s: '%s', %s\n", line, what,
			answer, strerror(errno));
	return so;
}
#define so(x) is_so(x, __LINE__, #x)

/* So many objects need the slow path. */
static void use_heap(void)
{
	void *p[100];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		must((p[i] = heap_alloc(3000)));
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		heap_free(p[i]);
}

/* A sanitizer's lock that a starting thread holds is not freed by a fork. */
static void setup(void)
{
	struct options o = heap_options(64 * MIB);

	o.control = true;
	heap_make(&o);
	use_heap();
	ck_assert(has_thread());
}

/* fn must be true in a child, which hangs no longer than this. */
static void in_child(bool (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		signal(SIGALRM, SIG_DFL);
		alarm(60);
		_exit(fn() ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(test_answers)
{
	ck_assert(ask(getpid(), "get opt.control\n"));
	ck_assert_str_eq(answer, "ok\n1\n");
	ck_assert(ask(getpid(), "dump\n"));
	ck_assert_uint_eq(strncmp(answer, "ok\nNode 0, zone", 15), 0);
	ck_assert(ask(getpid(), "nonsense\n"));
	ck_assert_str_eq(answer, "error unknown request\n");
	ck_heap_sound();
}
END_TEST

START_TEST(test_off_means_no_thread)
{
	struct options o = heap_options(64 * MIB);

	heap_make(&o);
	use_heap();
	ck_assert_uint_eq(count_threads(), 0);
	ck_assert(!ask(getpid(), "dump\n"));
	ck_assert_int_eq(errno, ECONNREFUSED);
}
END_TEST

START_TEST(test_start_keeps_errno_and_the_mask)
{
	struct options o = heap_options(64 * MIB);
	sigset_t mask;

	o.control = true;
	heap_make(&o);
	errno = ERANGE;
	use_heap();
	ck_assert_int_eq(errno, ERANGE);
	ck_assert(has_thread());
	sigprocmask(SIG_SETMASK, NULL, &mask);
	ck_assert_int_eq(sigismember(&mask, SIGTERM), 0);
}
END_TEST

/* One who says nothing is sent away, and the next is served. */
START_TEST(test_silence_ends)
{
	uint64_t before = os_now_ms();
	char name[32], c;
	int fd;

	snprintf(name, sizeof(name), "libbuddy/%d", getpid());
	fd = client_connect(name);
	ck_assert_int_ge(fd, 0);
	ck_assert(ask(getpid(), "get opt.control\n"));
	ck_assert_str_eq(answer, "ok\n1\n");
	ck_assert_uint_lt(os_now_ms(), before + 5000);
	ck_assert_int_eq(read(fd, &c, 1), 1);
	close(fd);
}
END_TEST

START_TEST(test_endless_lines_end)
{
	static char line[4096];

	memset(line, 'x', sizeof(line) - 1);
	ck_assert(ask(getpid(), line));
	ck_assert_str_eq(answer, "error unknown request\n");
}
END_TEST

static bool child_answers(void)
{
	if (!so(!count_threads()) || !so(!ask(getpid(), "dump\n")))
		return false;
	use_heap();
	return so(has_thread()) && so(ask(getpid(), "get opt.control\n")) &&
	       so(!strcmp(answer, "ok\n1\n"));
}

START_TEST(test_a_child_gets_its_own_thread)
{
	in_child(child_answers);
	ck_assert(ask(getpid(), "get opt.control\n"));
	ck_heap_sound();
}
END_TEST

static bool generations(void)
{
	if (!child_answers())
		return false;
	in_child(child_answers);
	return so(ask(getpid(), "dump\n"));
}

START_TEST(test_so_does_a_grandchild)
{
	in_child(generations);
}
END_TEST

static bool vfork_first(void)
{
	pid_t pid;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	pid = vfork();
#pragma GCC diagnostic pop
	if (!pid) {
		use_heap();
		_exit(0);
	}
	return so(waitpid(pid, NULL, 0) == pid) && so(!count_threads()) &&
	       so(heap_has_chore()) && child_answers();
}

START_TEST(test_a_child_of_vfork_starts_none)
{
	in_child(vfork_first);
}
END_TEST

static uint64_t cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool close_all(void)
{
	if (!child_answers())
		return false;
	for (int fd = 3; fd < 1024; fd++)
		close(fd);
	/* Until it looks again. */
	for (int i = 0; i < 50; i++) {
		if (ask(getpid(), "get opt.control\n"))
			return true;
		usleep(100000);
	}
	return false;
}

START_TEST(test_it_listens_again_when_all_is_closed)
{
	in_child(close_all);
}
END_TEST

/* With a client at the door for whom no descriptor is left. */
static bool wait_without_descriptors(void)
{
	uint64_t before;
	char name[32];
	int fd, other, last = -1;

	if (!child_answers())
		return false;
	snprintf(name, sizeof(name), "libbuddy/%d", getpid());
	fd = open("/dev/null", O_RDONLY);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 128, 128 });
	while ((other = dup(fd)) >= 0)
		last = other;
	close(last);
	fd = client_connect(name);
	before = cpu_ms();
	usleep(500000);
	return so(fd >= 0) && so(cpu_ms() < before + 50);
}

START_TEST(test_it_sleeps_while_no_descriptor_is_left)
{
	in_child(wait_without_descriptors);
}
END_TEST

static void add_forks(Suite *s)
{
	TCase *tc = suite_case(s, "fork", setup);

	tcase_add_test(tc, test_a_child_gets_its_own_thread);
	tcase_add_test(tc, test_so_does_a_grandchild);
	tcase_add_test(tc, test_a_child_of_vfork_starts_none);
	tcase_add_test(tc, test_it_listens_again_when_all_is_closed);
	tcase_add_test(tc, test_it_sleeps_while_no_descriptor_is_left);
}

static Suite *control_suite(void)
{
	Suite *s = suite_create("control");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *fresh = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_answers);
	tcase_add_test(limits, test_silence_ends);
	tcase_add_test(limits, test_endless_lines_end);
	tcase_add_test(fresh, test_off_means_no_thread);
	tcase_add_test(fresh, test_start_keeps_errno_and_the_mask);
	if (children_make_threads())
		add_forks(s);
	return s;
}

int main(void)
{
	return suite_run(control_suite());
}
