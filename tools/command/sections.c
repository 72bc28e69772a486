/* SPDX-License-Identifier: MIT */
/*
 * command/sections.c - what buddyctl info shows, in its order
 */
#include "command/sections.h"

#include "show/accounts.h"
#include "show/fragmentation.h"
#include "show/json.h"
#include "show/procfs.h"
#include "show/prometheus.h"
#include "show/resident.h"
#include "show/text.h"

#include <inttypes.h>

bool sections_agree(unsigned sections)
{
	return !(sections & (SECTION_JSON | SECTION_PROMETHEUS)) ||
	       sections == SECTION_JSON || sections == SECTION_PROMETHEUS;
}

bool sections_want_pages(unsigned sections)
{
	return sections &
	       (SECTION_PAGETYPE | SECTION_ZONES | SECTION_FRAG | SECTION_JSON);
}

static void show_process(FILE *out, const struct view *v)
{
	fprintf(out, "%d (%s): libbuddy %s, ABI %" PRIu32 "\n",
		(int)v->process.pid, TEXT_NAME(v->process.name).s,
		TEXT_NAME(v->layout.abi.version).s, v->layout.abi.number);
}

static void show_frag(FILE *out, const struct view *v)
{
	show_fragmentation(out, &v->heap, &v->pages);
	fputc('\n', out);
	if (v->has_residency)
		show_resident(out, &v->heap, &v->pages, &v->residency);
	else
		fprintf(out, "resident memory is not known: %s\n",
			v->no_residency.text);
}

static void show_as_json(FILE *out, const struct view *v)
{
	const struct json_source source = {
		.process = &v->process,
		.heap = &v->heap,
		.pages = v->has_pages ? &v->pages : NULL,
		.residency = v->has_residency ? &v->residency : NULL,
	};

	show_json(out, &source);
}

static void show_section(FILE *out, enum section section, unsigned sections,
			 const struct view *v)
{
	const struct prometheus_source source = { &v->process, &v->heap };

	switch (section) {
	case SECTION_PROCESS:
		return show_process(out, v);
	case SECTION_BUDDYINFO:
		return show_buddyinfo(out, &v->heap, sections & SECTION_VIRGIN);
	case SECTION_PAGETYPE:
		return show_pagetypeinfo(out, &v->heap, &v->pages);
	case SECTION_ZONES:
		return show_zoneinfo(out, &v->heap, &v->pages);
	case SECTION_SLABS:
		return show_slabinfo(out, &v->heap);
	case SECTION_FRAG:
		return show_frag(out, v);
	case SECTION_ACCOUNTS:
		return show_accounts(out, &v->heap);
	case SECTION_JSON:
		return show_as_json(out, v);
	case SECTION_PROMETHEUS:
		return show_prometheus(out, &source, 1);
	default:
		return;
	}
}

void sections_show(FILE *out, unsigned sections, const struct view *v)
{
	static const struct {
		enum section section;
		const char *heading;
	} order[] = {
		{ SECTION_PROCESS, "process" },
		{ SECTION_BUDDYINFO, "buddyinfo" },
		{ SECTION_PAGETYPE, "pagetypeinfo" },
		{ SECTION_ZONES, "zoneinfo" },
		{ SECTION_SLABS, "slabinfo" },
		{ SECTION_FRAG, "fragmentation" },
		{ SECTION_ACCOUNTS, "accounts" },
		{ SECTION_JSON, "json" },
		{ SECTION_PROMETHEUS, "prometheus" },
	};
	bool first = true;

	for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!(sections & order[i].section))
			continue;
		if (!first)
			fputc('\n', out);
		first = false;
		if (sections & SECTION_HEADINGS)
			fprintf(out, "==> %s <==\n", order[i].heading);
		show_section(out, order[i].section, sections, v);
	}
}
