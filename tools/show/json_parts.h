/* SPDX-License-Identifier: MIT */
/*
 * show/json_parts.h - the parts of a heap as JSON arrays
 */
#ifndef SHOW_JSON_PARTS_H
#define SHOW_JSON_PARTS_H

#include "read/pages.h"

#include <jansson.h>

/* p: NULL if the pages are not known. */
json_t *json_zones(const struct heap *h, const struct pages *p);
json_t *json_classes(const struct heap *h);
json_t *json_stripes(const struct heap *h);
/* Live ones; "index" is the slot's. */
json_t *json_threads(const struct heap *h);

#endif /* SHOW_JSON_PARTS_H */
