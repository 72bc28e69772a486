/* SPDX-License-Identifier: MIT */
/*
 * screen/sparkline.c - the course of a figure in one row
 */
#include "screen/sparkline.h"

/* No blank among them: to a script, a sparkline is one word. */
static const wchar_t plain[] = L"_.-~=+*#";
static const wchar_t blocks[] = L"\u2581\u2582\u2583\u2584\u2585\u2586\u2587"
				L"\u2588";

unsigned sparkline_level(double value, double low, double high)
{
	double level;

	if (!(high > low) || !(value > low))
		return 0;
	if (value >= high)
		return SPARKLINE_LEVELS - 1;
	level = (value - low) / (high - low) * (SPARKLINE_LEVELS - 1) + 0.5;
	return (unsigned)level;
}

void sparkline_draw(struct canvas *c, unsigned row, unsigned column,
		    unsigned width, const struct history *h,
		    enum sparkline_base base)
{
	const wchar_t *marks = c->blocks ? blocks : plain;
	unsigned nr = h->nr < width ? h->nr : width;
	double low = base == SPARKLINE_FROM_ZERO || !nr ? 0 : history_at(h, 0);
	double high = low;

	for (unsigned age = 0; age < nr; age++) {
		double v = history_at(h, age);

		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	for (unsigned age = 0; age < nr; age++)
		canvas_set(
			c, row, column + width - 1 - age, LOOK_TREND,
			marks[sparkline_level(history_at(h, age), low, high)]);
}
