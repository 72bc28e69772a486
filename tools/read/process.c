/* SPDX-License-Identifier: MIT */
/*
 * read/process.c - a process as /proc describes it
 */
#include "read/process.h"

#include "read/printable.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file below /proc/PID, or NULL. */
static FILE *open_file(pid_t pid, const char *file)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/%s", (int)pid, file);
	return fopen(name, "r");
}

/* The text of /proc/PID/stat: "PID (NAME) STATE ...". */
static bool parse_stat(struct process *p, pid_t tid, const char *text)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	unsigned long minor, major;
	unsigned long long started;
	long rss_pages;
	size_t length;
	char state;

	if (!open || !close || close < open)
		return false;
	length = (size_t)(close - open - 1);
	if (length > sizeof(p->name) - 1)
		length = sizeof(p->name) - 1;
	copy_printable(p->name, open + 1, length);
	if (sscanf(close + 1,
		   " %c %*d %*d %*d %*d %*d %*u %lu %*u %lu %*u %*u %*u %*d "
		   "%*d %*d %*d %*d %*d %llu %*u %ld",
		   &state, &minor, &major, &started, &rss_pages) != 5)
		return false;
	p->thread = state == 'Z' || state == 'X' ? 0 : tid;
	p->minor_faults = minor;
	p->major_faults = major;
	p->started = started;
	p->rss_bytes = (uint64_t)rss_pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return true;
}

/* The real uid: what /proc/PID itself belongs to may be root instead. */
static bool read_uid(struct process *p)
{
	FILE *f = open_file(p->pid, "status");
	char line[256];
	bool found = false;
	unsigned uid;

	while (f && !found && fgets(line, sizeof(line), f))
		found = sscanf(line, "Uid: %u", &uid) == 1;
	if (f)
		fclose(f);
	if (found)
		p->uid = uid;
	return found;
}

/* A thread has a folder in /proc as a process has. */
static bool read_stat(struct process *p, pid_t tid)
{
	FILE *f = open_file(tid, "stat");
	char text[1024];
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	return n && parse_stat(p, tid, text);
}

/* The first thread may end before others do, and takes its view along. */
static void find_thread(struct process *p)
{
	const struct dirent *entry;
	char name[64];
	DIR *tasks;

	snprintf(name, sizeof(name), "/proc/%d/task", (int)p->pid);
	tasks = opendir(name);
	while (tasks && !p->thread && (entry = readdir(tasks))) {
		struct process other = { .thread = 0 };
		pid_t tid = (pid_t)atol(entry->d_name);

		if (tid > 0 && read_stat(&other, tid) && other.thread) {
			p->thread = tid;
			p->rss_bytes = other.rss_bytes;
		}
	}
	if (tasks)
		closedir(tasks);
}

bool process_read(struct process *p, pid_t pid, struct failure *why)
{
	*p = (struct process){ .pid = pid };
	if (!read_stat(p, pid) || !read_uid(p))
		return failed(why, STATUS_NO_TARGET, "there is no process %d",
			      (int)pid);
	if (!p->thread)
		find_thread(p);
	return true;
}

enum process_library process_library(const struct process *p)
{
	FILE *maps = open_file(p->thread, "maps");
	enum process_library found = LIBRARY_NONE;
	char *line = NULL;
	size_t size = 0;

	if (!maps)
		return LIBRARY_UNKNOWN;
	while (!found && getline(&line, &size, maps) > 0) {
		const char *slash = strrchr(line, '/');

		if (slash && strstr(slash, "libbuddy"))
			found = LIBRARY_MAPPED;
	}
	if (ferror(maps))
		found = LIBRARY_UNKNOWN;
	free(line);
	fclose(maps);
	return found;
}

static int by_pid(const void *a, const void *b)
{
	const struct process *p = a, *q = b;

	return (p->pid > q->pid) - (p->pid < q->pid);
}

struct process *processes_under_buddy(uid_t uid, size_t *nr)
{
	struct process *all = NULL;
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct failure why;

	*nr = 0;
	while (proc && (entry = readdir(proc))) {
		pid_t pid = (pid_t)atol(entry->d_name);
		struct process p, *longer;

		if (pid <= 0 || !process_read(&p, pid, &why) ||
		    (uid != ANY_UID && p.uid != uid) ||
		    process_library(&p) != LIBRARY_MAPPED)
			continue;
		longer = realloc(all, (*nr + 1) * sizeof(p));
		if (!longer)
			break;
		all = longer;
		all[(*nr)++] = p;
	}
	if (proc)
		closedir(proc);
	if (*nr)
		qsort(all, *nr, sizeof(*all), by_pid);
	return all;
}
