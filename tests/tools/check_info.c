/* SPDX-License-Identifier: MIT */
/*
 * tools/check_info.c - the command line of buddyctl info, and its sections
 */
#include "command/command.h"
#include "command/sections.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct view view;

static void setup(void)
{
	view = (struct view){
		.process = *sample_process(),
		.heap = *sample_heap(),
		.pages = *sample_pages(),
		.residency = *sample_residency(),
		.has_pages = true,
		.has_residency = true,
	};
	view.layout.abi.number = 1;
	strcpy(view.layout.abi.version, "0.1.0");
}

/* ---- the command line -----------------------------------------------------
 */

/* What the command wrote to both streams. */
static char written[8192];

/* The status of info with the words of a line as arguments. */
static int info(const char *line)
{
	char words[256], *argv[16] = { NULL }, *rest = NULL;
	int argc = 0, status, saved[2] = { dup(1), dup(2) };
	FILE *file = tmpfile();

	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok_r(words, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	fflush(NULL);
	dup2(fileno(file), 1);
	dup2(fileno(file), 2);
	status = command_info(argc, argv);
	fflush(NULL);
	dup2(saved[0], 1);
	dup2(saved[1], 2);
	close(saved[0]);
	close(saved[1]);
	rewind(file);
	written[fread(written, 1, sizeof(written) - 1, file)] = '\0';
	fclose(file);
	return status;
}

START_TEST(test_help)
{
	ck_assert_int_eq(info("info --help"), STATUS_OK);
	ck_assert_ptr_nonnull(strstr(written, "Usage: buddyctl info"));
	ck_assert_ptr_nonnull(strstr(written, "--prometheus"));
	ck_assert_int_eq(info("/usr/bin/buddyinfo --all --help"), STATUS_OK);
	ck_assert_ptr_nonnull(strstr(written, "Usage: buddyctl info"));
}
END_TEST

START_TEST(test_wrong_command_lines)
{
	static const char *const lines[] = {
		"info",
		"info --nonsense 1",
		"info -x 1",
		"info --frag=yes 1",
		"info 1 2",
		"info --",
		"info 1 -- true",
		"info --json --frag 1",
		"info --json --prometheus 1",
		"info --all --json 1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		ck_assert_msg(info(lines[i]) == STATUS_USAGE, "%s", lines[i]);
		ck_assert_ptr_nonnull(
			strstr(written, "Try 'buddyctl info --help'."));
	}
	ck_assert_int_eq(info("info --nonsense 1"), STATUS_USAGE);
	ck_assert_ptr_nonnull(strstr(written, "'--nonsense'"));
}
END_TEST

START_TEST(test_a_target_that_is_not_there)
{
	ck_assert_int_ne(info("info /nonexistent/core"), STATUS_OK);
	ck_assert_ptr_nonnull(strstr(written, "buddyctl: "));
	ck_assert_int_ne(info("info --all 999999999"), STATUS_OK);
	/* Any file: nothing comes to be run with it. */
	setenv("BUDDYCTL_LIBRARY", "/proc/self/exe", 1);
	ck_assert_int_eq(info("info -- /nonexistent/program --json"),
			 STATUS_NO_TARGET);
	ck_assert_ptr_nonnull(strstr(written, "/nonexistent/program"));
}
END_TEST

/* ---- sections -------------------------------------------------------------
 */

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		n++;
	}
	return n;
}

START_TEST(test_one_section_is_alone)
{
	const char *text = OUTPUT(sections_show(out, SECTION_BUDDYINFO, &view));

	ck_assert_ptr_eq(strstr(text, "Node 0, zone   Normal "), text);
	ck_assert_uint_eq(count(text, "\n"), 1);
}
END_TEST

START_TEST(test_sections_have_an_order)
{
	const char *text = OUTPUT(sections_show(
		out, SECTION_SLABS | SECTION_BUDDYINFO | SECTION_ZONES, &view));
	const char *zones = strstr(text, "\n\nNode 0, zone      DMA\n");
	const char *slabs = strstr(text, "\n\nslabinfo - version: 2.1\n");

	ck_assert_ptr_nonnull(zones);
	ck_assert_ptr_nonnull(slabs);
	ck_assert(zones < slabs);
	ck_assert_uint_eq(count(text, "\n\n"), 2);
	ck_assert_ptr_null(strstr(text, "==>"));
}
END_TEST

START_TEST(test_all_sections)
{
	static const char *const headings[] = {
		"==> process <==\n1234 (sam?[31mple): libbuddy 0.1.0, ABI 1\n",
		"\n\n==> buddyinfo <==\nNode 0, zone   Normal ",
		"\n\n==> pagetypeinfo <==\nPage block order: 10\n",
		"\n\n==> zoneinfo <==\nNode 0, zone      DMA\n",
		"\n\n==> slabinfo <==\nslabinfo - version: 2.1\n",
		"\n\n==> fragmentation <==\nunusable_index\n",
		"\n\n==> accounts <==\nPresent memory",
	};
	const char *text, *last;

	strcpy(view.process.name, "sam\x1b[31mple");
	text = last = OUTPUT(sections_show(out, SECTION_ALL, &view));
	for (size_t i = 0; i < ARRAY_SIZE(headings); i++) {
		last = strstr(last, headings[i]);
		ck_assert_msg(last != NULL, "%s", headings[i]);
	}
	ck_assert_uint_eq(count(text, "==> "), ARRAY_SIZE(headings));
	ck_assert_ptr_null(strchr(text, 0x1b));
	ck_assert_ptr_nonnull(strstr(text, "From in use to resident"));
}
END_TEST

START_TEST(test_a_core_file_has_no_residency)
{
	const char *text;

	view.has_residency = false;
	strcpy(view.no_residency.text, "it is a core");
	text = OUTPUT(sections_show(out, SECTION_FRAG, &view));
	ck_assert_ptr_nonnull(
		strstr(text, "\n\nresident memory is not known: it is a core"));
}
END_TEST

START_TEST(test_virgin_is_about_buddyinfo)
{
	const char *text = OUTPUT(
		sections_show(out, SECTION_BUDDYINFO | SECTION_VIRGIN, &view));

	ck_assert_uint_eq(count(text, "\n"), 3);
	ck_assert_ptr_nonnull(strstr(text, " 1022 \n"));
}
END_TEST

START_TEST(test_formats_for_programs)
{
	ck_assert_ptr_nonnull(
		strstr(OUTPUT(sections_show(out, SECTION_JSON, &view)),
		       "\"total_bytes\": 1004736"));
	view.has_pages = view.has_residency = false;
	ck_assert_ptr_nonnull(
		strstr(OUTPUT(sections_show(out, SECTION_JSON, &view)),
		       "\"resident\": null"));
	ck_assert_ptr_nonnull(
		strstr(OUTPUT(sections_show(out, SECTION_PROMETHEUS, &view)),
		       "buddy_threads{pid=\"1234\",name=\"sample\"} 2\n"));
}
END_TEST

static Suite *info_suite(void)
{
	Suite *s = suite_create("info");
	TCase *line = suite_case(s, "line", NULL);
	TCase *sections = suite_case(s, "sections", setup);

	tcase_add_test(line, test_help);
	tcase_add_test(line, test_wrong_command_lines);
	tcase_add_test(line, test_a_target_that_is_not_there);
	tcase_add_test(sections, test_one_section_is_alone);
	tcase_add_test(sections, test_sections_have_an_order);
	tcase_add_test(sections, test_all_sections);
	tcase_add_test(sections, test_a_core_file_has_no_residency);
	tcase_add_test(sections, test_virgin_is_about_buddyinfo);
	tcase_add_test(sections, test_formats_for_programs);
	return s;
}

int main(void)
{
	return suite_run(info_suite());
}
