/* SPDX-License-Identifier: MIT */
/*
 * show/metric.h - the metrics that are plain members of structures
 */
#ifndef SHOW_METRIC_H
#define SHOW_METRIC_H

#include "show/figure.h"

/* Which record has the member. */
enum metric_record {
	OF_PROCESS,  /* struct process */
	OF_INFO,     /* struct buddy_info */
	OF_ACCOUNTS, /* struct accounts */
	OF_ZONE,     /* struct buddy_zone_info of each zone */
	OF_CLASS     /* struct heap_class of each class */
};

struct metric {
	enum metric_record record;
	struct figure figure; /* its name has no "buddy_" in front */
	unsigned unit;	      /* what the member counts */
	const char *help;
};

extern const struct metric metrics[];
extern const size_t nr_metrics;

#endif /* SHOW_METRIC_H */
