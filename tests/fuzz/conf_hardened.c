/* SPDX-License-Identifier: MIT */
/*
 * fuzz/conf_hardened.c - a heap with all defences
 */
#include "fuzz/held.h"

const char held_conf[] = "arena:32M,stripes:2,purge_delay:0,hardened:true";
