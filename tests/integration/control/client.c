/* SPDX-License-Identifier: MIT */
/* client PID REQUEST: prints the answer; status 2 if nobody listens. */
#include "client.h"

int main(int argc, char **argv)
{
	char request[512], answer[8192];

	EXPECT(argc == 3);
	snprintf(request, sizeof(request), "%s\n", argv[2]);
	if (client_ask(atoi(argv[1]), request, answer, sizeof(answer)) < 0) {
		perror("client");
		return 2;
	}
	fputs(answer, stdout);
	return 0;
}
