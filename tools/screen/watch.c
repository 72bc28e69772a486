/* SPDX-License-Identifier: MIT */
/*
 * screen/watch.c - a set of processes that are looked at again and again
 */
#include "screen/watch.h"
#include "screen/clock.h"

#include <stdlib.h>

/* How many samples an ended process stays, for people to see that it ended. */
enum { LINGER = 3 };

const struct watch_source watch_live = {
	.open = target_open_process,
	.close = target_close,
	.find = layout_find,
	.read = heap_read,
	.release = heap_free,
};

void watch_init(struct watch *w, const struct watch_source *source)
{
	*w = (struct watch){ .source = source };
}

struct watched *watch_find(const struct watch *w, pid_t pid)
{
	for (size_t i = 0; i < w->nr; i++)
		if (w->of[i]->process.pid == pid)
			return w->of[i];
	return NULL;
}

static void close_target(const struct watch *w, struct watched *p)
{
	if (p->target)
		w->source->close(p->target);
	p->target = NULL;
}

/* Back to a process of which nothing is known. */
static void forget(const struct watch *w, struct watched *p)
{
	close_target(w, p);
	if (p->nr_samples > 0)
		w->source->release(&p->heap);
	if (p->nr_samples > 1)
		w->source->release(&p->before);
	*p = (struct watched){ .process = p->process };
}

void watch_exit(struct watch *w)
{
	for (size_t i = 0; i < w->nr; i++) {
		forget(w, w->of[i]);
		free(w->of[i]);
	}
	free(w->of);
	watch_init(w, w->source);
}

/* NULL without memory: the process is not watched this time. */
static struct watched *add(struct watch *w)
{
	struct watched *p;

	if (w->nr == w->room) {
		size_t room = w->room ? 2 * w->room : 16;
		struct watched **of = realloc(w->of, room * sizeof(*of));

		if (!of)
			return NULL;
		w->of = of;
		w->room = room;
	}
	p = calloc(1, sizeof(*p));
	if (p)
		w->of[w->nr++] = p;
	return p;
}

static bool open_target(const struct watch *w, struct watched *p)
{
	p->target = w->source->open(p->process.pid, &p->why);
	if (!p->target)
		return false;
	if (w->source->find(&p->layout, p->target, &p->why))
		return true;
	close_target(w, p);
	return false;
}

static bool read_heap(const struct watch *w, struct watched *p, struct heap *h)
{
	bool was_open = p->target;

	if (!was_open && !open_target(w, p))
		return false;
	if (w->source->read(h, p->target, &p->layout, &p->why))
		return true;
	w->source->release(h);
	close_target(w, p);
	/* It may run another program by now, whose heap is elsewhere. */
	if (!was_open || !open_target(w, p))
		return false;
	if (w->source->read(h, p->target, &p->layout, &p->why))
		return true;
	w->source->release(h);
	close_target(w, p);
	return false;
}

static void note_history(struct watched *p)
{
	/* Averages since the start would dwarf what follows. */
	for (unsigned i = 0; i < NR_RATES && p->nr_samples > 1; i++)
		history_add(&p->history[i], p->rates.per_second[i]);
	history_add(&p->history[SERIES_USED], (double)p->heap.info.user_bytes);
	history_add(&p->history[SERIES_RSS], (double)p->process.rss_bytes);
	history_add(&p->history[SERIES_FREE],
		    (double)p->heap.free * PAGE_BYTES);
}

static void sample(const struct watch *w, struct watched *p)
{
	struct heap h;
	struct moment before = p->moment;

	p->readable = read_heap(w, p, &h);
	if (!p->readable)
		return;
	if (p->nr_samples > 1)
		w->source->release(&p->before);
	p->before = p->heap;
	p->heap = h;
	p->moment = moment_of(&p->process, &h);
	if (!p->nr_samples)
		before = moment_of_start(&p->process, h.taken,
					 clock_since_boot());
	p->rates = rates_between(&before, &p->moment);
	p->nr_samples++;
	note_history(p);
}

/* Removes an entry, and keeps the others in their order. */
static void drop(struct watch *w, size_t i)
{
	forget(w, w->of[i]);
	free(w->of[i]);
	w->nr--;
	for (; i < w->nr; i++)
		w->of[i] = w->of[i + 1];
}

static void note_ended(struct watch *w)
{
	for (size_t i = w->nr; i-- > 0;) {
		struct watched *p = w->of[i];

		if (!p->missed)
			continue;
		close_target(w, p);
		p->readable = false;
		failed(&p->why, STATUS_NO_TARGET, "it has ended");
		p->rates = (struct rates){ 0 };
		if (p->missed > LINGER && p->process.pid != w->kept)
			drop(w, i);
	}
}

void watch_sample(struct watch *w, const struct process *list, size_t nr)
{
	for (size_t i = 0; i < w->nr; i++)
		w->of[i]->missed++;
	for (size_t i = 0; i < nr; i++) {
		struct watched *p = watch_find(w, list[i].pid);

		if (!p)
			p = add(w);
		else if (p->process.started != list[i].started)
			forget(w, p);
		if (!p)
			continue;
		p->process = list[i];
		p->missed = 0;
		sample(w, p);
	}
	note_ended(w);
}
