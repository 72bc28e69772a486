/* SPDX-License-Identifier: MIT */
/*
 * api/control.c - a thread that answers requests on a local socket
 *
 * A thread cannot be made by the first malloc, which may come from the dynamic
 * linker before there is a C library; nor by free, which the C library calls
 * with the lock of its thread stacks held.  So a constructor makes it, or the
 * slow path of a later malloc.
 */
#include "api/control.h"

#include "api/fork.h"
#include "api/report.h"
#include "api/request.h"
#include "os/limits.h"
#include "os/process.h"
#include "os/socket.h"
#include "slab/boot.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum {
	/* The least that the thread's stack may have, which it shares with the
	 * program's thread-local storage. */
	STACK_LEAST = 256 * 1024,
	/* What a client may take to send its request. */
	CLIENT_MS = 1000,
	/* How often to look for what nobody tells of. */
	TICK_MS = 1000
};

_Atomic bool heap_chore;

/* Set when the C library can make threads. */
static _Atomic bool ready;

/* Of the one who starts the thread, then of the thread. */
static struct os_socket listener = { .fd = -1 };
static struct os_socket client = { .fd = -1 };

static void listen_by_pid(void)
{
	char name[32];
	struct fmt f = fmt_init(name, sizeof(name));

	fmt_print(&f, "libbuddy/%d", os_pid());
	os_socket_listen(&listener, name);
}

static bool client_may_ask(void)
{
	uid_t uid;

	return !os_socket_peer(&client, &uid) && (!uid || uid == os_euid());
}

/* The request's line without its newline; an empty one if none came in time. */
static struct span receive_line(char *buf, size_t size)
{
	uint64_t now = os_now_ms(), deadline = now + CLIENT_MS;
	struct span line, got = { buf, 0 };

	while (got.len < size && now < deadline) {
		long n = os_socket_receive(&client, buf + got.len,
					   size - got.len);

		if (n == -EAGAIN)
			os_socket_wait(&client, deadline - now);
		else if (n <= 0)
			break;
		else
			got.len += (size_t)n;
		line = (struct span){ buf, got.len };
		line = span_cut(&line, '\n');
		if (line.len < got.len)
			return line;
		now = os_now_ms();
	}
	return (struct span){ buf, 0 };
}

static void serve(void)
{
	char text[ANSWER_BYTES], line[REQUEST_BYTES];
	struct fmt answer = fmt_init(text, sizeof(text));

	if (client_may_ask())
		request_answer(receive_line(line, sizeof(line)), &answer);
	else
		fmt_print(&answer, "error denied\n");
	os_socket_send(&client, text, answer.len);
	/* Data that nobody read would spoil the answer's end. */
	os_socket_receive(&client, text, sizeof(text));
	os_socket_hang_up(&client);
}

/* Whether a client was served. */
static bool serve_next(void)
{
	int error;

	/* The program may have closed it, with all it did not know. */
	if (!os_socket_is_open(&listener)) {
		listen_by_pid();
		return false;
	}
	error = os_socket_accept(&listener, &client);
	/* No descriptor is left for one who goes on to wait: so must we, or
	 * this would be a busy loop. */
	if (error && error != -EAGAIN)
		os_socket_wait(&client, TICK_MS);
	if (error)
		return false;
	serve();
	return true;
}

static void *run(void *unused)
{
	os_name_thread("libbuddy");
	for (;;) {
		uint64_t ms = report_poll(os_now_ms());

		os_socket_wait(&listener, ms < TICK_MS ? ms : TICK_MS);
		/* Else this thread would keep a process from its end whose
		 * main thread left by pthread_exit. */
		if (!serve_next() && os_alone())
			exit(EXIT_SUCCESS);
	}
	return unused;
}

/*
 * Returns 0 or an errno value.  The stack is as large as others get: at its end
 * the thread may run the program's exit handlers.
 */
static int make_thread(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	size_t stack_bytes = 0;
	int error;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_getstacksize(&attr, &stack_bytes);
	if (stack_bytes < STACK_LEAST)
		pthread_attr_setstacksize(&attr, STACK_LEAST);
	error = pthread_create(&thread, &attr, run, NULL);
	pthread_attr_destroy(&attr);
	return error;
}

static void start(void)
{
	sigset_t all, before;
	int saved = errno, error;

	listen_by_pid();
	sigfillset(&all);
	/* The new thread has the mask of the one that makes it. */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = make_thread();
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		os_socket_close(&listener);
	errno = saved;
}

void heap_do_chore(void)
{
	if (!load_relaxed(&ready) || !fork_own_memory())
		return;
	if (atomic_exchange(&heap_chore, false))
		start();
}

void control_after_fork(void)
{
	os_socket_close(&client);
	os_socket_close(&listener);
	atomic_store(&heap_chore, true);
}

static __attribute__((constructor)) void libc_is_ready(void)
{
	store_relaxed(&ready, true);
	if (heap_has_chore())
		heap_do_chore();
}
