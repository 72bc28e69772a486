/* SPDX-License-Identifier: MIT */
/*
 * unit/check_socket.c - local stream sockets with abstract names
 */
#include "os/cpu.h"
#include "os/socket.h"
#include "support/client.h"
#include "support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[64];
static struct os_socket listener, client;
static int peer;

static void setup(void)
{
	snprintf(name, sizeof(name), "libbuddy-test/%d", getpid());
	ck_assert_int_eq(os_socket_listen(&listener, name), 0);
	errno = ERANGE;
}

/* With a client as well. */
static void setup_pair(void)
{
	setup();
	peer = client_connect(name);
	ck_assert_int_ge(peer, 0);
	ck_assert_int_eq(os_socket_accept(&listener, &client), 0);
}

static void ck_closed_on_exec(int fd)
{
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

START_TEST(test_listen_is_out_of_the_way)
{
	ck_assert_int_ge(listener.fd, 64);
	ck_closed_on_exec(listener.fd);
	ck_assert(os_socket_is_open(&listener));
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_names_are_taken_once)
{
	struct os_socket other;

	ck_assert_int_eq(os_socket_listen(&other, name), -EADDRINUSE);
	ck_assert_int_eq(other.fd, -1);
	os_socket_close(&listener);
	ck_assert_int_eq(os_socket_listen(&other, name), 0);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_long_names_are_refused)
{
	static char long_name[200];
	struct os_socket other;

	memset(long_name, 'x', sizeof(long_name) - 1);
	ck_assert_int_eq(os_socket_listen(&other, long_name), -ENAMETOOLONG);
}
END_TEST

START_TEST(test_accept_does_not_wait)
{
	ck_assert_int_eq(os_socket_accept(&listener, &client), -EAGAIN);
	ck_assert_int_eq(client.fd, -1);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_wait_ends_by_the_time_or_by_a_client)
{
	uint64_t before = os_now_ms();

	os_socket_wait(&listener, 50);
	ck_assert_uint_ge(os_now_ms() + 10, before + 50);
	ck_assert_int_ge(client_connect(name), 0);
	before = os_now_ms();
	os_socket_wait(&listener, 20000);
	ck_assert_uint_lt(os_now_ms(), before + 10000);
	/* One without a socket waits as well. */
	os_socket_close(&listener);
	before = os_now_ms();
	os_socket_wait(&listener, 50);
	ck_assert_uint_ge(os_now_ms() + 10, before + 50);
}
END_TEST

START_TEST(test_text_goes_both_ways)
{
	char text[16] = "";

	ck_closed_on_exec(client.fd);
	ck_assert_int_eq(os_socket_receive(&client, text, sizeof(text)),
			 -EAGAIN);
	ck_assert_int_eq(write(peer, "hello", 5), 5);
	ck_assert_int_eq(os_socket_receive(&client, text, sizeof(text)), 5);
	ck_assert_str_eq(text, "hello");
	os_socket_send(&client, "world", 5);
	ck_assert_int_eq(read(peer, text, sizeof(text)), 5);
	ck_assert_str_eq(text, "world");
	close(peer);
	ck_assert_int_eq(os_socket_receive(&client, text, sizeof(text)), 0);
}
END_TEST

START_TEST(test_send_to_nobody_is_no_signal)
{
	signal(SIGPIPE, SIG_DFL);
	close(peer);
	os_socket_send(&client, "x", 1);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_send_does_not_wait)
{
	static char text[1 << 20];

	for (int i = 0; i < 20; i++)
		os_socket_send(&client, text, sizeof(text));
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_peer_is_the_user)
{
	uid_t uid = (uid_t)-1;

	ck_assert_int_eq(os_socket_peer(&client, &uid), 0);
	ck_assert_uint_eq(uid, geteuid());
}
END_TEST

START_TEST(test_hang_up_ends_copies_too)
{
	int copy = dup(client.fd);
	char c;

	ck_assert_int_ge(copy, 0);
	os_socket_hang_up(&client);
	ck_assert_int_eq(client.fd, -1);
	ck_assert_int_eq(read(peer, &c, 1), 0);
}
END_TEST

START_TEST(test_another_file_in_its_place_is_left_alone)
{
	int fd = client.fd, pipe_fd[2];

	ck_assert_int_eq(pipe(pipe_fd), 0);
	ck_assert_int_eq(dup2(pipe_fd[1], fd), fd);
	ck_assert(!os_socket_is_open(&client));
	os_socket_hang_up(&client);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	ck_assert_int_eq(errno, ERANGE);
	/* Another socket too. */
	os_socket_close(&listener);
	setup_pair();
	ck_assert_int_eq(dup2(peer, client.fd), client.fd);
	ck_assert(!os_socket_is_open(&client));
}
END_TEST

START_TEST(test_closed_is_not_open)
{
	close(client.fd);
	ck_assert(!os_socket_is_open(&client));
	os_socket_close(&client);
	os_socket_close(&client);
	ck_assert_int_eq(client.fd, -1);
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

static Suite *socket_suite(void)
{
	Suite *s = suite_create("socket");
	TCase *listening = suite_case(s, "core", setup);
	TCase *core = suite_case(s, "core", setup_pair);
	TCase *limits = suite_case(s, "limits", setup_pair);

	tcase_add_test(listening, test_listen_is_out_of_the_way);
	tcase_add_test(listening, test_names_are_taken_once);
	tcase_add_test(listening, test_long_names_are_refused);
	tcase_add_test(listening, test_accept_does_not_wait);
	tcase_add_test(listening, test_wait_ends_by_the_time_or_by_a_client);
	tcase_add_test(core, test_text_goes_both_ways);
	tcase_add_test(core, test_peer_is_the_user);
	tcase_add_test(core, test_hang_up_ends_copies_too);
	tcase_add_test(limits, test_send_to_nobody_is_no_signal);
	tcase_add_test(limits, test_send_does_not_wait);
	tcase_add_test(limits, test_another_file_in_its_place_is_left_alone);
	tcase_add_test(limits, test_closed_is_not_open);
	return s;
}

int main(void)
{
	return suite_run(socket_suite());
}
