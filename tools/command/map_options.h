/* SPDX-License-Identifier: MIT */
/*
 * command/map_options.h - what `buddyctl map` is asked to draw
 */
#ifndef COMMAND_MAP_OPTIONS_H
#define COMMAND_MAP_OPTIONS_H

#include <stdbool.h>

enum map_format { FORMAT_HTML, FORMAT_SVG, FORMAT_PNG, NR_FORMATS };

struct map_request {
	bool help;
	const char *target, *output; /* output: "-" is standard output */
	int format;		     /* enum map_format */
	bool rows;
	double every;	     /* seconds between frames */
	unsigned long count; /* of frames */
	char default_output[32];
};

extern const char map_help[];

/* An exit status; has told what is wrong unless it is STATUS_OK. */
int map_parse(struct map_request *r, int argc, char **argv);

#endif /* COMMAND_MAP_OPTIONS_H */
