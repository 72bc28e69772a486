/* SPDX-License-Identifier: MIT */
/*
 * command/stat.c - a line of figures at every interval
 */
#include "command/command.h"
#include "command/serve.h"
#include "command/user.h"
#include "read/number.h"
#include "screen/clock.h"
#include "screen/line.h"
#include "screen/watch.h"

#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <unistd.h>

struct stat_options {
	pid_t pid;
	double every;
	unsigned long count;	     /* 0: as long as the process lives */
	const char *listen;	     /* address and port; NULL: lines */
	uid_t uid;		     /* whose processes to serve */
	bool for_lines, for_serving; /* an option of one kind was given */
};

static int help(void)
{
	printf("Usage: buddyctl stat [OPTION]... PID\n"
	       "  or:  buddyctl stat --prometheus-listen=ADDRESS:PORT\n"
	       "Write a line of figures every second, or serve them.\n\n"
	       "  -e, --every=TIME    1s, 500ms, 2 (seconds)\n"
	       "  -n, --count=N       end after N lines\n"
	       "      --prometheus-listen=ADDRESS:PORT\n"
	       "                      serve /metrics for all processes under "
	       "libbuddy,\n"
	       "                      at 127.0.0.1:9090 or [::1]:9090; port 0 "
	       "picks one\n"
	       "  -u, --user=UID|all  whose processes; your own if not given\n"
	       "      --help          show this help\n\n"
	       "The first line is about the time since the process started.\n"
	       "See buddyctl-stat(1).\n");
	return STATUS_OK;
}

/* Until then, or until the process has ended.  pidfd: -1 if there is none. */
static void wait_until(double then, int pidfd)
{
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };
	struct timespec t = clock_until(then);

	ppoll(&ended, 1, &t, NULL);
}

static bool has_ended(int pidfd)
{
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };

	return pidfd >= 0 && poll(&ended, 1, 0) > 0;
}

/* Takes a sample; NULL, with *why filled in, if there is none. */
static const struct watched *sample(struct watch *w, pid_t pid,
				    struct failure *why)
{
	struct process p;
	const struct watched *one;

	if (!process_read(&p, pid, why))
		return NULL;
	watch_sample(w, &p, 1);
	one = watch_find(w, pid);
	if (!one)
		failed(why, STATUS_FAILED, "there is no memory left");
	else if (!one->readable)
		*why = one->why;
	return one && one->readable ? one : NULL;
}

static void write_line(const struct watched *p, unsigned long nr_before)
{
	if (nr_before % LINE_HEADER_EVERY == 0)
		line_write_header(stdout);
	line_write(stdout, p);
}

/* A sample failed: whether lines may follow; else *status says how it ends. */
static bool goes_on(const struct failure *why, unsigned long nr_before,
		    int pidfd, int *status)
{
	bool was_there = nr_before > 0;

	if (was_there && (has_ended(pidfd) || why->status == STATUS_NO_TARGET))
		*status = STATUS_OK;
	else
		*status = failure_report(why);
	return was_there && *status == STATUS_TORN;
}

static int write_lines(const struct stat_options *o, struct watch *w, int pidfd)
{
	struct failure why;
	unsigned long nr = 0;
	double then = clock_now();
	int status = STATUS_OK;

	for (;;) {
		const struct watched *p = sample(w, o->pid, &why);

		if (p)
			write_line(p, nr++);
		else if (!goes_on(&why, nr, pidfd, &status))
			return status;
		if (fflush(stdout)) {
			failed(&why, STATUS_FAILED, "cannot write: %m");
			return failure_report(&why);
		}
		if (nr == o->count)
			return STATUS_OK;
		/* After a pause of this program, the missed lines are lost. */
		then += o->every;
		if (then < clock_now())
			then = clock_now();
		wait_until(then, pidfd);
		if (has_ended(pidfd))
			return STATUS_OK;
	}
}

static int lines(const struct stat_options *o)
{
	struct watch w;
	int pidfd = pidfd_open(o->pid, 0);
	int status;

	watch_init(&w, &watch_live);
	status = write_lines(o, &w, pidfd);
	watch_exit(&w);
	if (pidfd >= 0)
		close(pidfd);
	return status;
}

static const struct option options[] = {
	{ "every", required_argument, NULL, 'e' },
	{ "count", required_argument, NULL, 'n' },
	{ "prometheus-listen", required_argument, NULL, 'l' },
	{ "user", required_argument, NULL, 'u' },
	{ "help", no_argument, NULL, 'H' },
	{ NULL, 0, NULL, 0 },
};

/* Whether the options go together and the PID is right. */
static bool check(struct stat_options *o, int argc, char **argv)
{
	const char *name = argv[0];

	if (o->listen && (optind < argc || o->for_lines))
		return usage_error(name, "serving takes no PID and no "
					 "option of lines"),
		       false;
	if (o->listen)
		return true;
	if (o->for_serving)
		return usage_error(name, "-u needs --prometheus-listen"), false;
	if (argc - optind != 1)
		return usage_error(name, "one PID is needed"), false;
	if (!number_parse_pid(argv[optind], &o->pid))
		return usage_error(name, "'%s' is no PID", argv[optind]), false;
	return true;
}

/* Returns whether the command goes on; else *status is set. */
static bool parse(struct stat_options *o, int argc, char **argv, int *status)
{
	const char *name = argv[0];
	int option;

	*status = STATUS_USAGE;
	optind = 0;
	while ((option = getopt_long(argc, argv, "e:n:u:", options, NULL)) !=
	       -1) {
		if (option == 'H')
			return *status = help(), false;
		if (option == '?')
			return usage_error(name, "an option is wrong"), false;
		if (option == 'e' && !number_parse_interval(optarg, &o->every))
			return usage_error(name, "'%s' is no interval", optarg),
			       false;
		if (option == 'n' &&
		    !number_parse(optarg, ULONG_MAX, &o->count))
			return usage_error(name, "'%s' is no count", optarg),
			       false;
		if (option == 'u' && !user_parse(optarg, &o->uid))
			return usage_error(name, "'%s' is no user", optarg),
			       false;
		if (option == 'l')
			o->listen = optarg;
		o->for_lines |= option == 'e' || option == 'n';
		o->for_serving |= option == 'u';
	}
	return check(o, argc, argv);
}

int command_stat(int argc, char **argv)
{
	struct stat_options o = { .uid = geteuid(), .every = 1 };
	int status;

	if (!parse(&o, argc, argv, &status))
		return status;
	return o.listen ? serve(o.listen, o.uid) : lines(&o);
}
