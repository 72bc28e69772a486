/* SPDX-License-Identifier: MIT */
/*
 * command/preload.h - put libbuddy into the environment of a program to be run
 */
#ifndef COMMAND_PRELOAD_H
#define COMMAND_PRELOAD_H

#include "read/failure.h"

/*
 * Appends the library to LD_PRELOAD, unless it is there already, and the pairs
 * to BUDDY_CONF; conf may be NULL.  False if there is no library, or if its
 * path is one that LD_PRELOAD cannot hold.
 */
bool preload_set(const char *conf, struct failure *why);

/* The same with a library of the caller's choice; NULL: as above. */
bool preload_set_library(const char *library, const char *conf,
			 struct failure *why);

/*
 * The absolute path of the library; free() it.  NULL, with *why filled in, if
 * there is none.  It is `named` if that is not NULL, else what the variable
 * BUDDYCTL_LIBRARY says, else that of the build tree this tool lies in, else
 * the installed one.
 */
char *preload_find_library(const char *named, struct failure *why);

/* Two paths of one file. */
bool preload_is_same_file(const char *a, const char *b);

#endif /* COMMAND_PRELOAD_H */
