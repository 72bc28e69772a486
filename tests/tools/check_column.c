/* SPDX-License-Identifier: MIT */
/*
 * tools/check_column.c - the columns of the list, and sorting by them
 */
#include "screen/column.h"
#include "screen/figures.h"
#include "support/suite.h"
#include "tools/fake.h"

static struct watch w;

static void setup(void)
{
	fake_setup();
	watch_init(&w, &fake_source);
	fake_sample(&w, NR_FAKES);
}

static void expect(enum column column, bool reversed, const int *pids)
{
	column_sort(&w, column, reversed);
	for (int i = 0; i < NR_FAKES; i++)
		ck_assert_int_eq(w.of[i]->process.pid, pids[i]);
}

START_TEST(test_by_pid_and_by_name_upwards)
{
	expect(COLUMN_PID, false, (int[]){ 101, 102, 103, 104 });
	expect(COLUMN_PID, true, (int[]){ 104, 103, 102, 101 });
	/* app cache db web */
	expect(COLUMN_NAME, false, (int[]){ 104, 102, 101, 103 });
	expect(COLUMN_NAME, true, (int[]){ 103, 101, 102, 104 });
}
END_TEST

START_TEST(test_by_a_figure_the_most_comes_first)
{
	expect(COLUMN_USED, false, (int[]){ 104, 103, 102, 101 });
	expect(COLUMN_USED, true, (int[]){ 101, 102, 103, 104 });
	expect(COLUMN_RSS, false, (int[]){ 104, 103, 102, 101 });
}
END_TEST

START_TEST(test_ties_go_by_pid)
{
	expect(COLUMN_FREE, false, (int[]){ 101, 102, 103, 104 });
	expect(COLUMN_FREE, true, (int[]){ 101, 102, 103, 104 });
}
END_TEST

START_TEST(test_what_cannot_be_read_comes_last)
{
	fakes[3].fail_reads = 2;
	fakes[3].torn = STATUS_TORN;
	fake_sample(&w, NR_FAKES);
	expect(COLUMN_USED, false, (int[]){ 103, 102, 101, 104 });
	expect(COLUMN_USED, true, (int[]){ 101, 102, 103, 104 });
	expect(COLUMN_PID, true, (int[]){ 104, 103, 102, 101 });
}
END_TEST

START_TEST(test_texts)
{
	const struct watched *p = watch_find(&w, 101);

	ck_assert_str_eq(column_text(COLUMN_PID, p).text, "101");
	ck_assert_str_eq(column_text(COLUMN_RSS, p).text, "1M");
	ck_assert_str_eq(column_text(COLUMN_USED, p).text, "10M");
	ck_assert_str_eq(column_text(COLUMN_PRESENT, p).text, "16M");
	ck_assert_str_eq(column_text(COLUMN_FREE, p).text, "6.0M");
	ck_assert_str_eq(column_text(COLUMN_DIRTY, p).text, "2M");
	ck_assert_str_eq(column_text(COLUMN_FRAG, p).text, "0.000");
}
END_TEST

/* A row of buddyinfo and its unusable index of order 9, known to be 0.377. */
START_TEST(test_fragmentation_of_the_textbook_row)
{
	static const uint64_t row[] = { 503, 527, 416, 318, 465, 275,
					242, 206, 138, 61,  129 };
	struct heap h = { .nr_stripes = 0 };

	h.info.nr_orders = 11;
	ck_assert_int_eq(figures_fragmentation(&h), 1000);
	/* The zones count together. */
	for (unsigned o = 0; o < 11; o++)
		h.info.zone[o % 3].nr_free[o] = row[o];
	ck_assert_int_eq(figures_fragmentation(&h), 377);
	/* A build without order 9: its top order counts. */
	h.info.nr_orders = 5;
	h.info.zone[4 % 3].nr_free[4] = 0;
	ck_assert_int_eq(figures_fragmentation(&h), 1000);
}
END_TEST

static Suite *column_suite(void)
{
	Suite *s = suite_create("column");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_by_pid_and_by_name_upwards);
	tcase_add_test(core, test_by_a_figure_the_most_comes_first);
	tcase_add_test(core, test_ties_go_by_pid);
	tcase_add_test(core, test_what_cannot_be_read_comes_last);
	tcase_add_test(core, test_texts);
	tcase_add_test(core, test_fragmentation_of_the_textbook_row);
	return s;
}

int main(void)
{
	return suite_run(column_suite());
}
