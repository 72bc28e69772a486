/* SPDX-License-Identifier: MIT */
/*
 * command/peer.c - a process that is to answer requests
 */
#include "command/peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of the process in /proc; NULL if it may not be opened. */
static FILE *open_file(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return fopen(path, "re");
}

/* The last number of "NSpid:\t1234\t1": that of the innermost namespace. */
static pid_t last_number(const char *line)
{
	const char *tab = strrchr(line, '\t');

	return tab ? (pid_t)strtol(tab, NULL, 10) : 0;
}

static bool read_status(struct peer *p)
{
	FILE *file = open_file(p->process.pid, "status");
	char line[512];
	int group = 0;
	bool has_uid = false;

	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "NSpid:", 6))
			p->own_pid = last_number(line);
		sscanf(line, "Tgid: %d", &group);
		has_uid |= sscanf(line, "Uid: %*u %u", &p->uid) == 1;
	}
	if (file)
		fclose(file);
	/* A thread has a folder in /proc, but it is no process. */
	return has_uid && group == p->process.pid;
}

bool peer_find(struct peer *p, pid_t pid, struct failure *why)
{
	*p = (struct peer){ .own_pid = pid };
	if (!process_read(&p->process, pid, why))
		return false;
	if (!read_status(p))
		return failed(why, STATUS_NO_TARGET, "there is no process %d",
			      (int)pid);
	if (!p->process.thread)
		return failed(why, STATUS_NO_TARGET, "process %d has ended",
			      (int)pid);
	if (p->uid != geteuid() && geteuid() != 0)
		return failed(why, STATUS_DENIED,
			      "process %d belongs to user %u; only that user "
			      "may ask it",
			      (int)pid, p->uid);
	return true;
}

static bool is_in_other_network(const struct peer *p)
{
	char path[64], ours[64], theirs[64];
	ssize_t a, b;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)p->process.pid);
	a = readlink("/proc/self/ns/net", ours, sizeof(ours));
	b = readlink(path, theirs, sizeof(theirs));
	return a > 0 && b > 0 && (a != b || memcmp(ours, theirs, (size_t)a));
}

bool peer_explain_silence(const struct peer *p, struct failure *why)
{
	enum process_library library = process_library(&p->process);

	if (library == LIBRARY_NONE)
		return failed(why, STATUS_NOT_BUDDY,
			      "process %d does not run under libbuddy",
			      (int)p->process.pid);
	if (is_in_other_network(p))
		return failed(why, STATUS_FAILED,
			      "process %d is in another network namespace, "
			      "where its socket cannot be reached from here: "
			      "try nsenter --net --target %d",
			      (int)p->process.pid, (int)p->process.pid);
	if (library == LIBRARY_UNKNOWN)
		return failed(why, STATUS_DENIED,
			      "process %d has no control thread, and it may "
			      "not be read whether it runs under libbuddy",
			      (int)p->process.pid);
	return failed(why, STATUS_FAILED,
		      "process %d has no control thread: start it with "
		      "BUDDY_CONF=control:true (buddyctl run --control)",
		      (int)p->process.pid);
}
