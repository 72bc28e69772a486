#!/bin/sh
# Each step of a model in tests/model names a function that src defines.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# functions FILE...: those that the tables of steps name.
functions()
{
	sed -n 's/^	\[[A-Z_0-9]*\] = { "\([a-z_0-9]*\)", [a-z_0-9]* },$/\1/p' "$@" |
		sort -u
}

# defined FOLDER: the functions that its sources define.
defined()
{
	find "$1" -name '*.[ch]' -exec sed -nE \
		's/^[a-zA-Z_].*[ *]([a-z_0-9]+)\(([^;]*|[^;]*;.*)$/\1/p' {} + |
		sort -u
}

# check FOLDER MODEL...
check()
{
	defined "$1" >"$scratch/defined"
	shift
	functions "$@" >"$scratch/named"
	[ -s "$scratch/named" ] || { echo "no steps"; return 1; }
	comm -23 "$scratch/named" "$scratch/defined" >"$scratch/missing"
	[ ! -s "$scratch/missing" ] || {
		sed 's/^/no function /' "$scratch/missing"
		return 1
	}
}

# model FUNCTION: a table of one step.
model()
{
	printf 'static const struct step steps[] = {\n\t[A_1] = { "%s", a },\n};\n' \
		"$1" >"$scratch/model.c"
}

mkdir "$scratch/src"
printf 'static struct a *make_one(int a,\n\tint b)\n{\n\tuse_one(a);\n}\n' \
	>"$scratch/src/a.c"
model make_one
check "$scratch/src" "$scratch/model.c" || fail "self-test: rejected a function"
model use_one
must_reject 'no function use_one' check "$scratch/src" "$scratch/model.c"
: >"$scratch/model.c"
must_reject 'no steps' check "$scratch/src" "$scratch/model.c"

check "$top_srcdir/src" "$top_srcdir"/tests/model/*.c
