/* SPDX-License-Identifier: MIT */
/*
 * api/control.h - a thread that answers requests on a local socket
 *
 * With control:true it listens on the abstract name "libbuddy/PID", after the
 * zero that makes it abstract.  One client at a time, of the process's own
 * user or of user 0, sends a request of api/request.h and gets the answer;
 * another gets "error denied".  The thread also looks whether a report is due.
 * It allocates nothing, and takes no signal.
 *
 * It starts by a chore of slab/boot.h: when the C library is ready, and anew
 * in the child of a fork.
 */
#ifndef API_CONTROL_H
#define API_CONTROL_H

/* In the child of a fork: the thread is gone, its sockets are copies. */
void control_after_fork(void);

#endif /* API_CONTROL_H */
