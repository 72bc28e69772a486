/* SPDX-License-Identifier: MIT */
/*
 * show/json_value.h - figures as JSON values
 */
#ifndef SHOW_JSON_VALUE_H
#define SHOW_JSON_VALUE_H

#include "show/figure.h"

#include <jansson.h>

/* An integer; what is above 2^63 - 1 becomes that. */
json_t *json_count(uint64_t n);

json_t *json_counts(const uint64_t *numbers, size_t nr);

/* Takes the value over. */
void json_put(json_t *object, const char *name, json_t *value);

void json_put_figures(json_t *object, const void *record,
		      const struct figure *figures, size_t nr);

#endif /* SHOW_JSON_VALUE_H */
