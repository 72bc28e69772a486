/* SPDX-License-Identifier: MIT */
/*
 * screen/keys.c - what the keys of `buddyctl top` do
 */
#include "screen/export.h"
#include "screen/view.h"

#include "read/number.h"

#include <stdio.h>
#include <string.h>

static void say(struct view *v, const char *text)
{
	snprintf(v->message, sizeof(v->message), "%s", text);
}

static void prompt_done(struct view *v)
{
	v->prompting = false;
	if (v->prompt[0] && !number_parse_interval(v->prompt, &v->delay))
		say(v, "a delay is 500ms, 2s, 1m");
}

static void prompt_key(struct view *v, int key)
{
	size_t n = strlen(v->prompt);

	if (key == VIEW_ENTER) {
		prompt_done(v);
	} else if (key == VIEW_ESCAPE) {
		v->prompting = false;
	} else if (key == VIEW_BACKSPACE) {
		if (n)
			v->prompt[n - 1] = '\0';
	} else if (key > ' ' && key < 0x7f && n + 1 < sizeof(v->prompt)) {
		v->prompt[n] = (char)key;
		v->prompt[n + 1] = '\0';
	}
}

static void export_one(struct view *v)
{
	const struct watched *p =
		watch_find(v->watch, v->depth ? v->depth : v->picked);
	char name[EXPORT_NAME];
	struct failure why;

	if (!p)
		say(v, "there is nothing to export");
	else if (export_file(v->folder, p, name, &why))
		snprintf(v->message, sizeof(v->message), "wrote %s", name);
	else
		say(v, why.text);
}

static void back(struct view *v)
{
	if (!v->depth || v->only) {
		v->done = true;
		return;
	}
	v->depth = 0;
	v->watch->kept = 0;
}

static void pick(struct view *v, size_t index)
{
	const struct watch *w = v->watch;

	if (!w->nr)
		return;
	v->index = index < w->nr ? index : w->nr - 1;
	v->picked = w->of[v->index]->process.pid;
}

static void list_key(struct view *v, int key)
{
	size_t page = v->page ? v->page : 1, up = v->index;

	if (key == VIEW_UP)
		pick(v, up ? up - 1 : 0);
	else if (key == VIEW_DOWN)
		pick(v, up + 1);
	else if (key == VIEW_PAGE_UP)
		pick(v, up > page ? up - page : 0);
	else if (key == VIEW_PAGE_DOWN)
		pick(v, up + page);
	else if (key == VIEW_HOME)
		pick(v, 0);
	else if (key == VIEW_END)
		pick(v, SIZE_MAX);
	else if (key == VIEW_ENTER)
		v->depth = v->watch->kept = v->picked;
	else if (key == 'r')
		v->reversed = !v->reversed;
	else if (key == 's')
		/* The trend comes last and is no figure to sort by. */
		v->sort = (v->sort + 1) % COLUMN_TREND;
}

static void start_prompt(struct view *v)
{
	v->prompting = true;
	v->prompt[0] = '\0';
}

void view_key(struct view *v, int key)
{
	v->message[0] = '\0';
	if (v->help)
		v->help = false;
	else if (v->prompting)
		prompt_key(v, key);
	else if (key == 'q' || key == VIEW_ESCAPE)
		back(v);
	else if (key == 'h' || key == '?')
		v->help = true;
	else if (key == 'p')
		v->paused = !v->paused;
	else if (key == 'd')
		start_prompt(v);
	else if (key == 'e')
		export_one(v);
	else if (!v->depth)
		list_key(v, key);
}
