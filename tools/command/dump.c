/* SPDX-License-Identifier: MIT */
/*
 * command/dump.c - buddyctl dump: ask a process for its own figures
 */
#include "command/command.h"
#include "command/request.h"

static const char help[] =
	"Usage: buddyctl dump PID\n"
	"Print the figures of a heap, as the process itself sees them.\n"
	"It needs a control thread: BUDDY_CONF=control:true, or\n"
	"buddyctl run --control.  buddyctl info needs none.\n";

int command_dump(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (!request_arguments(argc, argv, help, 0, &pid, &status))
		return status;
	return request_run(pid, "dump");
}
