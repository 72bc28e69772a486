/* SPDX-License-Identifier: MIT */
/* A process whose main thread is gone ends with the last of its own threads. */
#include "../expect.h"
#include <pthread.h>

static void say_goodbye(void)
{
	expect_say("ok - exit handlers run\n");
}

static void *work(void *unused)
{
	for (int i = 0; i < 100; i++) {
		free(opaque(malloc(3000)));
		usleep(3000);
	}
	return unused;
}

int main(void)
{
	pthread_t thread;

	atexit(say_goodbye);
	EXPECT(pthread_create(&thread, NULL, work, NULL) == 0);
	pthread_exit(NULL);
}
