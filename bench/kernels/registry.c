/* SPDX-License-Identifier: MIT */
/*
 * kernels/registry.c - all kernels, in the order of the report
 */
#include "kernels/registry.h"

extern const struct kernel kernel_bignum, kernel_expression;
extern const struct kernel kernel_replace_l2, kernel_replace_far;
extern const struct kernel kernel_handover_l2, kernel_handover_far;
extern const struct kernel kernel_pipe_one_sided, kernel_pipe_symmetric;
extern const struct kernel kernel_batch_fifo, kernel_batch_lifo;
extern const struct kernel kernel_batch_shuffled;
extern const struct kernel kernel_sharing_passive, kernel_sharing_active;
extern const struct kernel kernel_short_threads;
extern const struct kernel kernel_vectors, kernel_strings;
extern const struct kernel kernel_zeroed, kernel_aligned, kernel_large;
extern const struct kernel kernel_graph;
extern const struct kernel kernel_sawtooth_whole, kernel_sawtooth_scattered;

const struct kernel *const kernels[] = {
	&kernel_bignum,		&kernel_expression,
	&kernel_replace_l2,	&kernel_replace_far,
	&kernel_handover_l2,	&kernel_handover_far,
	&kernel_pipe_one_sided, &kernel_pipe_symmetric,
	&kernel_batch_fifo,	&kernel_batch_lifo,
	&kernel_batch_shuffled, &kernel_sharing_passive,
	&kernel_sharing_active, &kernel_short_threads,
	&kernel_vectors,	&kernel_strings,
	&kernel_zeroed,		&kernel_aligned,
	&kernel_large,		&kernel_graph,
	&kernel_sawtooth_whole, &kernel_sawtooth_scattered,
};

const size_t nr_kernels = sizeof(kernels) / sizeof(kernels[0]);
