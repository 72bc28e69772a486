/* SPDX-License-Identifier: MIT */
/*
 * command/command.h - the subcommands
 *
 * Each takes the arguments from its own name on, and returns the exit status.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

int command_run(int argc, char **argv);
int command_info(int argc, char **argv);
int command_top(int argc, char **argv);
int command_map(int argc, char **argv);
int command_stat(int argc, char **argv);
int command_trim(int argc, char **argv);
int command_dump(int argc, char **argv);
int command_ctl(int argc, char **argv);

#endif /* COMMAND_COMMAND_H */
