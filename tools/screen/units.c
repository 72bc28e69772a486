/* SPDX-License-Identifier: MIT */
/*
 * screen/units.c - numbers in five columns
 */
#include "screen/units.h"

#include <stdio.h>

static struct amount amount_in(double n, double step, const char *units)
{
	struct amount a;
	unsigned u = 0;

	if (!(n > 0))
		n = 0;
	/* What would be rounded up to the next unit is written in that. */
	while (n >= step - 0.5 && units[u + 1]) {
		n /= step;
		u++;
	}
	if (n > 9999)
		n = 9999;
	snprintf(a.text, sizeof(a.text), "%.*f%.1s", n < 99.95 && n != (int)n,
		 n, units[u] == ' ' ? "" : units + u);
	return a;
}

struct amount amount_of_bytes(double bytes)
{
	return amount_in(bytes, 1024, "BKMGTPE");
}

struct amount amount_of(double n)
{
	return amount_in(n, 1000, " kMGTPE");
}

struct amount amount_of_index(int thousandths)
{
	struct amount a;
	unsigned t = thousandths < 0 ? 0 : (unsigned)thousandths;

	if (t > 1000)
		t = 1000;
	snprintf(a.text, sizeof(a.text), "%u.%03u", t / 1000, t % 1000);
	return a;
}
