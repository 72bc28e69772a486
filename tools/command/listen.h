/* SPDX-License-Identifier: MIT */
/*
 * command/listen.h - a socket that listens where the user said
 */
#ifndef COMMAND_LISTEN_H
#define COMMAND_LISTEN_H

#include "read/failure.h"

/*
 * "127.0.0.1:9090" or "[::1]:9090", in numbers: an address is always named, so
 * nothing listens on more than the user wrote.  Returns the socket, or -1 with
 * *why filled in: STATUS_USAGE if the text is wrong.
 */
int listen_at(const char *text, struct failure *why);

/* Where the socket listens, as above but with the port that was picked. */
enum { LISTEN_NAME = 64 };
bool listen_name(int fd, char name[LISTEN_NAME], struct failure *why);

#endif /* COMMAND_LISTEN_H */
