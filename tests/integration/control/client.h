/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/control/client.h - ask a process over its control socket
 */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include "../expect.h"

#include <dirent.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

/* A connection to the process, or -1 with errno set. */
static inline int client_connect(pid_t pid)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
			   "libbuddy/%d", (int)pid);

	len += 1 + (int)offsetof(struct sockaddr_un, sun_path);
	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, (socklen_t)len)) {
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * The bytes of the answer, -1 with errno set.  A process that refuses one may
 * do so before it has read the request.
 */
static inline ssize_t client_ask(pid_t pid, const char *request, char *answer,
				 size_t size)
{
	int fd = client_connect(pid);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return -1;
	send(fd, request, strlen(request), MSG_NOSIGNAL);
	while ((n = read(fd, answer + len, size - 1 - len)) > 0)
		len += (size_t)n;
	answer[len] = '\0';
	close(fd);
	return n < 0 && !len ? -1 : (ssize_t)len;
}

/* Whether it answers with just this. */
static inline bool client_gets(pid_t pid, const char *request, const char *text)
{
	char answer[8192];

	return client_ask(pid, request, answer, sizeof(answer)) >= 0 &&
	       strcmp(answer, text) == 0;
}

#endif /* TESTS_CLIENT_H */
