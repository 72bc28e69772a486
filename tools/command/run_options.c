/* SPDX-License-Identifier: MIT */
/*
 * command/run_options.c - the keys of BUDDY_CONF as options of a command line
 *
 * The library skips a pair it does not understand, and says nothing.  A person
 * at a terminal is told.
 */
#include "command/run_options.h"

#include <regex.h>
#include <string.h>

/* What a value is called, the whole of it as a regular expression, in words. */
struct kind {
	const char *name, *pattern, *words;
	bool may_lack; /* "true" is meant then */
};
static const struct kind size = { "SIZE", "[0-9]+[kmgtKMGT]?",
				  "a number, nor one with K, M, G or T",
				  false };
static const struct kind number = { "N", "[0-9]+", "a number", false };
static const struct kind count = { "N", "0*[1-9][0-9]*", "a number above 0",
				   false };
static const struct kind ratio = { "A/B/C", "[0-9]+/[0-9]+/[0-9]+",
				   "three numbers", false };
static const struct kind truth = { "true|false", "true|false", "true or false",
				   true };
static const struct kind thp = { "WHEN", "auto|always|never",
				 "auto, always or never", false };
static const struct kind foreign = { "WHAT", "auto|ignore|abort",
				     "auto, ignore or abort", false };
#define DEFENCE "(canary|poison|quarantine|random|guard)"
static const struct kind defences = { "NAME/NAME...", DEFENCE "(/" DEFENCE ")*",
				      "names of defences, with / between",
				      false };
static const struct kind file = { "PATH", "([^,%]|%p|%%)+",
				  "a path; in it %p is the pid, %% a %",
				  false };

static const struct run_option {
	const char *name;
	const struct kind *kind;
	const char *purpose;
} run_options[NR_RUN_OPTIONS] = {
	{ "arena", &size, "bytes of the heap" },
	{ "limit", &size, "the most memory that the heap may cost" },
	{ "min-free", &size, "free memory that watermarks keep" },
	{ "reserve-ratio", &ratio, "what lower zones keep back" },
	{ "stripes", &count, "at most so many stripes" },
	{ "purge-floor", &size, "dirty free memory that is kept" },
	{ "purge-share", &count, "so is this percentage of use" },
	{ "purge-slack", &count, "use may be exceeded by 1/N" },
	{ "purge-delay", &number, "milliseconds; 0: for ever" },
	{ "thp", &thp, "huge pages: auto, always, never" },
	{ "populate", &size, "classes so large get resident slabs" },
	{ "cache", &size, "the most a thread's stacks hold" },
	{ "hardened", &truth, "all defences against misuse" },
	{ "harden", &defences,
	  "some: canary, poison, quarantine, random, guard" },
	{ "foreign", &foreign, "pointers of others: auto, ignore, abort" },
	{ "stats-print", &truth, "figures when the program exits" },
	{ "stats-interval", &number, "figures every N seconds" },
	{ "stats-file", &file, "where figures go; %p is the pid" },
	{ "control", &truth, "a thread that serves trim, dump, ctl" },
	{ "observe", &truth, "let others of this user look inside" },
	{ "warn", &truth, "a line for each bad pair" },
};

void run_options_list(struct option list[NR_RUN_OPTIONS], int first)
{
	for (int i = 0; i < NR_RUN_OPTIONS; i++)
		list[i] = (struct option){
			.name = run_options[i].name,
			.has_arg = run_options[i].kind->may_lack ?
					   optional_argument :
					   required_argument,
			.val = first + i,
		};
}

void run_options_help(FILE *out)
{
	for (unsigned i = 0; i < NR_RUN_OPTIONS; i++) {
		const struct run_option *o = &run_options[i];
		int width = fprintf(out, "  --%s%s=%s%s", o->name,
				    o->kind->may_lack ? "[" : "", o->kind->name,
				    o->kind->may_lack ? "]" : "");

		fprintf(out, "%*s%s\n", width < 32 ? 32 - width : 1, "",
			o->purpose);
	}
}

static bool matches(const char *value, const char *pattern)
{
	char whole[128]; /* more than any pattern */
	regex_t regex;
	bool yes;

	snprintf(whole, sizeof(whole), "^(%s)$", pattern);
	if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB))
		return false;
	yes = regexec(&regex, value, 0, NULL, 0) == 0;
	regfree(&regex);
	return yes;
}

bool run_options_write(FILE *conf, unsigned i, const char *value,
		       struct failure *why)
{
	const struct run_option *o = &run_options[i];

	if (!value)
		value = "true";
	if (strchr(value, ','))
		return failed(why, STATUS_USAGE,
			      "--%s: '%s' has a comma, which separates pairs "
			      "in BUDDY_CONF",
			      o->name, value);
	if (!matches(value, o->kind->pattern))
		return failed(why, STATUS_USAGE, "--%s: '%s' is not %s",
			      o->name, value, o->kind->words);
	for (const char *c = o->name; *c; c++)
		putc(*c == '-' ? '_' : *c, conf);
	fprintf(conf, ":%s", value);
	return true;
}
