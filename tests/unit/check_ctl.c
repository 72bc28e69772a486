/* SPDX-License-Identifier: MIT */
/*
 * unit/check_ctl.c - the heap's numbers by name
 */
#include "buddy/purge.h"
#include "info/ctl.h"
#include "info/snapshot.h"
#include "slab/heap.h"
#include "support/heap.h"
#include "support/suite.h"

#include <errno.h>
#include <string.h>

static uint64_t get(const char *name)
{
	uint64_t n = 0;

	ck_assert_msg(ctl(span_of(name), &n, NULL) == 0, "%s", name);
	return n;
}

static int set(const char *name, uint64_t value)
{
	return ctl(span_of(name), NULL, &value);
}

START_TEST(test_names_are_distinct_and_end)
{
	unsigned n = 0;

	while (ctl_name(n))
		n++;
	ck_assert_uint_gt(n, 40);
	ck_assert_ptr_null(ctl_name(n + 1));
	ck_assert_ptr_null(ctl_name(~0u));
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(ctl_name(i), ctl_name(j));
}
END_TEST

/* Every name is read, is set, or both; and what is read can be set again. */
START_TEST(test_each_name_has_a_use)
{
	const char *name;

	for (unsigned i = 0; (name = ctl_name(i)); i++) {
		uint64_t old = 1;
		int read = ctl(span_of(name), &old, NULL);
		int write = set(name, old);

		ck_assert_msg(read == 0 || read == EINVAL, "%s", name);
		ck_assert_msg(write == 0 || write == EPERM, "%s", name);
		ck_assert_msg(read == 0 || write == 0, "%s", name);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_figures_are_those_of_the_snapshot)
{
	void *p = heap_alloc(100), *q = heap_alloc(200000);
	struct buddy_info info = heap_info();
	const struct buddy_zone_info *z = info.zone;

	ck_assert_uint_eq(get("heap.user_bytes"), info.user_bytes);
	ck_assert_uint_eq(get("heap.slab_pages"), info.slab_pages);
	ck_assert_uint_eq(get("heap.run_pages"), info.run_pages);
	ck_assert_uint_eq(get("heap.pcp_pages"), info.pcp_pages);
	ck_assert_uint_eq(get("heap.cached_bytes"), info.cached_bytes);
	ck_assert_uint_eq(get("heap.cached_limit"), info.cached_limit);
	ck_assert_uint_eq(get("heap.metadata_bytes"), info.metadata_bytes);
	ck_assert_uint_eq(get("heap.charged_bytes"), info.charged_bytes);
	ck_assert_uint_eq(get("heap.arena_bytes"), info.arena_bytes);
	ck_assert_uint_eq(get("heap.stripes"), info.nr_stripes);
	ck_assert_uint_eq(get("heap.threads"), info.nr_threads);
	ck_assert_uint_eq(get("heap.allocs"), info.allocs);
	ck_assert_uint_eq(get("heap.frees"), info.frees);
	ck_assert_uint_eq(get("heap.splits"), info.splits);
	ck_assert_uint_eq(get("heap.merges"), info.merges);
	ck_assert_uint_eq(get("zone.dma.spanned_pages"), z[0].spanned_pages);
	ck_assert_uint_eq(get("zone.dma32.free_pages"), z[1].free_pages);
	ck_assert_uint_eq(get("zone.dma32.dirty_pages"), z[1].dirty_pages);
	ck_assert_uint_eq(get("zone.normal.spanned_pages"), z[2].spanned_pages);
	ck_assert_uint_eq(get("heap.free_pages"),
			  z[0].free_pages + z[1].free_pages + z[2].free_pages);
	ck_assert_uint_gt(get("heap.present_pages"), 0);
	heap_free(p);
	heap_free(q);
}
END_TEST

START_TEST(test_options_are_those_in_force)
{
	ck_assert_uint_eq(get("opt.arena"), 256 * MIB);
	ck_assert_uint_eq(get("opt.stripes"), 4);
	ck_assert_uint_eq(get("opt.warn"), 0);
	ck_assert_int_eq(set("opt.stripes", 4), EPERM);
	/* What is no single number has no name. */
	ck_assert_int_eq(set("opt.stats_file", 4), ENOENT);
	ck_assert_int_eq(set("opt.reserve_ratio", 4), ENOENT);
}
END_TEST

START_TEST(test_settings_change_what_they_name)
{
	ck_assert_int_eq(set("purge.floor", 3 * MIB), 0);
	ck_assert_int_eq(set("purge.share", 70), 0);
	ck_assert_int_eq(set("purge.slack", 5), 0);
	ck_assert_int_eq(set("purge.delay", 11), 0);
	ck_assert_int_eq(set("populate", 6 * MIB), 0);
	ck_assert_int_eq(set("limit", 64 * MIB + 1), 0);
	ck_assert_uint_eq(purge_config.floor_pages, 3 * MIB / PAGE_BYTES);
	ck_assert_uint_eq(purge_config.share_percent, 70);
	ck_assert_uint_eq(purge_config.slack_share, 5);
	ck_assert_uint_eq(purge_config.age_ms, 11);
	ck_assert_uint_eq(slabs_populate_bytes, 6 * MIB);
	ck_assert_uint_eq(get("purge.floor"), 3 * MIB);
	ck_assert_uint_eq(get("purge.share"), 70);
	ck_assert_uint_eq(get("purge.slack"), 5);
	ck_assert_uint_eq(get("purge.delay"), 11);
	ck_assert_uint_eq(get("populate"), 6 * MIB);
	ck_assert_uint_eq(get("limit"), 64 * MIB);
	ck_assert_uint_eq(get("opt.limit"), 0);
	ck_heap_sound();
	/* The option stays what it was. */
	ck_assert_uint_eq(get("opt.purge_share"), 800);
}
END_TEST

START_TEST(test_old_is_the_number_before)
{
	uint64_t old = 0, value = 70;

	ck_assert_int_eq(ctl(span_of("purge.share"), &old, &value), 0);
	ck_assert_uint_eq(old, 800);
	ck_assert_int_eq(ctl(span_of("purge.share"), &old, &value), 0);
	ck_assert_uint_eq(old, 70);
}
END_TEST

START_TEST(test_trim_gives_memory_back)
{
	uint64_t old = 7, pad = 0;
	void *p = heap_alloc(8 * MIB);

	memset(p, 1, 8 * MIB);
	heap_free(p);
	ck_assert_uint_gt(get("heap.dirty_pages"), 0);
	pad = UINT64_MAX;
	ck_assert_int_eq(ctl(span_of("trim"), &old, &pad), 0);
	ck_assert_uint_eq(old, 0);
	pad = 4 * MIB + 1;
	ck_assert_int_eq(ctl(span_of("trim"), &old, &pad), 0);
	ck_assert_uint_eq(old, 1);
	ck_assert_uint_le(get("heap.dirty_pages"), 4 * MIB / PAGE_BYTES + 1);
	pad = 0;
	ck_assert_int_eq(ctl(span_of("trim"), NULL, &pad), 0);
	ck_assert_uint_eq(get("heap.dirty_pages"), 0);
	ck_assert_int_eq(ctl(span_of("trim"), &old, &pad), 0);
	ck_assert_uint_eq(old, 0);
}
END_TEST

START_TEST(test_check_counts_violations)
{
	uint64_t old = 7, any = 0;

	ck_assert_int_eq(ctl(span_of("check"), &old, &any), 0);
	ck_assert_uint_eq(old, 0);
	/* B3: the pool's count is that of its blocks. */
	zones[ZONE_DMA32].nr_free += BLOCK_PAGES;
	ck_assert_int_eq(ctl(span_of("check"), &old, &any), 0);
	ck_assert_uint_gt(old, 0);
	zones[ZONE_DMA32].nr_free -= BLOCK_PAGES;
}
END_TEST

START_TEST(test_errors_change_nothing)
{
	static const struct {
		const char *name;
		uint64_t value;
		int error;
	} wrong[] = {
		{ "purge.share", 0, EINVAL },
		{ "purge.share", UINT64_C(1) << 32, EINVAL },
		{ "purge.slack", 0, EINVAL },
		{ "purge.slack", UINT64_C(1) << 32, EINVAL },
		{ "purge.delay", UINT64_C(1) << 32, EINVAL },
		{ "heap.frees", 1, EPERM },
		{ "heap.free_pages", 1, EPERM },
		{ "zone.dma.free_pages", 1, EPERM },
		{ "opt.arena", 1, EPERM },
		{ "", 1, ENOENT },
		{ "purge", 1, ENOENT },
		{ "purge.shares", 1, ENOENT },
		{ "arena", 1, ENOENT },
		{ "opt.", 1, ENOENT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		uint64_t old = 77;

		ck_assert_int_eq(ctl(span_of(wrong[i].name), &old,
				     &wrong[i].value),
				 wrong[i].error);
		ck_assert_uint_eq(old, 77);
	}
	ck_assert_uint_eq(get("purge.share"), 800);
	ck_assert_uint_eq(get("purge.slack"), 8);
	ck_assert_uint_eq(get("purge.delay"), 0);
}
END_TEST

START_TEST(test_nothing_asked)
{
	uint64_t old = 77;

	ck_assert_int_eq(ctl(span_of("purge.share"), NULL, NULL), EINVAL);
	ck_assert_int_eq(ctl(span_of("trim"), &old, NULL), EINVAL);
	ck_assert_int_eq(ctl(span_of("check"), &old, NULL), EINVAL);
	ck_assert_uint_eq(old, 77);
}
END_TEST

START_TEST(test_before_there_is_a_heap)
{
	uint64_t old = 77, zero = 0;

	ck_assert_uint_eq(get("heap.present_pages"), 0);
	ck_assert_uint_eq(get("heap.arena_bytes"), 0);
	ck_assert_uint_eq(get("purge.share"), 800);
	ck_assert_int_eq(ctl(span_of("trim"), &old, &zero), 0);
	ck_assert_uint_eq(old, 0);
	ck_assert_int_eq(ctl(span_of("check"), &old, &zero), 0);
	ck_assert_uint_eq(arena.bytes, 0);
}
END_TEST

static Suite *ctl_suite(void)
{
	Suite *s = suite_create("ctl");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *limits = suite_case(s, "limits", heap_setup_256m);
	TCase *fresh = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_names_are_distinct_and_end);
	tcase_add_test(core, test_each_name_has_a_use);
	tcase_add_test(core, test_figures_are_those_of_the_snapshot);
	tcase_add_test(core, test_options_are_those_in_force);
	tcase_add_test(core, test_settings_change_what_they_name);
	tcase_add_test(core, test_old_is_the_number_before);
	tcase_add_test(core, test_trim_gives_memory_back);
	tcase_add_test(core, test_check_counts_violations);
	tcase_add_test(limits, test_errors_change_nothing);
	tcase_add_test(limits, test_nothing_asked);
	tcase_add_test(fresh, test_before_there_is_a_heap);
	return s;
}

int main(void)
{
	return suite_run(ctl_suite());
}
