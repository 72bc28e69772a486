/* SPDX-License-Identifier: MIT */
/*
 * os/cpu.h - processors, threads and time
 */
#ifndef OS_CPU_H
#define OS_CPU_H

#include "base/compiler.h"

#include <sys/single_threaded.h>

/* Processors this process may run on, at least 1.  One system call. */
unsigned os_nr_cpus(void);

/* Lets another thread run. */
void os_yield(void);

/*
 * Milliseconds of a coarse monotonic clock; no system call.  Not with a lock
 * held nor while memory is handed out: a preloaded library may have a clock of
 * its own, which allocates.
 */
uint64_t os_now_ms(void);

/* True while the C library knows of no other thread. */
static inline bool os_single_threaded(void)
{
	return __libc_single_threaded;
}

/* Tells the processor that this thread waits for another. */
#if defined(__x86_64__)
#define os_cpu_relax() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define os_cpu_relax() __asm__ volatile("yield")
#else
#define os_cpu_relax() atomic_signal_fence(memory_order_seq_cst)
#endif

#endif /* OS_CPU_H */
