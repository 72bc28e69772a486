/* SPDX-License-Identifier: MIT */
/*
 * api/request.h - the requests that the control thread answers
 *
 * A request is one line:
 *
 *   trim [PAD]      give memory back, as buddy_trim: 1 if there was any, or 0
 *   dump            buddyinfo and the summary
 *   get NAME        a number by its name of buddy_ctl
 *   set NAME VALUE  sets it: the number before, or the result of an action
 *
 * PAD and VALUE may end in K, M, G or T.  The first line of the answer is "ok"
 * or "error TEXT"; after "ok" comes what is said above, a number in a line of
 * its own.
 */
#ifndef API_REQUEST_H
#define API_REQUEST_H

#include "api/report.h"
#include "base/span.h"

/* Room for a request with its newline, and for an answer. */
enum { REQUEST_BYTES = 256, ANSWER_BYTES = REPORT_BYTES + 64 };

/* The line comes without its newline. */
void request_answer(struct span line, struct fmt *answer);

#endif /* API_REQUEST_H */
