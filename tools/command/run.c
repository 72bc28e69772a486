/* SPDX-License-Identifier: MIT */
/*
 * command/run.c - buddyctl run: a program under libbuddy
 *
 * The program takes this process's place, so signals, the terminal and the
 * exit status are its own.
 */
#include "command/command.h"
#include "command/judge.h"
#include "command/preload.h"
#include "command/run_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As env(1) and nohup(1) say it. */
enum { STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND };

enum { OPT_HELP = 256, OPT_LIBRARY, OPT_CONF, OPT_PYTHON, OPT_CHECK, OPT_KEYS };

struct run {
	const char *library; /* NULL: find it */
	bool python, check, help;
	FILE *conf;
	char *conf_text;
	size_t conf_bytes;
};

static const struct option own_options[] = {
	{ "help", no_argument, NULL, OPT_HELP },
	{ "library", required_argument, NULL, OPT_LIBRARY },
	{ "conf", required_argument, NULL, OPT_CONF },
	{ "python", no_argument, NULL, OPT_PYTHON },
	{ "check", no_argument, NULL, OPT_CHECK },
};
enum { NR_OWN = sizeof(own_options) / sizeof(own_options[0]) };

static int help(void)
{
	printf("Usage: buddyctl run [OPTION]... [--] PROGRAM [ARGUMENT]...\n"
	       "Run a program with libbuddy preloaded.\n\n"
	       "  --check                       say whether it would use the\n"
	       "                                library, and do not run it\n"
	       "  --python                      set PYTHONMALLOC=malloc\n"
	       "  --library=PATH                preload this one\n"
	       "  --conf=KEY:VALUE,...          append to BUDDY_CONF\n"
	       "  --help                        show this\n\n"
	       "Keys of BUDDY_CONF, which libbuddy(7) explains:\n");
	run_options_help(stdout);
	return STATUS_OK;
}

/* Pairs are separated by commas. */
static void begin_pair(struct run *r)
{
	if (ftell(r->conf) > 0)
		putc(',', r->conf);
}

static bool take_option(struct run *r, int option, struct failure *why)
{
	switch (option) {
	case OPT_HELP:
		r->help = true;
		return true;
	case OPT_LIBRARY:
		r->library = optarg;
		return true;
	case OPT_CONF:
		begin_pair(r);
		fputs(optarg, r->conf);
		return true;
	case OPT_PYTHON:
		r->python = true;
		return true;
	case OPT_CHECK:
		r->check = true;
		return true;
	default:
		begin_pair(r);
		return run_options_write(r->conf, (unsigned)(option - OPT_KEYS),
					 optarg, why);
	}
}

/* STATUS_OK, with optind at the program; or the status of a wrong line. */
static int parse(struct run *r, int argc, char **argv)
{
	struct option list[NR_OWN + NR_RUN_OPTIONS + 1] = { 0 };
	struct failure why;
	int option;

	memcpy(list, own_options, sizeof(own_options));
	run_options_list(list + NR_OWN, OPT_KEYS);
	optind = opterr = 0;
	while ((option = getopt_long(argc, argv, "+", list, NULL)) != -1) {
		if (option == '?')
			return usage_error("run", "what is '%s'?",
					   argv[optind - 1]);
		if (!take_option(r, option, &why))
			return usage_error("run", "%s", why.text);
		if (r->help)
			return STATUS_OK;
	}
	if (optind == argc)
		return usage_error("run", "there is no program to run");
	return STATUS_OK;
}

static int check(const struct run *r, char **program)
{
	struct failure why = { 0 };
	char *library = preload_find_library(r->library, &why);
	int status;

	if (!library)
		return failure_report(&why);
	status = judge(stdout, library, program, &why);
	free(library);
	return why.status ? failure_report(&why) : status;
}

static int execute(char **program)
{
	int error;

	execvp(program[0], program);
	error = errno;
	fprintf(stderr, "buddyctl: %s: %s\n", program[0], strerror(error));
	return error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
}

static int prepare_and_run(const struct run *r, char **program)
{
	struct failure why;

	if (!preload_set_library(r->library, r->conf_text, &why))
		return failure_report(&why);
	if (r->python && setenv("PYTHONMALLOC", "malloc", 1)) {
		failed(&why, STATUS_FAILED, "%s", strerror(errno));
		return failure_report(&why);
	}
	return r->check ? check(r, program) : execute(program);
}

int command_run(int argc, char **argv)
{
	struct run r = { 0 };
	int status;

	r.conf = open_memstream(&r.conf_text, &r.conf_bytes);
	if (!r.conf) {
		perror("buddyctl");
		return STATUS_FAILED;
	}
	status = parse(&r, argc, argv);
	fclose(r.conf);
	if (r.help)
		status = help();
	else if (status == STATUS_OK)
		status = prepare_and_run(&r, argv + optind);
	free(r.conf_text);
	return status;
}
