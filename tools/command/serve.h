/* SPDX-License-Identifier: MIT */
/*
 * command/serve.h - the figures of all heaps over HTTP, for Prometheus
 */
#ifndef COMMAND_SERVE_H
#define COMMAND_SERVE_H

#include <sys/types.h>

/*
 * Serves /metrics on an address and port, as listen_at takes them, until
 * SIGINT or SIGTERM: of a user's processes, or with ANY_UID of all.  Says on
 * stdout where.  Returns the exit status.
 */
int serve(const char *at, uid_t uid);

#endif /* COMMAND_SERVE_H */
