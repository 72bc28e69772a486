#!/bin/sh
# Each row of doc/hazards.md names a test that is there, or says "none:" and why.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# rows FILE: the last column of each table's rows.
rows()
{
	awk -F '|' '/^\|/ && $2 !~ /^(-+| hazard )$/ { print $4 }' "$1"
}

# exists PATH: below tests, whatever its ending.
exists()
{
	for file in "$top_srcdir/tests/$1".*; do
		[ -f "$file" ] && return
	done
	return 1
}

check()
{
	status=0
	rows "$1" >"$scratch/rows"
	[ -s "$scratch/rows" ] || { echo "no rows"; return 1; }
	while IFS= read -r row; do
		names=$(echo "$row" | grep -oE '`[a-z]+/[a-z0-9_/]+`' | tr -d '`')
		if [ -z "$names" ] && [ "${row#*none:}" = "$row" ]; then
			echo "no test in:$row"
			status=1
		fi
		for name in $names; do
			exists "$name" || { echo "no test $name" && status=1; }
		done
	done <"$scratch/rows"
	return $status
}

# table CELL: a table of one row.
table()
{
	printf '| hazard | promise | test |\n|---|---|---|\n| a | b | %s |\n' \
		"$1" >"$scratch/table"
}
table '`lint/check_hazards`, `unit/check_init`'
check "$scratch/table" || fail "self-test: rejected a sound row"
table 'none: for a reason'
check "$scratch/table" || fail "self-test: rejected a reason"
table '`unit/check_nothing`'
must_reject 'no test unit/check_nothing' check "$scratch/table"
table 'surely'
must_reject 'no test in: surely' check "$scratch/table"
: >"$scratch/table"
must_reject 'no rows' check "$scratch/table"

check "$top_srcdir/doc/hazards.md"
