/* SPDX-License-Identifier: MIT */
/* A warm malloc(100) and its free take few instructions, counted one by one. */
#include "expect.h"

#if defined(__x86_64__)
#include <sys/ptrace.h>
#include <sys/user.h>

enum { WARM_UP = 1000, STEPS_AT_MOST = 1000000 };

struct count {
	const char *name;
	unsigned long entry; /* address of the function's first instruction */
	unsigned long instructions;
	unsigned long budget;
};

/* The blocks stay where they are in the child's stack of free objects. */
static _Noreturn void be_counted(void)
{
	void *p;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(EXIT_SKIP);
	for (int i = 0; i < WARM_UP; i++)
		free(opaque(malloc(opaque_size(100))));
	raise(SIGSTOP);
	p = malloc(opaque_size(100));
	free(opaque(p));
	_exit(0);
}

static unsigned long instruction_pointer(pid_t child,
					 struct user_regs_struct *registers)
{
	EXPECT(ptrace(PTRACE_GETREGS, child, NULL, registers) == 0);
	return registers->rip;
}

/* False when the child is gone. */
static bool step(pid_t child)
{
	int status;

	EXPECT(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0);
	EXPECT(waitpid(child, &status, 0) == child);
	return WIFSTOPPED(status);
}

/* Step to the function's entry, then count until it returns to its caller. */
static void count_call(pid_t child, struct count *count)
{
	struct user_regs_struct registers;
	unsigned long back;
	int steps = 0;

	while (instruction_pointer(child, &registers) != count->entry) {
		EXPECT(steps++ < STEPS_AT_MOST);
		EXPECT(step(child));
	}
	back = (unsigned long)ptrace(PTRACE_PEEKDATA, child, registers.rsp,
				     NULL);
	do {
		EXPECT(count->instructions++ < STEPS_AT_MOST);
		EXPECT(step(child));
	} while (instruction_pointer(child, &registers) != back);
}

static pid_t start_child(void)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		be_counted();
	EXPECT(child > 0 && waitpid(child, &status, 0) == child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP)
		skip("ptrace is not permitted");
	EXPECT(WIFSTOPPED(status));
	return child;
}

int main(int argc, char **argv)
{
	struct count counts[] = {
		{ "malloc", (unsigned long)find("malloc"), 0, 24 },
		{ "free", (unsigned long)find("free"), 0, 32 },
	};
	int failed = 0;
	pid_t child;

	for (int i = 1; i < argc && i <= (int)ARRAY_SIZE(counts); i++)
		counts[i - 1].budget = strtoul(argv[i], NULL, 10);
	child = start_child();
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct count *count = &counts[i];
		bool good;
		char line[128];

		count_call(child, count);
		good = count->instructions <= count->budget;
		snprintf(line, sizeof(line),
			 "%sok - a warm %s takes %lu instructions, at most "
			 "%lu\n",
			 good ? "" : "not ", count->name, count->instructions,
			 count->budget);
		expect_say(line);
		failed += !good;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#else

int main(void)
{
	skip("instructions are counted on x86-64 only");
}

#endif
