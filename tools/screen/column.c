/* SPDX-License-Identifier: MIT */
/*
 * screen/column.c - the columns of the list of processes, and sorting by them
 */
#include "screen/column.h"
#include "screen/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct column_form column_forms[NR_COLUMNS] = {
	[COLUMN_PID] = { "PID", 5, 12, false, false },
	[COLUMN_NAME] = { "NAME", 10, 11, false, false },
	[COLUMN_RSS] = { "RSS", 5, 9, true, false },
	[COLUMN_USED] = { "USED", 5, 10, true, true },
	[COLUMN_PRESENT] = { "PRES", 5, 4, true, true },
	[COLUMN_FREE] = { "FREE", 5, 6, true, true },
	[COLUMN_DIRTY] = { "DIRTY", 5, 3, true, true },
	[COLUMN_FRAG] = { "FRAG", 5, 7, true, true },
	[COLUMN_ALLOCS] = { "ALLOCS", 6, 8, true, true },
	[COLUMN_FREES] = { "FREES", 5, 2, true, true },
	[COLUMN_FAULTS] = { "FAULTS", 6, 1, true, true },
	[COLUMN_TREND] = { "TREND", 5, 5, true, true },
};

static double value(enum column column, const struct watched *p)
{
	const struct heap *h = &p->heap;

	switch (column) {
	case COLUMN_PID:
		return p->process.pid;
	case COLUMN_RSS:
		return (double)p->process.rss_bytes;
	case COLUMN_USED:
		return (double)h->info.user_bytes;
	case COLUMN_PRESENT:
		return (double)pages_bytes(h->present);
	case COLUMN_FREE:
		return (double)pages_bytes(h->free);
	case COLUMN_DIRTY:
		return (double)pages_bytes(h->dirty);
	case COLUMN_FRAG:
		return figures_fragmentation(h);
	case COLUMN_ALLOCS:
		return p->rates.per_second[RATE_ALLOCS];
	case COLUMN_FREES:
		return p->rates.per_second[RATE_FREES];
	case COLUMN_FAULTS:
		return p->rates.per_second[RATE_FAULTS];
	default:
		return 0;
	}
}

struct amount column_text(enum column column, const struct watched *p)
{
	struct amount a = { "" };

	switch (column) {
	case COLUMN_NAME:
	case COLUMN_TREND:
		return a;
	case COLUMN_PID:
		snprintf(a.text, sizeof(a.text), "%d", (int)p->process.pid);
		return a;
	case COLUMN_FRAG:
		return amount_of_index((int)value(column, p));
	case COLUMN_ALLOCS:
	case COLUMN_FREES:
	case COLUMN_FAULTS:
		return amount_of(value(column, p));
	default:
		return amount_of_bytes(value(column, p));
	}
}

struct sorting {
	enum column column;
	bool reversed;
};

static int ascending(double a, double b)
{
	return (a > b) - (a < b);
}

static int compare(const void *a, const void *b, void *data)
{
	const struct watched *x = *(struct watched *const *)a;
	const struct watched *y = *(struct watched *const *)b;
	const struct sorting *s = data;
	int sign = s->reversed != column_forms[s->column].first_is_most ? -1 :
									  1;
	int order;

	if (column_forms[s->column].heap && x->readable != y->readable)
		return x->readable ? -1 : 1;
	if (s->column == COLUMN_NAME)
		order = strcmp(x->process.name, y->process.name);
	else
		order = ascending(value(s->column, x), value(s->column, y));
	if (order)
		return sign * order;
	return ascending(x->process.pid, y->process.pid);
}

void column_sort(struct watch *w, enum column column, bool reversed)
{
	struct sorting s = { column, reversed };

	if (w->nr)
		qsort_r(w->of, w->nr, sizeof(*w->of), compare, &s);
}
