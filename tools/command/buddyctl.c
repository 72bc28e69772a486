/* SPDX-License-Identifier: MIT */
/*
 * command/buddyctl.c - see the heap of a process that runs under libbuddy
 */
#include "command/command.h"

#include "read/failure.h"

#include <config.h>
#include <stdio.h>
#include <string.h>

static const struct named {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *arguments, *purpose;
} commands[] = {
	{ "run", command_run, "PROG ARG...", "run a program under libbuddy" },
	{ "info", command_info, "PID|CORE", "show the heap's figures" },
	{ "top", command_top, "[PID]", "watch heaps in the terminal" },
	{ "map", command_map, "PID|CORE", "draw a picture of the arena" },
	{ "stat", command_stat, "PID", "a line of figures every second" },
	{ "trim", command_trim, "PID", "ask for free memory to be given back" },
	{ "dump", command_dump, "PID", "ask a process for its own figures" },
	{ "ctl", command_ctl, "PID NAME", "read or set one of its values" },
};
enum { NR_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static int help(void)
{
	printf("Usage: buddyctl COMMAND [OPTION]... [ARGUMENT]...\n"
	       "See the heap of a process that runs under libbuddy.\n\n");
	for (unsigned i = 0; i < NR_COMMANDS; i++)
		printf("  %-4s  %-12s %s\n", commands[i].name,
		       commands[i].arguments, commands[i].purpose);
	printf("\n'buddyctl COMMAND --help' tells more.\n");
	return STATUS_OK;
}

/* Output that was not written is a failure, too. */
static int finish(int status)
{
	if (status == STATUS_OK && (fflush(stdout) || ferror(stdout))) {
		perror("buddyctl: standard output");
		return STATUS_FAILED;
	}
	return status;
}

static int command(int argc, char **argv)
{
	/*
	 * Under the name buddyinfo, which an installation may have given a
	 * prefix or a suffix, it is `buddyctl info`.
	 */
	if (argc && strstr(basename(argv[0]), "buddyinfo"))
		return command_info(argc, argv);
	if (argc < 2 || !strcmp(argv[1], "--help"))
		return argc < 2 ? (help(), STATUS_USAGE) : help();
	if (!strcmp(argv[1], "--version")) {
		printf("buddyctl (libbuddy) %s\n", PACKAGE_VERSION);
		return STATUS_OK;
	}
	for (unsigned i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr,
		"buddyctl: there is no command '%s'\n"
		"Try 'buddyctl --help'.\n",
		argv[1]);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	return finish(command(argc, argv));
}
