/* SPDX-License-Identifier: MIT */
/*
 * stress/look.c - looks at a heap that others change meanwhile
 */
#include "stress/look.h"

#include "stress/calls.h"
#include "stress/failure.h"

#include <buddy/buddy.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void look_at_info(void)
{
	struct buddy_info info;

	if (buddy_info(&info, sizeof(info)))
		failure("buddy_info: %s", strerror(errno));
	for (unsigned z = 0; z < info.nr_zones; z++)
		if (info.zone[z].present_pages > info.zone[z].spanned_pages)
			failure("zone %u has more than it spans", z);
}

static void look_at_picture(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || buddy_info_print(fd))
		failure("buddy_info_print: %s", strerror(errno));
	close(fd);
}

/* Figures only: the actions would want a value. */
static void look_at_number(struct rng *rng)
{
	unsigned i = (unsigned)rng_below(rng, 20);
	const char *name = buddy_ctl_name(i);
	uint64_t number;

	if (!name || buddy_ctl(name, &number, NULL))
		failure("number %u: %s", i, strerror(errno));
}

/* The block is ours, so that what is said of it does not change. */
static void look_at_page(const struct block *b)
{
	const uint32_t free_flags = BUDDY_PG_BUDDY | BUDDY_PG_PCP |
				    BUDDY_PG_RESERVED;
	struct buddy_page page;

	if (buddy_page_info(b->p, &page, sizeof(page)))
		failure("buddy_page_info of %p: %s", b->p, strerror(errno));
	if (page.flags & free_flags || page.pfn < page.head_pfn ||
	    page.pfn >= page.head_pfn + page.nr_pages)
		failure("the page of %p, ours, is %s, %zu of %zu", b->p,
			page.flag_names, (size_t)(page.pfn - page.head_pfn),
			(size_t)page.nr_pages);
	if (b->kind != BLOCK_OBJECT && page.nr_pages * 4096 != b->usable)
		failure("%p has %zu pages, not %zu bytes", b->p,
			(size_t)page.nr_pages, b->usable);
}

void look(const struct block *b, struct rng *rng)
{
	switch (rng_below(rng, 5)) {
	case 0:
		look_at_info();
		break;
	case 1:
		look_at_picture();
		break;
	case 2:
		look_at_number(rng);
		break;
	case 3:
		calls_pick(calls.report, rng_below(rng, CALLS_MOST))();
		break;
	default:
		if (b->kind != BLOCK_NONE)
			look_at_page(b);
	}
}
