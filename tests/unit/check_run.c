/* SPDX-License-Identifier: MIT */
/*
 * unit/check_run.c - runs of whole pages, and moving their page tables
 */
#include "slab/run.h"
#include "os/mem.h"
#include "slab/moved.h"
#include "slab/pcp.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"

#include <errno.h>
#include <string.h>

static void *alloc_with(struct run_request rq)
{
	if (!rq.zone)
		rq.zone = ZONE_NORMAL;
	return run_alloc(&rq);
}

static void *alloc(size_t nr)
{
	void *p = alloc_with((struct run_request){ .nr_pages = nr });

	ck_assert_ptr_nonnull(p);
	return p;
}

static size_t bytes(size_t nr)
{
	return nr << PAGE_SHIFT;
}

START_TEST(test_run_has_the_length_asked_for)
{
	static const size_t lengths[] = { 1,   2,	    3,
					  9,   18,	    255,
					  257, BLOCK_PAGES, BLOCK_PAGES + 1 };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		char *p = alloc(lengths[i]);

		ck_assert(is_aligned((uintptr_t)p, PAGE_BYTES));
		ck_assert_uint_eq(run_pages(p), lengths[i]);
		memset(p, 1, bytes(lengths[i]));
		run_free(p, (uint32_t)lengths[i]);
		ck_heap_sound();
	}
}
END_TEST

START_TEST(test_run_wastes_no_pages)
{
	uint64_t before;

	run_free(alloc(18), 18);
	before = heap_info().run_pages;
	alloc(18);
	ck_assert_uint_eq(heap_info().run_pages, before + 18);
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_pages_of_what_starts_no_run)
{
	char *p = alloc(4);

	ck_assert_uint_eq(run_pages(p + PAGE_BYTES), 0);
	ck_assert_uint_eq(run_pages(p + 16), 0);
	ck_assert_uint_eq(run_pages(pfn_to_addr(arena.nr_pages - 1)), 0);
	run_free(p, 4);
	ck_assert_uint_eq(run_pages(p), 0);
}
END_TEST

START_TEST(test_run_zero_reads_as_zero)
{
	for (size_t nr = 1; nr < 3 * BLOCK_PAGES; nr = nr * 5 + 1) {
		struct run_request rq = { .nr_pages = nr, .zero = true };
		char *p = alloc(nr);

		memset(p, 0x5a, bytes(nr));
		run_free(p, (uint32_t)nr);
		p = alloc_with(rq);
		ck_assert(probe_zero(p, bytes(nr)));
		memset(p, 0x5a, bytes(nr));
		run_free(p, (uint32_t)nr);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_alignment)
{
	for (unsigned order = 0; order <= MAX_ORDER + 1; order++)
		for (size_t nr = 1; nr < 40; nr += 5) {
			struct run_request rq = { .nr_pages = nr,
						  .align_order = order };
			void *p = alloc_with(rq);

			must(p && is_aligned((uintptr_t)p, bytes(1) << order));
			run_free(p, (uint32_t)nr);
		}
	ck_heap_sound();
}
END_TEST

/* What is freed comes back to whoever asks for that length and alignment. */
START_TEST(test_run_freed_serves_the_next)
{
	static const struct run_request requests[] = {
		{ .nr_pages = 9 },
		{ .nr_pages = 16, .align_order = 4 },
		{ .nr_pages = 60, .zero = true },
		{ .nr_pages = PCP_RUN_PAGES, .align_order = MAX_ORDER - 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		uint32_t nr = (uint32_t)requests[i].nr_pages;
		char *p = NULL;

		for (int n = 0; n < 4; n++) {
			char *q = alloc_with(requests[i]);

			ck_assert_ptr_nonnull(q);
			ck_assert(n < 3 || p == q);
			ck_assert(!requests[i].zero ||
				  probe_zero(q, bytes(nr)));
			memset(q, 0x5a, bytes(nr));
			run_free(q, nr);
			p = q;
		}
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_zones)
{
	struct run_request rq = { .nr_pages = 3, .nofallback = true };
	static const struct run_request dma = { .nr_pages = 3,
						.zone = ZONE_DMA };
	void *p;

	p = run_alloc(&dma);
	ck_assert_uint_lt(addr_to_pfn(p), DMA32_START);
	run_free(p, 3);
	rq.zone = ZONE_DMA32;
	p = run_alloc(&rq);
	ck_assert_int_eq(zone_of(addr_to_pfn(p)), ZONE_DMA32);
	run_free(p, 3);
	/* A freed page of a low zone must not serve just anyone. */
	p = alloc(3);
	ck_assert_int_eq(zone_of(addr_to_pfn(p)), ZONE_NORMAL);
	run_free(p, 3);
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_larger_than_the_arena)
{
	size_t nr = arena.nr_pages;

	ck_assert_ptr_null(alloc_with((struct run_request){ .nr_pages = nr }));
	for (nr = arena.nr_pages; nr && nr <= SIZE_MAX / 2; nr = 2 * nr + 1)
		ck_assert_ptr_null(
			alloc_with((struct run_request){ .nr_pages = nr }));
	ck_heap_sound();
}
END_TEST

START_TEST(test_run_resize_in_place)
{
	char *p = alloc(12);

	memset(p, 7, bytes(12));
	ck_assert(run_resize(p, 10));
	ck_assert_uint_eq(run_pages(p), 10);
	ck_assert(run_resize(p, 40));
	ck_assert_uint_eq(run_pages(p), 40);
	ck_assert_int_eq(p[bytes(10) - 1], 7);
	memset(p, 8, bytes(40));
	run_free(p, 40);
	ck_heap_sound();
}
END_TEST

/* ---- moving ---------------------------------------------------------------
 */

enum { FROM = 100, TO = 200 };
static char *from, *to;

/* A run whose system pages can be moved. */
static void *alloc_movable(size_t nr)
{
	unsigned order = log2_floor(arena.page_bytes) - PAGE_SHIFT;
	void *p = alloc_with(
		(struct run_request){ .nr_pages = nr, .align_order = order });

	ck_assert_ptr_nonnull(p);
	return p;
}

static void setup_move(void)
{
	heap_setup_256m();
	from = alloc_movable(FROM);
	to = alloc_movable(TO);
	pattern_write(from, bytes(FROM), 1);
}

static void expect_contents(const char *p)
{
	ck_assert(pattern_holds(p, bytes(FROM), 1));
}

/* Both runs are good for anything. */
static void use_and_free(char *p, size_t nr)
{
	memset(p, 3, bytes(nr));
	run_free(p, (uint32_t)nr);
	ck_heap_sound();
}

/* Where the kernel can move pages; emulators cannot. */
static bool can_move(void)
{
	return moved_any();
}

START_TEST(test_move_takes_the_contents)
{
	ck_assert(run_move(from, to));
	expect_contents(to);
	memset(from, 2, bytes(FROM));
	expect_contents(to);
	use_and_free(from, FROM);
	expect_contents(to);
	use_and_free(to, TO);
	ck_assert(!moved_any());
}
END_TEST

START_TEST(test_move_takes_the_pages_along)
{
	uint32_t whole = pfn_system_down(FROM);
	size_t resident;

	if (!probe_real_kernel())
		return;
	resident = probe_resident(from, bytes(whole));
	ck_assert_uint_gt(resident, 0);
	ck_assert(run_move(from, to));
	if (!can_move())
		return;
	ck_assert_uint_eq(probe_resident(to, bytes(whole)), resident);
	ck_assert_uint_eq(probe_resident(from, bytes(whole)), 0);
}
END_TEST

START_TEST(test_move_again_from_where_it_moved)
{
	char *next = alloc_movable(2 * TO);

	ck_assert(run_move(from, to));
	/* The run is longer than what moved: two mappings. */
	pattern_write(to, bytes(TO), 2);
	ck_assert(run_move(to, next));
	ck_assert(pattern_holds(next, bytes(TO), 2));
	use_and_free(to, TO);
	use_and_free(from, FROM);
	ck_assert(pattern_holds(next, bytes(TO), 2));
	use_and_free(next, 2 * TO);
	ck_assert(!moved_any());
}
END_TEST

START_TEST(test_moved_run_shrinks_and_grows)
{
	ck_assert(run_move(from, to));
	ck_assert(run_resize(to, FROM / 2));
	if (can_move())
		ck_assert_uint_eq(run_pages(to), pfn_system_up(FROM / 2));
	ck_assert(pattern_kept(to, bytes(FROM), bytes(FROM / 2), 1));
	ck_assert(run_resize(to, FROM));
	ck_assert(pattern_kept(to, bytes(FROM), bytes(FROM / 2), 1));
	use_and_free(to, FROM);
	use_and_free(from, FROM);
	ck_assert(!moved_any());
}
END_TEST

/* What lies beside a moved run, in its last system page or the next, stays. */
START_TEST(test_moved_run_leaves_its_neighbours_alone)
{
	uint32_t small = (uint32_t)(arena.page_bytes >> PAGE_SHIFT);
	char *beside[64];

	ck_assert(run_move(from, to));
	ck_assert(run_resize(to, FROM + 1));
	ck_assert(run_resize(to, FROM / 2));
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		beside[i] = alloc(1 + i % small);
		pattern_write(beside[i], bytes(1 + i % small), i);
	}
	ck_assert(run_resize(to, 3));
	use_and_free(to, run_pages(to));
	use_and_free(from, FROM);
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++)
		ck_assert(pattern_holds(beside[i], bytes(1 + i % small), i));
	ck_assert(!moved_any());
}
END_TEST

/* Of runs that start within a system page no page can be moved. */
START_TEST(test_copy_from_and_to_the_middle_of_a_system_page)
{
	char *odd = alloc(FROM);

	/* Odd lengths side by side leave odd starts. */
	while (is_aligned((uintptr_t)odd, arena.page_bytes))
		odd = alloc(FROM + 1);
	ck_assert(run_move(from, odd));
	expect_contents(odd);
	expect_contents(from);
	ck_assert(run_move(odd, to));
	expect_contents(to);
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

/* Pages cannot be moved: the contents come along all the same. */
static void expect_copy(void)
{
	ck_assert(run_move(from, to));
	expect_contents(to);
	expect_contents(from);
	ck_assert(!moved_any());
	use_and_free(from, FROM);
	expect_contents(to);
	use_and_free(to, TO);
}

START_TEST(test_copy_when_the_move_faults)
{
	inject_fail(OS_MOVE, 0, 1, EFAULT);
	expect_copy();
}
END_TEST

START_TEST(test_copy_without_memory_for_mappings)
{
	inject_fail(OS_MOVE, 0, 1, ENOMEM);
	expect_copy();
}
END_TEST

START_TEST(test_copy_without_the_call)
{
	inject_fail(OS_MOVE, 0, 1, ENOSYS);
	expect_copy();
}
END_TEST

START_TEST(test_copy_when_the_destination_is_still_there)
{
	inject_fail(OS_MOVE, 0, 1, EFAULT);
	inject_fail(OS_REMAP, 0, 1, ENOMEM);
	expect_copy();
}
END_TEST

START_TEST(test_copy_when_moves_are_forbidden)
{
	moved_forbid();
	expect_copy();
}
END_TEST

START_TEST(test_destination_that_is_lost)
{
	inject_fail(OS_MOVE, 0, 1, EFAULT);
	inject_fail(OS_REMAP, 0, 1, ENOMEM);
	inject_fail(OS_PURGE, 0, 1, ENOMEM);
	ck_assert(!run_move(from, to));
	expect_contents(from);
	inject_stop();
	use_and_free(from, FROM);
}
END_TEST

/* The first mapping moves, and the destination of the second is lost. */
START_TEST(test_destination_that_is_lost_halfway)
{
	char *next = alloc_movable(2 * TO);

	ck_assert(run_move(from, to));
	if (!can_move())
		return;
	pattern_write(to, bytes(TO), 2);
	inject_fail(OS_MOVE, 1, ALWAYS, EFAULT);
	inject_fail(OS_REMAP, 1, ALWAYS, ENOMEM);
	inject_fail(OS_PURGE, 0, ALWAYS, ENOMEM);
	ck_assert(!run_move(to, next));
	ck_assert(pattern_holds(to, bytes(TO), 2));
	inject_stop();
	use_and_free(to, TO);
	use_and_free(from, FROM);
}
END_TEST

START_TEST(test_copy_of_the_second_mapping_only)
{
	char *next = alloc_movable(2 * TO);

	ck_assert(run_move(from, to));
	pattern_write(to, bytes(TO), 2);
	inject_fail(OS_MOVE, 1, ALWAYS, EFAULT);
	ck_assert(run_move(to, next));
	ck_assert(pattern_holds(next, bytes(TO), 2));
	inject_stop();
	use_and_free(to, TO);
	use_and_free(from, FROM);
	ck_assert(pattern_holds(next, bytes(TO), 2));
	use_and_free(next, 2 * TO);
	ck_assert(!moved_any());
}
END_TEST

/* As a kernel that gives up in the middle of mapping the source afresh. */
static char *punched;
static int punch(enum os_call call)
{
	if (call != OS_REMAP || !punched)
		return 0;
	os_unreserve(punched, bytes(FROM));
	punched = NULL;
	return -ENOMEM;
}

START_TEST(test_source_that_is_lost)
{
	punched = from;
	os_mem_inject = punch;
	ck_assert(run_move(from, to));
	ck_assert_ptr_null(punched);
	expect_contents(to);
	run_free(from, FROM);
	use_and_free(alloc(FROM), FROM);
	expect_contents(to);
	use_and_free(to, TO);
	ck_assert(!moved_any());
}
END_TEST

/* What could not be mapped afresh so far is found once more when freed. */
START_TEST(test_source_that_is_lost_for_good)
{
	punched = from;
	os_mem_inject = punch;
	ck_assert(run_move(from, to));
	inject_fail(OS_REMAP, 0, ALWAYS, ENOMEM);
	run_free(from, FROM);
	use_and_free(alloc(FROM), FROM);
	expect_contents(to);
	ck_heap_sound();
}
END_TEST

/* The second mapping is copied: it must not be lost as well. */
START_TEST(test_source_that_is_lost_halfway)
{
	char *next = alloc(2 * TO);

	ck_assert(run_move(from, to));
	pattern_write(to, bytes(TO), 2);
	punched = to;
	os_mem_inject = punch;
	ck_assert(run_move(to, next));
	ck_assert(pattern_holds(next, bytes(TO), 2));
	run_free(to, TO);
	use_and_free(alloc(TO), TO);
	use_and_free(from, FROM);
	ck_assert(pattern_holds(next, bytes(TO), 2));
	use_and_free(next, 2 * TO);
	ck_assert(!moved_any());
}
END_TEST

START_TEST(test_more_moves_than_the_table_holds)
{
	uint32_t nr = 9 * (uint32_t)(arena.page_bytes >> PAGE_SHIFT);
	char *p[2 * MOVED_MAX];

	for (int i = 0; i < 2 * MOVED_MAX; i++) {
		char *q = alloc_movable(nr);

		p[i] = alloc_movable(nr + 1);
		*q = (char)i;
		ck_assert(run_move(q, p[i]));
		ck_assert_int_eq(*p[i], i);
		run_free(q, nr);
	}
	ck_heap_sound();
	for (int i = 0; i < 2 * MOVED_MAX; i++) {
		ck_assert_int_eq(*p[i], i);
		run_free(p[i], nr + 1);
	}
	ck_assert(!moved_any());
	ck_heap_sound();
}
END_TEST

START_TEST(test_freed_run_that_cannot_be_mapped_afresh)
{
	ck_assert(run_move(from, to));
	inject_fail(OS_REMAP, 0, ALWAYS, ENOMEM);
	run_free(to, TO);
	inject_stop();
	ck_heap_sound();
	/* The pages are as good as any others. */
	use_and_free(alloc(TO), TO);
}
END_TEST

static Suite *run_suite(void)
{
	Suite *s = suite_create("run");
	TCase *core = suite_case(s, "core", heap_setup_256m);
	TCase *large = suite_case(s, "core", heap_setup_8g);
	TCase *moves = suite_case(s, "core", setup_move);
	TCase *limits = suite_case(s, "limits", heap_setup_64m);
	TCase *failures = suite_case(s, "limits", setup_move);

	tcase_add_test(core, test_run_has_the_length_asked_for);
	tcase_add_test(core, test_run_wastes_no_pages);
	tcase_add_test(core, test_run_pages_of_what_starts_no_run);
	tcase_add_test(core, test_run_zero_reads_as_zero);
	tcase_add_test(core, test_run_alignment);
	tcase_add_test(core, test_run_freed_serves_the_next);
	tcase_add_test(core, test_run_resize_in_place);
	tcase_add_test(large, test_run_zones);
	tcase_add_test(moves, test_move_takes_the_contents);
	tcase_add_test(moves, test_move_takes_the_pages_along);
	tcase_add_test(moves, test_move_again_from_where_it_moved);
	tcase_add_test(moves, test_moved_run_shrinks_and_grows);
	tcase_add_test(moves, test_moved_run_leaves_its_neighbours_alone);
	if (os_page_bytes() > PAGE_BYTES)
		tcase_add_test(
			moves,
			test_copy_from_and_to_the_middle_of_a_system_page);
	tcase_add_test(limits, test_run_larger_than_the_arena);
	tcase_add_test(failures, test_copy_when_the_move_faults);
	/* Their runs are no whole system pages where those are large. */
	if (probe_real_kernel() && os_page_bytes() == PAGE_BYTES) {
		tcase_add_test(failures, test_source_that_is_lost);
		tcase_add_test(failures, test_source_that_is_lost_for_good);
		tcase_add_test(failures, test_source_that_is_lost_halfway);
	}
	tcase_add_test(failures, test_copy_without_memory_for_mappings);
	tcase_add_test(failures, test_copy_without_the_call);
	tcase_add_test(failures, test_copy_when_the_destination_is_still_there);
	tcase_add_test(failures, test_copy_when_moves_are_forbidden);
	tcase_add_test(failures, test_copy_of_the_second_mapping_only);
	tcase_add_test(failures, test_destination_that_is_lost);
	tcase_add_test(failures, test_destination_that_is_lost_halfway);
	tcase_add_test(failures, test_more_moves_than_the_table_holds);
	tcase_add_test(failures, test_freed_run_that_cannot_be_mapped_afresh);
	return s;
}

int main(void)
{
	return suite_run(run_suite());
}
