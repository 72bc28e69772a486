/* SPDX-License-Identifier: MIT */
/*
 * info/options.c - BUDDY_CONF
 */
#include "info/options.h"

#include "base/fmt.h"
#include "base/span.h"
#include "os/text.h"

/* The names that buddy_ctl knows the options by begin so. */
#define PREFIX "opt."
enum { PREFIX_LEN = sizeof(PREFIX) - 1 };

typedef bool (*parse_fn)(struct span value, void *out);

struct options options_in_force;

static bool parse_number(struct span value, void *out)
{
	return span_number(value, out);
}

static bool parse_size(struct span value, void *out)
{
	return span_size(value, out);
}

static bool parse_seconds(struct span value, void *out)
{
	uint64_t n;

	if (!span_number(value, &n) || n > UINT32_MAX)
		return false;
	*(uint64_t *)out = n;
	return true;
}

static bool parse_count(struct span value, void *out)
{
	uint64_t n;

	return span_number(value, &n) && n && parse_seconds(value, out);
}

/* One of n words; the result is its index. */
static bool parse_word(struct span value, const char *const words[], unsigned n,
		       uint64_t *out)
{
	for (unsigned i = 0; i < n; i++)
		if (span_is(value, words[i])) {
			*out = i;
			return true;
		}
	return false;
}

static bool parse_bool(struct span value, void *out)
{
	static const char *const words[] = { "false", "true" };

	return parse_word(value, words, ARRAY_SIZE(words), out);
}

static bool parse_foreign(struct span value, void *out)
{
	static const char *const words[] = {
		[FOREIGN_AUTO] = "auto",
		[FOREIGN_IGNORE] = "ignore",
		[FOREIGN_ABORT] = "abort",
	};

	return parse_word(value, words, ARRAY_SIZE(words), out);
}

static bool parse_thp(struct span value, void *out)
{
	static const char *const words[] = {
		[THP_AUTO] = "auto",
		[THP_ALWAYS] = "always",
		[THP_NEVER] = "never",
	};

	return parse_word(value, words, ARRAY_SIZE(words), out);
}

/* Whether the build keeps the states by which defences know an object. */
static bool parse_hardened(struct span value, void *out)
{
	uint64_t on;

	if (!parse_bool(value, &on) || (on && !OBJECT_CHECK))
		return false;
	*(uint64_t *)out = on;
	return true;
}

/* Some of the defences. */
static bool parse_harden(struct span value, void *out)
{
	static const char *const words[] = { "canary", "poison", "quarantine",
					     "random", "guard" };
	uint64_t word, all = 0;

	static_assert(HARDEN_ALL == (1 << ARRAY_SIZE(words)) - 1,
		      "the words are in the order of the bits");
	/* No word follows the last mark. */
	if (!value.len || value.at[value.len - 1] == '/' || !OBJECT_CHECK)
		return false;
	while (value.len) {
		if (!parse_word(span_cut(&value, '/'), words, ARRAY_SIZE(words),
				&word))
			return false;
		all |= UINT64_C(1) << word;
	}
	*(uint64_t *)out = all;
	return true;
}

/* Three numbers, for DMA, DMA32 and NORMAL. */
static bool parse_ratio(struct span value, void *out)
{
	uint64_t n[NR_ZONES];

	for (unsigned z = 0; z < NR_ZONES; z++)
		if (!span_number(span_cut(&value, '/'), &n[z]) ||
		    n[z] > UINT32_MAX)
			return false;
	if (value.len)
		return false;
	__builtin_memcpy(out, n, sizeof(n));
	return true;
}

/* A path in which %p and %% are the only conversions. */
static bool parse_path(struct span value, void *out)
{
	char *path = out;

	if (!value.len || value.len >= STATS_FILE_BYTES)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] == '%' &&
		    (++i == value.len ||
		     (value.at[i] != 'p' && value.at[i] != '%')))
			return false;
	__builtin_memcpy(path, value.at, value.len);
	path[value.len] = '\0';
	return true;
}

static const struct key {
	const char *name;
	parse_fn parse;
	size_t offset;
} keys[] = {
	{ PREFIX "arena", parse_size, offsetof(struct options, arena_bytes) },
	{ PREFIX "limit", parse_size, offsetof(struct options, limit_bytes) },
	{ PREFIX "min_free", parse_size,
	  offsetof(struct options, min_free_bytes) },
	{ PREFIX "reserve_ratio", parse_ratio,
	  offsetof(struct options, ratio) },
	{ PREFIX "stripes", parse_count, offsetof(struct options, stripes) },
	{ PREFIX "purge_floor", parse_size,
	  offsetof(struct options, purge_floor_bytes) },
	{ PREFIX "purge_share", parse_count,
	  offsetof(struct options, purge_share) },
	{ PREFIX "purge_slack", parse_count,
	  offsetof(struct options, purge_slack) },
	{ PREFIX "purge_delay", parse_number,
	  offsetof(struct options, purge_delay_ms) },
	{ PREFIX "thp", parse_thp, offsetof(struct options, thp) },
	{ PREFIX "populate", parse_size,
	  offsetof(struct options, populate_bytes) },
	{ PREFIX "cache", parse_size, offsetof(struct options, cache_bytes) },
	{ PREFIX "hardened", parse_hardened,
	  offsetof(struct options, hardened) },
	{ PREFIX "harden", parse_harden, offsetof(struct options, harden) },
	{ PREFIX "foreign", parse_foreign, offsetof(struct options, foreign) },
	{ PREFIX "stats_print", parse_bool,
	  offsetof(struct options, stats_print) },
	{ PREFIX "stats_interval", parse_seconds,
	  offsetof(struct options, stats_interval) },
	{ PREFIX "stats_file", parse_path,
	  offsetof(struct options, stats_file) },
	{ PREFIX "control", parse_bool, offsetof(struct options, control) },
	{ PREFIX "observe", parse_bool, offsetof(struct options, observe) },
	{ PREFIX "warn", parse_bool, offsetof(struct options, warn) },
};

struct options options_default(void)
{
	return (struct options){
		.ratio = { 256, 256, 32 },
		.purge_floor_bytes = load_relaxed(&purge_config.floor_pages)
				     << PAGE_SHIFT,
		.purge_share = load_relaxed(&purge_config.share_percent),
		.purge_slack = load_relaxed(&purge_config.slack_share),
		.purge_delay_ms = load_relaxed(&purge_config.age_ms),
		.thp = THP_AUTO,
		.populate_bytes = load_relaxed(&slabs_populate_bytes),
		.cache_bytes = stacks_most_bytes,
		.hardened = BUDDY_HARDENED,
		.foreign = FOREIGN_AUTO,
	};
}

static bool apply(struct options *options, struct span pair)
{
	struct span name = span_cut(&pair, ':');

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (span_is(name, keys[i].name + PREFIX_LEN))
			return keys[i].parse(pair,
					     (char *)options + keys[i].offset);
	return false;
}

static void warn_of(struct span pair)
{
	char text[128];
	struct fmt f = fmt_init(text, sizeof(text));

	fmt_print(&f, "libbuddy: BUDDY_CONF: bad pair ");
	for (size_t i = 0; i < pair.len && f.len < sizeof(text) - 2; i++)
		fmt_print(&f, "%c", pair.at[i]);
	fmt_print(&f, "\n");
	os_write(2, text, f.len);
}

/* One pass over the pairs; says each bad one if asked to. */
static unsigned parse_pairs(struct options *options, const char *text, bool say)
{
	struct span rest = span_of(text);
	unsigned bad = 0;

	while (rest.len) {
		struct span pair = span_cut(&rest, ',');

		if (!pair.len || apply(options, pair))
			continue;
		bad++;
		if (say)
			warn_of(pair);
	}
	return bad;
}

unsigned options_parse(struct options *options, const char *text)
{
	unsigned bad = parse_pairs(options, text, false);

	/* A second pass, since `warn` may come after the bad pair. */
	if (bad && options->warn)
		parse_pairs(options, text, true);
	return bad;
}

/* The i-th key whose value is one number; NULL past the last. */
static const struct key *number_key(unsigned i)
{
	for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
		if (keys[k].parse != parse_ratio &&
		    keys[k].parse != parse_path && !i--)
			return &keys[k];
	return NULL;
}

const char *options_number_name(unsigned i)
{
	const struct key *key = number_key(i);

	return key ? key->name : NULL;
}

uint64_t options_number(const struct options *options, unsigned i)
{
	const char *at = (const char *)options + number_key(i)->offset;

	return *(const uint64_t *)(const void *)at;
}
