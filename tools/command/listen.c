/* SPDX-License-Identifier: MIT */
/*
 * command/listen.c - a socket that listens where the user said
 */
#include "command/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 16, LONGEST_PORT = 5 };

/* Splits "ADDRESS:PORT" or "[ADDRESS]:PORT". */
static bool split(const char *text, char host[LISTEN_NAME], const char **port)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;

	if (n && *text == '[' && colon[-1] == ']') {
		text++;
		n -= 2;
	} else if (n && memchr(text, ':', n)) {
		return false;
	}
	if (!n || n >= LISTEN_NAME)
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	*port = colon + 1;
	n = strlen(*port);
	return n && n <= LONGEST_PORT && strspn(*port, "0123456789") == n;
}

/* Written in full: getaddrinfo takes "*" and "0" for every address. */
static bool is_address(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 ||
	       inet_pton(AF_INET6, host, &address) == 1;
}

/* NULL if the text is wrong. */
static struct addrinfo *address_of(const char *text)
{
	struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	char host[LISTEN_NAME];
	const char *port;

	if (!split(text, host, &port) || !is_address(host) ||
	    atoi(port) > UINT16_MAX || getaddrinfo(host, port, &hints, &found))
		return NULL;
	return found;
}

static int listening_socket(const struct addrinfo *a)
{
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1, error;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!bind(fd, a->ai_addr, a->ai_addrlen) && !listen(fd, BACKLOG))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

int listen_at(const char *text, struct failure *why)
{
	struct addrinfo *a = address_of(text);
	int fd;

	if (!a) {
		failed(why, STATUS_USAGE,
		       "'%s' is no address and port like 127.0.0.1:9090 or "
		       "[::1]:9090",
		       text);
		return -1;
	}
	fd = listening_socket(a);
	if (fd < 0)
		failed(why, STATUS_FAILED, "cannot listen on %s: %s", text,
		       strerror(errno));
	freeaddrinfo(a);
	return fd;
}

bool listen_name(int fd, char name[LISTEN_NAME], struct failure *why)
{
	struct sockaddr_storage address;
	socklen_t bytes = sizeof(address);
	char host[LISTEN_NAME - 16], port[8];
	bool six;

	if (getsockname(fd, (struct sockaddr *)&address, &bytes) ||
	    getnameinfo((struct sockaddr *)&address, bytes, host, sizeof(host),
			port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV))
		return failed(why, STATUS_FAILED, "the socket has no name");
	six = address.ss_family == AF_INET6;
	snprintf(name, LISTEN_NAME, "%s%s%s:%s", six ? "[" : "", host,
		 six ? "]" : "", port);
	return true;
}
