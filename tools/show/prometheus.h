/* SPDX-License-Identifier: MIT */
/*
 * show/prometheus.h - heaps in Prometheus' text exposition format
 *
 * Version 0.0.4 of the format, as /metrics serves it with the content type
 * "text/plain; version=0.0.4".
 */
#ifndef SHOW_PROMETHEUS_H
#define SHOW_PROMETHEUS_H

#include "read/heap.h"
#include "read/process.h"

#include <stdio.h>

struct prometheus_source {
	const struct process *process;
	const struct heap *heap;
};

/*
 * Each metric once, with its samples of all sources.  Labels are pid and name,
 * and zone, order or class where there is one of each; class is the size of
 * its objects in bytes.
 */
void show_prometheus(FILE *out, const struct prometheus_source *sources,
		     size_t nr);

#endif /* SHOW_PROMETHEUS_H */
