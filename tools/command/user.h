/* SPDX-License-Identifier: MIT */
/*
 * command/user.h - users on a command line
 */
#ifndef COMMAND_USER_H
#define COMMAND_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* "all", a user's name or a number; false, with *uid as it was, for others. */
bool user_parse(const char *text, uid_t *uid);

#endif /* COMMAND_USER_H */
