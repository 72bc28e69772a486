/* SPDX-License-Identifier: MIT */
/*
 * command/peer.h - a process that is to answer requests
 */
#ifndef COMMAND_PEER_H
#define COMMAND_PEER_H

#include "read/process.h"

struct peer {
	struct process process;
	pid_t own_pid; /* as the process itself sees it */
	uid_t uid;     /* effective: what its socket tells */
};

/* False if there is no such process, or if it belongs to another user. */
bool peer_find(struct peer *p, pid_t pid, struct failure *why);

/* Says in *why why nobody listens for it; false. */
bool peer_explain_silence(const struct peer *p, struct failure *why);

#endif /* COMMAND_PEER_H */
