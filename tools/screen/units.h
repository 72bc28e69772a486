/* SPDX-License-Identifier: MIT */
/*
 * screen/units.h - numbers in five columns
 */
#ifndef SCREEN_UNITS_H
#define SCREEN_UNITS_H

#include <stdint.h>

/* At most five characters, whatever the number. */
struct amount {
	char text[8];
};

/* "512B", "12.5K", "1023M": steps of 1024. */
struct amount amount_of_bytes(double bytes);

/* "0", "0.4", "512", "12.5k", "999M": steps of 1000. */
struct amount amount_of(double n);

/* Thousandths as "0.377". */
struct amount amount_of_index(int thousandths);

#endif /* SCREEN_UNITS_H */
