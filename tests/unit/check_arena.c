/* SPDX-License-Identifier: MIT */
/*
 * unit/check_arena.c - the reservation: its size, its layout, its commits
 */
#include "buddy/arena.h"
#include "os/limits.h"
#include "support/inject.h"
#include "support/limit.h"
#include "support/pages.h"
#include "support/probe.h"
#include "support/suite.h"

#include <errno.h>
#include <string.h>

#define LARGEST ((size_t)1 << 40)

static void setup_64m(void)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
}

START_TEST(test_arena_has_the_size_asked_for)
{
	ck_assert_int_eq(arena_init(256 * MIB), 0);
	ck_assert_uint_eq(arena.bytes, 256 * MIB);
	ck_assert_uint_eq(arena.nr_pages, 256 * MIB / PAGE_BYTES);
	ck_assert_uint_eq(arena_nr_chunks, 256 * MIB / CHUNK_BYTES);
}
END_TEST

START_TEST(test_arena_is_made_of_blocks)
{
	ck_assert_int_eq(arena_init(3 * BLOCK_BYTES + 1), 0);
	ck_assert_uint_eq(arena.bytes, 3 * BLOCK_BYTES);
	arena_exit();
	ck_assert_int_eq(arena_init(1), 0);
	ck_assert_uint_eq(arena.bytes, BLOCK_BYTES);
}
END_TEST

START_TEST(test_arena_exit_makes_room_for_another)
{
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	arena_exit();
	ck_assert(!arena_holds(pfn_to_addr(0)));
	ck_assert_int_eq(arena_init(256 * MIB), 0);
	ck_assert_uint_eq(arena.bytes, 256 * MIB);
}
END_TEST

START_TEST(test_ladder_starts_at_the_largest_and_halves)
{
	for (unsigned failures = 0; failures < 4; failures++) {
		inject_fail(OS_RESERVE, 0, failures, ENOMEM);
		ck_assert_int_eq(arena_init(0), 0);
		/* The machine itself may refuse a step more. */
		ck_assert(is_pow2(arena.bytes));
		ck_assert_uint_le(arena.bytes, LARGEST >> failures);
		ck_assert_uint_ge(arena.bytes, LARGEST >> (failures + 4));
		arena_exit();
	}
}
END_TEST

START_TEST(test_ladder_ends_at_one_block)
{
	unsigned steps = log2_floor(LARGEST / BLOCK_BYTES);

	inject_fail(OS_RESERVE, 0, steps, ENOMEM);
	ck_assert_int_eq(arena_init(0), 0);
	ck_assert_uint_eq(arena.bytes, BLOCK_BYTES);
	arena_exit();

	inject_fail(OS_RESERVE, 0, ALWAYS, ENOMEM);
	ck_assert_int_eq(arena_init(0), -ENOMEM);
	ck_assert_uint_eq(inject_seen(OS_RESERVE), 2 * (steps + 1));
}
END_TEST

START_TEST(test_ladder_is_for_sizes_asked_for_as_well)
{
	inject_fail(OS_RESERVE, 0, 2, ENOMEM);
	ck_assert_int_eq(arena_init(256 * MIB), 0);
	ck_assert_uint_eq(arena.bytes, 64 * MIB);
}
END_TEST

START_TEST(test_arena_is_never_larger_than_the_records_allow)
{
	inject_fail(OS_RESERVE, 0, 3, ENOMEM);
	ck_assert_int_eq(arena_init(SIZE_MAX / 2), 0);
	ck_assert_uint_le(arena.bytes, LARGEST >> 3);
}
END_TEST

START_TEST(test_finite_limit_takes_half_of_what_is_left)
{
	if (!limit_address_space(GIB))
		return;
	ck_assert_int_eq(arena_init(0), 0);
	ck_assert_uint_le(arena.bytes, GIB / 2);
	/* What the process itself took meanwhile is little. */
	ck_assert_uint_ge(arena.bytes, GIB / 2 - 2 * BLOCK_BYTES);
	ck_assert(is_aligned(arena.bytes, BLOCK_BYTES));
	ck_assert_uint_gt(os_address_space_left(), GIB / 8);
}
END_TEST

START_TEST(test_finite_limit_caps_the_size_asked_for)
{
	if (!limit_address_space(GIB))
		return;
	ck_assert_int_eq(arena_init(2 * GIB), 0);
	ck_assert_uint_le(arena.bytes, GIB / 2);
	arena_exit();
	ck_assert_int_eq(arena_init(64 * MIB), 0);
	ck_assert_uint_eq(arena.bytes, 64 * MIB);
}
END_TEST

START_TEST(test_finite_limit_leaves_at_least_a_block)
{
	if (!limit_address_space(16 * BLOCK_BYTES))
		return;
	ck_assert_int_eq(arena_init(0), 0);
	ck_assert_uint_ge(arena.bytes, BLOCK_BYTES);
	ck_assert_uint_gt(os_address_space_left(), BLOCK_BYTES);
}
END_TEST

START_TEST(test_too_little_address_space_for_a_block)
{
	/* Too little for one block and its records. */
	if (limit_address_space(4 * MIB))
		ck_assert_int_eq(arena_init(0), -ENOMEM);
}
END_TEST

START_TEST(test_addresses_lead_to_pages_and_back)
{
	pfn_t last = arena.nr_pages - 1;

	ck_assert(is_aligned(arena_base, BLOCK_BYTES));
	ck_assert_uint_eq((uintptr_t)pfn_to_addr(0), arena_base);
	ck_assert_uint_eq((uintptr_t)pfn_to_addr(last),
			  arena_base + arena.bytes - PAGE_BYTES);
	for (pfn_t pfn = 0; pfn <= last; pfn += 37) {
		char *addr = pfn_to_addr(pfn);

		must(addr_to_pfn(addr) == pfn);
		must(addr_to_pfn(addr + PAGE_BYTES - 1) == pfn);
		must(pfn_to_page(pfn) == arena.pages + pfn);
		must(pfn_to_block(pfn) == arena.blocks + pfn / BLOCK_PAGES);
	}
}
END_TEST

START_TEST(test_arena_holds_the_heap_only)
{
	char *base = pfn_to_addr(0);
	int local;

	ck_assert(arena_holds(base));
	ck_assert(arena_holds(base + arena.bytes - 1));
	ck_assert(!arena_holds(base - 1));
	ck_assert(!arena_holds(base + arena.bytes));
	ck_assert(!arena_holds(NULL));
	ck_assert(!arena_holds(&local));
	ck_assert(!arena_holds(arena.pages));
	ck_assert(!arena_holds((void *)UINTPTR_MAX));
}
END_TEST

START_TEST(test_nothing_is_committed_at_first)
{
	ck_assert(!probe_readable(pfn_to_addr(0)));
	ck_assert(!probe_readable(pfn_to_addr(arena.nr_pages - 1)));
	ck_assert(!probe_writable(arena.pages));
	ck_assert(!probe_writable(arena.blocks));
	ck_assert_uint_eq(arena_own_bytes(), 0);
}
END_TEST

START_TEST(test_chunk_records_read_as_zero_everywhere)
{
	const char *record = (const char *)arena_chunks;

	ck_assert(probe_zero(record, arena_nr_chunks * CHUNK_RECORD_BYTES));
	ck_assert(!probe_writable((void *)arena_chunks));
	ck_assert_uint_eq(arena_chunk_bias +
				  (arena_base >> CHUNK_SHIFT
							 << CHUNK_RECORD_SHIFT),
			  arena_chunks);
}
END_TEST

START_TEST(test_commit_covers_pages_and_records)
{
	ck_assert_int_eq(arena_commit(BLOCK_PAGES, 2 * BLOCK_PAGES), 0);

	ck_assert(probe_zero(pfn_to_addr(BLOCK_PAGES), BLOCK_BYTES));
	memset(pfn_to_addr(BLOCK_PAGES), 1, BLOCK_BYTES);
	ck_assert(probe_zero(pfn_to_page(BLOCK_PAGES),
			     BLOCK_PAGES * sizeof(struct page)));
	ck_assert(probe_writable(pfn_to_page(2 * BLOCK_PAGES - 1)));
	ck_assert(probe_writable(pfn_to_block(BLOCK_PAGES)));
	ck_assert(!probe_readable(pfn_to_addr(BLOCK_PAGES - 1)));
	ck_assert(!probe_readable(pfn_to_addr(2 * BLOCK_PAGES)));
}
END_TEST

START_TEST(test_commit_fails_as_a_whole)
{
	for (unsigned skip = 0; skip < 4; skip++) {
		inject_fail(OS_COMMIT, skip, 1, ENOMEM);
		ck_assert_int_eq(arena_commit(0, BLOCK_PAGES), -ENOMEM);
	}
	inject_stop();
	ck_assert_int_eq(arena_commit(0, BLOCK_PAGES), 0);
	ck_assert(probe_writable(pfn_to_addr(0)));
}
END_TEST

START_TEST(test_unmap_takes_pages_and_records_away)
{
	size_t before = arena.mapped_bytes, released;

	ck_assert_uint_eq(before, arena.reserved_bytes);
	ck_assert_int_eq(arena_commit(0, BLOCK_PAGES), 0);
	released = arena_unmap(BLOCK_PAGES, arena.nr_pages);
	ck_assert_uint_ge(released, arena.bytes - BLOCK_BYTES);
	ck_assert_uint_eq(arena.mapped_bytes, before - released);
	ck_assert(probe_writable(pfn_to_addr(BLOCK_PAGES - 1)));
	ck_assert(probe_writable(pfn_to_page(BLOCK_PAGES - 1)));
	ck_assert_int_eq(arena_commit(BLOCK_PAGES, 2 * BLOCK_PAGES), -ENOMEM);
	ck_assert(probe_zero((void *)arena_chunks,
			     arena_nr_chunks * CHUNK_RECORD_BYTES));
}
END_TEST

START_TEST(test_cut_makes_the_heap_smaller)
{
	pfn_t end = 2 * BLOCK_PAGES;
	size_t sum = 0;

	arena_own_alloc(100, 8);
	arena_unmap(end, arena.nr_pages);
	ck_assert_uint_gt(arena_cut(end, MIB), 0);
	ck_assert_uint_eq(arena.bytes, 2 * BLOCK_BYTES);
	ck_assert(arena_holds(pfn_to_addr(end - 1)));
	ck_assert(!arena_holds(pfn_to_addr(end)));
	ck_assert_int_eq(arena_commit(0, end), 0);
	while (arena_own_alloc(64 * 1024, 8))
		sum += 64 * 1024;
	ck_assert_uint_ge(sum, MIB);
	ck_assert_uint_le(sum, 2 * MIB);
}
END_TEST

START_TEST(test_own_memory_is_zeroed_aligned_and_apart)
{
	char *end = NULL;

	for (size_t i = 0; i < 2000; i++) {
		size_t align = (size_t)1 << i % 13, bytes = 1 + i % 700;
		char *p = arena_own_alloc(bytes, align);

		must(p && is_aligned((uintptr_t)p, align));
		must(p >= end && probe_zero(p, bytes));
		must(!arena_holds(p));
		memset(p, 1, bytes);
		end = p + bytes;
	}
}
END_TEST

START_TEST(test_own_memory_is_committed_in_steps)
{
	inject_stop();
	for (int i = 0; i < 1024; i++)
		must(arena_own_alloc(64, 64));
	ck_assert_uint_eq(inject_seen(OS_COMMIT), 1);
	ck_assert_uint_ge(arena_own_bytes(), 1024 * 64);
	ck_assert_uint_le(arena_own_bytes(), MIB);
}
END_TEST

START_TEST(test_own_memory_ends)
{
	size_t sum = 0;

	while (arena_own_alloc(256 * 1024, 64))
		sum += 256 * 1024;
	/* Room for the records of a heap full of the smallest objects. */
	ck_assert_uint_ge(sum, arena.bytes / 8);
	ck_assert_ptr_null(arena_own_alloc(MIB, 64));
	ck_assert_uint_ge(arena_own_bytes(), sum);
	ck_assert(!probe_writable((void *)arena_chunks));
}
END_TEST

START_TEST(test_own_memory_without_commit)
{
	inject_fail(OS_COMMIT, 0, 1, ENOMEM);
	ck_assert_ptr_null(arena_own_alloc(100, 8));
	ck_assert_ptr_nonnull(arena_own_alloc(100, 8));
}
END_TEST

static Suite *arena_suite(void)
{
	Suite *s = suite_create("arena");
	TCase *core = suite_case(s, "core", NULL);
	TCase *layout = suite_case(s, "core", setup_64m);
	TCase *limits = suite_case(s, "limits", NULL);
	TCase *own = suite_case(s, "limits", setup_64m);

	tcase_add_test(core, test_arena_has_the_size_asked_for);
	tcase_add_test(core, test_arena_is_made_of_blocks);
	tcase_add_test(core, test_arena_exit_makes_room_for_another);
	tcase_add_test(layout, test_addresses_lead_to_pages_and_back);
	tcase_add_test(layout, test_arena_holds_the_heap_only);
	tcase_add_test(layout, test_nothing_is_committed_at_first);
	tcase_add_test(layout, test_chunk_records_read_as_zero_everywhere);
	tcase_add_test(layout, test_commit_covers_pages_and_records);
	tcase_add_test(layout, test_unmap_takes_pages_and_records_away);
	tcase_add_test(layout, test_cut_makes_the_heap_smaller);
	tcase_add_test(layout, test_own_memory_is_zeroed_aligned_and_apart);
	tcase_add_test(layout, test_own_memory_is_committed_in_steps);
	tcase_add_test(limits, test_ladder_starts_at_the_largest_and_halves);
	tcase_add_test(limits, test_ladder_ends_at_one_block);
	tcase_add_test(limits, test_ladder_is_for_sizes_asked_for_as_well);
	tcase_add_test(limits,
		       test_arena_is_never_larger_than_the_records_allow);
	tcase_add_test(limits, test_finite_limit_takes_half_of_what_is_left);
	tcase_add_test(limits, test_finite_limit_caps_the_size_asked_for);
	tcase_add_test(limits, test_finite_limit_leaves_at_least_a_block);
	tcase_add_test(limits, test_too_little_address_space_for_a_block);
	tcase_add_test(own, test_commit_fails_as_a_whole);
	tcase_add_test(own, test_own_memory_ends);
	tcase_add_test(own, test_own_memory_without_commit);
	return s;
}

int main(void)
{
	return suite_run(arena_suite());
}
