/* SPDX-License-Identifier: MIT */
/*
 * common/output.h - what a measured program says of itself
 *
 * Lines on stdout, in any order but for "asleep":
 *
 *     checksum HEX                    of the work; whatever the allocator is
 *     figure NAME VALUE               a measurement of the program's own
 *     sample SECONDS KILOBYTES LABEL  the resident memory, and when
 *     asleep                          from here on the program only sleeps
 *                                     and looks at itself: others may run
 *
 * A sample's LABEL is "phase N WORD" while the program works, N from 1 and
 * WORD one of filling, full, freeing and freed.  After "asleep" it is free
 * text for people.
 */
#ifndef BENCH_COMMON_OUTPUT_H
#define BENCH_COMMON_OUTPUT_H

/*
 * print_line - one line to stdout, at once; the newline is added
 *
 * Without stdio's buffer, and nothing is allocated: a program that looks at
 * itself must not wake its allocator, nor grow.
 */
void print_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
