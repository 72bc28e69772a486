/* SPDX-License-Identifier: MIT */
/*
 * tools/check_prometheus.c - Prometheus' text format, against its grammar
 */
#include "show/prometheus.h"
#include "support/suite.h"
#include "tools/output.h"
#include "tools/sample.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define NAME "[a-zA-Z_:][a-zA-Z0-9_:]*"
#define LABEL "[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\]|\\\\[\\\"n])*\""

static const char *const grammar[] = {
	"^# HELP " NAME " [^\\]+$",
	"^# TYPE " NAME " (counter|gauge)$",
	"^" NAME "\\{" LABEL "(," LABEL ")*\\} -?[0-9]+(\\.[0-9]+)?$",
};
enum { HELP, TYPE, SAMPLE, NR_KINDS };

static struct heap heaps[2];
static struct process processes[2];
static struct prometheus_source sources[2];

static void setup(void)
{
	for (unsigned i = 0; i < 2; i++) {
		heaps[i] = *sample_heap();
		processes[i] = *sample_process();
		processes[i].pid += (pid_t)i;
		sources[i] =
			(struct prometheus_source){ &processes[i], &heaps[i] };
	}
}

static int kind_of(const char *line)
{
	int kind;

	for (kind = 0; kind < NR_KINDS; kind++) {
		regex_t expression;
		int wrong;

		ck_assert_int_eq(regcomp(&expression, grammar[kind],
					 REG_EXTENDED | REG_NOSUB),
				 0);
		wrong = regexec(&expression, line, 0, NULL, 0);
		regfree(&expression);
		if (!wrong)
			break;
	}
	return kind;
}

/* The metric that the line is of. */
static void metric_of(const char *line, int kind, char name[128])
{
	const char *start = kind == SAMPLE ? line : line + strlen("# HELP ");

	snprintf(name, 128, "%.*s", (int)strcspn(start, " {"), start);
}

/*
 * Each line is of the grammar, and each metric is HELP, TYPE and its samples,
 * once, in one piece.
 */
static void expect_grammar(const char *text)
{
	char *copy = strdup(text), *rest = NULL;
	char current[128] = "", seen[16384] = " ", name[128];
	int last = SAMPLE;

	ck_assert(text[strlen(text) - 1] == '\n');
	for (char *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		int kind = kind_of(line);

		ck_assert_msg(kind < NR_KINDS, "no line: %s", line);
		metric_of(line, kind, name);
		if (kind == HELP) {
			char word[132];

			ck_assert_int_ne(last, HELP);
			snprintf(word, sizeof(word), " %s ", name);
			ck_assert_ptr_null(strstr(seen, word));
			strcat(seen, word);
			strcpy(current, name);
		} else {
			ck_assert_str_eq(name, current);
			ck_assert(kind != TYPE || last == HELP);
			ck_assert(kind != SAMPLE || last != HELP);
		}
		last = kind;
	}
	free(copy);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* No two samples have a name and labels in common. */
static void expect_unique(const char *text)
{
	char *copy = strdup(text), *rest = NULL, *lines[4096];
	size_t nr = 0;

	for (char *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '#')
			continue;
		ck_assert_uint_lt(nr, 4096);
		*strrchr(line, ' ') = '\0';
		lines[nr++] = line;
	}
	qsort(lines, nr, sizeof(lines[0]), compare);
	for (size_t i = 1; i < nr; i++)
		ck_assert_str_ne(lines[i - 1], lines[i]);
	free(copy);
}

START_TEST(test_one_process)
{
	const char *text = OUTPUT(show_prometheus(out, sources, 1));
	static const char *const lines[] = {
		"# HELP buddy_allocs_total Objects and runs handed out.",
		"# TYPE buddy_allocs_total counter",
		"buddy_allocs_total{pid=\"1234\",name=\"sample\"} 1000",
		"# TYPE buddy_object_bytes gauge",
		"buddy_object_bytes{pid=\"1234\",name=\"sample\"} 31360",
		"buddy_run_bytes{pid=\"1234\",name=\"sample\"} 1048576",
		"buddy_in_flight_bytes{pid=\"1234\",name=\"sample\"} 0",
		"buddy_process_resident_bytes{pid=\"1234\",name=\"sample\"} "
		"5000000",
		"buddy_zone_free_bytes{pid=\"1234\",name=\"sample\","
		"zone=\"Normal\"} 11456512",
		"buddy_zone_virgin_blocks{pid=\"1234\",name=\"sample\","
		"zone=\"DMA\"} 4",
		"buddy_zone_free_blocks{pid=\"1234\",name=\"sample\","
		"zone=\"Normal\",order=\"10\"} 1",
		"buddy_zone_unusable_index{pid=\"1234\",name=\"sample\","
		"zone=\"Normal\",order=\"0\"} 0.000",
		"buddy_zone_extfrag_index{pid=\"1234\",name=\"sample\","
		"zone=\"Normal\",order=\"0\"} -1.000",
		"buddy_class_objects_out{pid=\"1234\",name=\"sample\","
		"class=\"112\"} 300",
		"buddy_class_unused_bytes{pid=\"1234\",name=\"sample\","
		"class=\"112\"} 16384",
	};

	expect_grammar(text);
	expect_unique(text);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert_str_eq(output_line(text, lines[i]), lines[i]);
	ck_assert_ptr_null(strstr(text, "zone=\"DMA\",order"));
}
END_TEST

START_TEST(test_two_processes)
{
	const char *text = OUTPUT(show_prometheus(out, sources, 2));

	expect_grammar(text);
	expect_unique(text);
	ck_assert_ptr_nonnull(strstr(
		text, "buddy_threads{pid=\"1234\",name=\"sample\"} 2\n"
		      "buddy_threads{pid=\"1235\",name=\"sample\"} 2\n"));
}
END_TEST

START_TEST(test_label_values_are_escaped)
{
	const char *text;

	strcpy(processes[0].name, "a\"b\\c\nd{}=,");
	strcpy(heaps[0].info.zone[2].name, "N\"\\\n\xff");
	text = OUTPUT(show_prometheus(out, sources, 1));
	expect_grammar(text);
	ck_assert_ptr_nonnull(strstr(text, "name=\"a\\\"b\\\\c?d{}=,\""));
	ck_assert_ptr_nonnull(strstr(text, "zone=\"N\\\"\\\\??\""));
}
END_TEST

START_TEST(test_no_process_and_an_empty_heap)
{
	const char *text = OUTPUT(show_prometheus(out, sources, 0));

	expect_grammar(text);
	ck_assert_ptr_null(strstr(text, "{"));
	heaps[0] = (struct heap){ .present = 0 };
	text = OUTPUT(show_prometheus(out, sources, 1));
	expect_grammar(text);
	ck_assert_ptr_null(strstr(text, "zone="));
}
END_TEST

START_TEST(test_huge_and_negative_numbers)
{
	const char *text;

	heaps[0].info.allocs = UINT64_MAX;
	heaps[0].free += 10;
	text = OUTPUT(show_prometheus(out, sources, 1));
	expect_grammar(text);
	ck_assert_ptr_nonnull(strstr(text, "} 18446744073709551615\n"));
	ck_assert_ptr_nonnull(strstr(text, "name=\"sample\"} -40960\n"));
}
END_TEST

START_TEST(test_the_grammar_can_fail)
{
	ck_assert_int_eq(kind_of("buddy_x{pid=\"1\"} 1"), SAMPLE);
	ck_assert_int_eq(kind_of("buddy_x{pid=\"\\\"\\\\\\n\"} 1"), SAMPLE);
	ck_assert_int_eq(kind_of("buddy_x{pid=\"1\"1\"} 1"), NR_KINDS);
	ck_assert_int_eq(kind_of("buddy_x{pid=\"\\\"} 1"), NR_KINDS);
	ck_assert_int_eq(kind_of("buddy_x{pid=\"1\"} 1,5"), NR_KINDS);
	ck_assert_int_eq(kind_of("# TYPE buddy_x number"), NR_KINDS);
	ck_assert_int_eq(kind_of(""), NR_KINDS);
}
END_TEST

static Suite *prometheus_suite(void)
{
	Suite *s = suite_create("prometheus");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);

	tcase_add_test(core, test_one_process);
	tcase_add_test(core, test_two_processes);
	tcase_add_test(core, test_label_values_are_escaped);
	tcase_add_test(core, test_the_grammar_can_fail);
	tcase_add_test(limits, test_no_process_and_an_empty_heap);
	tcase_add_test(limits, test_huge_and_negative_numbers);
	return s;
}

int main(void)
{
	return suite_run(prometheus_suite());
}
