#!/bin/sh
# No source of src, tools or bench has more than 300 lines, no header more than 250,
# no function more than 60, and no line is wider than 80 columns.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# check FOLDER FILE...
check()
{
	(cd "$1" && shift && awk -f "$lint/budget.awk" "$@")
}

# lines COUNT TEXT
lines()
{
	awk -v n="$1" -v text="$2" \
		'BEGIN { for (i = 0; i < n; i++) print text }'
}

mkdir "$scratch/src"
{
	lines 300 x >"$scratch/src/a.c"
	lines 250 x >"$scratch/src/a.h"
	printf 'int f(void)\n{\n'
	lines 60 x
	printf '}\n'
	lines 1 "$(printf '\t\t\t\t\t\t\t\t\t12345678')"
} >"$scratch/src/b.c"
check "$scratch" src/a.c src/a.h src/b.c || fail "self-test: rejected the most"
lines 301 x >"$scratch/src/c.c"
must_reject 'c.c:301: ends a file' check "$scratch" src/c.c src/a.c
lines 251 x >"$scratch/src/c.h"
must_reject 'c.h:251: ends a file' check "$scratch" src/a.c src/c.h
{
	printf 'int f(void)\n{\n'
	lines 61 x
	printf '}\n'
} >"$scratch/src/d.c"
must_reject 'd.c:2: starts a function of 61' check "$scratch" src/d.c
lines 1 "$(printf 'x\t\t\t\t\t\t\t\t\t\t1')" >"$scratch/src/e.c"
must_reject 'e.c:1: is 81 columns' check "$scratch" src/e.c

# shellcheck disable=SC2046 # our file names have no blanks
check "$top_srcdir" $(sources src include tools bench) $(cd "$top_srcdir" &&
	find bench tests/scoreboard -name '*.py')
