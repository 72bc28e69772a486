/* SPDX-License-Identifier: MIT */
/*
 * unit/check_options.c - the grammar of BUDDY_CONF
 */
#include "info/options.h"
#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static struct options o;

static void setup(void)
{
	o = options_default();
}

START_TEST(test_defaults)
{
	ck_assert_uint_eq(o.arena_bytes, 0);
	ck_assert_uint_eq(o.min_free_bytes, 0);
	ck_assert_uint_eq(o.ratio[ZONE_DMA], 256);
	ck_assert_uint_eq(o.ratio[ZONE_DMA32], 256);
	ck_assert_uint_eq(o.ratio[ZONE_NORMAL], 32);
	ck_assert_uint_eq(o.stripes, 0);
	ck_assert_uint_eq(o.purge_floor_bytes, 8 << 20);
	ck_assert_uint_eq(o.purge_share, 800);
	ck_assert_uint_eq(o.purge_slack, 8);
	ck_assert_uint_eq(o.purge_delay_ms, 1000);
	ck_assert_uint_eq(o.populate_bytes, 2 << 20);
	ck_assert_uint_eq(o.cache_bytes, 1 << 20);
	ck_assert_uint_eq(o.thp, THP_AUTO);
	ck_assert_uint_eq(o.hardened, BUDDY_HARDENED);
	ck_assert_uint_eq(o.harden, 0);
	ck_assert_uint_eq(o.foreign, FOREIGN_AUTO);
	ck_assert_uint_eq(o.stats_print, 0);
	ck_assert_uint_eq(o.stats_interval, 0);
	ck_assert_str_eq(o.stats_file, "");
	ck_assert_uint_eq(o.control, 0);
	ck_assert_uint_eq(o.observe, 0);
	ck_assert_uint_eq(o.warn, 0);
}
END_TEST

START_TEST(test_each_key)
{
	unsigned bad = options_parse(
		&o,
		"arena:64M,limit:48M,min_free:2M,reserve_ratio:1/2/3,stripes:7,"
		"purge_floor:5K,purge_share:90,purge_slack:9,"
		"purge_delay:123,populate:6M,cache:7K,thp:never,"
		"foreign:abort,stats_print:true,stats_interval:60,"
		"stats_file:/a/b-%p:%%,control:true,observe:true,warn:true");

	ck_assert_uint_eq(bad, 0);
	ck_assert_uint_eq(o.arena_bytes, 64 << 20);
	ck_assert_uint_eq(o.limit_bytes, 48 << 20);
	ck_assert_uint_eq(o.min_free_bytes, 2 << 20);
	ck_assert_uint_eq(o.ratio[ZONE_DMA], 1);
	ck_assert_uint_eq(o.ratio[ZONE_DMA32], 2);
	ck_assert_uint_eq(o.ratio[ZONE_NORMAL], 3);
	ck_assert_uint_eq(o.stripes, 7);
	ck_assert_uint_eq(o.purge_floor_bytes, 5 << 10);
	ck_assert_uint_eq(o.purge_share, 90);
	ck_assert_uint_eq(o.purge_slack, 9);
	ck_assert_uint_eq(o.purge_delay_ms, 123);
	ck_assert_uint_eq(o.populate_bytes, 6 << 20);
	ck_assert_uint_eq(o.cache_bytes, 7 << 10);
	ck_assert_uint_eq(o.thp, THP_NEVER);
	ck_assert_uint_eq(o.foreign, FOREIGN_ABORT);
	ck_assert_uint_eq(o.stats_print, 1);
	ck_assert_uint_eq(o.stats_interval, 60);
	ck_assert_str_eq(o.stats_file, "/a/b-%p:%%");
	ck_assert_uint_eq(o.control, 1);
	ck_assert_uint_eq(o.observe, 1);
	ck_assert_uint_eq(o.warn, 1);
}
END_TEST

START_TEST(test_sizes_take_units)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} sizes[] = {
		{ "arena:0", 0 },
		{ "arena:12345", 12345 },
		{ "arena:3K", 3u << 10 },
		{ "arena:3k", 3u << 10 },
		{ "arena:3M", 3u << 20 },
		{ "arena:3m", 3u << 20 },
		{ "arena:3G", UINT64_C(3) << 30 },
		{ "arena:3g", UINT64_C(3) << 30 },
		{ "arena:3T", UINT64_C(3) << 40 },
		{ "arena:3t", UINT64_C(3) << 40 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		ck_assert_uint_eq(options_parse(&o, sizes[i].text), 0);
		ck_assert_uint_eq(o.arena_bytes, sizes[i].bytes);
	}
}
END_TEST

START_TEST(test_words)
{
	ck_assert_uint_eq(options_parse(&o, "foreign:ignore"), 0);
	ck_assert_uint_eq(o.foreign, FOREIGN_IGNORE);
	ck_assert_uint_eq(options_parse(&o, "foreign:auto"), 0);
	ck_assert_uint_eq(o.foreign, FOREIGN_AUTO);
	ck_assert_uint_eq(options_parse(&o, "thp:always"), 0);
	ck_assert_uint_eq(o.thp, THP_ALWAYS);
	ck_assert_uint_eq(options_parse(&o, "thp:auto"), 0);
	ck_assert_uint_eq(o.thp, THP_AUTO);
	ck_assert_uint_eq(options_parse(&o, "stats_print:true"), 0);
	ck_assert_uint_eq(options_parse(&o, "stats_print:false"), 0);
	ck_assert_uint_eq(o.stats_print, 0);
}
END_TEST

START_TEST(test_hardened)
{
	ck_assert_uint_eq(options_parse(&o, "hardened:true"), 0);
	ck_assert_uint_eq(o.hardened, 1);
	ck_assert_uint_eq(options_parse(&o, "hardened:false"), 0);
	ck_assert_uint_eq(o.hardened, 0);
	ck_assert_uint_eq(o.harden, 0);
}
END_TEST

START_TEST(test_harden_takes_any_of_the_words)
{
	static const struct {
		const char *text;
		unsigned features;
	} lists[] = {
		{ "harden:canary", HARDEN_CANARY },
		{ "harden:poison", HARDEN_POISON },
		{ "harden:quarantine", HARDEN_QUARANTINE },
		{ "harden:random", HARDEN_RANDOM },
		{ "harden:guard", HARDEN_GUARD },
		{ "harden:guard/canary", HARDEN_GUARD | HARDEN_CANARY },
		{ "harden:poison/poison", HARDEN_POISON },
		{ "harden:random/guard/poison/canary/quarantine", HARDEN_ALL },
		/* The last counts, and adds nothing to the first. */
		{ "harden:guard,harden:random", HARDEN_RANDOM },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		ck_assert_uint_eq(options_parse(&o, lists[i].text), 0);
		ck_assert_uint_eq(o.harden, lists[i].features);
		ck_assert_uint_eq(o.hardened, BUDDY_HARDENED);
	}
}
END_TEST

/* There is no telling the program's objects from others. */
START_TEST(test_no_defences_without_the_states_of_objects)
{
	ck_assert_uint_eq(options_parse(&o, "hardened:true"), 1);
	ck_assert_uint_eq(o.hardened, 0);
	ck_assert_uint_eq(options_parse(&o, "harden:guard"), 1);
	ck_assert_uint_eq(o.harden, 0);
	ck_assert_uint_eq(options_parse(&o, "hardened:false"), 0);
}
END_TEST

START_TEST(test_the_last_of_equal_keys_counts)
{
	ck_assert_uint_eq(options_parse(&o, "stripes:1,stripes:2"), 0);
	ck_assert_uint_eq(o.stripes, 2);
}
END_TEST

START_TEST(test_nothing_is_no_mistake)
{
	ck_assert_uint_eq(options_parse(&o, ""), 0);
	ck_assert_uint_eq(options_parse(&o, ","), 0);
	ck_assert_uint_eq(options_parse(&o, ",,stripes:3,,"), 0);
	ck_assert_uint_eq(o.stripes, 3);
}
END_TEST

START_TEST(test_bad_pairs_are_skipped_and_counted)
{
	static const char *const bad[] = {
		"arena",
		"arena:",
		"arena:x",
		"arena:1X",
		"arena:1MB",
		"arena:-1",
		"arena: 1",
		"arena:1 ",
		"aren:1",
		"arenas:1",
		":1",
		":",
		"arena:1:2",
		"stripes:0",
		"stripes:4294967296",
		"stripes:1K",
		"purge_share:0",
		"purge_slack:0",
		"foreign:maybe",
		"thp:sometimes",
		"thp:true",
		"foreign:",
		"foreign:ignor",
		"stats_print:1",
		"stats_print:yes",
		"stats_interval:",
		"stats_interval:1M",
		"stats_interval:4294967296",
		"stats_file",
		"stats_file:",
		"stats_file:a%",
		"stats_file:%d",
		"stats_file:%%%",
		"hardened",
		"hardened:",
		"hardened:1",
		"hardened:all",
		"harden",
		"harden:",
		"harden:true",
		"harden:none",
		"harden:/",
		"harden:canary/",
		"harden:/canary",
		"harden:canary//poison",
		"harden:canary/posion",
		"harden:canary poison",
		"harden:Canary",
		"control:1",
		"observe:",
		"warn:TRUE",
		"reserve_ratio:1",
		"reserve_ratio:1/2",
		"reserve_ratio:1/2/",
		"reserve_ratio:/2/3",
		"reserve_ratio:1/2/3/4",
		"reserve_ratio:1/2/x",
		"arena:18446744073709551616",
		"arena:18014398509481984K",
		"arena:99999999999999999999",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct options before = o;

		ck_assert_msg(options_parse(&o, bad[i]) == 1, "%s", bad[i]);
		ck_assert_msg(!memcmp(&before, &o, sizeof(o)), "%s", bad[i]);
	}
}
END_TEST

START_TEST(test_good_pairs_beside_bad_ones_count)
{
	ck_assert_uint_eq(options_parse(&o, "x:1,stripes:5,arena:bad,y"), 3);
	ck_assert_uint_eq(o.stripes, 5);
	ck_assert_uint_eq(o.arena_bytes, 0);
}
END_TEST

START_TEST(test_largest_numbers)
{
	ck_assert_uint_eq(options_parse(&o, "arena:18446744073709551615"), 0);
	ck_assert_uint_eq(o.arena_bytes, UINT64_MAX);
	ck_assert_uint_eq(options_parse(&o, "arena:18014398509481983K"), 0);
	ck_assert_uint_eq(o.arena_bytes, UINT64_MAX - 1023);
	ck_assert_uint_eq(options_parse(&o, "stripes:4294967295"), 0);
	ck_assert_uint_eq(o.stripes, UINT32_MAX);
}
END_TEST

START_TEST(test_longest_path)
{
	static char pair[STATS_FILE_BYTES + 32] = "stats_file:";
	size_t at = strlen(pair);

	memset(pair + at, 'a', STATS_FILE_BYTES);
	ck_assert_uint_eq(options_parse(&o, pair), 1);
	ck_assert_str_eq(o.stats_file, "");
	pair[at + STATS_FILE_BYTES - 1] = '\0';
	ck_assert_uint_eq(options_parse(&o, pair), 0);
	ck_assert_str_eq(o.stats_file, pair + at);
	/* A shorter one leaves nothing of it. */
	ck_assert_uint_eq(options_parse(&o, "stats_file:b"), 0);
	ck_assert_str_eq(o.stats_file, "b");
}
END_TEST

START_TEST(test_numbers_by_index)
{
	unsigned n = 0;
	const char *name;

	ck_assert_uint_eq(options_parse(&o, "arena:1G,thp:never,warn:true"), 0);
	ck_assert_str_eq(options_number_name(0), "opt.arena");
	for (; (name = options_number_name(n)); n++) {
		ck_assert_str_ne(name, "opt.reserve_ratio");
		ck_assert_str_ne(name, "opt.stats_file");
		if (!strcmp(name, "opt.thp"))
			ck_assert_uint_eq(options_number(&o, n), THP_NEVER);
	}
	ck_assert_uint_eq(options_number(&o, 0), 1 << 30);
	ck_assert_str_eq(options_number_name(n - 1), "opt.warn");
	ck_assert_uint_eq(options_number(&o, n - 1), 1);
	ck_assert_ptr_null(options_number_name(~0u));
}
END_TEST

static void parse(void *text)
{
	options_parse(&o, text);
}

static struct capture warnings(const char *text)
{
	return capture(parse, (void *)(uintptr_t)text);
}

START_TEST(test_warnings_only_on_request)
{
	struct capture c = warnings("bogus:1");

	ck_assert(capture_exited(&c));
	ck_assert_str_eq(c.text, "");
	c = warnings("bogus:1,warn:false");
	ck_assert_str_eq(c.text, "");
	c = warnings("warn:true");
	ck_assert_str_eq(c.text, "");
}
END_TEST

START_TEST(test_a_line_for_each_bad_pair)
{
	/* In any order. */
	struct capture c = warnings("first:1,warn:true,stripes:0,stripes:2");

	ck_assert(capture_exited(&c));
	ck_assert_str_eq(c.text, "libbuddy: BUDDY_CONF: bad pair first:1\n"
				 "libbuddy: BUDDY_CONF: bad pair stripes:0\n");
}
END_TEST

START_TEST(test_long_and_odd_pairs_are_harmless)
{
	static char text[4096];
	struct capture c;

	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "warn:true,%s%n%p", 16);
	c = warnings(text);
	ck_assert(capture_exited(&c));
	ck_assert(strstr(c.text, "bad pair %s%n%paaa"));
	ck_assert_uint_lt(strlen(c.text), 200);
	ck_assert_int_eq(c.text[strlen(c.text) - 1], '\n');
}
END_TEST

static Suite *options_suite(void)
{
	Suite *s = suite_create("options");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_defaults);
	tcase_add_test(core, test_each_key);
	tcase_add_test(core, test_sizes_take_units);
	tcase_add_test(core, test_words);
	if (OBJECT_CHECK) {
		tcase_add_test(core, test_hardened);
		tcase_add_test(core, test_harden_takes_any_of_the_words);
	} else {
		tcase_add_test(core,
			       test_no_defences_without_the_states_of_objects);
	}
	tcase_add_test(core, test_numbers_by_index);
	tcase_add_test(core, test_the_last_of_equal_keys_counts);
	tcase_add_test(core, test_warnings_only_on_request);
	tcase_add_test(core, test_a_line_for_each_bad_pair);
	tcase_add_test(limits, test_nothing_is_no_mistake);
	tcase_add_test(limits, test_bad_pairs_are_skipped_and_counted);
	tcase_add_test(limits, test_good_pairs_beside_bad_ones_count);
	tcase_add_test(limits, test_largest_numbers);
	tcase_add_test(limits, test_longest_path);
	tcase_add_test(limits, test_long_and_odd_pairs_are_harmless);
	return s;
}

int main(void)
{
	return suite_run(options_suite());
}
