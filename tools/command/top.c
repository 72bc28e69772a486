/* SPDX-License-Identifier: MIT */
/*
 * command/top.c - watch heaps in the terminal
 */
#include "command/command.h"
#include "command/user.h"
#include "read/number.h"
#include "screen/clock.h"
#include "screen/terminal.h"
#include "screen/view.h"

#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Batch mode: columns, and rows of what has no other limit. */
enum { BATCH_COLUMNS = 100, BATCH_ROWS = 40 };

struct top {
	uid_t uid; /* whose processes; ANY_UID: everybody's */
	bool batch;
	unsigned long count; /* 0: until it is ended */
	double delay;
	pid_t pid; /* 0: all of them */
	struct watch watch;
};

static int help(void)
{
	printf("Usage: buddyctl top [OPTION]... [PID]\n"
	       "Watch the heaps of all processes under libbuddy, or one in "
	       "depth.\n\n"
	       "  -b, --batch         write plain text, without a screen\n"
	       "  -n, --count=N       in batch mode: end after N samples\n"
	       "  -d, --delay=TIME    between samples: 1s, 500ms, 2 (seconds)\n"
	       "  -u, --user=UID|all  whose processes; your own if not given\n"
	       "      --help          show this help\n\n"
	       "Keys: h tells.  See buddyctl-top(1).\n");
	return STATUS_OK;
}

static void wait_for(double seconds)
{
	struct timespec t = clock_until(clock_now() + seconds);

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static void take_sample(struct top *top)
{
	struct process one, *all;
	struct failure why;
	size_t nr;

	if (top->pid) {
		nr = process_read(&one, top->pid, &why);
		watch_sample(&top->watch, &one, nr);
		return;
	}
	all = processes_under_buddy(top->uid, &nr);
	watch_sample(&top->watch, all, nr);
	free(all);
}

/* A process that was asked for must be there, at first. */
static bool first_sample(struct top *top, struct failure *why)
{
	struct process ignored;
	const struct watched *p;

	take_sample(top);
	if (!top->pid)
		return true;
	p = watch_find(&top->watch, top->pid);
	if (p) {
		*why = p->why;
		return p->readable;
	}
	if (process_read(&ignored, top->pid, why))
		failed(why, STATUS_FAILED, "it could not be watched");
	return false;
}

static void set_clock(struct view *v)
{
	time_t t = time(NULL);
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(v->clock, sizeof(v->clock), "%H:%M:%S", &tm);
}

static void draw_batch(struct top *top, struct view *v, struct canvas *c)
{
	const struct watched *p = watch_find(&top->watch, top->pid);
	size_t rows = BATCH_ROWS + top->watch.nr;

	if (p)
		rows += 2 * ((size_t)p->heap.nr_stripes + p->heap.nr_threads);
	canvas_clear(c, rows < CANVAS_MOST ? (unsigned)rows : CANVAS_MOST,
		     BATCH_COLUMNS);
	set_clock(v);
	view_draw(v, c);
	canvas_write(c, stdout);
}

static bool is_over(const struct top *top)
{
	const struct watched *p = watch_find(&top->watch, top->pid);

	return top->pid && p && p->missed;
}

static int run_batch(struct top *top)
{
	struct canvas c = { .blocks = terminal_has_blocks() };
	struct view v;
	struct failure why;
	int status = STATUS_OK;

	view_init(&v, &top->watch, top->pid, top->delay);
	v.batch = true;
	for (unsigned long n = 1;; n++) {
		draw_batch(top, &v, &c);
		if (fflush(stdout)) {
			failed(&why, STATUS_FAILED, "cannot write: %m");
			status = failure_report(&why);
		}
		if (status || n == top->count)
			break;
		wait_for(top->delay);
		take_sample(top);
		if (is_over(top))
			break;
		putchar('\n');
	}
	canvas_exit(&c);
	return status;
}

static void run_screen(struct top *top)
{
	struct canvas c = { .blocks = terminal_has_blocks() };
	struct view v;
	double last = clock_now();

	view_init(&v, &top->watch, top->pid, top->delay);
	while (!v.done && !terminal_signal()) {
		double left = last + v.delay - clock_now();
		int key;

		if (left <= 0 && !v.paused) {
			take_sample(top);
			last = clock_now();
			left = v.delay;
		}
		set_clock(&v);
		terminal_clear(&c);
		view_draw(&v, &c);
		terminal_show(&c);
		key = terminal_key(v.paused ? v.delay : left);
		if (key == TERMINAL_GONE)
			break;
		if (key >= 0)
			view_key(&v, key);
	}
	canvas_exit(&c);
}

static int run(struct top *top)
{
	struct failure why;

	if (!first_sample(top, &why))
		return failure_report(&why);
	if (top->batch)
		return run_batch(top);
	if (!terminal_init(&why))
		return failure_report(&why);
	run_screen(top);
	terminal_exit();
	/* Ends as the signal would have ended it. */
	if (terminal_signal()) {
		signal(terminal_signal(), SIG_DFL);
		raise(terminal_signal());
	}
	return STATUS_OK;
}

static const struct option options[] = {
	{ "batch", no_argument, NULL, 'b' },
	{ "count", required_argument, NULL, 'n' },
	{ "delay", required_argument, NULL, 'd' },
	{ "user", required_argument, NULL, 'u' },
	{ "help", no_argument, NULL, 'H' },
	{ NULL, 0, NULL, 0 },
};

/* Returns whether the command goes on; else *status is set. */
static bool parse(struct top *top, int argc, char **argv, int *status)
{
	const char *name = argv[0];
	int option;

	*status = STATUS_USAGE;
	optind = 0;
	while ((option = getopt_long(argc, argv, "bn:d:u:", options, NULL)) !=
	       -1) {
		if (option == 'b')
			top->batch = true;
		else if (option == 'n' &&
			 !number_parse(optarg, ULONG_MAX, &top->count))
			return usage_error(name, "'%s' is no count", optarg),
			       false;
		else if (option == 'd' &&
			 !number_parse_interval(optarg, &top->delay))
			return usage_error(name, "'%s' is no delay", optarg),
			       false;
		else if (option == 'u' && !user_parse(optarg, &top->uid))
			return usage_error(name, "'%s' is no user", optarg),
			       false;
		else if (option == 'H')
			return *status = help(), false;
		else if (option == '?')
			return usage_error(name, "an option is wrong"), false;
	}
	if (argc - optind > 1)
		return usage_error(name, "there is more than one PID"), false;
	if (optind < argc && !number_parse_pid(argv[optind], &top->pid))
		return usage_error(name, "'%s' is no PID", argv[optind]), false;
	if (top->count && !top->batch)
		return usage_error(name, "-n needs -b"), false;
	return true;
}

int command_top(int argc, char **argv)
{
	struct top top = { .uid = geteuid(), .delay = 1 };
	int status;

	/* Characters only: numbers keep their point. */
	setlocale(LC_CTYPE, "");
	if (!parse(&top, argc, argv, &status))
		return status;
	watch_init(&top.watch, &watch_live);
	status = run(&top);
	watch_exit(&top.watch);
	return status;
}
