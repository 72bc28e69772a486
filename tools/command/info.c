/* SPDX-License-Identifier: MIT */
/*
 * command/info.c - buddyctl info: the figures of a heap
 */
#include "command/command.h"

#include "command/preload.h"
#include "command/sections.h"
#include "command/trace.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct request {
	unsigned sections;
	bool help;
	bool seen; /* view is filled in; else *why is */
	struct view view;
	struct failure why;
};

static const struct option options[] = {
	{ "virgin", no_argument, NULL, 'v' },
	{ "pagetype", no_argument, NULL, 't' },
	{ "zones", no_argument, NULL, 'z' },
	{ "slabs", no_argument, NULL, 's' },
	{ "frag", no_argument, NULL, 'f' },
	{ "json", no_argument, NULL, 'j' },
	{ "prometheus", no_argument, NULL, 'p' },
	{ "all", no_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int help(void)
{
	printf("Usage: buddyctl info [OPTION]... PID|CORE\n"
	       "  or:  buddyctl info [OPTION]... -- PROG [ARG]...\n"
	       "Show the heap of a process, of a core file, or of PROG as it "
	       "ends.\n"
	       "Without an option that asks for more, free blocks by order: "
	       "/proc/buddyinfo.\n"
	       "\n"
	       "      --virgin      the same, untouched blocks included\n"
	       "      --pagetype    free blocks by type: /proc/pagetypeinfo\n"
	       "      --zones       watermarks and counters: /proc/zoneinfo\n"
	       "      --slabs       size classes: /proc/slabinfo\n"
	       "      --frag        fragmentation, and resident memory against "
	       "bytes in use\n"
	       "      --all         all of these, and where the memory is\n"
	       "      --json        every figure, as a JSON object\n"
	       "      --prometheus  as metrics of Prometheus\n"
	       "      --help        this\n");
	return STATUS_OK;
}

/* What an option asks for; 0: there is no such option. */
static unsigned sections_of(int option)
{
	switch (option) {
	case 'v':
		return SECTION_BUDDYINFO | SECTION_VIRGIN;
	case 't':
		return SECTION_PAGETYPE;
	case 'z':
		return SECTION_ZONES;
	case 's':
		return SECTION_SLABS;
	case 'f':
		return SECTION_FRAG;
	case 'j':
		return SECTION_JSON;
	case 'p':
		return SECTION_PROMETHEUS;
	case 'a':
		return SECTION_ALL;
	}
	return 0;
}

/* Options from argv to *rq; a usage error's status, or STATUS_OK. */
static int parse(int argc, char **argv, struct request *rq)
{
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		unsigned sections = sections_of(option);

		if (option == 'h')
			rq->help = true;
		else if (!sections)
			return usage_error("info", "unknown option '%s'",
					   argv[optind - 1]);
		rq->sections |= sections;
	}
	if (!rq->sections)
		rq->sections = SECTION_BUDDYINFO;
	if (!sections_agree(rq->sections))
		return usage_error("info", "--json and --prometheus go with "
					   "no other option");
	return STATUS_OK;
}

/*
 * Arguments behind the first "--", or -1 if there is none.  To be asked before
 * getopt_long moves operands there.
 */
static int behind_dashes(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--"))
			return argc - i - 1;
	return -1;
}

static void look_at(struct request *rq, struct target *t)
{
	view_free(&rq->view);
	rq->seen = view_read(&rq->view, t, sections_want_pages(rq->sections),
			     &rq->why);
}

/* Shown when the program is gone: the last look counts. */
static void look(pid_t pid, pid_t tid, void *data)
{
	struct request *rq = data;
	struct target *t = target_open_process(tid, &rq->why);

	rq->seen = false;
	if (!t)
		return;
	look_at(rq, t);
	rq->view.process.pid = pid;
	target_close(t);
}

static int show(const struct request *rq)
{
	struct failure why;

	if (!rq->seen)
		return failure_report(&rq->why);
	sections_show(stdout, rq->sections, &rq->view);
	if (!fflush(stdout) && !ferror(stdout))
		return STATUS_OK;
	failed(&why, STATUS_FAILED, "cannot write to standard output");
	return failure_report(&why);
}

/* The program's own failure is worth more than ours. */
static int info_of_program(struct request *rq, char **argv)
{
	struct failure why;
	int status, shown;

	if (!preload_set(NULL, &why) ||
	    !trace_program(argv, look, rq, &status, &why))
		return failure_report(&why);
	shown = show(rq);
	return status ? status : shown;
}

static int info_of_target(struct request *rq, const char *name)
{
	struct target *t = target_open(name, &rq->why);

	if (!t)
		return failure_report(&rq->why);
	look_at(rq, t);
	target_close(t);
	return show(rq);
}

int command_info(int argc, char **argv)
{
	struct request rq = { .sections = 0 };
	int program = behind_dashes(argc, argv), operands, status;

	failed(&rq.why, STATUS_FAILED, "the program ended unseen");
	status = parse(argc, argv, &rq);
	operands = argc - optind;
	if (status)
		return status;
	if (rq.help)
		return help();
	if (program < 0 && operands == 1)
		status = info_of_target(&rq, argv[optind]);
	else if (program > 0 && operands == program)
		status = info_of_program(&rq, argv + optind);
	else
		status = usage_error("info", "it takes one PID or core file, "
					     "or -- and a program");
	view_free(&rq.view);
	return status;
}
