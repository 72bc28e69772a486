/* SPDX-License-Identifier: MIT */
/* With control:true: the thread, its signals, its descriptors, and forks. */
#include "client.h"
#include <pthread.h>
#include <stdatomic.h>

/* The 64 bits of the mask that stand in a thread's status. */
static uint64_t blocked_of(const char *task)
{
	char path[300], text[4096];
	const char *line;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%s/status", task);
	fd = open(path, O_RDONLY);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	line = strstr(text, "SigBlk:");
	EXPECT(line != NULL);
	return strtoull(line + 7, NULL, 16);
}

static bool is_ours(const char *task)
{
	char path[300], name[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%s/comm", task);
	fd = open(path, O_RDONLY);
	EXPECT(fd >= 0 && read(fd, name, sizeof(name) - 1) > 0);
	close(fd);
	return strcmp(name, "libbuddy\n") == 0;
}

/* Threads of the library's own; what they and all others block. */
static unsigned look_at_threads(uint64_t *ours, uint64_t *others)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *e;
	unsigned n = 0;

	*ours = ~UINT64_C(0);
	*others = 0;
	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (is_ours(e->d_name)) {
			*ours &= blocked_of(e->d_name);
			n++;
		} else {
			*others |= blocked_of(e->d_name);
		}
	}
	closedir(dir);
	return n;
}

/* Enough for the slow path, in which the thread starts anew. */
static void use_heap(void)
{
	void *p[100];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = opaque(malloc(3000));
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
}

/* The thread may not have come as far as to have its name. */
static unsigned wait_for_thread(uint64_t *ours, uint64_t *others)
{
	use_heap();
	for (int i = 0; i < 100; i++) {
		if (look_at_threads(ours, others))
			break;
		usleep(10000);
	}
	return look_at_threads(ours, others);
}

static void all_signals_are_blocked(void)
{
	uint64_t ours, others, all = ~UINT64_C(0);

	EXPECT(wait_for_thread(&ours, &others) == 1);
	/* The kernel's two, and two that the C library keeps. */
	all &= ~(UINT64_C(1) << (SIGKILL - 1) | UINT64_C(1) << (SIGSTOP - 1) |
		 UINT64_C(3) << 31);
	EXPECT((ours & all) == all);
	EXPECT(others == 0);
}

static volatile sig_atomic_t seen;

static void note(int signal)
{
	seen = signal;
}

static void signals_reach_the_program(void)
{
	use_heap();
	signal(SIGUSR1, note);
	kill(getpid(), SIGUSR1);
	EXPECT(seen == SIGUSR1);
}

/* Rows run in children of a fork. */
static void a_child_answers(void)
{
	use_heap();
	EXPECT(client_gets(getpid(), "get opt.control\n", "ok\n1\n"));
	EXPECT(client_gets(getppid(), "get opt.control\n", "ok\n1\n"));
}

static void one_thread_for_many_forks(void)
{
	uint64_t ours, others;

	for (int i = 0; i < 50; i++) {
		pid_t child = fork();

		if (!child) {
			use_heap();
			_exit(wait_for_thread(&ours, &others) != 1);
		}
		EXPECT(waitpid(child, (int *)&seen, 0) == child);
		EXPECT(seen == 0);
	}
	EXPECT(wait_for_thread(&ours, &others) == 1);
}

/* A child must not keep its parent's name. */
static void a_name_ends_with_its_process(void)
{
	int alive[2], fd;
	pid_t parent, got = 0;

	EXPECT(pipe(alive) == 0);
	parent = fork();
	if (!parent) {
		use_heap();
		if (!fork()) {
			pid_t self = getpid();

			use_heap();
			EXPECT(write(alive[1], &self, sizeof(self)) > 0);
			sleep(5);
		}
		_exit(0);
	}
	close(alive[1]);
	EXPECT(read(alive[0], &got, sizeof(got)) == sizeof(got));
	EXPECT(waitpid(parent, NULL, 0) == parent);
	fd = client_connect(parent);
	EXPECT(fd < 0 && errno == ECONNREFUSED);
	EXPECT(client_gets(got, "get opt.control\n", "ok\n1\n"));
	kill(got, SIGKILL);
}

/* setuid tells all threads to do the same, by a signal of the C library. */
static void users_can_be_changed(void)
{
	use_heap();
	EXPECT(setuid(getuid()) == 0);
	EXPECT(client_gets(getpid(), "get opt.control\n", "ok\n1\n"));
}

static atomic_bool done;

static void *churn(void *unused)
{
	while (!atomic_load(&done))
		use_heap();
	return unused;
}

static void answers_while_threads_allocate(void)
{
	pthread_t thread[2];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, churn, NULL) == 0);
	for (int i = 0; i < 200; i++) {
		char answer[8192];

		use_heap();
		EXPECT(client_ask(getpid(), i % 2 ? "dump\n" : "trim\n", answer,
				  sizeof(answer)) > 0);
		EXPECT(strncmp(answer, "ok\n", 3) == 0);
	}
	atomic_store(&done, true);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
	EXPECT(heap_is_sound());
}

int main(void)
{
	static const struct row rows[] = {
		{ "all signals are blocked", all_signals_are_blocked,
		  ROW_OURS },
		{ "signals reach the program", signals_reach_the_program,
		  ROW_OURS },
		{ "a child answers", a_child_answers, ROW_OURS },
		{ "one thread for many forks", one_thread_for_many_forks,
		  ROW_OURS },
		{ "a name ends with its process", a_name_ends_with_its_process,
		  ROW_OURS },
		{ "users can be changed", users_can_be_changed, ROW_OURS },
		{ "it answers while threads allocate",
		  answers_while_threads_allocate, ROW_OURS },
	};

	use_heap();
	return run_rows(rows, ARRAY_SIZE(rows));
}
