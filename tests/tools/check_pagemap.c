/* SPDX-License-Identifier: MIT */
/*
 * tools/check_pagemap.c - which pages of a process are in memory
 */
#include "read/pagemap.h"
#include "support/suite.h"

#include <sys/mman.h>
#include <unistd.h>

struct seen {
	uint64_t bytes;
	uint64_t end; /* of the last stretch */
	bool ordered;
};

static void note(void *arg, uint64_t start, uint64_t end, bool resident)
{
	struct seen *s = arg;

	ck_assert(resident);
	s->ordered &= start >= s->end;
	s->bytes += end - start;
	s->end = end;
}

/* The kernel's own portions hold 512 stretches, an array of the tool 1024. */
static const unsigned nr_stretches[] = {
	0, 1, 511, 512, 513, 700, 1023, 1024, 1025, 1600, 2048, 2500,
};
enum { NR_CASES = sizeof(nr_stretches) / sizeof(nr_stretches[0]) };

/* Every other page was written, so that each is a stretch of its own. */
START_TEST(test_each_page_is_seen_once)
{
	unsigned nr = nr_stretches[_i];
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t bytes = (2 * (size_t)nr + 1) * page;
	struct seen seen = { .ordered = true };
	struct failure why;
	struct pagemap *map = pagemap_open(getpid(), &why);
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t start = (uintptr_t)p;

	ck_assert_ptr_nonnull(map);
	ck_assert_ptr_ne(p, MAP_FAILED);
	madvise(p, bytes, MADV_NOHUGEPAGE);
	for (unsigned i = 0; i < nr; i++)
		p[2 * i * page] = 1;
	ck_assert_msg(pagemap_scan(map, start, start + bytes, note, &seen,
				   &why),
		      "%s", why.text);
	ck_assert(seen.ordered);
	ck_assert_uint_eq(seen.bytes, nr * page);
	pagemap_close(map);
	munmap(p, bytes);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pagemap");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_loop_test(core, test_each_page_is_seen_once, 0, NR_CASES);
	return suite_run(s);
}
