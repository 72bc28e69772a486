/* SPDX-License-Identifier: MIT */
/*
 * tools/check_export.c - figures written down: snapshots and lines
 */
#include "screen/export.h"
#include "screen/line.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct watch w;
static char *text;
static size_t bytes;
static FILE *out;

static void setup(void)
{
	fake_setup();
	watch_init(&w, &fake_source);
	fake_sample(&w, 1);
	out = open_memstream(&text, &bytes);
}

static char folder[] = "/tmp/libbuddy-export.XXXXXX";
static char name[EXPORT_NAME];
static struct failure why;
static int fd;

static void setup_folder(void)
{
	setup();
	ck_assert_ptr_nonnull(mkdtemp(folder));
	fd = open(folder, O_RDONLY | O_DIRECTORY);
}

static void teardown_folder(void)
{
	unlinkat(fd, "libbuddy-101-1.json", 0);
	unlinkat(fd, "libbuddy-101-2.json", 0);
	rmdir(folder);
}

START_TEST(test_a_snapshot_is_what_info_writes)
{
	json_t *root, *heap;
	FILE *file;

	w.of[0]->heap.info.user_bytes = UINT64_C(123456789012345);
	ck_assert(export_file(fd, w.of[0], name, &why));
	ck_assert_str_eq(name, "libbuddy-101-1.json");
	file = fdopen(openat(fd, name, O_RDONLY), "r");
	root = json_loadf(file, 0, NULL);
	fclose(file);
	heap = json_object_get(root, "heap");
	ck_assert_int_eq(
		json_integer_value(json_object_get(heap, "user_bytes")),
		123456789012345);
	ck_assert(json_is_null(json_object_get(root, "resident")));
	json_decref(root);
}
END_TEST

START_TEST(test_one_that_was_never_read_has_none)
{
	fakes[0].process.started++;
	fakes[0].refuses = STATUS_DENIED;
	fake_sample(&w, 1);
	ck_assert(!export_file(fd, w.of[0], name, &why));
	ck_assert_str_eq(why.text, "it refuses");
	ck_assert_int_ne(faccessat(fd, "libbuddy-101-1.json", F_OK, 0), 0);
}
END_TEST

START_TEST(test_an_existing_file_is_kept)
{
	ck_assert_int_eq(symlinkat("nowhere", fd, "libbuddy-101-1.json"), 0);
	ck_assert(export_file(fd, w.of[0], name, &why));
	ck_assert_str_eq(name, "libbuddy-101-2.json");
	ck_assert_int_ne(faccessat(fd, "nowhere", F_OK, 0), 0);
}
END_TEST

START_TEST(test_a_folder_that_is_gone)
{
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert(!export_file(fd, w.of[0], name, &why));
	ck_assert_int_eq(why.status, STATUS_FAILED);
}
END_TEST

START_TEST(test_a_line_has_a_number_for_each_title)
{
	static const double wanted[] = { 1537, 512, 10240, 1024, 96,
					 100,  0,   -2,	   50,	 25 };
	char *at;

	fakes[0].allocs += 50;
	fakes[0].taken += 1;
	fake_sample(&w, 1);
	line_write(out, w.of[0]);
	fclose(out);
	at = text;
	for (unsigned i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		ck_assert_double_eq(strtod(at, &at), wanted[i]);
	for (int i = 0; i < 4; i++)
		ck_assert_double_eq(strtod(at, &at), 0);
	ck_assert_str_eq(at, "\n");
}
END_TEST

START_TEST(test_the_header_is_as_wide_as_a_line)
{
	const char *second;

	/* As 8 busy threads are. */
	w.of[0]->rates.per_second[RATE_ALLOCS] = 98765432.1;
	w.of[0]->rates.per_second[RATE_FREES] = 123456789;
	line_write_header(out);
	line_write(out, w.of[0]);
	fclose(out);
	second = strchr(text, '\n') + 1;
	ck_assert_int_eq(second - text, strchr(second, '\n') + 1 - second);
	ck_assert_uint_eq(bytes % 3, 0);
	ck_assert_uint_eq(bytes / 3, (size_t)(second - text));
	ck_assert_ptr_nonnull(strstr(text, " purged  faults\n"));
}
END_TEST

static Suite *export_suite(void)
{
	Suite *s = suite_create("export");
	TCase *core = suite_case(s, "core", setup);
	TCase *files = suite_case(s, "files", NULL);

	tcase_add_checked_fixture(files, setup_folder, teardown_folder);
	tcase_add_test(files, test_a_snapshot_is_what_info_writes);
	tcase_add_test(files, test_one_that_was_never_read_has_none);
	tcase_add_test(files, test_an_existing_file_is_kept);
	tcase_add_test(files, test_a_folder_that_is_gone);
	tcase_add_test(core, test_a_line_has_a_number_for_each_title);
	tcase_add_test(core, test_the_header_is_as_wide_as_a_line);
	return s;
}

int main(void)
{
	return suite_run(export_suite());
}
