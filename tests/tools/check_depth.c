/* SPDX-License-Identifier: MIT */
/*
 * tools/check_depth.c - one process in depth
 */
#include "screen/depth.h"
#include "support/suite.h"
#include "tools/fake.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static struct watch w;
static struct canvas c;
static char *text;

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	fake_setup();
	watch_init(&w, &fake_source);
}

static void draw(unsigned rows, unsigned columns)
{
	canvas_clear(&c, rows, columns);
	depth_draw(&c, w.of[0], 0, rows);
	free(text);
	text = fake_text(&c);
}

static void two_samples(void)
{
	fake_sample(&w, 1);
	fakes[0].allocs += 5000;
	fakes[0].taken += 1;
	fake_sample(&w, 1);
}

static void expect(const char *words)
{
	ck_assert_msg(strstr(text, words), "no '%s' in:\n%s", words, text);
}

START_TEST(test_figures_and_rates)
{
	two_samples();
	draw(22, 80);
	expect("RSS           1M");
	expect("in use       10M");
	expect("caches       96K");
	expect("allocs/s      5k");
	expect("frees/s     2.5k");
	expect("faults/s       0");
	expect("slabs 400K  runs 0B  page caches 32K  in flight -2 pages");
	expect("frag 0.000");
}
END_TEST

START_TEST(test_free_blocks_of_populated_zones)
{
	two_samples();
	draw(22, 80);
	ck_assert_ptr_null(strstr(text, "DMA"));
	expect("ORDER Normal");
	expect("    0      1 :");
	expect("    1      0 ");
	expect("    9      1 #############");
	expect("   10      1 #########################");
}
END_TEST

START_TEST(test_stripes_and_threads)
{
	two_samples();
	draw(22, 80);
	expect("STRIPE THRDS  FREE DIRTY SLABS SPLITS");
	expect("     1     1    1M    0B    0B     5k");
	/* The largest first, and not the one that ended. */
	expect("     2     0     0   512     3K      0\n");
	expect("     0     0     0   512     1K      0\n");
	ck_assert_ptr_null(strstr(text, "     1     0     0   512     2K"));
}
END_TEST

START_TEST(test_a_first_sample_has_no_rates_of_threads)
{
	fake_sample(&w, 1);
	draw(22, 80);
	expect("     1     1    1M    0B    0B      -\n");
	expect("     2     0     0   512     3K      -\n");
}
END_TEST

START_TEST(test_what_does_not_fit_is_counted)
{
	fakes[0].nr_stripes = 100;
	fakes[0].nr_threads = 50;
	two_samples();
	draw(22, 80);
	expect("95 more");
	expect("45 more");
}
END_TEST

START_TEST(test_a_narrow_screen_stacks_the_panels)
{
	const char *order, *stripe;

	two_samples();
	draw(60, 40);
	order = strstr(text, "ORDER");
	stripe = strstr(text, "STRIPE");
	ck_assert(order && stripe && stripe > order);
	ck_assert_ptr_null(strstr(text, "STRIPE THRDS  FREE DIRTY SLABS "
					"SPLITS  "));
	expect("faults/s");
	expect("\n\nORDER");
	expect("\n\nSTRIPE");
}
END_TEST

START_TEST(test_an_empty_heap)
{
	fakes[0].nr_stripes = fakes[0].nr_threads = 0;
	fake_sample(&w, 1);
	memset(&w.of[0]->heap.info, 0, sizeof(w.of[0]->heap.info));
	w.of[0]->heap.present = w.of[0]->heap.free = 0;
	draw(22, 80);
	expect("no memory is present");
	expect("in use        0B");
	expect("THREAD");
}
END_TEST

START_TEST(test_one_that_was_never_read_has_only_a_reason)
{
	fakes[0].refuses = STATUS_VERSION;
	fake_sample(&w, 1);
	draw(22, 80);
	ck_assert_str_eq(text, "it refuses\n");
}
END_TEST

static Suite *depth_suite(void)
{
	Suite *s = suite_create("depth");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_figures_and_rates);
	tcase_add_test(core, test_free_blocks_of_populated_zones);
	tcase_add_test(core, test_stripes_and_threads);
	tcase_add_test(core, test_a_first_sample_has_no_rates_of_threads);
	tcase_add_test(core, test_what_does_not_fit_is_counted);
	tcase_add_test(core, test_a_narrow_screen_stacks_the_panels);
	tcase_add_test(core, test_an_empty_heap);
	tcase_add_test(core, test_one_that_was_never_read_has_only_a_reason);
	return s;
}

int main(void)
{
	return suite_run(depth_suite());
}
