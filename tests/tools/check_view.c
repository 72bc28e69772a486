/* SPDX-License-Identifier: MIT */
/*
 * tools/check_view.c - what `buddyctl top` shows, and what its keys do
 */
#include "screen/view.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct watch w;
static struct view v;
static struct canvas c;
static char *text;

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	fake_setup();
	watch_init(&w, &fake_source);
	fake_sample(&w, NR_FAKES);
	view_init(&v, &w, 0, 1);
	strcpy(v.clock, "12:34:56");
}

static void draw(unsigned rows, unsigned columns)
{
	canvas_clear(&c, rows, columns);
	view_draw(&v, &c);
	free(text);
	text = fake_text(&c);
}

static void press(int key)
{
	view_key(&v, key);
	draw(24, 80);
}

static void type(const char *keys)
{
	while (*keys)
		press(*keys++);
}

/* The look of a row's second character. */
static enum look look_of(unsigned row)
{
	return c.cell[row * c.columns + 1].look;
}

START_TEST(test_the_list_has_all_processes)
{
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(text, "4 processes"));
	ck_assert_ptr_nonnull(strstr(text, "every 1s  12:34:56\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "\n  PID NAME         RSS  USED  PRES"));
	ck_assert_ptr_nonnull(
		strstr(text, "\n  104 app           4M   80M   16M  6.0M    2M"
			     " 0.000"));
	ck_assert_int_eq(look_of(2), LOOK_PICKED);
	ck_assert_int_eq(look_of(3), LOOK_PLAIN);
}
END_TEST

START_TEST(test_an_unreadable_process_says_why_in_its_row)
{
	fakes[1].refuses = STATUS_DENIED;
	fakes[1].process.started++;
	fake_sample(&w, NR_FAKES);
	draw(24, 80);
	ck_assert_ptr_nonnull(
		strstr(text, "\n  102 cache         2M it refuses\n"));
}
END_TEST

START_TEST(test_an_empty_list)
{
	watch_exit(&w);
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(text, "No process runs under libbuddy"));
	type("jske");
	press(VIEW_DOWN);
	press(VIEW_END);
	press(VIEW_PAGE_UP);
	press(VIEW_ENTER);
	ck_assert_int_eq(v.depth, 0);
}
END_TEST

START_TEST(test_picking_and_going_in_depth)
{
	draw(24, 80);
	press(VIEW_DOWN);
	ck_assert_int_eq(v.picked, 103);
	ck_assert_int_eq(look_of(3), LOOK_PICKED);
	press(VIEW_ENTER);
	ck_assert_int_eq(strncmp(text, "web, process 103", 16), 0);
	ck_assert_ptr_nonnull(strstr(text, "in use       40M"));
	ck_assert_ptr_nonnull(strstr(text, "q back"));
	type("q");
	ck_assert(!v.done);
	ck_assert_ptr_nonnull(strstr(text, "4 processes"));
	press(VIEW_END);
	ck_assert_int_eq(v.picked, 101);
	press(VIEW_DOWN);
	ck_assert_int_eq(v.picked, 101);
	press(VIEW_HOME);
	press(VIEW_UP);
	ck_assert_int_eq(v.picked, 104);
	type("q");
	ck_assert(v.done);
}
END_TEST

START_TEST(test_the_pick_follows_its_process_and_outlives_it)
{
	draw(24, 80);
	press(VIEW_END);
	ck_assert_int_eq(v.picked, 101);
	type("r");
	ck_assert_int_eq(v.picked, 101);
	ck_assert_int_eq(look_of(2), LOOK_PICKED);
	type("r");
	press(VIEW_HOME);
	for (int i = 0; i < 9; i++)
		fake_sample(&w, 3);
	draw(24, 80);
	ck_assert_int_eq(v.picked, 103);
}
END_TEST

START_TEST(test_a_short_screen_scrolls)
{
	draw(5, 80);
	ck_assert_ptr_null(strstr(text, "  101 "));
	view_key(&v, VIEW_PAGE_DOWN);
	draw(5, 80);
	ck_assert_ptr_nonnull(strstr(text, "  102 "));
	view_key(&v, VIEW_END);
	draw(5, 80);
	ck_assert_ptr_nonnull(strstr(text, "  101 "));
	ck_assert_ptr_null(strstr(text, "  104 "));
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(text, "  104 "));
}
END_TEST

START_TEST(test_sorting_goes_through_the_figures)
{
	bool seen[NR_COLUMNS] = { false };

	draw(24, 80);
	for (int i = 0; i < COLUMN_TREND; i++) {
		seen[v.sort] = true;
		type("s");
	}
	ck_assert_int_eq(v.sort, COLUMN_USED);
	for (int i = 0; i < COLUMN_TREND; i++)
		ck_assert(seen[i]);
	type("r");
	ck_assert_ptr_nonnull(strstr(text, "TREND\n  101 "));
}
END_TEST

START_TEST(test_pause_and_help)
{
	draw(12, 40);
	ck_assert_ptr_nonnull(strstr(text, "\nh help  q quit "));
	type("p");
	ck_assert(v.paused);
	ck_assert_ptr_nonnull(strstr(text, "PAUSED"));
	type("ph");
	ck_assert(!v.paused);
	ck_assert_ptr_nonnull(strstr(text, "Enter"));
	/* The keys are whole on a small screen. */
	draw(12, 40);
	ck_assert_ptr_nonnull(strstr(text, "\nAny key goes back.\n"));
	ck_assert_ptr_nonnull(strstr(text, "PgDn Home End  pick one\n"));
	type("q");
	ck_assert(!v.done);
	ck_assert_ptr_null(strstr(text, "Any key goes back"));
}
END_TEST

START_TEST(test_the_delay)
{
	draw(24, 80);
	type("d250mx");
	ck_assert_ptr_nonnull(strstr(text, "delay: 250mx_"));
	press(VIEW_BACKSPACE);
	type("s");
	press(VIEW_ENTER);
	ck_assert_double_eq_tol(v.delay, 0.25, 1e-9);
	ck_assert_ptr_nonnull(strstr(text, "every 0.25s"));
	type("d5");
	press(VIEW_ESCAPE);
	type("dq");
	press(VIEW_ENTER);
	ck_assert(!v.done);
	ck_assert_double_eq_tol(v.delay, 0.25, 1e-9);
	ck_assert_ptr_nonnull(strstr(text, "a delay is"));
	type("d99999999999999999999999");
	press(VIEW_ENTER);
	ck_assert_double_eq_tol(v.delay, 0.25, 1e-9);
}
END_TEST

START_TEST(test_export_writes_a_new_file_each_time)
{
	char folder[] = "/tmp/libbuddy-view.XXXXXX", path[64];
	struct stat st;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	v.folder = open(folder, O_RDONLY | O_DIRECTORY);
	draw(24, 80);
	type("e");
	ck_assert_ptr_nonnull(strstr(text, "wrote libbuddy-104-1.json"));
	type("e");
	ck_assert_ptr_nonnull(strstr(text, "wrote libbuddy-104-2.json"));
	for (int i = 1; i <= 2; i++) {
		snprintf(path, sizeof(path), "%s/libbuddy-104-%d.json", folder,
			 i);
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_int_gt(st.st_size, 100);
		unlink(path);
	}
	rmdir(folder);
	type("e");
	ck_assert_ptr_nonnull(strstr(text, "cannot be written"));
	close(v.folder);
}
END_TEST

START_TEST(test_one_process_only)
{
	view_init(&v, &w, 102, 1);
	draw(24, 80);
	ck_assert_int_eq(strncmp(text, "cache, process 102", 18), 0);
	ck_assert_ptr_nonnull(strstr(text, "q quit"));
	for (int i = 0; i < 9; i++)
		fake_sample(&w, 1);
	draw(24, 80);
	ck_assert_ptr_nonnull(strstr(text, "it has ended"));
	ck_assert_ptr_nonnull(strstr(text, "in use       20M"));
	type("q");
	ck_assert(v.done);
}
END_TEST

/* From nothing to more than anyone has, with every figure at its widest. */
START_TEST(test_screens_of_all_sizes)
{
	static const unsigned sizes[] = { 0, 1, 2, 3, 5, 12, 24, 61, 200 };
	enum { NR_SIZES = sizeof(sizes) / sizeof(sizes[0]) };

	c.blocks = _i & 1;
	v.help = _i & 2;
	if (_i & 4)
		view_init(&v, &w, 104, 1);
	memset(&w.of[0]->heap.info, 0xff, sizeof(w.of[0]->heap.info));
	w.of[0]->heap.info.nr_orders = BUDDY_INFO_ORDERS;
	for (unsigned z = 0; z < BUDDY_INFO_ZONES; z++)
		w.of[0]->heap.info.zone[z].name[11] = '\0';
	for (unsigned i = 0; i < NR_SIZES; i++)
		for (unsigned j = 0; j < NR_SIZES; j++)
			draw(sizes[i], sizes[j]);
}
END_TEST

static Suite *view_suite(void)
{
	Suite *s = suite_create("view");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_the_list_has_all_processes);
	tcase_add_test(core, test_an_unreadable_process_says_why_in_its_row);
	tcase_add_test(core, test_picking_and_going_in_depth);
	tcase_add_test(core, test_the_pick_follows_its_process_and_outlives_it);
	tcase_add_test(core, test_a_short_screen_scrolls);
	tcase_add_test(core, test_sorting_goes_through_the_figures);
	tcase_add_test(core, test_pause_and_help);
	tcase_add_test(core, test_the_delay);
	tcase_add_test(core, test_export_writes_a_new_file_each_time);
	tcase_add_test(core, test_one_process_only);
	tcase_add_test(limits, test_an_empty_list);
	tcase_add_loop_test(limits, test_screens_of_all_sizes, 0, 8);
	return s;
}

int main(void)
{
	return suite_run(view_suite());
}
