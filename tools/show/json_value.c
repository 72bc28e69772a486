/* SPDX-License-Identifier: MIT */
/*
 * show/json_value.c - figures as JSON values
 */
#include "show/json_value.h"

json_t *json_count(uint64_t n)
{
	return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

json_t *json_counts(const uint64_t *numbers, size_t nr)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(array, json_count(numbers[i]));
	return array;
}

void json_put(json_t *object, const char *name, json_t *value)
{
	json_object_set_new(object, name, value);
}

void json_put_figures(json_t *object, const void *record,
		      const struct figure *figures, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		json_put(object, figures[i].name,
			 json_count(figure_of(record, &figures[i])));
}
