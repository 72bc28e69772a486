/* SPDX-License-Identifier: MIT */
/*
 * support/client.c - the other end of a local socket with an abstract name
 */
#include "support/client.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int client_connect(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path + 1, name);
	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, (socklen_t)len)) {
		close(fd);
		return -1;
	}
	return fd;
}

bool client_ask(const char *name, const char *request, char *answer,
		size_t size)
{
	int fd = client_connect(name);
	size_t len = 0;
	ssize_t n = -1;

	if (fd < 0)
		return false;
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) >= 0)
		while ((n = read(fd, answer + len, size - 1 - len)) > 0)
			len += (size_t)n;
	answer[len] = '\0';
	close(fd);
	return n == 0;
}
