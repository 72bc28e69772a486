/* SPDX-License-Identifier: MIT */
/*
 * fuzz/conf_plain.c - a heap as it is by default
 */
#include "fuzz/held.h"

const char held_conf[] = "arena:32M,stripes:2,purge_delay:0";
