/* SPDX-License-Identifier: MIT */
/*
 * screen/line.c - the figures of a process in one line, as vmstat has them
 */
#include "screen/line.h"
#include "screen/figures.h"

#include <inttypes.h>

enum { KIB = 1024 };

void line_write_header(FILE *out)
{
	fputs("---- pages ---- ---------- KiB ---------- ------- pages --------"
	      " ------------------- per second --------------------\n"
	      "   free   dirty     used      rss   cache   slabs    runs flight"
	      "    allocs     frees  splits  merges  purged  faults\n",
	      out);
}

void line_write(FILE *out, const struct watched *p)
{
	const struct heap *h = &p->heap;

	fprintf(out,
		"%7" PRIu64 " %7" PRIu64 " %8" PRIu64 " %8" PRIu64 " %7" PRIu64
		" %7" PRIu64 " %7" PRIu64 " %6" PRId64,
		h->free, h->dirty, h->info.user_bytes / KIB,
		p->process.rss_bytes / KIB, figures_cached_bytes(h) / KIB,
		h->info.slab_pages, h->info.run_pages, h->info.in_flight_pages);
	/* A thread may well make ten million objects a second. */
	for (unsigned i = 0; i < NR_RATES; i++)
		fprintf(out, " %*.0f", i <= RATE_FREES ? 9 : 7,
			p->rates.per_second[i]);
	fputc('\n', out);
}
