/* SPDX-License-Identifier: MIT */
/*
 * support/client.h - the other end of a local socket with an abstract name
 */
#ifndef SUPPORT_CLIENT_H
#define SUPPORT_CLIENT_H

#include "base/compiler.h"

/* A connection, or -1 with errno set. */
int client_connect(const char *name);

/* Sends what is to be sent, and reads until the end; false on any error. */
bool client_ask(const char *name, const char *request, char *answer,
		size_t size);

#endif /* SUPPORT_CLIENT_H */
