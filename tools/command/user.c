/* SPDX-License-Identifier: MIT */
/*
 * command/user.c - users on a command line
 */
#include "command/user.h"
#include "read/process.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

static bool parse_number(const char *text, uid_t *uid)
{
	unsigned long n;

	errno = 0;
	n = strtoul(text, NULL, 10);
	if (errno || n >= ANY_UID)
		return false;
	*uid = (uid_t)n;
	return true;
}

bool user_parse(const char *text, uid_t *uid)
{
	const struct passwd *user;
	size_t digits = strspn(text, "0123456789");

	if (!strcmp(text, "all")) {
		*uid = ANY_UID;
		return true;
	}
	if (digits && !text[digits])
		return parse_number(text, uid);
	user = getpwnam(text);
	if (user)
		*uid = user->pw_uid;
	return user;
}
