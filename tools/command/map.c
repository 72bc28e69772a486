/* SPDX-License-Identifier: MIT */
/*
 * command/map.c - buddyctl map: a picture of the arena
 */
#include "command/command.h"
#include "command/map_options.h"
#include "command/view.h"
#include "picture/html.h"
#include "picture/png.h"
#include "picture/svg.h"
#include "screen/clock.h"

#include <signal.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

struct source {
	struct target *target;
	bool residency_failed; /* and was told of */
};

static void tell_residency(struct source *src, const struct view *v)
{
	/* That of a core file is not expected. */
	if (v->has_residency || !v->process.pid || src->residency_failed)
		return;
	failure_report(&v->no_residency);
	src->residency_failed = true;
}

/* scene_free it, whatever the result. */
static bool take(struct scene *s, struct source *src, struct failure *why)
{
	struct view v;
	bool done = view_read(&v, src->target, true, why);

	*s = (struct scene){ .title = "" };
	if (done) {
		tell_residency(src, &v);
		done = scene_build(s, &v.heap, &v.pages,
				   v.has_residency ? &v.residency : NULL, why);
		scene_name(s, v.process.name, v.process.pid);
	}
	view_free(&v);
	return done;
}

static void wait_until(double then)
{
	struct timespec t = clock_until(then);

	if (!interrupted)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

/* Frames after the first, until there are enough or no more can be had. */
static bool shoot(struct film *film, const struct map_request *r,
		  struct source *src, struct failure *why)
{
	struct sigaction action = { .sa_handler = interrupt }, old;
	double start = clock_now();
	bool done = true;

	sigaction(SIGINT, &action, &old);
	for (unsigned long i = 1; i < r->count && done; i++) {
		struct failure gone;
		struct scene s;

		wait_until(start + (double)i * r->every);
		if (interrupted)
			break;
		if (!take(&s, src, &gone)) {
			fprintf(stderr, "buddyctl: %lu frames: %s\n", i,
				gone.text);
			scene_free(&s);
			break;
		}
		done = film_add(film, &s, why);
	}
	sigaction(SIGINT, &old, NULL);
	return done;
}

static bool write_html(FILE *out, const struct map_request *r,
		       struct source *src, struct scene *s, struct failure *why)
{
	struct film film = { .nr_frames = 0 };
	bool done = film_add(&film, s, why) && shoot(&film, r, src, why) &&
		    film_write(out, &film, r->rows, why);

	film_free(&film);
	return done;
}

/* Takes the scene over. */
static bool write_picture(FILE *out, const struct map_request *r,
			  struct source *src, struct scene *s,
			  struct failure *why)
{
	bool done;

	if (r->format == FORMAT_HTML)
		return write_html(out, r, src, s, why);
	if (r->format == FORMAT_SVG)
		done = svg_write(out, s, r->rows, why);
	else
		done = png_write(out, s, r->rows, why);
	scene_free(s);
	return done;
}

static bool draw(const struct map_request *r, struct source *src,
		 struct failure *why)
{
	bool to_stdout = !strcmp(r->output, "-");
	const char *name = to_stdout ? "standard output" : r->output;
	struct scene s;
	FILE *out;
	bool done;

	if (!take(&s, src, why)) {
		scene_free(&s);
		return false;
	}
	out = to_stdout ? stdout : fopen(r->output, "w");
	if (!out) {
		scene_free(&s);
		return failed(why, STATUS_FAILED, "cannot write %s: %m", name);
	}
	done = write_picture(out, r, src, &s, why);
	if ((ferror(out) | (to_stdout ? fflush(out) : fclose(out))) && done)
		return failed(why, STATUS_FAILED, "cannot write %s: %m", name);
	if (done && !to_stdout)
		printf("%s\n", name);
	return done;
}

int command_map(int argc, char **argv)
{
	struct map_request request;
	struct source source = { .target = NULL };
	struct failure why;
	int status;
	bool done;

	status = map_parse(&request, argc, argv);
	if (status)
		return status;
	if (request.help) {
		fputs(map_help, stdout);
		return STATUS_OK;
	}
	source.target = target_open(request.target, &why);
	if (!source.target)
		return failure_report(&why);
	done = draw(&request, &source, &why);
	target_close(source.target);
	return done ? STATUS_OK : failure_report(&why);
}
