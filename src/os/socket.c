/* SPDX-License-Identifier: MIT */
/*
 * os/socket.c - local stream sockets with abstract names
 */
#include "os/socket.h"

#include "os/fd.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

/* Clients that may wait to be accepted. */
enum { BACKLOG = 16 };

/* The number of the socket behind a descriptor; 0 if it is none. */
static ino_t socket_inode(int fd)
{
	int saved = errno;
	struct stat st;
	bool ok = !fstat(fd, &st) && S_ISSOCK(st.st_mode);

	errno = saved;
	return ok ? st.st_ino : 0;
}

static void close_fd(int fd)
{
	os_syscall3(SYS_close, fd, 0, 0);
}

/* The same above the digits, if there is room. */
static int move_up(int fd)
{
	int high = os_fd_above(fd);

	if (high < 0)
		return fd;
	close_fd(fd);
	return high;
}

static int listen_on(int fd, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = __builtin_strlen(name);
	long ret;

	if (len >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	/* A zero before the name makes it abstract; none ends it. */
	__builtin_memcpy(address.sun_path + 1, name, len);
	len += offsetof(struct sockaddr_un, sun_path) + 1;
	ret = os_syscall3(SYS_bind, fd, (long)&address, (long)len);
	if (!ret)
		ret = os_syscall3(SYS_listen, fd, BACKLOG, 0);
	return (int)ret;
}

int os_socket_listen(struct os_socket *s, const char *name)
{
	int fd = (int)os_syscall3(SYS_socket, AF_UNIX,
				  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				  0);
	int ret;

	s->fd = -1;
	if (fd < 0)
		return fd;
	ret = listen_on(fd, name);
	if (ret) {
		close_fd(fd);
		return ret;
	}
	s->fd = move_up(fd);
	s->inode = socket_inode(s->fd);
	return 0;
}

int os_socket_accept(const struct os_socket *s, struct os_socket *client)
{
	int fd = (int)os_syscall4(SYS_accept4, s->fd, 0, 0,
				  SOCK_CLOEXEC | SOCK_NONBLOCK);

	client->fd = -1;
	if (fd < 0)
		return fd;
	client->fd = fd;
	client->inode = socket_inode(fd);
	return 0;
}

bool os_socket_is_open(const struct os_socket *s)
{
	return s->fd >= 0 && socket_inode(s->fd) == s->inode;
}

void os_socket_wait(const struct os_socket *s, uint64_t ms)
{
	struct pollfd pfd = { .fd = s->fd, .events = POLLIN };
	struct timespec time = { .tv_sec = (time_t)(ms / 1000),
				 .tv_nsec = (long)(ms % 1000) * 1000000 };

	/* One without a socket waits all the same: a negative fd is none. */
	os_syscall6(SYS_ppoll, (long)&pfd, 1, (long)&time, 0, 0, 0);
}

int os_socket_peer(const struct os_socket *s, uid_t *uid)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int ret = (int)os_syscall6(SYS_getsockopt, s->fd, SOL_SOCKET,
				   SO_PEERCRED, (long)&peer, (long)&len, 0);

	if (!ret)
		*uid = peer.uid;
	return ret;
}

long os_socket_receive(const struct os_socket *s, char *buf, size_t size)
{
	return os_syscall6(SYS_recvfrom, s->fd, (long)buf, (long)size,
			   MSG_DONTWAIT, 0, 0);
}

void os_socket_send(const struct os_socket *s, const char *text, size_t len)
{
	os_syscall6(SYS_sendto, s->fd, (long)text, (long)len,
		    MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0);
}

void os_socket_hang_up(struct os_socket *s)
{
	if (os_socket_is_open(s))
		os_syscall3(SYS_shutdown, s->fd, SHUT_RDWR, 0);
	os_socket_close(s);
}

void os_socket_close(struct os_socket *s)
{
	if (os_socket_is_open(s))
		close_fd(s->fd);
	s->fd = -1;
}
