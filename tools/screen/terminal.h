/* SPDX-License-Identifier: MIT */
/*
 * screen/terminal.h - the terminal: its size, its keys, and its old state
 */
#ifndef SCREEN_TERMINAL_H
#define SCREEN_TERMINAL_H

#include "read/failure.h"
#include "screen/canvas.h"

/* Whether the locale has the block characters; setlocale comes first. */
bool terminal_has_blocks(void);

/*
 * Takes the terminal.  From here to terminal_exit a signal that asks to end
 * is kept for terminal_signal.
 */
bool terminal_init(struct failure *why);

/* Gives it back as it was. */
void terminal_exit(void);

/* A blank canvas of the terminal's size. */
void terminal_clear(struct canvas *c);

void terminal_show(const struct canvas *c);

enum { TERMINAL_NO_KEY = -1, TERMINAL_RESIZED = -2, TERMINAL_GONE = -3 };

/* Waits for a key, a character or an enum view_key, for so long. */
int terminal_key(double seconds);

/* The signal that asked to end; 0: none did. */
int terminal_signal(void);

#endif /* SCREEN_TERMINAL_H */
