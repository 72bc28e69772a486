/* SPDX-License-Identifier: MIT */
/*
 * support/threads.h - several threads at once
 */
#ifndef SUPPORT_THREADS_H
#define SUPPORT_THREADS_H

#include "base/compiler.h"

enum { THREADS_MOST = 64 };

/*
 * Runs fn(arg, i) in n threads, i from 0, which start together; returns when
 * all have ended.
 */
void threads_run(unsigned n, void (*fn)(void *arg, unsigned i), void *arg);

/* Runs fn(arg) in one thread and waits for its end. */
void thread_run(void (*fn)(void *arg), void *arg);

/* A place where two threads take turns: each waits for the other's step. */
struct turns {
	_Atomic unsigned now;
};

void turns_wait(struct turns *t, unsigned step);
void turns_next(struct turns *t);

#endif /* SUPPORT_THREADS_H */
