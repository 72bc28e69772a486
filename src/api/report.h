/* SPDX-License-Identifier: MIT */
/*
 * api/report.h - the heap's figures in words: at exit, at intervals, on request
 */
#ifndef API_REPORT_H
#define API_REPORT_H

#include "info/options.h"
#include "info/print.h"

/* Room for a whole report. */
enum { REPORT_BYTES = PRINT_BYTES };

/* Once, when the options are known. */
void report_boot(const struct options *options);

/*
 * Writes a report if stats_interval is set and an interval is over.  With no
 * lock held; by any thread, one of which reports.  Returns the milliseconds
 * until the next is due, UINT64_MAX without an interval.
 */
uint64_t report_poll(uint64_t now_ms);

/* Buddyinfo, the summary, and what a counting build counted. */
void report_print(struct fmt *f);

#endif /* API_REPORT_H */
