/* SPDX-License-Identifier: MIT */
/*
 * Runs a program again and again, and refuses the 1st, the 2nd, the 3rd ...
 * call that libbuddy makes, until a run makes fewer; first that call alone,
 * then all from it on.
 *
 *   refuse KIND ERROR LIBRARY PROGRAM [ARGUMENT]...
 *
 * A program of the kind "ours" succeeds in silence.  One of the kind "theirs"
 * does what it does without memory; it does not crash, libbuddy has nothing
 * to say, and where it succeeds in silence its output is the usual one.
 * FAULTS=all in the environment leaves no call out.
 */
#include "listener.h"

enum { LATE_S = 60, TEXT_BYTES = 64 * 1024, DENSITY = 3 };

/* How a run ended, and what it wrote to stdout and stderr. */
struct outcome {
	int status;
	char text[2][TEXT_BYTES];
};
enum { OUT, ERR };

static bool ours;
static char **command;
static int file[2];
static struct outcome usual, now;
static pid_t child;

static void end_child(int signal)
{
	(void)signal;
	kill(-child, SIGKILL);
}

static void start(const char *library)
{
	child = fork();
	EXPECT(child >= 0);
	if (child)
		return;
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	dup2(file[OUT], STDOUT_FILENO);
	dup2(file[ERR], STDERR_FILENO);
	setenv("LD_PRELOAD", library, 1);
	execvp(command[0], command);
	_exit(127);
}

static void read_back(int fd, char *text)
{
	ssize_t n = pread(fd, text, TEXT_BYTES - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	EXPECT(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
}

/* Waits for all that the program started, too: they ask the same listener. */
static void run(struct outcome *o)
{
	int status;
	pid_t pid;

	atomic_store(&refusal.seen, 0);
	start(listener.library);
	alarm(LATE_S);
	while ((pid = wait(&status)) > 0 || errno == EINTR)
		if (pid == child)
			o->status = status;
	alarm(0);
	read_back(file[OUT], o->text[OUT]);
	read_back(file[ERR], o->text[ERR]);
}

/* A shell says in its status how its last child ended. */
static int signal_of(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) > 128 ? WEXITSTATUS(status) - 128 : 0;
}

static const char *fault_of_theirs(const struct outcome *o)
{
	if (strstr(o->text[ERR], "egmentation fault"))
		return "a child crashed";
	/* Programs may give up by abort(), but then libbuddy is silent. */
	if (signal_of(o->status) && signal_of(o->status) != SIGABRT)
		return strsignal(signal_of(o->status));
	if (!o->status && !o->text[ERR][0] &&
	    strcmp(o->text[OUT], usual.text[OUT]) != 0)
		return "another output";
	return NULL;
}

/* What is wrong with the outcome; NULL: nothing. */
static const char *fault_of(const struct outcome *o)
{
	if (strstr(o->text[ERR], "libbuddy: "))
		return "libbuddy complains";
	if (!ours)
		return fault_of_theirs(o);
	if (signal_of(o->status))
		return strsignal(signal_of(o->status));
	return o->status || o->text[OUT][0] || o->text[ERR][0] ? "it fails" :
								 NULL;
}

static void show(const struct outcome *o)
{
	fprintf(stderr, "status %#x\n%.2000s%.2000s", (unsigned)o->status,
		o->text[OUT], o->text[ERR]);
}

/* The next call to refuse; most of the many are like their neighbours. */
static unsigned after(unsigned n)
{
	const char *faults = getenv("FAULTS");

	return n + 1 + (faults && !strcmp(faults, "all") ? 0 : n / DENSITY);
}

/* One line of TAP.  How many: those from the nth on. */
static bool refuse_each(const char *what, unsigned how_many)
{
	const char *fault = NULL;
	unsigned n = 1, runs = 0;

	for (;; n = after(n)) {
		atomic_store(&refusal.first, n);
		atomic_store(&refusal.last, n + how_many);
		run(&now);
		runs++;
		fault = fault_of(&now);
		if (fault || atomic_load(&refusal.seen) < n)
			break;
	}
	if (fault) {
		printf("not ok - %s: call %u: %s\n", what, n, fault);
		show(&now);
	} else {
		printf("ok - %s\n", what);
		fprintf(stderr, "%u runs, %u calls\n", runs, n);
	}
	return !fault;
}

static int error_named(const char *name)
{
	static const struct {
		const char *name;
		int error;
	} errors[] = {
		{ "ENOMEM", ENOMEM },
		{ "EAGAIN", EAGAIN },
		{ "EINVAL", EINVAL },
		{ "EPERM", EPERM },
	};

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].error;
	skip("no such error");
}

int main(int argc, char **argv)
{
	bool ok;

	EXPECT(argc >= 5);
	ours = !strcmp(argv[1], "ours");
	atomic_store(&refusal.error, error_named(argv[2]));
	command = argv + 4;
	file[OUT] = memfd_create("stdout", MFD_CLOEXEC);
	file[ERR] = memfd_create("stderr", MFD_CLOEXEC);
	EXPECT(file[OUT] >= 0 && file[ERR] >= 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	signal(SIGALRM, end_child);
	listen_for(argv[3]);
	run(&usual);
	if (usual.status || fault_of(&usual) || !atomic_load(&refusal.seen)) {
		printf("not ok - it runs: not even with all calls granted\n");
		show(&usual);
		return EXIT_FAILURE;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	ok = refuse_each("one refused", 1);
	ok &= refuse_each("all refused from one on", 1u << 30);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
