/* SPDX-License-Identifier: MIT */
/*
 * command/serve.c - the figures of all heaps over HTTP, for Prometheus
 *
 * One thread answers all requests, one after the other, so the watched
 * processes need no lock.  They stay open between requests.
 */
#include "command/serve.h"
#include "command/listen.h"
#include "screen/watch.h"
#include "show/prometheus.h"

#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 32, IDLE_SECONDS = 15 };

static const char metrics_type[] = "text/plain; version=0.0.4; charset=utf-8";

struct server {
	uid_t uid;
	struct watch watch;
};

static void take_sample(struct server *s)
{
	size_t nr;
	struct process *all = processes_under_buddy(s->uid, &nr);

	watch_sample(&s->watch, all, nr);
	free(all);
}

/* Those that could be read; NULL without memory. */
static struct prometheus_source *sources(const struct watch *w, size_t *nr)
{
	struct prometheus_source *s = malloc((w->nr + 1) * sizeof(*s));

	*nr = 0;
	for (size_t i = 0; s && i < w->nr; i++)
		if (w->of[i]->readable)
			s[(*nr)++] =
				(struct prometheus_source){ &w->of[i]->process,
							    &w->of[i]->heap };
	return s;
}

/* The text of /metrics, to be freed; NULL without memory. */
static char *metrics(struct server *server, size_t *bytes)
{
	char *text = NULL;
	size_t nr;
	struct prometheus_source *s;
	FILE *out;

	take_sample(server);
	s = sources(&server->watch, &nr);
	out = s ? open_memstream(&text, bytes) : NULL;
	if (out) {
		show_prometheus(out, s, nr);
		fclose(out);
	}
	free(s);
	return text;
}

static enum MHD_Result send_text(struct MHD_Connection *c, unsigned status,
				 const char *type, char *text, size_t bytes,
				 enum MHD_ResponseMemoryMode mode)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer(bytes, text, mode);
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
	result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_error(struct MHD_Connection *c, unsigned status,
				  const char *text)
{
	return send_text(c, status, "text/plain; charset=utf-8", (char *)text,
			 strlen(text), MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result answer(void *data, struct MHD_Connection *c,
			      const char *url, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_bytes, void **state)
{
	char *text;
	size_t bytes;

	(void)version;
	(void)upload;
	(void)upload_bytes;
	(void)state;
	if (strcmp(method, MHD_HTTP_METHOD_GET) &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD))
		return send_error(c, MHD_HTTP_METHOD_NOT_ALLOWED,
				  "GET and HEAD only\n");
	if (strcmp(url, "/metrics"))
		return send_error(c, MHD_HTTP_NOT_FOUND,
				  "there is /metrics only\n");
	text = metrics(data, &bytes);
	if (!text)
		return send_error(c, MHD_HTTP_INTERNAL_SERVER_ERROR,
				  "there is no memory left\n");
	return send_text(c, MHD_HTTP_OK, metrics_type, text, bytes,
			 MHD_RESPMEM_MUST_FREE);
}

/* Blocked before the thread starts, so that it never takes them. */
static void block_signals(sigset_t *ending)
{
	sigemptyset(ending);
	sigaddset(ending, SIGINT);
	sigaddset(ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, ending, NULL);
}

static int serve_on(int fd, struct server *s, struct failure *why)
{
	struct MHD_Daemon *daemon;
	char name[LISTEN_NAME];
	sigset_t ending;
	int number;

	if (!listen_name(fd, name, why))
		return failure_report(why);
	block_signals(&ending);
	daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL,
				  NULL, answer, s, MHD_OPTION_LISTEN_SOCKET, fd,
				  MHD_OPTION_CONNECTION_LIMIT,
				  (unsigned)MOST_CONNECTIONS,
				  MHD_OPTION_CONNECTION_TIMEOUT,
				  (unsigned)IDLE_SECONDS, MHD_OPTION_END);
	if (!daemon) {
		failed(why, STATUS_FAILED, "the server does not start");
		return failure_report(why);
	}
	printf("listening on http://%s/metrics\n", name);
	fflush(stdout);
	sigwait(&ending, &number);
	MHD_stop_daemon(daemon);
	return STATUS_OK;
}

int serve(const char *at, uid_t uid)
{
	struct server s = { .uid = uid };
	struct failure why;
	int fd = listen_at(at, &why);
	int status;

	if (fd < 0)
		return failure_report(&why);
	watch_init(&s.watch, &watch_live);
	status = serve_on(fd, &s, &why);
	watch_exit(&s.watch);
	return status;
}
