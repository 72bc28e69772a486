/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_options.c - BUDDY_CONF of any text
 *
 * The model: the pairs one by one are what the whole text is, of two pairs of
 * one key the later counts, and each value is one that its key may have.
 */
#include "fuzz/fuzz.h"
#include "info/options.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TEXT_BYTES = 4096 };

/* Every pair by itself; returns how many are bad. */
static unsigned parse_alone(struct options *o, char *text)
{
	unsigned bad = 0;
	char *pair;

	while ((pair = strsep(&text, ","))) {
		uint64_t warn = o->warn;
		unsigned more;

		/* Else each bad pair that follows would be said. */
		o->warn = false;
		more = options_parse(o, pair);
		expect(more <= 1);
		expect(!more || !o->warn);
		o->warn |= warn && strcmp(pair, "warn:false");
		bad += more;
	}
	return bad;
}

/* The whole text; *said: the bytes that this wrote to stderr. */
static unsigned parse_whole(struct options *o, const char *text, off_t *said)
{
	int was = dup(2), file = memfd_create("stderr", MFD_CLOEXEC);
	unsigned bad;

	expect(was >= 0 && file >= 0 && dup2(file, 2) == 2);
	bad = options_parse(o, text);
	expect(dup2(was, 2) == 2);
	*said = lseek(file, 0, SEEK_END);
	close(file);
	close(was);
	return bad;
}

static void check_values(const struct options *o)
{
	size_t length = strnlen(o->stats_file, STATS_FILE_BYTES);

	expect(o->thp <= THP_NEVER);
	expect(o->foreign <= FOREIGN_ABORT);
	expect(o->hardened <= 1 && o->harden <= HARDEN_ALL);
	expect(o->stats_print <= 1 && o->control <= 1);
	expect(o->observe <= 1 && o->warn <= 1);
	expect(o->stripes <= UINT32_MAX);
	expect(o->stats_interval <= UINT32_MAX);
	expect(o->purge_share && o->purge_share <= UINT32_MAX);
	expect(o->purge_slack && o->purge_slack <= UINT32_MAX);
	for (unsigned z = 0; z < NR_ZONES; z++)
		expect(o->ratio[z] <= UINT32_MAX);
	expect(length < STATS_FILE_BYTES);
	expect(!strchr(o->stats_file, ','));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct options whole, alone;
	char text[TEXT_BYTES + 1];
	unsigned bad;
	off_t said;

	/* Compared as bytes, so the padding has to be alike. */
	memset(&whole, 0, sizeof(whole));
	whole = options_default();
	memcpy(&alone, &whole, sizeof(whole));
	if (bytes > TEXT_BYTES)
		bytes = TEXT_BYTES;
	memcpy(text, data, bytes);
	text[bytes] = '\0';
	bad = parse_whole(&whole, text, &said);
	expect((said > 0) == (bad && whole.warn));
	check_values(&whole);
	for (unsigned i = 0; options_number_name(i); i++)
		options_number(&whole, i);
	expect(parse_alone(&alone, text) == bad);
	expect(!memcmp(&whole, &alone, sizeof(whole)));
	return 0;
}
