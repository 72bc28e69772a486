/* SPDX-License-Identifier: MIT */
/*
 * tools/check_json.c - every figure of a heap as one JSON object
 */
#include "show/json.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <jansson.h>
#include <string.h>

static struct json_source source;

static void setup(void)
{
	source = (struct json_source){
		.process = sample_process(),
		.heap = sample_heap(),
		.pages = sample_pages(),
		.residency = sample_residency(),
	};
}

static json_t *parse(void)
{
	json_error_t error;
	json_t *root = json_loads(OUTPUT(show_json(out, &source)),
				  JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(root != NULL, "%s", error.text);
	return root;
}

/* The value at a path of names and indices: "zones.2.free_pages". */
static json_t *at(json_t *value, const char *path)
{
	char name[64];
	int n = 0;

	while (sscanf(path, "%63[^.]%n", name, &n) == 1) {
		value = json_is_array(value) ?
				json_array_get(value, (size_t)atoi(name)) :
				json_object_get(value, name);
		ck_assert_msg(value != NULL, "there is no %s", path);
		path += n;
		path += *path == '.';
	}
	return value;
}

START_TEST(test_figures)
{
	static const struct {
		const char *path;
		long long value;
	} figures[] = {
		{ "process.pid", 1234 },
		{ "process.uid", 1000 },
		{ "process.rss_bytes", 5000000 },
		{ "heap.orders", 11 },
		{ "heap.present_pages", 3072 },
		{ "heap.free_pages", 2797 },
		{ "heap.in_flight_pages", 0 },
		{ "heap.purged_pages", 77 },
		{ "accounts.present_bytes", 3072 * 4096 },
		{ "accounts.in_use_bytes", 1079936 },
		{ "held.run_bytes", 1048576 },
		{ "resident.slab_bytes", 49152 },
		{ "resident.total_bytes", 1004736 },
		{ "excess.run_absent_bytes", -229376 },
		{ "excess.resident_bytes", 1004736 },
		{ "zones.0.spanned_pages", 4096 },
		{ "zones.0.protection_pages.2", 8176 },
		{ "zones.2.free_blocks.4", 2 },
		{ "zones.2.virgin_blocks", 1021 },
		{ "zones.2.largest_free_bytes", 4 << 20 },
		{ "zones.2.extfrag_index_thousandths.10", -1000 },
		{ "zones.1.unusable_index_thousandths.0", 1000 },
		{ "classes.1.size_bytes", 112 },
		{ "classes.1.objects_out", 300 },
		{ "stripes.0.slab_pages", 16 },
		{ "stripes.0.free_blocks_by_zone.2.10", 0 },
		{ "threads.0.allocs", 1000 },
		{ "threads.1.index", 2 },
		{ "threads.1.page_cache_high_pages", 1024 },
	};
	json_t *root = parse();

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		json_t *value = at(root, figures[i].path);

		ck_assert(json_is_integer(value));
		ck_assert_msg(json_integer_value(value) == figures[i].value,
			      "%s is %lld", figures[i].path,
			      json_integer_value(value));
	}
	ck_assert_str_eq(json_string_value(at(root, "heap.arena_base")),
			 "0x7f0000000000");
	ck_assert(json_is_true(at(root, "heap.exact")));
	ck_assert_str_eq(json_string_value(at(root, "zones.2.name")), "Normal");
	ck_assert_uint_eq(json_array_size(at(root, "threads")), 2);
	ck_assert_uint_eq(json_array_size(at(root, "zones.2.free_blocks")), 11);
	json_decref(root);
}
END_TEST

START_TEST(test_a_core_file)
{
	json_t *root;

	source.residency = NULL;
	source.pages = NULL;
	sample_process()->pid = 0;
	root = parse();
	ck_assert_uint_eq(json_object_size(at(root, "process")), 1);
	ck_assert_str_eq(json_string_value(at(root, "process.name")), "sample");
	ck_assert(json_is_null(at(root, "resident")));
	ck_assert(json_is_null(at(root, "excess")));
	ck_assert(json_is_null(at(root, "held")));
	json_decref(root);
}
END_TEST

START_TEST(test_names_are_text)
{
	struct process *process = sample_process();
	json_t *root;

	memcpy(process->name, "\x1b\"\\\n\xe9\xc3\xa9", 8);
	root = parse();
	ck_assert_str_eq(json_string_value(at(root, "process.name")),
			 "?\"\\??\xc3\xa9");
	json_decref(root);
}
END_TEST

START_TEST(test_huge_numbers)
{
	struct heap *heap = sample_heap();
	json_t *root;

	heap->info.allocs = UINT64_MAX;
	heap->info.frees = UINT64_C(1) << 62;
	heap->info.zone[2].nr_free[0] = UINT64_MAX;
	root = parse();
	ck_assert(json_integer_value(at(root, "heap.allocs")) == INT64_MAX);
	ck_assert(json_integer_value(at(root, "heap.frees")) == INT64_C(1)
									<< 62);
	ck_assert(json_integer_value(at(root, "zones.2.free_blocks.0")) ==
		  INT64_MAX);
	json_decref(root);
}
END_TEST

START_TEST(test_an_empty_heap)
{
	struct heap *heap = sample_heap();
	json_t *root;

	*heap = (struct heap){ .present = 0 };
	root = parse();
	ck_assert_uint_eq(json_array_size(at(root, "zones")), 0);
	ck_assert_uint_eq(json_array_size(at(root, "threads")), 0);
	json_decref(root);
}
END_TEST

static Suite *json_suite(void)
{
	Suite *s = suite_create("json");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_figures);
	tcase_add_test(core, test_a_core_file);
	tcase_add_test(core, test_names_are_text);
	tcase_add_test(limits, test_huge_numbers);
	tcase_add_test(limits, test_an_empty_heap);
	return s;
}

int main(void)
{
	return suite_run(json_suite());
}
