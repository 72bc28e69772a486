/* SPDX-License-Identifier: MIT */
/*
 * kernels/table.h - all kernels, in the order of the report
 */
#ifndef BENCH_KERNELS_TABLE_H
#define BENCH_KERNELS_TABLE_H

#include "kernel.h"

extern const struct kernel *const kernels[];
extern const size_t nr_kernels;

#endif
