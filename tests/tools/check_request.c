/* SPDX-License-Identifier: MIT */
/*
 * tools/check_request.c - requests, and processes that answer in many ways
 *
 * Every test is a process of its own, so it plays its own server.
 */
#include "command/request.h"
#include "support/suite.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHORT_MS = 200 };

static struct failure why;
static FILE *out;
static char *text;
static size_t text_bytes;
static char request[256];

static void setup(void)
{
	out = open_memstream(&text, &text_bytes);
	ck_assert_ptr_nonnull(out);
}

static void teardown(void)
{
	fclose(out);
	free(text);
}

/* A socket that listens under the name of a process. */
static int listen_as(pid_t pid)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int length =
		snprintf(address.sun_path + 1, 64, "libbuddy/%d", (int)pid);
	socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				      1 + (size_t)length);

	must(fd >= 0);
	must(!bind(fd, (struct sockaddr *)&address, bytes));
	must(!listen(fd, 4));
	return fd;
}

/* What a server says to the first that asks. */
struct answer {
	int listener;
	const char *text;
	size_t bytes;
	bool holds; /* it does not end the connection */
};

static void *serve(void *arg)
{
	const struct answer *a = arg;
	int fd = accept(a->listener, NULL, NULL);
	size_t got = 0;

	while (got < sizeof(request) - 1 && !strchr(request, '\n')) {
		ssize_t n = read(fd, request + got, sizeof(request) - 1 - got);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	for (size_t at = 0; at < a->bytes;) {
		ssize_t n = send(fd, a->text + at, a->bytes - at, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		at += (size_t)n;
	}
	while (a->holds)
		pause();
	close(fd);
	return NULL;
}

/* Asks this process, which gives that answer. */
static bool ask(const char *line, struct answer a)
{
	pthread_t server;
	bool done;

	memset(request, 0, sizeof(request));
	a.listener = listen_as(getpid());
	if (a.text && !a.bytes)
		a.bytes = strlen(a.text);
	must(!pthread_create(&server, NULL, serve, &a));
	done = request_send(getpid(), line, SHORT_MS, out, &why);
	fflush(out);
	if (a.holds)
		pthread_cancel(server);
	pthread_join(server, NULL);
	close(a.listener);
	return done;
}

START_TEST(test_ok_and_text)
{
	ck_assert(ask("dump", (struct answer){ .text = "ok\nNode 0\nmore" }));
	ck_assert_str_eq(text, "Node 0\nmore");
	ck_assert_str_eq(request, "dump\n");
}
END_TEST

START_TEST(test_no_text_moves_a_cursor)
{
	ck_assert(ask("dump", (struct answer){ .text = "ok\na\33[2J\tb\n" }));
	ck_assert_str_eq(text, "a?[2J\tb\n");
}
END_TEST

START_TEST(test_ok_alone)
{
	ck_assert(ask("trim 4096", (struct answer){ .text = "ok\n" }));
	ck_assert_uint_eq(text_bytes, 0);
	ck_assert_str_eq(request, "trim 4096\n");
}
END_TEST

START_TEST(test_a_long_text)
{
	enum { BYTES = 3 << 20 };
	char *answer = malloc(BYTES);

	memset(answer, 'x', BYTES);
	memcpy(answer, "ok\n", 3);
	ck_assert(
		ask("dump", (struct answer){ .text = answer, .bytes = BYTES }));
	ck_assert_uint_eq(text_bytes, BYTES - 3);
	ck_assert(!memcmp(text, answer + 3, text_bytes));
	free(answer);
}
END_TEST

START_TEST(test_error)
{
	ck_assert(!ask("get x", (struct answer){ .text = "error no \33 x\n" }));
	ck_assert_int_eq(why.status, STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(why.text, "no ? x"));
	ck_assert_uint_eq(text_bytes, 0);
}
END_TEST

START_TEST(test_answers_that_are_none)
{
	static const char *const answers[] = { "\n", "okay\n", "HTTP/1.1 200\n",
					       "error\n" };

	for (unsigned i = 0; i < ARRAY_SIZE(answers); i++) {
		ck_assert(!ask("dump", (struct answer){ .text = answers[i] }));
		ck_assert_int_eq(why.status, STATUS_VERSION);
	}
	ck_assert(
		!ask("dump", (struct answer){ .text = "\0\0\0", .bytes = 3 }));
	ck_assert(!ask("dump", (struct answer){ .text = "" }));
	ck_assert_int_eq(why.status, STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(why.text, "without an answer"));
}
END_TEST

START_TEST(test_silence_before_and_amid_the_answer)
{
	ck_assert(!ask("dump", (struct answer){ .text = "", .holds = true }));
	ck_assert_ptr_nonnull(strstr(why.text, "in time"));
	ck_assert(!ask("dump",
		       (struct answer){ .text = "ok\na", .holds = true }));
	ck_assert_ptr_nonnull(strstr(why.text, "in time"));
	ck_assert_int_eq(why.status, STATUS_FAILED);
}
END_TEST

START_TEST(test_nobody_accepts)
{
	int listener = listen_as(getpid());

	ck_assert(!request_send(getpid(), "dump", SHORT_MS, out, &why));
	ck_assert_ptr_nonnull(strstr(why.text, "in time"));
	close(listener);
}
END_TEST

START_TEST(test_an_impostor)
{
	int ready[2];
	char byte = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		listen_as(getppid());
		must(write(ready[1], &byte, 1) == 1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert(!request_send(getpid(), "dump", SHORT_MS, out, &why));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ck_assert_int_eq(why.status, STATUS_DENIED);
	ck_assert_ptr_nonnull(strstr(why.text, "answers at the socket"));
}
END_TEST

START_TEST(test_a_process_that_has_ended)
{
	pid_t child = fork();
	siginfo_t info;

	if (child == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT),
			 0);
	ck_assert(!request_send(child, "dump", SHORT_MS, out, &why));
	ck_assert_int_eq(why.status, STATUS_NO_TARGET);
	ck_assert_ptr_nonnull(strstr(why.text, "has ended"));
	waitpid(child, NULL, 0);
	ck_assert(!request_send(child, "dump", SHORT_MS, out, &why));
	ck_assert_int_eq(why.status, STATUS_NO_TARGET);
	ck_assert_ptr_nonnull(strstr(why.text, "no process"));
}
END_TEST

START_TEST(test_a_process_without_libbuddy)
{
	ck_assert(!request_send(getpid(), "dump", SHORT_MS, out, &why));
	ck_assert_int_eq(why.status, STATUS_NOT_BUDDY);
}
END_TEST

START_TEST(test_a_process_without_a_control_thread)
{
	char folder[] = "/tmp/check_request_XXXXXX", path[64];
	FILE *file;
	void *map;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/libbuddy.so.0", folder);
	file = fopen(path, "w+");
	ck_assert_ptr_nonnull(file);
	fputs("something", file);
	fflush(file);
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fileno(file), 0);
	must(map != MAP_FAILED);
	ck_assert(!request_send(getpid(), "dump", SHORT_MS, out, &why));
	fclose(file);
	unlink(path);
	rmdir(folder);
	ck_assert_int_eq(why.status, STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(why.text, "BUDDY_CONF=control:true"));
}
END_TEST

START_TEST(test_a_process_of_another_user)
{
	/* The first process is root's. */
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!request_send(1, "dump", SHORT_MS, out, &why));
	ck_assert_int_eq(why.status, STATUS_DENIED);
}
END_TEST

static Suite *request_suite(void)
{
	Suite *s = suite_create("request");
	TCase *core = suite_case(s, "core", NULL);
	TCase *refusals = suite_case(s, "refusals", NULL);

	tcase_add_checked_fixture(core, setup, teardown);
	tcase_add_checked_fixture(refusals, setup, teardown);
	tcase_add_test(core, test_ok_and_text);
	tcase_add_test(core, test_no_text_moves_a_cursor);
	tcase_add_test(core, test_ok_alone);
	tcase_add_test(core, test_a_long_text);
	tcase_add_test(core, test_error);
	tcase_add_test(refusals, test_answers_that_are_none);
	tcase_add_test(refusals, test_silence_before_and_amid_the_answer);
	tcase_add_test(refusals, test_nobody_accepts);
	tcase_add_test(refusals, test_an_impostor);
	tcase_add_test(refusals, test_a_process_that_has_ended);
	tcase_add_test(refusals, test_a_process_without_libbuddy);
	tcase_add_test(refusals, test_a_process_without_a_control_thread);
	tcase_add_test(refusals, test_a_process_of_another_user);
	return s;
}

int main(void)
{
	return suite_run(request_suite());
}
