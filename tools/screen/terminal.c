/* SPDX-License-Identifier: MIT */
/*
 * screen/terminal.c - the terminal: its size, its keys, and its old state
 */
#include "screen/terminal.h"
#include "screen/view.h"

#include <curses.h>
#include <langinfo.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ESCAPE_MS = 50, ESCAPE = 27, DELETE = 127 };

static volatile sig_atomic_t asked_to_end;
static SCREEN *screen;
static sigset_t outside; /* the signals that were blocked before */

static void note_signal(int number)
{
	asked_to_end = number;
}

bool terminal_has_blocks(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* They arrive while a key is waited for and at no other time. */
static void catch_signals(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = note_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	for (unsigned i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		sigaction(ending[i], &action, NULL);
		sigaddset(&blocked, ending[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &outside);
}

/* Looks of the terminal, by enum look; without colours, attributes. */
static attr_t look_attributes[NR_LOOKS] = {
	[LOOK_TITLE] = A_BOLD,
	[LOOK_HEADER] = A_UNDERLINE,
	[LOOK_PICKED] = A_REVERSE,
	[LOOK_WARNING] = A_BOLD,
};

static void set_colour(enum look look, short colour)
{
	init_pair((short)look, colour, -1);
	look_attributes[look] |= COLOR_PAIR((short)look);
}

static void set_colours(void)
{
	if (!has_colors() || start_color() == ERR ||
	    use_default_colors() == ERR)
		return;
	set_colour(LOOK_DIM, COLOR_CYAN);
	set_colour(LOOK_BAR, COLOR_BLUE);
	set_colour(LOOK_TREND, COLOR_GREEN);
	set_colour(LOOK_WARNING, COLOR_RED);
}

/* NULL for a terminal that is unknown, or cannot put characters anywhere. */
static SCREEN *open_screen(void)
{
	SCREEN *s = newterm(NULL, stdout, stdin);

	if (!s || tigetstr("cup"))
		return s;
	endwin();
	delscreen(s);
	return NULL;
}

bool terminal_init(struct failure *why)
{
	const char *type = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return failed(why, STATUS_FAILED,
			      "the screen needs a terminal; -b does without");
	screen = open_screen();
	if (!screen)
		return failed(why, STATUS_FAILED,
			      "the terminal '%s' cannot show a screen; "
			      "-b does without",
			      type ? type : "");
	/* After newterm, which has handlers of its own that exit. */
	catch_signals();
	set_escdelay(ESCAPE_MS);
	cbreak();
	noecho();
	nonl();
	curs_set(0);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_colours();
	return true;
}

void terminal_exit(void)
{
	endwin();
	delscreen(screen);
	screen = NULL;
	sigprocmask(SIG_SETMASK, &outside, NULL);
}

int terminal_signal(void)
{
	return asked_to_end;
}

void terminal_clear(struct canvas *c)
{
	int rows, columns;

	getmaxyx(stdscr, rows, columns);
	canvas_clear(c, (unsigned)rows, (unsigned)columns);
}

static void show_cell(const struct cell *cell, int row, int column)
{
	wchar_t text[] = { cell->character, L'\0' };
	cchar_t character;

	setcchar(&character, text, look_attributes[cell->look],
		 (short)PAIR_NUMBER(look_attributes[cell->look]), NULL);
	mvadd_wch(row, column, &character);
}

void terminal_show(const struct canvas *c)
{
	erase();
	for (unsigned row = 0; row < c->rows; row++)
		for (unsigned column = 0; column < c->columns; column++)
			show_cell(&c->cell[row * c->columns + column], (int)row,
				  (int)column);
	refresh();
}

static int translate(int key)
{
	switch (key) {
	case KEY_UP:
		return VIEW_UP;
	case KEY_DOWN:
		return VIEW_DOWN;
	case KEY_PPAGE:
		return VIEW_PAGE_UP;
	case KEY_NPAGE:
		return VIEW_PAGE_DOWN;
	case KEY_HOME:
		return VIEW_HOME;
	case KEY_END:
		return VIEW_END;
	case KEY_ENTER:
	case '\r':
	case '\n':
		return VIEW_ENTER;
	case KEY_BACKSPACE:
	case '\b':
	case DELETE:
		return VIEW_BACKSPACE;
	case ESCAPE:
		return VIEW_ESCAPE;
	case KEY_RESIZE:
		return TERMINAL_RESIZED;
	case ERR:
		return TERMINAL_NO_KEY;
	default:
		return key;
	}
}

int terminal_key(double seconds)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	double wait = seconds > 0 ? seconds : 0;
	struct timespec t = {
		.tv_sec = (time_t)wait,
		.tv_nsec = (long)((wait - floor(wait)) * 1e9),
	};
	int key = translate(getch());

	/* Keys that curses has read already are no input to poll. */
	if (key != TERMINAL_NO_KEY)
		return key;
	ppoll(&input, 1, &t, &outside);
	key = translate(getch());
	if (key == TERMINAL_NO_KEY && input.revents & ~POLLIN)
		return TERMINAL_GONE;
	return key;
}
