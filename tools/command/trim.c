/* SPDX-License-Identifier: MIT */
/*
 * command/trim.c - buddyctl trim: ask for free memory to be given back
 */
#include "command/command.h"
#include "command/request.h"
#include "read/number.h"

#include <getopt.h>
#include <inttypes.h>

static const char help[] =
	"Usage: buddyctl trim PID [PAD]\n"
	"Ask a process to give free memory back to the system.\n"
	"It keeps PAD bytes of it, 0 if not given; PAD may end in K, M, G or "
	"T.\n"
	"It needs a control thread: BUDDY_CONF=control:true, or\n"
	"buddyctl run --control.\n";

int command_trim(int argc, char **argv)
{
	char line[64];
	uint64_t pad = 0;
	int status;
	pid_t pid;

	if (!request_arguments(argc, argv, help, 1, &pid, &status))
		return status;
	if (optind < argc && !number_parse_size(argv[optind], &pad))
		return usage_error("trim", "'%s' is no size", argv[optind]);
	snprintf(line, sizeof(line), "trim %" PRIu64, pad);
	return request_run(pid, line);
}
