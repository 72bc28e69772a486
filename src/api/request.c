/* SPDX-License-Identifier: MIT */
/*
 * api/request.c - the requests that the control thread answers
 */
#include "api/request.h"

#include "info/ctl.h"

#include <errno.h>

static void refuse(struct fmt *answer, const char *why)
{
	fmt_print(answer, "error %s\n", why);
}

static void answer_dump(struct span rest, struct fmt *answer)
{
	if (rest.len) {
		refuse(answer, "dump takes nothing");
		return;
	}
	fmt_print(answer, "ok\n");
	report_print(answer);
}

static void answer_ctl(struct span name, const uint64_t *value,
		       struct fmt *answer)
{
	uint64_t number;

	switch (ctl(name, &number, value)) {
	case 0:
		fmt_print(answer, "ok\n%lu\n", (unsigned long)number);
		break;
	case ENOENT:
		refuse(answer, "unknown name");
		break;
	case EPERM:
		refuse(answer, "it cannot be set");
		break;
	default:
		refuse(answer, value ? "value out of range" :
				       "it is an action: set it");
	}
}

static void answer_get(struct span rest, struct fmt *answer)
{
	answer_ctl(rest, NULL, answer);
}

static void answer_set(struct span rest, struct fmt *answer)
{
	struct span name = span_cut(&rest, ' ');
	uint64_t value;

	if (span_size(rest, &value))
		answer_ctl(name, &value, answer);
	else
		refuse(answer, "no number");
}

static void answer_trim(struct span rest, struct fmt *answer)
{
	uint64_t pad = 0;

	if (!rest.len || span_size(rest, &pad))
		answer_ctl(span_of("trim"), &pad, answer);
	else
		refuse(answer, "no number");
}

static const struct {
	const char *word;
	void (*answer)(struct span rest, struct fmt *answer);
} requests[] = {
	{ "trim", answer_trim },
	{ "dump", answer_dump },
	{ "get", answer_get },
	{ "set", answer_set },
};

void request_answer(struct span line, struct fmt *answer)
{
	struct span word = span_cut(&line, ' ');

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		if (span_is(word, requests[i].word)) {
			requests[i].answer(line, answer);
			return;
		}
	refuse(answer, "unknown request");
}
