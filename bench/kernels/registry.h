/* SPDX-License-Identifier: MIT */
/*
 * kernels/registry.h - all kernels, in the order of the report
 */
#ifndef BENCH_KERNELS_REGISTRY_H
#define BENCH_KERNELS_REGISTRY_H

#include "kernels/kernel.h"

extern const struct kernel *const kernels[];
extern const size_t nr_kernels;

#endif
