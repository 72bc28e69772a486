/* SPDX-License-Identifier: MIT */
/*
 * tools/programs/other_abi.c - a process whose buddy_abi is of another number
 */
#include <buddy/abi.h>

#include <stdio.h>
#include <unistd.h>

const struct buddy_abi buddy_abi = {
	.magic = { 'l', 'i', 'b', 'b', 'u', 'd', 'd', 'y' },
	.number = 99,
	.bytes = sizeof(struct buddy_abi),
	.version = "9.9",
};

int main(void)
{
	char c;

	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	return read(0, &c, 1) != 0;
}
