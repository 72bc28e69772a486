/* SPDX-License-Identifier: MIT */
/*
 * show/json.h - every figure of a heap as one JSON object
 */
#ifndef SHOW_JSON_H
#define SHOW_JSON_H

#include "read/process.h"
#include "read/residency.h"

#include <stdio.h>

/* p, r: NULL where they are not known; their members are null then. */
struct json_source {
	const struct process *process;
	const struct heap *heap;
	const struct pages *pages;
	const struct residency *residency;
};

/*
 * Names end in their unit.  Numbers are integers; those above 2^63 - 1 are
 * shown as that.
 */
void show_json(FILE *out, const struct json_source *source);

#endif /* SHOW_JSON_H */
