/* SPDX-License-Identifier: MIT */
/*
 * command/map_options.c - what `buddyctl map` is asked to draw
 */
#include "command/map_options.h"

#include "read/failure.h"
#include "read/number.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { FILM_FRAMES = 60, MOST_FRAMES = 100000 };

const char map_help[] =
	"Usage: buddyctl map [OPTION]... PID|CORE\n"
	"Draw what every page of a heap is used for.\n"
	"\n"
	"  -o, --output FILE   write to FILE, or to standard output if it is "
	"-\n"
	"                      [map-PID.html, or map-core.html]\n"
	"  -f, --format TYPE   html, svg or png [by the ending of FILE, or "
	"html]\n"
	"      --rows          a row for each 4 MiB instead of a square with "
	"a\n"
	"                      Hilbert curve through it\n"
	"      --every TIME    take a film, a frame every TIME, as 1s or "
	"200ms;\n"
	"                      HTML only [1s]\n"
	"      --count N       of N frames [60, or 1 without --every]\n"
	"      --help          say this\n"
	"\n"
	"A film ends early on an interrupt or when the process ends.\n";

static const char *const formats[NR_FORMATS] = { "html", "svg", "png" };

static int format_of(const char *name)
{
	for (int i = 0; i < NR_FORMATS; i++)
		if (!strcmp(name, formats[i]))
			return i;
	return -1;
}

/* Decides what was not said. */
static int complete(struct map_request *r)
{
	const char *dot = r->output ? strrchr(r->output, '.') : NULL;
	bool core = r->target[strspn(r->target, "0123456789")] != '\0';

	if (r->format < 0 && dot && !strchr(dot, '/'))
		r->format = format_of(dot + 1);
	if (r->format < 0 && r->output)
		return usage_error("map", "say --format: '%s' ends in none",
				   r->output);
	if (r->format < 0)
		r->format = FORMAT_HTML;
	if (!r->count)
		r->count = r->every > 0 ? FILM_FRAMES : 1;
	if (r->every <= 0)
		r->every = 1;
	if (r->count > 1 && r->format != FORMAT_HTML)
		return usage_error("map", "a film needs the format html");
	if (!r->output) {
		snprintf(r->default_output, sizeof(r->default_output),
			 "map-%.16s.%s", core ? "core" : r->target,
			 formats[r->format]);
		r->output = r->default_output;
	}
	return STATUS_OK;
}

static int take_option(struct map_request *r, int option)
{
	switch (option) {
	case 'o':
		r->output = optarg;
		return STATUS_OK;
	case 'f':
		r->format = format_of(optarg);
		if (r->format < 0)
			return usage_error("map", "there is no format '%s'",
					   optarg);
		return STATUS_OK;
	case 'r':
		r->rows = true;
		return STATUS_OK;
	case 'e':
		if (!number_parse_interval(optarg, &r->every))
			return usage_error("map", "'%s' is no time, as 1s",
					   optarg);
		return STATUS_OK;
	case 'c':
		if (!number_parse(optarg, MOST_FRAMES, &r->count))
			return usage_error("map", "'%s' is no number of frames",
					   optarg);
		return STATUS_OK;
	case 'h':
		r->help = true;
		return STATUS_OK;
	default:
		return usage_error("map", "wrong option");
	}
}

int map_parse(struct map_request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "format", required_argument, NULL, 'f' },
		{ "rows", no_argument, NULL, 'r' },
		{ "every", required_argument, NULL, 'e' },
		{ "count", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int option, status;

	*r = (struct map_request){ .format = -1 };
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "o:f:", options, NULL)) !=
	       -1) {
		status = take_option(r, option);
		if (status || r->help)
			return status;
	}
	if (optind + 1 != argc)
		return usage_error("map", "one PID or core file is needed");
	r->target = argv[optind];
	return complete(r);
}
