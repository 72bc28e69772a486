/* SPDX-License-Identifier: MIT */
/*
 * tools/fake.c - processes and heaps that are made up
 */
#include "tools/fake.h"
#include "screen/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct target {
	struct fake *fake;
};

struct fake fakes[NR_FAKES];
int fake_open, fake_opened, fake_heaps;

void fake_setup(void)
{
	static const char *const names[] = { "db", "cache", "web", "app" };

	fake_open = fake_opened = fake_heaps = 0;
	for (int i = 0; i < NR_FAKES; i++) {
		fakes[i] = (struct fake){
			.process = { .pid = 101 + i,
				     .rss_bytes = (uint64_t)(i + 1) << 20,
				     .started = 1 },
			.user_bytes = UINT64_C(10) << (20 + i),
			.allocs = 1000,
			.nr_stripes = 2,
			.nr_threads = 3,
			.taken = 1e6,
		};
		strcpy(fakes[i].process.name, names[i]);
	}
}

static struct target *open_one(pid_t pid, struct failure *why)
{
	struct target *t;

	for (int i = 0; i < NR_FAKES; i++) {
		if (fakes[i].process.pid != pid)
			continue;
		if (fakes[i].refuses) {
			failed(why, fakes[i].refuses, "it refuses");
			return NULL;
		}
		fake_open++;
		fake_opened++;
		t = malloc(sizeof(*t));
		t->fake = &fakes[i];
		return t;
	}
	failed(why, STATUS_NO_TARGET, "there is no process %d", (int)pid);
	return NULL;
}

static void close_one(struct target *t)
{
	fake_open--;
	free(t);
}

static bool find(struct layout *l, struct target *t, struct failure *why)
{
	(void)t;
	(void)why;
	*l = (struct layout){ 0 };
	return true;
}

void fake_heap(struct heap *h, const struct fake *f)
{
	struct buddy_zone_info *zone = &h->info.zone[BUDDY_ZONE_NORMAL];

	*h = (struct heap){ .taken = f->taken,
			    .present = 4096,
			    .free = 1024 + 513,
			    .dirty = 512,
			    .nr_stripes = f->nr_stripes,
			    .nr_threads = f->nr_threads };
	h->info.nr_orders = 11;
	h->info.nr_zones = 3;
	h->info.user_bytes = f->user_bytes;
	h->info.allocs = f->allocs;
	h->info.frees = f->allocs / 2;
	h->info.slab_pages = 100;
	h->info.pcp_pages = 8;
	h->info.cached_bytes = 65536;
	h->info.in_flight_pages = -2;
	strcpy(h->info.zone[BUDDY_ZONE_DMA].name, "DMA");
	strcpy(h->info.zone[BUDDY_ZONE_DMA32].name, "DMA32");
	strcpy(zone->name, "Normal");
	zone->present_pages = 4096;
	zone->nr_free[0] = 1;
	zone->nr_free[9] = 1;
	zone->nr_free[10] = 1;
	h->stripe = calloc(f->nr_stripes + 1, sizeof(*h->stripe));
	for (unsigned i = 0; i < f->nr_stripes; i++)
		h->stripe[i] = (struct heap_stripe){ .nr_threads = i,
						     .free_pages = 256 * i,
						     .splits = f->allocs };
	h->thread = calloc(f->nr_threads + 1, sizeof(*h->thread));
	for (unsigned i = 0; i < f->nr_threads; i++)
		h->thread[i] = (struct heap_thread){ .live = i != 1,
						     .bytes = 1024 * (i + 1),
						     .pcp_high = 512 };
	fake_heaps++;
}

static bool read_one(struct heap *h, struct target *t, const struct layout *l,
		     struct failure *why)
{
	struct fake *f = t->fake;

	(void)l;
	fake_heap(h, f);
	if (f->fail_reads) {
		f->fail_reads--;
		return failed(why, f->torn, "it cannot be read");
	}
	return true;
}

static void release(struct heap *h)
{
	free(h->stripe);
	free(h->thread);
	*h = (struct heap){ 0 };
	fake_heaps--;
}

const struct watch_source fake_source = {
	.open = open_one,
	.close = close_one,
	.find = find,
	.read = read_one,
	.release = release,
};

void fake_sample(struct watch *w, size_t nr)
{
	struct process list[NR_FAKES];

	for (size_t i = 0; i < nr; i++)
		list[i] = fakes[i].process;
	watch_sample(w, list, nr);
}

char *fake_text(const struct canvas *c)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	canvas_write(c, out);
	fclose(out);
	return text;
}
