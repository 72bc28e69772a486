/* SPDX-License-Identifier: MIT */
/*
 * unit/check_family.c - arguments, errno and results of the malloc family
 */
#include "api/family.h"
#include "support/heap.h"
#include "support/probe.h"
#include "support/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TOO_LARGE ((size_t)PTRDIFF_MAX + 1)

static void setup(void)
{
	heap_setup_256m();
	errno = ERANGE;
}

/* The call fails with that error. */
#define expect_error(call, error)                 \
	do {                                      \
		errno = ERANGE;                   \
		ck_assert_ptr_null(call);         \
		ck_assert_int_eq(errno, (error)); \
	} while (0)

START_TEST(test_malloc_of_0_gives_a_pointer_of_its_own)
{
	void *p = family_malloc(0), *q = family_malloc(0);

	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(q);
	ck_assert_ptr_ne(p, q);
	heap_free(p);
	heap_free(q);
	ck_heap_sound();
}
END_TEST

START_TEST(test_success_keeps_errno)
{
	void *p = family_malloc(100);

	p = family_realloc(p, 100000);
	heap_free(p);
	heap_free(family_calloc(10, 10));
	heap_free(family_aligned_alloc(4096, 100));
	heap_free(family_pvalloc(1));
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

START_TEST(test_too_large_sizes)
{
	static const size_t sizes[] = { TOO_LARGE, SIZE_MAX, SIZE_MAX - 4096,
					PTRDIFF_MAX, GIB };
	void *p = family_malloc(10);

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		expect_error(family_malloc(sizes[i]), ENOMEM);
		expect_error(family_calloc(1, sizes[i]), ENOMEM);
		expect_error(family_calloc(sizes[i], 1), ENOMEM);
		expect_error(family_realloc(NULL, sizes[i]), ENOMEM);
		expect_error(family_realloc(p, sizes[i]), ENOMEM);
		expect_error(family_aligned_alloc(64, sizes[i]), ENOMEM);
		expect_error(family_memalign(64, sizes[i]), ENOMEM);
		expect_error(family_pvalloc(sizes[i]), ENOMEM);
	}
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_calloc_overflow)
{
	expect_error(family_calloc(SIZE_MAX, 2), ENOMEM);
	expect_error(family_calloc((size_t)1 << 32, (size_t)1 << 32), ENOMEM);
	expect_error(family_calloc((size_t)1 << 33, (size_t)1 << 31), ENOMEM);
	heap_free(family_calloc(0, SIZE_MAX));
	heap_free(family_calloc(SIZE_MAX, 0));
	ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

START_TEST(test_calloc_clears)
{
	char *p = family_malloc(1000);

	memset(p, 1, 1000);
	heap_free(p);
	p = family_calloc(10, 100);
	ck_assert(probe_zero(p, 1000));
	heap_free(p);
}
END_TEST

START_TEST(test_realloc_of_null_allocates)
{
	void *p = family_realloc(NULL, 100);

	ck_assert_uint_ge(heap_usable_size(p), 100);
	heap_free(p);
	p = family_realloc(NULL, 0);
	ck_assert_ptr_nonnull(p);
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_realloc_to_0_frees)
{
	void *p = family_malloc(100);

	ck_assert_ptr_null(family_realloc(p, 0));
	ck_assert_int_eq(errno, ERANGE);
	ck_assert_uint_eq(heap_info().user_bytes, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_realloc_failure_leaves_the_block)
{
	char *p = family_malloc(100);

	pattern_write(p, 100, 1);
	expect_error(family_realloc(p, TOO_LARGE), ENOMEM);
	expect_error(family_realloc(p, GIB), ENOMEM);
	ck_assert(pattern_holds(p, 100, 1));
	heap_free(p);
	ck_heap_sound();
}
END_TEST

START_TEST(test_realloc_of_a_foreign_pointer)
{
	/* The framework's malloc is the C library's. */
	char *foreign = aligned_alloc(16, 32);

	strcpy(foreign, "not ours");
	expect_error(family_realloc(foreign, 100), ENOMEM);
	ck_assert_str_eq(foreign, "not ours");
	ck_assert_uint_eq(heap_info().foreign_frees, 1);
	free(foreign);
}
END_TEST

START_TEST(test_aligned_alloc_wants_a_power_of_two)
{
	expect_error(family_aligned_alloc(0, 100), EINVAL);
	expect_error(family_aligned_alloc(3, 100), EINVAL);
	expect_error(family_aligned_alloc(48, 96), EINVAL);
	for (size_t align = 1; align <= MIB; align *= 2) {
		/* The size need not be a multiple. */
		void *p = family_aligned_alloc(align, 100);

		must(p && is_aligned((uintptr_t)p, align));
		must(is_aligned((uintptr_t)p, 16));
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_absurd_alignments)
{
	expect_error(family_aligned_alloc((size_t)1 << 63, 1), ENOMEM);
	expect_error(family_aligned_alloc((size_t)1 << 62, 1), ENOMEM);
	/* Of the multiples of this there are two in a user's half. */
	expect_error(family_aligned_alloc((size_t)1 << 46, 1), ENOMEM);
	expect_error(family_memalign(SIZE_MAX, 1), EINVAL);
	expect_error(family_memalign(TOO_LARGE + 1, 1), EINVAL);
	expect_error(family_memalign(TOO_LARGE, 1), ENOMEM);
	ck_heap_sound();
}
END_TEST

START_TEST(test_memalign_rounds_the_alignment_up)
{
	static const size_t aligns[] = { 0, 1, 3, 17, 48, 1000, 4097 };

	for (size_t i = 0; i < ARRAY_SIZE(aligns); i++) {
		size_t up = aligns[i] ? (size_t)1 << log2_ceil(aligns[i]) : 1;
		void *p = family_memalign(aligns[i], 10);

		ck_assert_ptr_nonnull(p);
		ck_assert(is_aligned((uintptr_t)p, up));
		heap_free(p);
	}
}
END_TEST

START_TEST(test_posix_memalign_returns_its_error)
{
	void *out = &out;

	ck_assert_int_eq(family_posix_memalign(&out, 3, 8), EINVAL);
	ck_assert_int_eq(family_posix_memalign(&out, 4, 8), EINVAL);
	ck_assert_int_eq(family_posix_memalign(&out, 0, 8), EINVAL);
	ck_assert_int_eq(family_posix_memalign(&out, 64, TOO_LARGE), ENOMEM);
	ck_assert_int_eq(family_posix_memalign(&out, 64, GIB), ENOMEM);
	ck_assert_ptr_eq(out, &out);
	ck_assert_int_eq(family_posix_memalign(&out, 8, 0), 0);
	heap_free(out);
	ck_assert_int_eq(family_posix_memalign(&out, 4096, 100), 0);
	ck_assert(is_aligned((uintptr_t)out, 4096));
	heap_free(out);
	ck_assert_int_eq(errno, ERANGE);
	ck_heap_sound();
}
END_TEST

START_TEST(test_pvalloc_gives_whole_pages)
{
	static const size_t sizes[] = { 0, 1, 4096, 4097, 100000 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = family_pvalloc(sizes[i]);

		ck_assert(is_aligned((uintptr_t)p, arena.page_bytes));
		ck_assert_uint_ge(heap_usable_size(p),
				  align_up(sizes[i] ? sizes[i] : 1,
					   arena.page_bytes));
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_valloc_aligns_to_a_system_page)
{
	for (size_t size = 0; size < 200000; size = size * 3 + 1) {
		void *p = family_valloc(size);

		ck_assert_ptr_nonnull(p);
		ck_assert(is_aligned((uintptr_t)p, arena.page_bytes));
		ck_assert_uint_ge(heap_usable_size(p), size);
		heap_free(p);
	}
	ck_heap_sound();
}
END_TEST

START_TEST(test_pvalloc_before_anything_else)
{
	void *p = family_pvalloc(100);

	ck_assert_ptr_nonnull(p);
	ck_assert(is_aligned((uintptr_t)p, arena.page_bytes));
}
END_TEST

START_TEST(test_valloc_before_anything_else)
{
	void *p = family_valloc(100);

	ck_assert_ptr_nonnull(p);
	ck_assert(is_aligned((uintptr_t)p, arena.page_bytes));
}
END_TEST

static Suite *family_suite(void)
{
	Suite *s = suite_create("family");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *first = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_malloc_of_0_gives_a_pointer_of_its_own);
	tcase_add_test(core, test_success_keeps_errno);
	tcase_add_test(core, test_calloc_clears);
	tcase_add_test(core, test_realloc_of_null_allocates);
	tcase_add_test(core, test_realloc_to_0_frees);
	tcase_add_test(core, test_aligned_alloc_wants_a_power_of_two);
	tcase_add_test(core, test_memalign_rounds_the_alignment_up);
	tcase_add_test(core, test_posix_memalign_returns_its_error);
	tcase_add_test(core, test_pvalloc_gives_whole_pages);
	tcase_add_test(core, test_valloc_aligns_to_a_system_page);
	tcase_add_test(limits, test_too_large_sizes);
	tcase_add_test(limits, test_calloc_overflow);
	tcase_add_test(limits, test_realloc_failure_leaves_the_block);
	tcase_add_test(limits, test_realloc_of_a_foreign_pointer);
	tcase_add_test(limits, test_absurd_alignments);
	tcase_add_test(first, test_pvalloc_before_anything_else);
	tcase_add_test(first, test_valloc_before_anything_else);
	return s;
}

int main(void)
{
	return suite_run(family_suite());
}
