/* SPDX-License-Identifier: MIT */
/*
 * show/prometheus.c - heaps in Prometheus' text exposition format
 */
#include "show/prometheus.h"

#include "show/accounts.h"
#include "show/metric.h"
#include "show/text.h"

#include <inttypes.h>
#include <string.h>

/* The type of a metric whose name ends so is counter, else gauge. */
#define TOTAL "_total"

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static void put_head(FILE *out, const char *name, const char *help)
{
	fprintf(out, "# HELP buddy_%s %s\n# TYPE buddy_%s %s\n", name, help,
		name, ends_in(name, TOTAL) ? "counter" : "gauge");
}

/* Control characters cannot be in a name; these two could end the label. */
static void put_escaped(FILE *out, const char *value)
{
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			fputc('\\', out);
		fputc(*value, out);
	}
}

/* Up to, and without, the closing brace. */
static void put_sample(FILE *out, const char *name,
		       const struct prometheus_source *source)
{
	fprintf(out, "buddy_%s{pid=\"%d\",name=\"", name,
		(int)source->process->pid);
	put_escaped(out, TEXT_NAME(source->process->name).s);
	fputc('"', out);
}

static void put_zone(FILE *out, const struct buddy_zone_info *zone)
{
	fputs(",zone=\"", out);
	put_escaped(out, TEXT_NAME(zone->name).s);
	fputc('"', out);
}

static void put_value(FILE *out, const struct metric *m, const void *record)
{
	fprintf(out, "} %" PRIu64 "\n",
		figure_of(record, &m->figure) * m->unit);
}

static void zone_samples(FILE *out, const struct metric *m,
			 const struct prometheus_source *source)
{
	const struct buddy_info *info = &source->heap->info;

	for (unsigned z = 0; z < info->nr_zones; z++) {
		put_sample(out, m->figure.name, source);
		put_zone(out, &info->zone[z]);
		put_value(out, m, &info->zone[z]);
	}
}

static void class_samples(FILE *out, const struct metric *m,
			  const struct prometheus_source *source)
{
	const struct heap *h = source->heap;

	for (unsigned i = 0; i < h->nr_classes; i++) {
		put_sample(out, m->figure.name, source);
		fprintf(out, ",class=\"%" PRIu32 "\"", h->class[i].size);
		put_value(out, m, &h->class[i]);
	}
}

/* A core tells nothing of its process but the name. */
static bool is_known(const struct metric *m,
		     const struct prometheus_source *source)
{
	return m->record != OF_PROCESS || source->process->pid;
}

static void one_sample(FILE *out, const struct metric *m,
		       const struct prometheus_source *source)
{
	struct accounts accounts = accounts_of(source->heap);
	const void *const records[] = {
		[OF_PROCESS] = source->process,
		[OF_INFO] = &source->heap->info,
		[OF_ACCOUNTS] = &accounts,
	};

	put_sample(out, m->figure.name, source);
	put_value(out, m, records[m->record]);
}

static void show_metric(FILE *out, const struct metric *m,
			const struct prometheus_source *sources, size_t nr)
{
	put_head(out, m->figure.name, m->help);
	for (size_t s = 0; s < nr; s++)
		if (m->record == OF_ZONE)
			zone_samples(out, m, &sources[s]);
		else if (m->record == OF_CLASS)
			class_samples(out, m, &sources[s]);
		else if (is_known(m, &sources[s]))
			one_sample(out, m, &sources[s]);
}

/* ---- what is no plain member ----------------------------------------------
 */

static void in_flight_samples(FILE *out, const char *name,
			      const struct prometheus_source *source)
{
	put_sample(out, name, source);
	fprintf(out, "} %" PRId64 "\n", accounts_of(source->heap).in_flight);
}

static void virgin_samples(FILE *out, const char *name,
			   const struct prometheus_source *source)
{
	const struct heap *h = source->heap;

	for (unsigned z = 0; z < h->info.nr_zones; z++) {
		put_sample(out, name, source);
		put_zone(out, &h->info.zone[z]);
		fprintf(out, "} %" PRIu64 "\n", h->virgin_blocks[z]);
	}
}

typedef void put_order(FILE *out, const struct buddy_info *info, unsigned z,
		       unsigned order);

static void put_free(FILE *out, const struct buddy_info *info, unsigned z,
		     unsigned order)
{
	fprintf(out, "%" PRIu64, info->zone[z].nr_free[order]);
}

static void put_unusable(FILE *out, const struct buddy_info *info, unsigned z,
			 unsigned order)
{
	fputs(text_thousandths(info->zone[z].unusable_free_index[order]).s,
	      out);
}

static void put_extfrag(FILE *out, const struct buddy_info *info, unsigned z,
			unsigned order)
{
	fputs(text_thousandths(info->zone[z].fragmentation_index[order]).s,
	      out);
}

/* Of zones with present memory: the others have no free blocks. */
static void order_samples(FILE *out, const char *name,
			  const struct prometheus_source *source,
			  put_order *put)
{
	const struct buddy_info *info = &source->heap->info;

	for (unsigned z = 0; z < info->nr_zones; z++)
		for (unsigned o = 0; o < info->nr_orders; o++) {
			if (!info->zone[z].present_pages)
				continue;
			put_sample(out, name, source);
			put_zone(out, &info->zone[z]);
			fprintf(out, ",order=\"%u\"} ", o);
			put(out, info, z, o);
			fputc('\n', out);
		}
}

static const struct special {
	const char *name, *help;
	/* One of these. */
	void (*samples)(FILE *out, const char *name,
			const struct prometheus_source *source);
	put_order *order;
} specials[] = {
	{ "in_flight_bytes", "Memory in the hands of threads.",
	  in_flight_samples, NULL },
	{ "zone_virgin_blocks", "Blocks of a zone above its frontier.",
	  virgin_samples, NULL },
	{ "zone_free_blocks", "Free blocks of an order.", NULL, put_free },
	{ "zone_unusable_index",
	  "Share of the free memory that an order cannot use, 0 to 1.", NULL,
	  put_unusable },
	{ "zone_extfrag_index",
	  "-1: a request of the order succeeds; else it fails, near 0 for "
	  "lack of memory, near 1 for fragmentation.",
	  NULL, put_extfrag },
};

enum { NR_SPECIALS = sizeof(specials) / sizeof(specials[0]) };

static void show_special(FILE *out, const struct special *special,
			 const struct prometheus_source *sources, size_t nr)
{
	put_head(out, special->name, special->help);
	for (size_t s = 0; s < nr; s++)
		if (special->samples)
			special->samples(out, special->name, &sources[s]);
		else
			order_samples(out, special->name, &sources[s],
				      special->order);
}

void show_prometheus(FILE *out, const struct prometheus_source *sources,
		     size_t nr)
{
	for (size_t i = 0; i < nr_metrics; i++)
		show_metric(out, &metrics[i], sources, nr);
	for (size_t i = 0; i < NR_SPECIALS; i++)
		show_special(out, &specials[i], sources, nr);
}
