/* SPDX-License-Identifier: MIT */
/*
 * tools/output.h - what a function writes to a stream
 */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdio.h>

/* A stream to write to; then the text, valid until the next start. */
FILE *output_start(void);
const char *output_end(void);

/* The text of a call that takes the stream `out`. */
#define OUTPUT(call)                        \
	({                                  \
		FILE *out = output_start(); \
		call;                       \
		output_end();               \
	})

/* The line of a text that starts so; fails the test if there is none. */
const char *output_line(const char *text, const char *start);

#endif /* TOOLS_OUTPUT_H */
