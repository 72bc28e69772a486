/* SPDX-License-Identifier: MIT */
/*
 * tools/check_trace.c - a program is run and looked at as it ends
 *
 * The programs are this one, called with the name of a role.  They tell what
 * they did in a page of memory at an agreed address, which is read when they
 * are looked at.
 */
#include "command/trace.h"
#include "support/suite.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the programs ---------------------------------------------------------
 */

static volatile int *const mark = (volatile int *)0x100000000000;

static void set_mark(int n)
{
	*mark = n;
}

static void *end_later(void *arg)
{
	usleep(50000);
	set_mark(7);
	exit((int)(intptr_t)arg);
}

static void *nothing(void *arg)
{
	return arg;
}

static void *start_many(void *arg)
{
	pthread_t thread;

	for (int i = 0; i < 100; i++) {
		while (pthread_create(&thread, NULL, nothing, NULL))
			usleep(1000);
		pthread_join(thread, NULL);
	}
	return arg;
}

static void role_first_thread_leaves(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, end_later, (void *)3);
	pthread_exit(NULL);
}

static void role_many_threads(void)
{
	pthread_t threads[4], last;

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, start_many, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	pthread_create(&last, NULL, end_later, (void *)4);
	for (;;)
		pause();
}

static void role_fork(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		set_mark(99);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	set_mark(WEXITSTATUS(status));
	exit(0);
}

static void role_spawn(void)
{
	/* By vfork or its like. */
	set_mark(system("exit 5") >> 8);
	exit(0);
}

static void *become(void *arg)
{
	set_mark(1);
	execl("/proc/self/exe", "again", "plain", NULL);
	return arg;
}

static void role_exec(void)
{
	become(NULL);
}

static void role_exec_by_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, become, NULL);
	pause();
}

static void role_plain(void)
{
	set_mark(42);
	exit(6);
}

static void at_exit(void)
{
	set_mark(8);
}

static void role_handlers(void)
{
	atexit(at_exit);
	exit(0);
}

static void role_terminated(void)
{
	set_mark(15);
	raise(SIGTERM);
}

static void got_signal(int number)
{
	set_mark(number);
	_exit(2);
}

static void role_own_signal(void)
{
	signal(SIGUSR1, got_signal);
	raise(SIGUSR1);
}

/* A signal to the tracer comes back. */
static void role_signal_to_tracer(void)
{
	signal(SIGTERM, got_signal);
	kill(getppid(), SIGTERM);
	for (;;)
		pause();
}

static void role_stopped(void)
{
	pid_t me = getpid();

	if (!fork()) {
		usleep(100000);
		kill(me, SIGCONT);
		_exit(0);
	}
	raise(SIGSTOP);
	set_mark(19);
	exit(0);
}

static const struct role {
	const char *name;
	void (*play)(void);
} roles[] = {
	{ "first_thread_leaves", role_first_thread_leaves },
	{ "many_threads", role_many_threads },
	{ "fork", role_fork },
	{ "spawn", role_spawn },
	{ "exec", role_exec },
	{ "exec_by_thread", role_exec_by_thread },
	{ "plain", role_plain },
	{ "handlers", role_handlers },
	{ "terminated", role_terminated },
	{ "own_signal", role_own_signal },
	{ "signal_to_tracer", role_signal_to_tracer },
	{ "stopped", role_stopped },
};

static int play(const char *name)
{
	mmap((void *)mark, 4096, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (!strcmp(name, roles[i].name))
			roles[i].play();
	return 111;
}

/* ---- the tests ------------------------------------------------------------
 */

static struct seen {
	int looks;
	int mark; /* at the last look */
} seen;

static void look(pid_t pid, pid_t tid, void *data)
{
	struct seen *s = data;
	struct iovec local = { &s->mark, sizeof(s->mark) };
	struct iovec remote = { (void *)mark, sizeof(*mark) };

	s->looks++;
	s->mark = -1;
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(process_vm_readv(tid, &local, 1, &remote, 1, 0),
			 sizeof(s->mark));
}

static void expect(const char *role, int status, int marked)
{
	static char self[] = "/proc/self/exe";
	char *argv[] = { self, (char *)(uintptr_t)role, NULL };
	struct failure why = { .status = STATUS_OK };
	int got = -1;

	seen = (struct seen){ 0 };
	ck_assert_msg(trace_program(argv, look, &seen, &got, &why), "%s",
		      why.text);
	ck_assert_int_eq(got, status);
	ck_assert_int_ge(seen.looks, 1);
	ck_assert_int_eq(seen.mark, marked);
}

START_TEST(test_exit)
{
	expect("plain", 6, 42);
	ck_assert_int_eq(seen.looks, 1);
}
END_TEST

START_TEST(test_exit_handlers_are_done)
{
	expect("handlers", 0, 8);
}
END_TEST

START_TEST(test_threads)
{
	expect("first_thread_leaves", 3, 7);
	ck_assert_int_eq(seen.looks, 1);
	expect("many_threads", 4, 7);
}
END_TEST

START_TEST(test_children_do_not_matter)
{
	expect("fork", 0, 9);
	ck_assert_int_eq(seen.looks, 1);
	expect("spawn", 0, 5);
	ck_assert_int_eq(seen.looks, 1);
}
END_TEST

START_TEST(test_exec_is_followed)
{
	expect("exec", 6, 42);
	expect("exec_by_thread", 6, 42);
	ck_assert_int_eq(seen.looks, 1);
}
END_TEST

START_TEST(test_signals)
{
	expect("terminated", 128 + SIGTERM, 15);
	expect("own_signal", 2, SIGUSR1);
	expect("signal_to_tracer", 2, SIGTERM);
	expect("stopped", 0, 19);
}
END_TEST

static void refused(const char *name, enum status status, const char *words)
{
	static char plain[] = "plain";
	char *argv[] = { (char *)(uintptr_t)name, plain, NULL };
	struct failure why;
	int got;

	seen = (struct seen){ 0 };
	ck_assert(!trace_program(argv, look, &seen, &got, &why));
	ck_assert_int_eq(why.status, status);
	ck_assert_msg(strstr(why.text, words) != NULL, "%s", why.text);
	ck_assert_int_eq(seen.looks, 0);
}

START_TEST(test_no_such_program)
{
	refused("/nonexistent/program", STATUS_NO_TARGET, "No such file");
	refused("no-such-program-anywhere", STATUS_NO_TARGET, "No such file");
	refused("/proc/self/status", STATUS_FAILED, "Permission denied");
}
END_TEST

/* As the filter of a container does. */
static void forbid_ptrace(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	ck_assert(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	ck_assert(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

START_TEST(test_ptrace_is_forbidden)
{
	forbid_ptrace();
	refused("/proc/self/exe", STATUS_DENIED, "cannot trace");
	/* The program did not run on its own. */
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static void look_away(pid_t pid, pid_t tid, void *data)
{
	(void)pid, (void)tid, (void)data;
}

/* Not so in some containers and under emulation. */
static bool can_trace(void)
{
	static char self[] = "/proc/self/exe", plain[] = "plain";
	char *argv[] = { self, plain, NULL };
	struct failure why;
	int status;

	return trace_program(argv, look_away, NULL, &status, &why) ||
	       why.status != STATUS_DENIED;
}

static Suite *trace_suite(void)
{
	Suite *s = suite_create("trace");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(limits, test_no_such_program);
	tcase_add_test(limits, test_ptrace_is_forbidden);
	tcase_add_test(core, test_exit);
	tcase_add_test(core, test_exit_handlers_are_done);
	tcase_add_test(core, test_threads);
	tcase_add_test(core, test_children_do_not_matter);
	tcase_add_test(core, test_exec_is_followed);
	tcase_add_test(core, test_signals);
	return s;
}

static int test(void)
{
	if (can_trace())
		return suite_run(trace_suite());
	puts("1..0 # SKIP ptrace is not permitted here");
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	return argc > 1 ? play(argv[1]) : test();
}
