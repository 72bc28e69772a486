/* SPDX-License-Identifier: MIT */
/*
 * command/request.c - ask a process to do something, over its control socket
 */
#include "command/request.h"

#include "command/peer.h"
#include "read/number.h"
#include "read/printable.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* Why a call failed; a timeout has a sentence of its own. */
static bool call_failed(const struct peer *p, struct failure *why)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS)
		return failed(why, STATUS_FAILED,
			      "process %d does not answer in time",
			      (int)p->process.pid);
	return failed(why, STATUS_FAILED, "process %d: %s", (int)p->process.pid,
		      strerror(errno));
}

static int make_socket(unsigned timeout_ms)
{
	struct timeval limit = {
		.tv_sec = timeout_ms / 1000,
		.tv_usec = timeout_ms % 1000 * 1000,
	};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* The limit on sending is that on connecting, too. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Anybody may bind the name; the kernel knows who did. */
static bool is_genuine(int fd, const struct peer *p, struct failure *why)
{
	struct ucred who;
	socklen_t bytes = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &bytes))
		return call_failed(p, why);
	if (who.pid != p->process.pid || who.uid != p->uid)
		return failed(why, STATUS_DENIED,
			      "process %d of user %u answers at the socket of "
			      "process %d of user %u",
			      (int)who.pid, who.uid, (int)p->process.pid,
			      p->uid);
	return true;
}

static bool connect_to(int fd, const struct peer *p, struct failure *why)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	/* The name begins with a zero byte, and ends without one. */
	int length = snprintf(address.sun_path + 1,
			      sizeof(address.sun_path) - 1, "libbuddy/%d",
			      (int)p->own_pid);

	if (connect(fd, (struct sockaddr *)&address,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				(size_t)length)))
		return errno == ECONNREFUSED || errno == ENOENT ?
			       peer_explain_silence(p, why) :
			       call_failed(p, why);
	return is_genuine(fd, p, why);
}

static bool send_line(int fd, const struct peer *p, const char *line,
		      struct failure *why)
{
	char *text;
	int length = asprintf(&text, "%s\n", line);
	ssize_t sent = 0;

	if (length < 0)
		return call_failed(p, why);
	for (int at = 0; at < length && sent >= 0; at += (int)sent)
		sent = send(fd, text + at, (size_t)(length - at), MSG_NOSIGNAL);
	free(text);
	return sent >= 0 || call_failed(p, why);
}

/* A process may say anything; a terminal need not obey it. */
static void make_printable(char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (text[i] != '\n' && text[i] != '\t')
			text[i] = printable(text[i]);
}

/* The first line of the answer, without its end. */
static bool take_verdict(char *line, const struct peer *p, struct failure *why)
{
	line[strcspn(line, "\n")] = '\0';
	if (!strcmp(line, "ok"))
		return true;
	if (!strncmp(line, "error ", 6))
		return failed(why, STATUS_FAILED, "process %d: %s",
			      (int)p->process.pid, line + 6);
	return failed(why, STATUS_VERSION,
		      "process %d answers '%.60s', which this tool does not "
		      "understand",
		      (int)p->process.pid, line);
}

static bool read_answer(FILE *answer, const struct peer *p, FILE *out,
			struct failure *why)
{
	char text[4096];
	size_t bytes;

	errno = 0;
	if (!fgets(text, sizeof(text), answer)) {
		if (ferror(answer) && errno != ECONNRESET)
			return call_failed(p, why);
		return failed(why, STATUS_FAILED,
			      "process %d ends the connection without an "
			      "answer",
			      (int)p->process.pid);
	}
	if (!take_verdict(text, p, why))
		return false;
	while ((bytes = fread(text, 1, sizeof(text), answer))) {
		make_printable(text, bytes);
		if (fwrite(text, 1, bytes, out) != bytes)
			return failed(why, STATUS_FAILED, "writing: %s",
				      strerror(errno));
	}
	return !ferror(answer) || call_failed(p, why);
}

bool request_send(pid_t pid, const char *line, unsigned timeout_ms, FILE *out,
		  struct failure *why)
{
	struct peer p;
	FILE *answer;
	bool done;
	int fd;

	if (!peer_find(&p, pid, why))
		return false;
	fd = make_socket(timeout_ms);
	answer = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (!answer) {
		call_failed(&p, why);
		if (fd >= 0)
			close(fd);
		return false;
	}
	done = connect_to(fd, &p, why) && send_line(fd, &p, line, why) &&
	       read_answer(answer, &p, out, why);
	fclose(answer);
	return done;
}

bool request_arguments(int argc, char **argv, const char *help, int most,
		       pid_t *pid, int *status)
{
	static const struct option list[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = opterr = 0;
	option = getopt_long(argc, argv, "", list, NULL);
	if (option == 'h') {
		fputs(help, stdout);
		*status = STATUS_OK;
	} else if (option != -1) {
		*status =
			usage_error(argv[0], "what is '%s'?", argv[optind - 1]);
	} else if (optind == argc) {
		*status = usage_error(argv[0], "which process?");
	} else if (!number_parse_pid(argv[optind], pid)) {
		*status = usage_error(argv[0], "'%s' is no process number",
				      argv[optind]);
	} else if (argc - optind - 1 > most) {
		*status = usage_error(argv[0], "what is '%s'?",
				      argv[optind + 1 + most]);
	} else {
		optind++;
		return true;
	}
	return false;
}

int request_run(pid_t pid, const char *line)
{
	struct failure why;

	if (!request_send(pid, line, REQUEST_TIMEOUT_MS, stdout, &why))
		return failure_report(&why);
	return STATUS_OK;
}
