/* SPDX-License-Identifier: MIT */
/*
 * tools/check_preload.c - the environment of a program to be run
 */
#include "command/preload.h"
#include "support/suite.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[PATH_MAX], library[PATH_MAX + 32];
static struct failure why;

static void make_file(const char *path)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fclose(file);
}

static void setup(void)
{
	const char *top = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/check_preload_XXXXXX",
		 top ? top : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(library, sizeof(library), "%s/libbuddy.so.0", folder);
	make_file(library);
	setenv("BUDDYCTL_LIBRARY", library, 1);
	unsetenv("LD_PRELOAD");
	unsetenv("BUDDY_CONF");
}

static void teardown(void)
{
	unlink(library);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void expect(const char *variable, const char *format, ...)
{
	char text[2 * PATH_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ck_assert_ptr_nonnull(getenv(variable));
	ck_assert_str_eq(getenv(variable), text);
}

START_TEST(test_sets_what_is_not_set)
{
	ck_assert(preload_set(NULL, &why));
	expect("LD_PRELOAD", "%s", library);
	ck_assert_ptr_null(getenv("BUDDY_CONF"));
	ck_assert(preload_set("", &why));
	ck_assert_ptr_null(getenv("BUDDY_CONF"));
	ck_assert(preload_set("a:1,b:2", &why));
	expect("BUDDY_CONF", "a:1,b:2");
}
END_TEST

START_TEST(test_empty_is_not_set)
{
	setenv("LD_PRELOAD", "", 1);
	setenv("BUDDY_CONF", "", 1);
	ck_assert(preload_set("a:1", &why));
	expect("LD_PRELOAD", "%s", library);
	expect("BUDDY_CONF", "a:1");
}
END_TEST

START_TEST(test_appends)
{
	setenv("LD_PRELOAD", "/x.so /y.so", 1);
	setenv("BUDDY_CONF", "a:1", 1);
	ck_assert(preload_set("b:2", &why));
	expect("LD_PRELOAD", "/x.so /y.so:%s", library);
	expect("BUDDY_CONF", "a:1,b:2");
}
END_TEST

START_TEST(test_is_not_there_twice)
{
	char value[2 * PATH_MAX];

	for (int i = 0; i < 3; i++)
		ck_assert(preload_set(NULL, &why));
	expect("LD_PRELOAD", "%s", library);
	/* By another path, before another one. */
	snprintf(value, sizeof(value), "%s/./libbuddy.so.0 /x.so", folder);
	setenv("LD_PRELOAD", value, 1);
	ck_assert(preload_set(NULL, &why));
	expect("LD_PRELOAD", "%s", value);
}
END_TEST

START_TEST(test_a_named_one_comes_before_the_variable)
{
	setenv("BUDDYCTL_LIBRARY", "/nowhere/libbuddy.so.0", 1);
	ck_assert(preload_set_library(library, NULL, &why));
	expect("LD_PRELOAD", "%s", library);
}
END_TEST

START_TEST(test_the_path_becomes_absolute)
{
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert(preload_set_library("libbuddy.so.0", NULL, &why));
	expect("LD_PRELOAD", "%s", library);
}
END_TEST

START_TEST(test_a_missing_library)
{
	ck_assert(!preload_set_library("/nowhere/x.so", "a:1", &why));
	ck_assert_int_eq(why.status, STATUS_NO_TARGET);
	ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/x.so"));
	ck_assert_ptr_null(getenv("LD_PRELOAD"));
	ck_assert_ptr_null(getenv("BUDDY_CONF"));
}
END_TEST

START_TEST(test_separators_in_the_path)
{
	static const char *const names[] = { "a b.so", "a:b.so" };

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		char path[PATH_MAX + 32];

		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		make_file(path);
		ck_assert(!preload_set_library(path, "a:1", &why));
		unlink(path);
		ck_assert_int_eq(why.status, STATUS_FAILED);
		ck_assert_ptr_nonnull(strstr(why.text, names[i]));
		ck_assert_ptr_null(getenv("LD_PRELOAD"));
	}
}
END_TEST

static Suite *preload_suite(void)
{
	Suite *s = suite_create("preload");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_checked_fixture(core, setup, teardown);
	tcase_add_test(core, test_sets_what_is_not_set);
	tcase_add_test(core, test_empty_is_not_set);
	tcase_add_test(core, test_appends);
	tcase_add_test(core, test_is_not_there_twice);
	tcase_add_test(core, test_a_named_one_comes_before_the_variable);
	tcase_add_test(core, test_the_path_becomes_absolute);
	tcase_add_test(core, test_a_missing_library);
	tcase_add_test(core, test_separators_in_the_path);
	return s;
}

int main(void)
{
	return suite_run(preload_suite());
}
