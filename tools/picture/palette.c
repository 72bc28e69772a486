/* SPDX-License-Identifier: MIT */
/*
 * picture/palette.c - the colours
 */
#include "picture/palette.h"

#include <math.h>

enum { NR_STOPS = 4 };

static const struct theme_colours {
	uint32_t slab[NR_STOPS]; /* from the smallest objects to the largest */
	uint32_t kind[NR_KINDS - KIND_RUN];
	uint32_t sheet, text, muted, rule;
} themes[NR_THEMES] = {
	[THEME_LIGHT] = {
		.slab = { 0x86c5ea, 0x4a9cd6, 0x2b6cb3, 0x1d3c7d },
		.kind = { 0xe0853f, 0xf0c93f, 0xb5a688, 0xe1e5e9, 0xb8326f,
			  0x5b5f66 },
		.sheet = 0xffffff,
		.text = 0x1f2733,
		.muted = 0x6a7482,
		.rule = 0xdde2e8,
	},
	[THEME_DARK] = {
		.slab = { 0xb4e1fa, 0x62aee6, 0x3a7fd0, 0x2f5bb8 },
		.kind = { 0xe88a48, 0xf2cf55, 0x8f7f60, 0x363d46, 0xe0569a,
			  0xb9bfc8 },
		.sheet = 0x0f1319,
		.text = 0xe3e8ee,
		.muted = 0x8b96a4,
		.rule = 0x262d37,
	},
};

/* Of 16 parts, what a pale colour keeps. */
enum { PALE = 6 };

/* The mixture with a / of parts of x. */
static uint32_t mix(uint32_t x, uint32_t y, double a)
{
	uint32_t rgb = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		double cx = x >> shift & 0xff, cy = y >> shift & 0xff;

		rgb |= (uint32_t)lround(cx * a + cy * (1 - a)) << shift;
	}
	return rgb;
}

/* The shade at `where`, from 0 to 1, between the stops. */
static uint32_t shade(const uint32_t *stop, double where)
{
	double at = fmin(fmax(where, 0), 1) * (NR_STOPS - 1);
	unsigned i = at < NR_STOPS - 2 ? (unsigned)at : NR_STOPS - 2;

	return mix(stop[i + 1], stop[i], at - i);
}

/* Equal steps for equal factors of size. */
static double place_of(uint32_t size, uint32_t least, uint32_t most)
{
	if (!size || !least || most <= least)
		return 0;
	return log2((double)size / least) / log2((double)most / least);
}

struct palette palette_make(enum theme theme, const uint32_t *class_size,
			    unsigned nr_classes)
{
	const struct theme_colours *t = &themes[theme];
	struct palette p = { { 0 } };

	for (unsigned i = 0; i < NR_KINDS; i++) {
		uint32_t full = t->slab[0];

		if (i >= KIND_RUN)
			full = t->kind[i - KIND_RUN];
		else if (i < nr_classes)
			full = shade(t->slab,
				     place_of(class_size[i], class_size[0],
					      class_size[nr_classes - 1]));
		p.rgb[colour_of(i, true)] = full;
		p.rgb[colour_of(i, false)] = mix(full, t->sheet, PALE / 16.0);
	}
	p.rgb[COLOUR_SHEET] = t->sheet;
	p.rgb[COLOUR_TEXT] = t->text;
	p.rgb[COLOUR_MUTED] = t->muted;
	p.rgb[COLOUR_RULE] = t->rule;
	return p;
}
