/* SPDX-License-Identifier: MIT */
/*
 * tools/check_arguments.c - users and addresses on a command line
 */
#include "command/listen.h"
#include "command/user.h"
#include "read/process.h"
#include "support/suite.h"

#include <string.h>
#include <unistd.h>

START_TEST(test_users)
{
	uid_t uid = 7;

	ck_assert(user_parse("all", &uid));
	ck_assert_uint_eq(uid, ANY_UID);
	ck_assert(user_parse("0", &uid));
	ck_assert_uint_eq(uid, 0);
	ck_assert(user_parse("4294967294", &uid));
	ck_assert_uint_eq(uid, 4294967294);
	ck_assert(user_parse("root", &uid));
	ck_assert_uint_eq(uid, 0);
}
END_TEST

static const char *const no_users[] = {
	"4294967295", "18446744073709551616", "", "-1", "no such user",
};
enum { NR_NO_USERS = sizeof(no_users) / sizeof(no_users[0]) };

START_TEST(test_what_is_no_user)
{
	uid_t uid = 7;

	ck_assert(!user_parse(no_users[_i], &uid));
	ck_assert_uint_eq(uid, 7);
}
END_TEST

START_TEST(test_listening_picks_a_port)
{
	struct failure why;
	char name[LISTEN_NAME];
	int fd = listen_at("127.0.0.1:0", &why), other;

	ck_assert_int_ge(fd, 0);
	ck_assert(listen_name(fd, name, &why));
	ck_assert_int_eq(strncmp(name, "127.0.0.1:", 10), 0);
	ck_assert_str_ne(name, "127.0.0.1:0");
	/* Where somebody listens already, nobody else can. */
	other = listen_at(name, &why);
	ck_assert_int_eq(other, -1);
	ck_assert_int_eq(why.status, STATUS_FAILED);
	close(fd);
}
END_TEST

START_TEST(test_listening_on_ipv6)
{
	struct failure why;
	char name[LISTEN_NAME];
	int fd = listen_at("[::1]:0", &why);

	if (fd < 0) {
		/* A kernel without it says so; the text is right. */
		ck_assert_int_eq(why.status, STATUS_FAILED);
		return;
	}
	ck_assert(listen_name(fd, name, &why));
	ck_assert_int_eq(strncmp(name, "[::1]:", 6), 0);
	close(fd);
}
END_TEST

START_TEST(test_what_is_no_address)
{
	static const char *const texts[] = {
		"",
		"9090",
		":9090",
		"localhost:9090",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:x",
		"127.0.0.1:65536",
		"127.0.0.1:-1",
		"::1:9090",
		"[::1]",
		"[]:9090",
		"127.0.0.1:99999999999",
		"*:9090",
		"0:9090",
		"127.1:9090",
		"[*]:9090",
	};
	struct failure why;

	ck_assert_msg(listen_at(texts[_i], &why) == -1, "'%s'", texts[_i]);
	ck_assert_int_eq(why.status, STATUS_USAGE);
}
END_TEST

static Suite *arguments_suite(void)
{
	Suite *s = suite_create("arguments");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_users);
	tcase_add_loop_test(core, test_what_is_no_user, 0, NR_NO_USERS);
	tcase_add_test(core, test_listening_picks_a_port);
	tcase_add_test(core, test_listening_on_ipv6);
	tcase_add_loop_test(core, test_what_is_no_address, 0, 17);
	return s;
}

int main(void)
{
	return suite_run(arguments_suite());
}
