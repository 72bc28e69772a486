/* SPDX-License-Identifier: MIT */
/*
 * command/ctl.c - buddyctl ctl: read and set the names of buddy_ctl(3)
 */
#include "command/command.h"
#include "command/request.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"Usage: buddyctl ctl PID NAME[=VALUE]...\n"
	"Print a value of a process's heap, or set it.\n"
	"It needs a control thread: BUDDY_CONF=control:true, or\n"
	"buddyctl run --control.\n";

static int ask(pid_t pid, const char *word)
{
	const char *equals = strchr(word, '=');
	char *line;
	int status, length;

	if (!*word || equals == word || strpbrk(word, " \t\n"))
		return usage_error("ctl", "'%s' is no name", word);
	length = equals ? asprintf(&line, "set %.*s %s", (int)(equals - word),
				   word, equals + 1) :
			  asprintf(&line, "get %s", word);
	if (length < 0) {
		perror("buddyctl");
		return STATUS_FAILED;
	}
	status = request_run(pid, line);
	free(line);
	return status;
}

int command_ctl(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (!request_arguments(argc, argv, help, INT_MAX, &pid, &status))
		return status;
	if (optind == argc)
		return usage_error("ctl", "which name?");
	for (status = STATUS_OK; status == STATUS_OK && optind < argc; optind++)
		status = ask(pid, argv[optind]);
	return status;
}
