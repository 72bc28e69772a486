/* SPDX-License-Identifier: MIT */
/*
 * info/options.c - BUDDY_CONF
 */
#include "info/options.h"

#include "base/fmt.h"
#include "os/text.h"

/* A stretch of the text. */
struct span {
	const char *at;
	size_t len;
};

typedef bool (*parse_fn)(struct span value, uint64_t *out);

static bool span_is(struct span s, const char *word)
{
	size_t i = 0;

	while (i < s.len && word[i] && word[i] == s.at[i])
		i++;
	return i == s.len && !word[i];
}

/* The part before the first `mark`; the rest stays in *s. */
static struct span cut(struct span *s, char mark)
{
	struct span part = { s->at, 0 };

	while (part.len < s->len && part.at[part.len] != mark)
		part.len++;
	s->at += part.len;
	s->len -= part.len;
	if (s->len) {
		s->at++;
		s->len--;
	}
	return part;
}

/* Decimal digits at the front of *s, which they leave. */
static bool take_number(struct span *s, uint64_t *out)
{
	size_t digits = 0;

	*out = 0;
	for (; digits < s->len; digits++) {
		unsigned digit = (unsigned)(s->at[digits] - '0');

		if (digit > 9)
			break;
		if (*out > (UINT64_MAX - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	s->at += digits;
	s->len -= digits;
	return digits > 0;
}

static bool parse_number(struct span value, uint64_t *out)
{
	uint64_t n;

	if (!take_number(&value, &n) || value.len)
		return false;
	*out = n;
	return true;
}

static bool parse_count(struct span value, uint64_t *out)
{
	uint64_t n;

	if (!parse_number(value, &n) || !n || n > UINT32_MAX)
		return false;
	*out = n;
	return true;
}

static bool parse_size(struct span value, uint64_t *out)
{
	static const char units[] = "kmgt";
	uint64_t n;
	unsigned shift = 0;

	if (!take_number(&value, &n) || value.len > 1)
		return false;
	for (unsigned i = 0; value.len && units[i]; i++)
		if ((value.at[0] | ' ') == units[i])
			shift = 10 * (i + 1);
	if ((value.len && !shift) || n > UINT64_MAX >> shift)
		return false;
	*out = n << shift;
	return true;
}

static bool parse_bool(struct span value, uint64_t *out)
{
	if (!span_is(value, "true") && !span_is(value, "false"))
		return false;
	*out = span_is(value, "true");
	return true;
}

static bool parse_foreign(struct span value, uint64_t *out)
{
	if (span_is(value, "auto"))
		*out = FOREIGN_AUTO;
	else if (span_is(value, "ignore"))
		*out = FOREIGN_IGNORE;
	else if (span_is(value, "abort"))
		*out = FOREIGN_ABORT;
	else
		return false;
	return true;
}

static bool parse_thp(struct span value, uint64_t *out)
{
	if (span_is(value, "auto"))
		*out = THP_AUTO;
	else if (span_is(value, "always"))
		*out = THP_ALWAYS;
	else if (span_is(value, "never"))
		*out = THP_NEVER;
	else
		return false;
	return true;
}

/* Three numbers, for DMA, DMA32 and NORMAL. */
static bool parse_ratio(struct span value, uint64_t *out)
{
	uint64_t n[NR_ZONES];

	for (unsigned z = 0; z < NR_ZONES; z++)
		if (!parse_number(cut(&value, '/'), &n[z]) || n[z] > UINT32_MAX)
			return false;
	if (value.len)
		return false;
	for (unsigned z = 0; z < NR_ZONES; z++)
		out[z] = n[z];
	return true;
}

static const struct key {
	const char *name;
	parse_fn parse;
	size_t offset;
} keys[] = {
	{ "arena", parse_size, offsetof(struct options, arena_bytes) },
	{ "min_free", parse_size, offsetof(struct options, min_free_bytes) },
	{ "reserve_ratio", parse_ratio, offsetof(struct options, ratio) },
	{ "stripes", parse_count, offsetof(struct options, stripes) },
	{ "purge_floor", parse_size,
	  offsetof(struct options, purge_floor_bytes) },
	{ "purge_share", parse_count, offsetof(struct options, purge_share) },
	{ "purge_slack", parse_count, offsetof(struct options, purge_slack) },
	{ "purge_delay", parse_number,
	  offsetof(struct options, purge_delay_ms) },
	{ "thp", parse_thp, offsetof(struct options, thp) },
	{ "populate", parse_size, offsetof(struct options, populate_bytes) },
	{ "cache", parse_size, offsetof(struct options, cache_bytes) },
	{ "foreign", parse_foreign, offsetof(struct options, foreign) },
	{ "stats_print", parse_bool, offsetof(struct options, stats_print) },
	{ "warn", parse_bool, offsetof(struct options, warn) },
};

struct options options_default(void)
{
	return (struct options){
		.ratio = { 256, 256, 32 },
		.purge_floor_bytes = purge_config.floor_pages << PAGE_SHIFT,
		.purge_share = purge_config.share_percent,
		.purge_slack = purge_config.slack_share,
		.purge_delay_ms = purge_config.age_ms,
		.thp = THP_AUTO,
		.populate_bytes = slabs_populate_bytes,
		.cache_bytes = stacks_most_bytes,
		.foreign = FOREIGN_AUTO,
	};
}

static bool apply(struct options *options, struct span pair)
{
	struct span name = cut(&pair, ':');

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (span_is(name, keys[i].name))
			return keys[i].parse(
				pair,
				(uint64_t *)((char *)options + keys[i].offset));
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
	struct span rest = { text, __builtin_strlen(text) };
	unsigned bad = 0;

	while (rest.len) {
		struct span pair = cut(&rest, ',');

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
