/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/faults/listener.h - refuse system calls of one library
 *
 * This process and what it starts ask a thread of this process, which is not
 * asked itself, about each call that libbuddy makes for memory or to know the
 * machine.  A call counts if its instruction lies in the library's text; all
 * others go on at once.
 */
#ifndef TESTS_LISTENER_H
#define TESTS_LISTENER_H

#include "../expect.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static const int watched_calls[] = {
	SYS_mmap,
	SYS_munmap,
	SYS_mprotect,
	SYS_madvise,
	SYS_mremap,
	SYS_openat,
	SYS_sched_getaffinity,
	SYS_prlimit64,
	/* Only to learn that a process has other mappings now. */
	SYS_execve,
	SYS_execveat,
};

/* Set before a run, read after it; the calls [first, last) are refused. */
struct refusal {
	_Atomic unsigned first, last, seen; /* from 1 on */
	_Atomic int error;
};
static struct refusal refusal;

struct text {
	unsigned pid;
	uint64_t start, end;
};

/* The listener's alone. */
static struct {
	const char *library;
	int fd;
	sem_t ready;
	/* Where the library's text is in the processes that asked last. */
	struct text known[16];
	size_t next;
} listener;

/* The mapping of a line of maps, if it is the library's text. */
static bool parse_text(const char *line, struct text *text)
{
	char kind[5];

	return strstr(line, listener.library) &&
	       sscanf(line, "%lx-%lx %4s", &text->start, &text->end, kind) ==
		       3 &&
	       kind[2] == 'x';
}

static bool find_text(unsigned pid, struct text *text)
{
	char path[32], line[4096];
	bool found = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	maps = fopen(path, "re");
	while (maps && !found && fgets(line, sizeof(line), maps))
		found = parse_text(line, text);
	if (maps)
		fclose(maps);
	text->pid = found ? pid : 0;
	return found;
}

static struct text *text_of(unsigned pid)
{
	struct text *text;

	for (size_t i = 0; i < ARRAY_SIZE(listener.known); i++)
		if (listener.known[i].pid == pid)
			return &listener.known[i];
	text = &listener.known[listener.next];
	if (!find_text(pid, text))
		return NULL;
	listener.next = (listener.next + 1) % ARRAY_SIZE(listener.known);
	return text;
}

static void forget_text(unsigned pid)
{
	for (size_t i = 0; i < ARRAY_SIZE(listener.known); i++)
		if (listener.known[i].pid == pid)
			listener.known[i].pid = 0;
}

static bool is_library_call(const struct seccomp_notif *call)
{
	uint64_t ip = call->data.instruction_pointer;
	const struct text *text;

	if (call->data.nr == SYS_execve || call->data.nr == SYS_execveat) {
		forget_text(call->pid);
		return false;
	}
	text = text_of(call->pid);
	return text && text->start <= ip && ip <= text->end;
}

static void answer(const struct seccomp_notif *call)
{
	struct seccomp_notif_resp response = { .id = call->id };
	bool counts = is_library_call(call);
	unsigned n = atomic_load(&refusal.seen) + 1;

	if (counts && n >= atomic_load(&refusal.first) &&
	    n < atomic_load(&refusal.last))
		response.error = -atomic_load(&refusal.error);
	else
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	/* One that a signal interrupts meanwhile will ask again. */
	if (counts)
		atomic_store(&refusal.seen, n);
	if (ioctl(listener.fd, SECCOMP_IOCTL_NOTIF_SEND, &response) && counts)
		atomic_store(&refusal.seen, n - 1);
}

static void *listen_on(void *unused)
{
	/* A newer kernel may have more to say. */
	union {
		struct seccomp_notif call;
		char room[1024];
	} request;

	while (sem_wait(&listener.ready))
		;
	for (;;) {
		memset(&request, 0, sizeof(request));
		if (!ioctl(listener.fd, SECCOMP_IOCTL_NOTIF_RECV, &request))
			answer(&request.call);
	}
	return unused;
}

/* Asks about the watched calls from now on. */
static int set_listening_filter(void)
{
	struct sock_filter code[2 * ARRAY_SIZE(watched_calls) + 2];
	struct sock_fprog program = { ARRAY_SIZE(code), code };
	size_t n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < ARRAY_SIZE(watched_calls); i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)watched_calls[i],
			0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(
			BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						 SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* Since Linux 6.6: whoever asks makes room for who answers. */
static void wake_in_turn(int fd)
{
	ioctl(fd, SECCOMP_IOW(4, uint64_t), 1);
}

/* The thread first, so that the filter does not hold for it. */
static void listen_for(const char *library)
{
	pthread_t thread;

	/* As the maps of a process name it. */
	listener.library = realpath(library, NULL);
	EXPECT(listener.library != NULL);
	sem_init(&listener.ready, 0, 0);
	EXPECT(pthread_create(&thread, NULL, listen_on, NULL) == 0);
	listener.fd = set_listening_filter();
	if (listener.fd < 0)
		skip("no seccomp listeners here");
	fcntl(listener.fd, F_SETFD, FD_CLOEXEC);
	wake_in_turn(listener.fd);
	sem_post(&listener.ready);
}

#endif /* TESTS_LISTENER_H */
