/* SPDX-License-Identifier: MIT */
/*
 * read/denied.c - why a process may not be read
 *
 * The kernel says EPERM or EACCES for all of it.  Who is asking, whose the
 * process is and what the system's rules are tell the cases apart: see
 * ptrace(2), "ptrace access mode checking".
 */
#include "read/denied.h"

#include "read/process.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* kernel.yama.ptrace_scope, or 0 where the kernel has no such rule. */
static int yama_scope(void)
{
	FILE *f = fopen("/proc/sys/kernel/yama/ptrace_scope", "r");
	int scope = 0;

	if (f && fscanf(f, "%d", &scope) != 1)
		scope = 0;
	if (f)
		fclose(f);
	return scope;
}

static const char *yama_remedy(int scope)
{
	if (scope == 1)
		return "start it with BUDDY_CONF=observe:true, or ask as root";
	return scope == 2 ? "ask as root" :
			    "nobody may until the system is started anew";
}

/* The files of a process that is not dumpable belong to root. */
static bool is_dumpable(pid_t pid, uid_t uid)
{
	char name[64];
	struct stat st;

	snprintf(name, sizeof(name), "/proc/%d/maps", (int)pid);
	return stat(name, &st) || st.st_uid == uid;
}

static bool other_users(struct failure *why, const struct process *p)
{
	const struct passwd *user = getpwuid(p->uid);
	char number[16];

	snprintf(number, sizeof(number), "%u", (unsigned)p->uid);
	return failed(why, STATUS_DENIED,
		      "process %d (%s) belongs to user %s: ask as that user or "
		      "as root",
		      (int)p->pid, p->name, user ? user->pw_name : number);
}

bool denied(struct failure *why, pid_t pid, int error)
{
	struct process p;

	if (!process_read(&p, pid, why))
		return false;
	if (error == ESRCH || error == ENOENT)
		return failed(why, STATUS_NO_TARGET,
			      "process %d (%s) has ended", (int)pid, p.name);
	if (error != EPERM && error != EACCES)
		return failed(why, STATUS_FAILED, "process %d (%s): %s",
			      (int)pid, p.name, strerror(error));
	if (geteuid() && p.uid != geteuid())
		return other_users(why, &p);
	if (!is_dumpable(pid, p.uid))
		return failed(
			why, STATUS_DENIED,
			"process %d (%s) is not dumpable (it changed its "
			"user, or asked for it with prctl): only root may "
			"read it",
			(int)pid, p.name);
	if (yama_scope() > 0)
		return failed(
			why, STATUS_DENIED,
			"the system's Yama rule (kernel.yama.ptrace_scope "
			"= %d) keeps process %d (%s) from being read: %s",
			yama_scope(), (int)pid, p.name,
			yama_remedy(yama_scope()));
	return failed(why, STATUS_DENIED,
		      "process %d (%s) may not be read here (a container's or "
		      "seccomp's rule, or missing CAP_SYS_PTRACE)",
		      (int)pid, p.name);
}
