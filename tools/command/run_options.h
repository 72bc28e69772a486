/* SPDX-License-Identifier: MIT */
/*
 * command/run_options.h - the keys of BUDDY_CONF as options of a command line
 */
#ifndef COMMAND_RUN_OPTIONS_H
#define COMMAND_RUN_OPTIONS_H

#include "read/failure.h"

#include <getopt.h>
#include <stdio.h>

enum { NR_RUN_OPTIONS = 21 };

/*
 * One for each key, with '-' for '_'.  getopt_long returns `first` for the
 * first of them, and so on.
 */
void run_options_list(struct option list[NR_RUN_OPTIONS], int first);

/* Lines for --help. */
void run_options_help(FILE *out);

/*
 * Writes "KEY:VALUE" of the i-th option; value is NULL if it was given none.
 * False if the library would not take the value.
 */
bool run_options_write(FILE *conf, unsigned i, const char *value,
		       struct failure *why);

#endif /* COMMAND_RUN_OPTIONS_H */
