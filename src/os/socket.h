/* SPDX-License-Identifier: MIT */
/*
 * os/socket.h - local stream sockets with abstract names
 *
 * Functions that return int give 0, or what they say, or a negative errno
 * value.  None waits but os_socket_wait; errno is kept.  Descriptors are
 * closed on exec.
 */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include "base/compiler.h"

#include <sys/types.h>

/*
 * A descriptor that the program may close, or replace, at any time: the
 * socket's number tells whether it is still ours.
 */
struct os_socket {
	int fd; /* -1: none */
	ino_t inode;
};

/* Listens on a name that has no file. */
int os_socket_listen(struct os_socket *s, const char *name);

/* Takes the next client; -EAGAIN if there is none.  On failure *client is
 * none. */
int os_socket_accept(const struct os_socket *s, struct os_socket *client);

/* Whether the descriptor is still this socket. */
bool os_socket_is_open(const struct os_socket *s);

/* Waits until there is something to accept or receive, or for so long. */
void os_socket_wait(const struct os_socket *s, uint64_t ms);

/* The user at the other end, as it was when it connected. */
int os_socket_peer(const struct os_socket *s, uid_t *uid);

/* Bytes received, 0 once the other end has no more; -EAGAIN: none yet. */
long os_socket_receive(const struct os_socket *s, char *buf, size_t size);

/* What the kernel has no room for is lost. */
void os_socket_send(const struct os_socket *s, const char *text, size_t len);

/* Ends the connection, also where a fork has copied the descriptor. */
void os_socket_hang_up(struct os_socket *s);

/* Closes the descriptor if it is still ours. */
void os_socket_close(struct os_socket *s);

#endif /* OS_SOCKET_H */
