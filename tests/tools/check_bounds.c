/* SPDX-License-Identifier: MIT */
/*
 * tools/check_bounds.c - what a target that lies can cost its reader
 *
 * A core file of a kilobyte may say that it is of a process with a terabyte
 * that was never touched.  Here is such memory, made up: all of it reads as
 * zero, but for one record, and the target says how much it is.
 */
#include "read/pages.h"
#include "read/raw.h"
#include "support/suite.h"

#include <string.h>

enum { RECORD_AT = 0x1000, RECORD_BYTES = 256, ELSEWHERE = 0x10000 };

/* The library's own numbers, where they matter here. */
enum {
	ORDER = 10,
	PAGE_RECORD = 8,
	BLOCK_RECORD = 448,
	CHUNK_RECORD = 32,
	CHUNK_PAGES = 4
};

struct target {
	bool is_core;
	uint64_t most;
	uint64_t reads, bytes; /* so far */
	bool circles;	       /* each pointer leads to the next 8 bytes */
	uint64_t record[RECORD_BYTES / 8];
};

static struct target target;
static struct layout layout;
static struct failure why;

pid_t target_pid(const struct target *t)
{
	return t->is_core ? 0 : 1;
}

const char *target_name(const struct target *t)
{
	(void)t;
	return "made up";
}

const struct mapping *target_mappings(const struct target *t, size_t *nr)
{
	(void)t;
	*nr = 0;
	return NULL;
}

uint64_t target_most(const struct target *t)
{
	return t->most;
}

bool target_read(struct target *t, uint64_t address, void *to, size_t bytes,
		 struct failure *failure)
{
	uint64_t next = address + sizeof(next);

	(void)failure;
	t->reads++;
	t->bytes += bytes;
	memset(to, 0, bytes);
	if (address == RECORD_AT)
		memcpy(to, t->record,
		       bytes < RECORD_BYTES ? bytes : RECORD_BYTES);
	else if (t->circles && bytes == sizeof(next))
		memcpy(to, &next, sizeof(next));
	return true;
}

bool target_read_pieces(struct target *t, const struct piece *pieces, size_t nr,
			struct failure *failure)
{
	for (size_t i = 0; i < nr; i++)
		target_read(t, pieces[i].address, pieces[i].to, pieces[i].bytes,
			    failure);
	return true;
}

static struct buddy_abi_variable variable(uint64_t bytes)
{
	return (struct buddy_abi_variable){ .address = (void *)RECORD_AT,
					    .bytes = bytes };
}

/* One zone, whose record has its start, its frontier and what is free. */
static void setup(void)
{
	layout = (struct layout){
		.arena_bytes = UINT64_C(1) << 40,
		.abi = { .page_bytes = PAGE_BYTES,
			 .max_order = ORDER,
			 .chunk_pages = CHUNK_PAGES,
			 .nr_zones = 1,
			 .zone = { .bytes = 24,
				   .start = { 0, 8 },
				   .frontier = { 8, 8 },
				   .nr_free = { 16, 8 } },
			 .page = { .bytes = PAGE_RECORD },
			 .block = { .bytes = BLOCK_RECORD },
			 .chunk = { .bytes = CHUNK_RECORD },
			 .stripe = { .bytes = 8192 },
			 .slab = { .bytes = 8192 },
			 .thread = { .bytes = 4096, .next = { 8, 8 } } },
	};
	layout.abi.zones = variable(24);
	layout.abi.registry.address = (void *)ELSEWHERE;
	target = (struct target){ .is_core = true, .most = 1 << 20 };
}

static bool read_pages(uint64_t frontier)
{
	uint64_t count[NR_PAGE_STATES];
	struct pages pages;
	bool ok;

	target.record[1] = frontier;
	ok = pages_read(&pages, &target, &layout, &why);
	if (ok) {
		pages_count(&pages, count);
		must(count[PAGE_FREE_CLEAN] == frontier);
	}
	pages_free(&pages);
	return ok;
}

/* Whole blocks of them. */
static uint64_t most_pages(void)
{
	uint64_t block = BLOCK_RECORD + (PAGE_RECORD << ORDER) +
			 (CHUNK_RECORD << ORDER) / CHUNK_PAGES;

	return target.most / block << ORDER;
}

START_TEST(test_pages_are_no_more_than_there_is_room_to_describe)
{
	uint64_t most = most_pages();

	ck_assert(read_pages(0));
	ck_assert(read_pages(most));
	ck_assert(!read_pages(most + (1 << ORDER)));
	ck_assert_int_eq(why.status, STATUS_TORN);
	target.bytes = 0;
	ck_assert(!read_pages(layout.arena_bytes / PAGE_BYTES));
	ck_assert_int_eq(why.status, STATUS_TORN);
	ck_assert_uint_le(target.bytes, 4096);
}
END_TEST

START_TEST(test_zones_share_that_room)
{
	uint64_t most = most_pages();

	layout.abi.nr_zones = 2;
	layout.abi.zones.bytes = 2 * 24;
	target.record[3] = most;
	target.record[4] = most + (1 << ORDER);
	ck_assert(!read_pages(most));
	ck_assert_int_eq(why.status, STATUS_TORN);
	/* One that begins below the end of another has none. */
	target.record[3] = 0;
	target.record[4] = most;
	ck_assert(read_pages(most));
}
END_TEST

START_TEST(test_stripes_are_no_more_than_there_is_room_for)
{
	uint64_t most = target.most / (2 * 8192);
	struct raw raw = { 0 };

	layout.abi.nr_stripes = variable(8);
	target.record[0] = most;
	ck_assert(raw_read(&raw, &target, &layout, &why));
	target.record[0] = most + 1;
	ck_assert(!raw_read(&raw, &target, &layout, &why));
	ck_assert_int_eq(why.status, STATUS_TORN);
	raw_free(&raw);
}
END_TEST

START_TEST(test_a_chain_of_threads_ends_with_the_memory)
{
	struct raw raw = { 0 };

	target.circles = true;
	ck_assert(!raw_read(&raw, &target, &layout, &why));
	ck_assert_int_eq(why.status, STATUS_TORN);
	ck_assert_uint_le(target.reads, target.most / 4096 + 2);
	raw_free(&raw);
}
END_TEST

/* What does not change is not read again in the hope that it will. */
START_TEST(test_a_core_is_read_twice)
{
	struct heap heap;

	/* More is free than present. */
	target.record[2] = 1 << ORDER;
	ck_assert(!heap_read(&heap, &target, &layout, &why));
	ck_assert_int_eq(why.status, STATUS_TORN);
	ck_assert_uint_le(target.reads, 30);
	heap_free(&heap);

	target.is_core = false;
	target.reads = 0;
	ck_assert(!heap_read(&heap, &target, &layout, &why));
	ck_assert_uint_gt(target.reads, 100);
	heap_free(&heap);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bounds");
	TCase *c = suite_case(s, "bounds", setup);

	tcase_add_test(c,
		       test_pages_are_no_more_than_there_is_room_to_describe);
	tcase_add_test(c, test_zones_share_that_room);
	tcase_add_test(c, test_stripes_are_no_more_than_there_is_room_for);
	tcase_add_test(c, test_a_chain_of_threads_ends_with_the_memory);
	tcase_add_test(c, test_a_core_is_read_twice);
	return suite_run(s);
}
